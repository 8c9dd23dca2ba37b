"""Real servers for tests, without a container engine: installed, started and stopped by this package.

    with Postgresql18() as running:
        connect(running.host, running.port, running.user, running.password, running.database)

- a server's life: `_server.py`; what is told of it: `_running.py`
- a file each: `_postgresql.py`, `_mariadb.py`, `_odbc.py`, `_tds.py`, `_mongo.py`, `_http.py`,
  `_oauth2.py`
- the pytest fixtures: `fixtures.py`; the command `toucan-connectors-testing servers`: `__main__.py`
- processes, which end with the test run even if that is killed: `_process.py`, `_keeper.py`
- what is made once and kept: `_cache.py`, `_environments.py`; packages of Debian: `_apt.py`

`TOUCAN_TEST_<NAME>_URL` points the tests at a server of the user's own, and `TOUCAN_TEST_<NAME>_CA` at the
PEM file of its authority. `TOUCAN_TEST_CACHE` says where to keep what is made once. A missing server skips a
test, and fails it under `TOUCAN_REQUIRE_SERVERS=1`.
"""

from toucan_connectors.testing.servers._certificates import Certificates, make_certificates
from toucan_connectors.testing.servers._errors import (
    CommandError,
    NotStartedHereError,
    ServerError,
    ServerMissingError,
    ServerStartError,
)
from toucan_connectors.testing.servers._http import Http, put_rows
from toucan_connectors.testing.servers._mariadb import MariaDb
from toucan_connectors.testing.servers._mongo import Mongo
from toucan_connectors.testing.servers._oauth2 import OAuth2
from toucan_connectors.testing.servers._odbc import Odbc, OdbcMariaDb, OdbcPostgresql, OdbcSqlite
from toucan_connectors.testing.servers._postgresql import Postgresql, Postgresql15, Postgresql18
from toucan_connectors.testing.servers._running import Running
from toucan_connectors.testing.servers._server import DaemonServer, Server
from toucan_connectors.testing.servers._tds import Mssql, OdbcMssql, Sent

__all__ = [
    "Certificates",
    "CommandError",
    "DaemonServer",
    "Http",
    "MariaDb",
    "Mongo",
    "Mssql",
    "NotStartedHereError",
    "OAuth2",
    "Odbc",
    "OdbcMariaDb",
    "OdbcMssql",
    "OdbcPostgresql",
    "OdbcSqlite",
    "Postgresql",
    "Postgresql15",
    "Postgresql18",
    "Running",
    "Sent",
    "Server",
    "ServerError",
    "ServerMissingError",
    "ServerStartError",
    "all_servers",
    "make_certificates",
    "put_rows",
]


def all_servers() -> dict[str, Server]:
    """Return one of each server, not started, by its name."""
    servers: list[Server] = [
        Postgresql18(),
        Postgresql15(),
        MariaDb(),
        OdbcSqlite(),
        OdbcPostgresql(),
        OdbcMariaDb(),
        Mssql(),
        OdbcMssql(),
        Mongo(),
        Http(),
        OAuth2(),
    ]
    return {server.name: server for server in servers}
