"""A MariaDB server with TLS, and connectors to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pymysql
import pytest

from toucan_connectors.core import Options
from toucan_connectors.mysql import MySQLConnector, MySQLDataSource

if TYPE_CHECKING:
    import pandas as pd
    from pymysql.cursors import Cursor

    from toucan_connectors.testing.servers import MariaDb, Running

BARE = {"autocommit": True, "charset": "utf8mb4", "ssl_verify_cert": False, "ssl_verify_identity": False}


class World:
    """A server, a connector to it, and the server's own client."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.connector = self.connect()

    def connect(self, **fields: Any) -> MySQLConnector:
        options = fields.pop("options", {})
        return MySQLConnector(**{**connection_fields(self.running), **fields}, options=Options(**options))

    def bare(self, **fields: Any) -> pymysql.Connection[Cursor]:
        return bare_connection(self.running, **fields)

    def run(self, *statements: str) -> None:
        with self.bare() as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def processes(self) -> list[str]:
        """What the server runs now, but for this question."""
        with self.bare() as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT info FROM information_schema.processlist"
                " WHERE info IS NOT NULL AND id <> connection_id()"
            )
            return [info for (info,) in cursor.fetchall()]

    def source(self, query: str | None, **parameters: Any) -> MySQLDataSource:
        return MySQLDataSource(
            domain="d", name="w", database=self.running.database, query=query, parameters=parameters
        )

    def df(self, query: str, **parameters: Any) -> pd.DataFrame:
        return self.connector.get_df(self.source(query, **parameters))

    def one(self, query: str, **parameters: Any) -> Any:
        return self.df(query, **parameters).iloc[0, 0]


def connection_fields(running: Running) -> dict[str, Any]:
    return {
        "name": "w",
        "host": running.host,
        "port": running.port,
        "user": running.user,
        "password": running.password,
        "ssl_mode": "VERIFY_IDENTITY",
        "ssl_ca": running.ca,
    }


def bare_connection(running: Running, **fields: Any) -> pymysql.Connection[Cursor]:
    return pymysql.connect(
        **{
            "host": running.host,
            "port": running.port,
            "user": running.user,
            "password": running.password,
            "database": running.database,
            **BARE,
            **fields,
        }
    )


@pytest.fixture(scope="session")
def shared_world(mariadb_server: MariaDb) -> Iterator[World]:
    made = World(mariadb_server.running)
    yield made
    made.connector.close()


@pytest.fixture
def world(shared_world: World) -> Iterator[World]:
    made = World(shared_world.running)
    yield made
    made.connector.close()
