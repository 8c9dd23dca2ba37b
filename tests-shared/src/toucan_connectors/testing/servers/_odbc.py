"""ODBC: real drivers of Debian, over a SQLite file and servers of this kit, as connection strings.

There is no daemon but the server behind. A driver is named by its path, so that no `odbcinst.ini` need know
it.
"""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from toucan_connectors.testing.servers import _apt
from toucan_connectors.testing.servers._mariadb import MariaDb
from toucan_connectors.testing.servers._postgresql import Postgresql15
from toucan_connectors.testing.servers._running import Running, own_url
from toucan_connectors.testing.servers._server import Server

__all__ = ["Odbc", "OdbcMariaDb", "OdbcOverServer", "OdbcPostgresql", "OdbcSqlite", "connection_string"]


def connection_string(**parts: str) -> str:
    """Return an ODBC connection string; a value with a character that means something is in braces."""
    return ";".join(f"{name}={_quoted(value)}" for name, value in parts.items())


def _quoted(value: str) -> str:
    return "{" + value.replace("}", "}}") + "}" if any(mark in value for mark in ";{}= ") else value


class Odbc(Server):
    """A driver of ODBC, and what it reads."""

    driver: ClassVar[str]
    package: ClassVar[str]

    def installed(self) -> str | None:
        """Return None where the driver is, and the server behind it."""
        return None if self._driver() else f"{self.package} of apt is not installed."

    def install(self) -> None:
        """Install unixODBC and the driver; raises CommandError without root."""
        _apt.install_packages(["unixodbc", self.package])

    def _driver(self) -> Path | None:
        return next(iter(sorted(Path("/usr/lib").glob(f"*/odbc/{self.driver}"))), None)

    def _own(self) -> Running:
        return Running(odbc=own_url(self.name))


class OdbcSqlite(Odbc):
    """ODBC over a SQLite file, which is the database of `Running`."""

    name = "odbc-sqlite"
    what = "ODBC over a SQLite file"
    driver = "libsqlite3odbc.so"
    package = "libsqliteodbc"

    def _start(self, folder: Path) -> Running:
        file = str(folder / "database.sqlite")
        sqlite3.connect(file).close()
        odbc = connection_string(Driver=str(self._driver()), Database=file)
        return Running(database=file, odbc=odbc, version=sqlite3.sqlite_version, folder=folder)


class OdbcOverServer(Odbc):
    """ODBC over a server, which it starts if that has not been done, and then stops too."""

    def __init__(self, behind: Server) -> None:
        self._behind = behind
        self._is_started_here = False

    def installed(self) -> str | None:
        return super().installed() or self._behind.missing()

    def install(self) -> None:
        super().install()
        if self._behind.missing():
            self._behind.install()

    @property
    def alive(self) -> bool:
        return self._behind.alive

    def stop(self) -> None:
        super().stop()
        if self._is_started_here:
            self._behind.stop()
            self._is_started_here = False

    def _start(self, _folder: Path) -> Running:
        self._is_started_here = not self._behind.is_started
        running = self._behind.start()
        odbc = connection_string(
            Driver=str(self._driver()),
            Server=running.host,
            Port=str(running.port),
            Database=running.database,
            Uid=running.user,
            Pwd=running.password,
            **self._verified(running),
        )
        return replace(running, odbc=odbc)

    @abstractmethod
    def _verified(self, running: Running) -> dict[str, str]:
        """Return what lets the driver verify the server's certificate."""


class OdbcPostgresql(OdbcOverServer):
    """ODBC over PostgreSQL 15, its certificate verified."""

    name = "odbc-postgresql"
    what = "ODBC over PostgreSQL 15, with TLS"
    driver = "psqlodbcw.so"
    package = "odbc-postgresql"

    def __init__(self, behind: Server | None = None) -> None:
        super().__init__(behind or Postgresql15())

    def _verified(self, running: Running) -> dict[str, str]:
        return {"SSLmode": "verify-full", "pqopt": f"sslrootcert={running.ca_file}"}


class OdbcMariaDb(OdbcOverServer):
    """ODBC over MariaDB, its certificate verified."""

    name = "odbc-mariadb"
    what = "ODBC over MariaDB, with TLS"
    driver = "libmaodbc.so"
    package = "odbc-mariadb"

    def __init__(self, behind: Server | None = None) -> None:
        super().__init__(behind or MariaDb())

    def _verified(self, running: Running) -> dict[str, str]:
        return {"SSLCA": running.ca_file, "SSLVERIFY": "1"}
