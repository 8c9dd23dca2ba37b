"""MariaDB from Debian, with TLS only."""

from __future__ import annotations

import shutil
from functools import cached_property
from pathlib import Path
from typing import Final

from toucan_connectors.testing.servers import _apt
from toucan_connectors.testing.servers._cache import made_once, password
from toucan_connectors.testing.servers._certificates import Certificates, make_certificates
from toucan_connectors.testing.servers._errors import CommandError
from toucan_connectors.testing.servers._process import IS_ROOT, run
from toucan_connectors.testing.servers._running import HOST, Running
from toucan_connectors.testing.servers._server import DaemonServer

__all__ = ["MariaDb"]

_PROGRAMS: Final = ("mariadbd", "mariadb-install-db", "mariadb-admin", "mariadb")

_FIRST_STATEMENTS: Final = """
CREATE DATABASE IF NOT EXISTS toucan;
ALTER USER root@localhost IDENTIFIED BY '{password}';
CREATE USER IF NOT EXISTS toucan@'%' IDENTIFIED BY '{password}' REQUIRE SSL;
GRANT ALL ON *.* TO toucan@'%' WITH GRANT OPTION;
CREATE USER IF NOT EXISTS toucan_certificate@'%' IDENTIFIED BY '{password}' REQUIRE X509;
GRANT ALL ON toucan.* TO toucan_certificate@'%';
"""

_SETTINGS: Final = {
    "bind-address": HOST,
    "innodb-log-file-size": "8M",
    "innodb-buffer-pool-size": "32M",
    "innodb-flush-log-at-trx-commit": "2",  # the data need not outlive the machine
    "character-set-server": "utf8mb4",
}


class MariaDb(DaemonServer):
    """The MariaDB of Debian; everybody needs TLS.

    `expired=True` gives it a certificate that ended long ago.
    """

    name = "mariadb"
    what = "MariaDB of apt, with TLS only"

    def __init__(self, *, expired: bool = False) -> None:
        self._expired = expired

    def installed(self) -> str | None:
        """Return None where Debian's package is."""
        return None if all(map(_apt.program, _PROGRAMS)) else "mariadb-server of apt is not installed."

    def install(self) -> None:
        """Install Debian's package; raises CommandError without root."""
        _apt.install_packages(["mariadb-server", "mariadb-client"])

    @cached_property
    def _certificates(self) -> Certificates:
        return make_certificates("toucan_certificate", expired=self._expired)

    def _prepare(self, folder: Path) -> None:
        shutil.copytree(self._fresh_data(), folder / "data")
        self._certificates.write(folder)
        statements = folder / "first.sql"
        statements.touch(mode=0o600)
        statements.write_text(_FIRST_STATEMENTS.format(password=password()))

    def _fresh_data(self) -> Path:
        return made_once(f"data/mariadb-{self._version}", _initialise) / "data"

    @cached_property
    def _version(self) -> str:
        return run([_program("mariadbd"), "--no-defaults", "--version"]).split()[2]

    def _command(self, folder: Path, port: int) -> list[str | Path]:
        settings = {
            **_SETTINGS,
            "datadir": folder / "data",
            "socket": folder / "socket",
            "pid-file": folder / "pid",
            "port": port,
            "init-file": folder / "first.sql",
            "ssl-ca": folder / "ca.pem",
            "ssl-cert": folder / "server.pem",
            "ssl-key": folder / "server.key",
        }
        flags = [f"--{name}={value}" for name, value in settings.items()]
        return [_program("mariadbd"), "--no-defaults", *_as_root(), "--skip-name-resolve", *flags]

    def _is_ready(self, folder: Path, pid: int) -> bool:
        # Its own socket answers once its port is bound and its accounts are made.
        if not (folder / "pid").exists() or (folder / "pid").read_text().strip() != str(pid):
            return False
        try:
            run([_program("mariadb-admin"), "--no-defaults", f"--socket={folder / 'socket'}", "ping"])
        except CommandError:
            return False
        return True

    def _describe(self, folder: Path, port: int) -> Running:
        running = Running(
            host=HOST,
            port=port,
            user="toucan",
            password=password(),
            database="toucan",
            url=f"mysql://toucan:{password()}@{HOST}:{port}/toucan",
            version=self._version,
            folder=folder,
        )
        return self._certificates.tell(running, "toucan_certificate")


def _program(name: str) -> Path:
    return _apt.program(name) or Path(name)


def _as_root() -> list[str]:
    return ["--user=root"] if IS_ROOT else []


def _initialise(folder: Path) -> None:
    run(
        [
            _program("mariadb-install-db"),
            "--no-defaults",
            *_as_root(),
            f"--datadir={folder / 'data'}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            f"--innodb-log-file-size={_SETTINGS['innodb-log-file-size']}",
        ],
        cwd=folder,
    )
