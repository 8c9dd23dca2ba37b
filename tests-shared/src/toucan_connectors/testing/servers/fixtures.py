"""The servers as pytest fixtures: started when a test asks for one, stopped at the end of the session.

A fixture gives the started `Server`: `server.running` says how to reach it. A missing server skips the test,
with the reason and the command that installs it; under `TOUCAN_REQUIRE_SERVERS=1` it fails the test. Servers
of PyPI are installed on demand, into the cache; packages of Debian never are by a test.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from toucan_connectors.testing.servers import (
    Http,
    MariaDb,
    Mongo,
    Mssql,
    OAuth2,
    OdbcMariaDb,
    OdbcMssql,
    OdbcPostgresql,
    OdbcSqlite,
    Postgresql15,
    Postgresql18,
    Server,
    ServerMissingError,
)
from toucan_connectors.testing.servers._errors import CommandError

__all__ = [
    "http_server",
    "mariadb_server",
    "mongo_server",
    "mssql_server",
    "oauth2_server",
    "odbc_mariadb",
    "odbc_mssql",
    "odbc_postgresql",
    "odbc_sqlite",
    "postgresql_server",
    "postgresql_tls_server",
    "started",
]

AnyServer = TypeVar("AnyServer", bound=Server)


@contextmanager
def started(server: AnyServer) -> Iterator[AnyServer]:
    """Give the server, started; stop it at the end. Skips or fails the test where the server is missing.

    What a fixture of one's own, for a server with an option, is made of.
    """
    try:
        if server.on_demand and server.missing():
            _install(server)
        server.start()
    except ServerMissingError as error:
        _miss(str(error))
    try:
        yield server
    finally:
        server.stop()


def _install(server: Server) -> None:
    try:
        server.install()
    except CommandError as error:
        raise ServerMissingError(f"{server.name} cannot be installed: {error}") from error


def _miss(reason: str) -> None:
    if os.environ.get("TOUCAN_REQUIRE_SERVERS") == "1":
        pytest.fail(f"{reason} (TOUCAN_REQUIRE_SERVERS=1)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Postgresql18]:
    """Start PostgreSQL 18, without TLS."""
    with started(Postgresql18()) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_tls_server() -> Iterator[Postgresql15]:
    """Start PostgreSQL 15, with TLS only."""
    with started(Postgresql15()) as server:
        yield server


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[MariaDb]:
    """Start MariaDB, with TLS only."""
    with started(MariaDb()) as server:
        yield server


@pytest.fixture(scope="session")
def odbc_sqlite() -> Iterator[OdbcSqlite]:
    """Start ODBC over a SQLite file."""
    with started(OdbcSqlite()) as server:
        yield server


@pytest.fixture(scope="session")
def odbc_postgresql(postgresql_tls_server: Postgresql15) -> Iterator[OdbcPostgresql]:
    """Start ODBC over the PostgreSQL with TLS."""
    with started(OdbcPostgresql(postgresql_tls_server)) as server:
        yield server


@pytest.fixture(scope="session")
def odbc_mariadb(mariadb_server: MariaDb) -> Iterator[OdbcMariaDb]:
    """Start ODBC over MariaDB."""
    with started(OdbcMariaDb(mariadb_server)) as server:
        yield server


@pytest.fixture(scope="session")
def mssql_server() -> Iterator[Mssql]:
    """Start the emulator of SQL Server, with TLS only."""
    with started(Mssql()) as server:
        yield server


@pytest.fixture(scope="session")
def odbc_mssql(mssql_server: Mssql) -> Iterator[OdbcMssql]:
    """Start ODBC over the emulator of SQL Server."""
    with started(OdbcMssql(mssql_server)) as server:
        yield server


@pytest.fixture(scope="session")
def mongo_server() -> Iterator[Mongo]:
    """Start the emulator of MongoDB."""
    with started(Mongo()) as server:
        yield server


@pytest.fixture(scope="session")
def http_server() -> Iterator[Http]:
    """Start the HTTP server."""
    with started(Http()) as server:
        yield server


@pytest.fixture(scope="session")
def oauth2_server() -> Iterator[OAuth2]:
    """Start the OAuth2 server, which trusts anyone."""
    with started(OAuth2()) as server:
        yield server
