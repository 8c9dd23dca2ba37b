"""The emulator of SQL Server, connectors to it by the drivers there are, and what it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from toucan_connectors.core import Options
from toucan_connectors.mssql import MSSQLConnector, MSSQLDataSource

if TYPE_CHECKING:
    import pandas as pd

    from toucan_connectors.testing.servers import Mssql, Running


class World:
    """A server, and connectors to it."""

    def __init__(self, server: Mssql, made: ExitStack) -> None:
        self.server = server
        self.running = server.running
        self._made = made
        self.connector = self.connect()

    def connect(self, kind: type[MSSQLConnector] = MSSQLConnector, **fields: Any) -> MSSQLConnector:
        options = fields.pop("options", {})
        connector = kind(**{**fields_of(self.running), **fields}, options=Options(**options))
        return self._made.enter_context(connector)

    def source(self, query: str, **parameters: Any) -> MSSQLDataSource:
        return MSSQLDataSource(
            domain="d", name="w", database=self.running.database, query=query, parameters=parameters
        )

    def df(self, query: str, **parameters: Any) -> pd.DataFrame:
        return self.connector.get_df(self.source(query, **parameters))

    def sent(self) -> list[str]:
        """The statements that the server was sent, without those that drivers send for themselves."""
        return [one.text for one in self.server.sent() if one.kind == "query" and one.text not in OWN]


OWN = ("SET NOCOUNT OFF", "SET TEXTSIZE 2147483647", "SELECT 1", "ROLLBACK", "COMMIT", "BEGIN TRANSACTION")


def fields_of(running: Running) -> dict[str, Any]:
    return {
        "name": "w",
        "host": "localhost",  # the name in the certificate
        "port": running.port,
        "user": running.user,
        "password": running.password,
    }


@pytest.fixture(scope="session", autouse=True)
def trusted(mssql_server: Mssql) -> Iterator[None]:
    """Let this process trust the authority of the server, as a system would that has it installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", mssql_server.running.ca_file)
        yield


@pytest.fixture
def world(mssql_server: Mssql) -> Iterator[World]:
    with ExitStack() as made:
        yield World(mssql_server, made)
