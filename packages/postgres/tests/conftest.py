"""What the tests share: how to make a connector for a running server, and a bare connection to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from toucan_connectors.postgres import PostgresConnector, PostgresDataSource
from toucan_connectors.testing.servers import Running

Make = Callable[..., PostgresConnector]
Bare = Callable[..., psycopg.Connection[Any]]


@pytest.fixture
def make() -> Iterator[Make]:
    """Make connectors that are let in, other fields than which may be given; they are closed at the end."""
    with ExitStack() as made:

        def connector(running: Running, **fields: Any) -> PostgresConnector:
            known = {
                "name": "kit",
                "host": running.host,
                "port": running.port,
                "user": running.user,
                "password": running.password,
                "default_database": running.database,
                **({"ssl_ca": running.ca} if running.ca else {}),
            }
            return made.enter_context(PostgresConnector(**{**known, **fields}))

        yield connector


@pytest.fixture
def bare() -> Iterator[Bare]:
    """Connect with psycopg alone."""
    with ExitStack() as opened:

        def connection(running: Running, **fields: Any) -> psycopg.Connection[Any]:
            return opened.enter_context(psycopg.connect(running.url, autocommit=True, **fields))

        yield connection


@pytest.fixture
def source() -> Callable[..., PostgresDataSource]:
    """Make data sources of the kit's database."""

    def made(query: str, database: str = "toucan", **parameters: Any) -> PostgresDataSource:
        return PostgresDataSource(
            domain="d", name="kit", database=database, query=query, parameters=parameters
        )

    return made
