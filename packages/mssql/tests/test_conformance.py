"""SQL Server is held to what every SQL connector promises, on an emulator, by the drivers there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from toucan_connectors.mssql import MSSQLConnector
from toucan_connectors.sql_odbc.connection_string import parse
from toucan_connectors.testing import Features, SqlContract

from .conftest import fields_of

if TYPE_CHECKING:
    from toucan_connectors.core import ToucanDataSource
    from toucan_connectors.testing.servers import Mssql, OdbcMssql

FEATURES = Features(
    reached_over_network=True,
    keeps_address_policy=True,
    verifies_tls=True,
    refuses_wrong_credentials=True,
    tells_account=True,
    tells_version=True,
    discovers_tables=True,
    narrows_forms=True,
    describes_types=True,
    explains_queries=True,
    pages_at_source=True,
    counts_at_source=True,
    filters_at_source=True,
    streams_rows=True,
    stops_at_source=True,
)


class OnTheEmulator(SqlContract):
    dialect = "T-SQL"
    connector_fields = {"host": "db.example", "user": "u"}
    data_source_fields = {"database": "toucan", "query": "SELECT 1 AS n"}
    features = FEATURES

    def connecting(self, server: Mssql, **fields: Any) -> Any:
        return self.make_connector(**{**fields_of(server.running), **fields})

    def at(self, connector: Any, host: str, port: int) -> Any:
        """By the name that is in the certificate."""
        named = "localhost" if host == "127.0.0.1" else host
        return super().at(connector, named, port)

    @pytest.fixture
    def connector(self, mssql_server: Mssql) -> Iterator[Any]:
        with self.connecting(mssql_server) as made:
            yield made

    @pytest.fixture
    def endpoint(self, mssql_server: Mssql) -> tuple[str, int]:
        return mssql_server.running.host, mssql_server.running.port

    @pytest.fixture
    def refused_connector(self, mssql_server: Mssql) -> Any:
        return self.connecting(mssql_server, password="a wrong password")

    @pytest.fixture
    def untrusted_connector(self, mssql_server: Mssql, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.delenv("SSL_CERT_FILE")
        return self.connecting(mssql_server)

    @pytest.fixture
    def table(self) -> str:
        return "standard"

    @pytest.fixture
    def slow_data_source(self) -> ToucanDataSource:
        return self.source("SELECT n FROM slow")

    @pytest.fixture
    def large_data_source(self) -> ToucanDataSource:
        return self.source("SELECT n, t FROM numbers")


class TestMSSQL(OnTheEmulator):
    type_id = "MSSQL"


class TestMSSQLTLSv10(OnTheEmulator):
    type_id = "MSSQL_TLSv1_0"


class TestAzureMSSQL(OnTheEmulator):
    type_id = "AzureMSSQL"

    def at(self, connector: Any, host: str, port: int) -> Any:
        """By the address: a name would be one of Azure's."""
        return connector.model_copy(update={"host": host, "port": port})

    def connecting(self, server: Mssql, **fields: Any) -> Any:
        return super().connecting(server, **{"host": "127.0.0.1", "trust_server_certificate": True, **fields})

    @pytest.fixture
    def untrusted_connector(self, mssql_server: Mssql) -> Any:
        return self.connecting(mssql_server, trust_server_certificate=False)


class TestMSSQLByFreeTDS(OnTheEmulator):
    type_id = "MSSQL"

    @pytest.fixture(autouse=True)
    def freetds(self, odbc_mssql: OdbcMssql, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(MSSQLConnector, "drivers", [parse(odbc_mssql.running.odbc)["Driver"]])

    def connecting(self, server: Mssql, **fields: Any) -> Any:
        return super().connecting(server, **{"trust_server_certificate": True, **fields})

    @pytest.fixture
    def untrusted_connector(self, mssql_server: Mssql) -> Any:
        """It verifies nobody, and so connects to nobody that is to be verified."""
        return self.connecting(mssql_server, trust_server_certificate=False)
