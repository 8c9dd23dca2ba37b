"""Connectors to the sources that Debian has drivers of ODBC for: a SQLite file, PostgreSQL and MariaDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from toucan_connectors.core import Options
from toucan_connectors.odbc import OdbcConnector, OdbcDataSource
from toucan_connectors.sql_odbc import pyodbc

if TYPE_CHECKING:
    import pandas as pd

    from toucan_connectors.testing.servers import OdbcMariaDb, OdbcPostgresql, OdbcSqlite, Running

DRIVERS = ("sqlite", "postgresql", "mariadb")


class World:
    """A source behind a driver, and connectors to it."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.connector = self.connect()

    def connect(self, **fields: Any) -> OdbcConnector:
        options = fields.pop("options", {})
        fields = {"name": "w", "connection_string": self.running.odbc, **fields}
        return OdbcConnector(**fields, options=Options(**options))

    def run(self, *statements: str) -> None:
        with closing(pyodbc.connect(self.running.odbc, autocommit=True)) as connection:
            for statement in statements:
                connection.execute(statement)

    def source(self, query: str, **parameters: Any) -> OdbcDataSource:
        return OdbcDataSource(domain="d", name="w", query=query, parameters=parameters)

    def df(self, query: str, **parameters: Any) -> pd.DataFrame:
        return self.connector.get_df(self.source(query, **parameters))

    def values(self, query: str, **options: Any) -> dict[str, list[Any]]:
        """The columns of a query, as plain Python values."""
        with self.connect(options=options) as connector:
            return connector.get_arrow(self.source(query)).to_pydict()


@pytest.fixture
def sqlite(odbc_sqlite: OdbcSqlite) -> Iterator[World]:
    world = World(odbc_sqlite.running)
    yield world
    world.connector.close()


@pytest.fixture
def postgresql(odbc_postgresql: OdbcPostgresql) -> Iterator[World]:
    world = World(odbc_postgresql.running)
    yield world
    world.connector.close()


@pytest.fixture
def mariadb(odbc_mariadb: OdbcMariaDb) -> Iterator[World]:
    world = World(odbc_mariadb.running)
    yield world
    world.connector.close()


@pytest.fixture(params=DRIVERS)
def world(request: pytest.FixtureRequest) -> World:
    """Each of the three, one after the other."""
    found: World = request.getfixturevalue(request.param)
    return found
