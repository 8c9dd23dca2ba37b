"""The servers that benchmarks need: started once a run, filled once, and told to each method."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, Final

from tools.bench.group import SERVER, where
from tools.bench.tables import MARIADB, POSTGRESQL

from toucan_connectors.testing.servers import MariaDb, Postgresql18, Server

__all__ = ["started"]

_SERVERS: Final[dict[str, type[Server]]] = {"postgresql": Postgresql18, "mariadb": MariaDb}


@contextmanager
def started(name: str) -> Iterator[dict[str, str]]:
    """Start and fill a server; give the environment in which methods find it, empty for none."""
    if name in ("", "pages"):
        yield from _started_pages() if name else [{}]
        return
    server = _SERVERS[name]()
    if server.installed():
        server.install()
    with server as running:
        told = {SERVER: json.dumps(asdict(running), default=str)}
        command = [sys.executable, "-m", "tools.bench.servers", name]
        subprocess.run(command, env={**os.environ, **told}, check=True)
        yield told


def _started_pages() -> Iterator[dict[str, str]]:
    command = [sys.executable, "-m", "tools.bench.pages"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield {SERVER: json.dumps({"url": f"http://127.0.0.1:{int(serving.stdout.readline())}"})}
        finally:
            serving.terminate()


def fill(name: str) -> None:
    """Make the tables, with the drivers of the connectors."""
    (_fill_postgresql if name == "postgresql" else _fill_mariadb)(where())


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


if __name__ == "__main__":
    fill(sys.argv[1])
