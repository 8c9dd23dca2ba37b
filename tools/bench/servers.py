"""The servers that benchmarks need: started once a run, filled once, and told to each method."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from tools.bench import mongo, odbc
from tools.bench.group import SERVER, where
from tools.bench.tables import MARIADB, POSTGRESQL

from toucan_connectors.testing.servers import MariaDb, Mongo, OdbcPostgresql, OdbcSqlite, Postgresql18, Server

__all__ = ["started"]

_SERVERS: Final[dict[str, type[Server]]] = {
    "postgresql": Postgresql18,
    "mariadb": MariaDb,
    "mongodb": Mongo,
    "odbc-sqlite": OdbcSqlite,
    "odbc-postgresql": OdbcPostgresql,
}
_SCRIPTS: Final = {"pages": "http", "documents": "mongodb"}
"""Our own, by the module of their name, and the scheme of their URLs."""


@contextmanager
def started(name: str) -> Iterator[dict[str, str]]:
    """Start and fill a server; give the environment in which methods find it, empty for none."""
    if not name:
        yield {}
        return
    if name in _SCRIPTS:
        yield from _started_script(name)
        return
    server = _SERVERS[name]()
    if server.installed():
        server.install()
    with server as running:
        told = {SERVER: json.dumps(asdict(running), default=str)}
        command = [sys.executable, "-m", "tools.bench.servers", name]
        subprocess.run(command, env={**os.environ, **told}, check=True)
        yield told


def _started_script(name: str) -> Iterator[dict[str, str]]:
    """Run a server of our own, which prints its port first."""
    command = [sys.executable, "-m", f"tools.bench.{name}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None  # noqa: S101 - it is a pipe
        try:
            port = int(serving.stdout.readline())
            yield {SERVER: json.dumps({"url": f"{_SCRIPTS[name]}://127.0.0.1:{port}"})}
        finally:
            serving.terminate()


def fill(name: str) -> None:
    """Make the tables, with the drivers of the connectors."""
    _FILLS[name](where())


def _fill_postgresql(running: dict[str, Any]) -> None:
    import psycopg

    with psycopg.connect(running["url"], autocommit=True) as connection:
        for statement in POSTGRESQL:
            connection.execute(statement)


def _fill_mariadb(running: dict[str, Any]) -> None:
    from tools.bench.mysql import bare_connection

    with bare_connection(running) as connection, connection.cursor() as cursor:
        for statement in MARIADB:
            cursor.execute(statement)
        connection.commit()


_FILLS: Final[dict[str, Callable[[dict[str, Any]], None]]] = {
    "postgresql": _fill_postgresql,
    "mariadb": _fill_mariadb,
    "mongodb": mongo.fill,
    "odbc-sqlite": partial(odbc.fill, "odbc-sqlite"),
    "odbc-postgresql": partial(odbc.fill, "odbc-postgresql"),
}

if __name__ == "__main__":
    fill(sys.argv[1])
