"""Odbc is held to what every SQL connector promises, over three drivers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toucan_connectors.sql_odbc import pyodbc
from toucan_connectors.sql_odbc.connection_string import parse, with_values
from toucan_connectors.testing import Features, SqlContract, standard_statements

if TYPE_CHECKING:
    from toucan_connectors.core import ToucanDataSource
    from toucan_connectors.testing.servers import OdbcMariaDb, OdbcPostgresql, OdbcSqlite, Running

FEATURES = Features(
    tells_version=True,
    discovers_tables=True,
    describes_types=True,
    streams_rows=True,
    stops_at_source=True,
    read_only_sessions=True,
)
OVER_A_SERVER = replace(
    FEATURES,
    reached_over_network=True,
    keeps_address_policy=True,
    verifies_tls=True,
    refuses_wrong_credentials=True,
    tells_account=True,
    explains_queries=True,
    pages_at_source=True,
    counts_at_source=True,
    filters_at_source=True,
)


def with_table(running: Running, dialect: str) -> Running:
    """Make the standard table, past the connector."""
    with closing(pyodbc.connect(running.odbc, autocommit=True)) as connection:
        for statement in ("DROP TABLE IF EXISTS standard", *standard_statements(dialect)):
            connection.execute(statement)
    return running


@pytest.fixture(scope="module")
def sqlite_with_table(odbc_sqlite: OdbcSqlite) -> Running:
    with closing(sqlite3.connect(odbc_sqlite.running.database)) as bare:  # its driver reads braces in texts
        bare.executescript(";".join(["DROP TABLE IF EXISTS standard", *standard_statements("ODBC")]))
    return odbc_sqlite.running


@pytest.fixture(scope="module")
def postgresql_with_table(odbc_postgresql: OdbcPostgresql) -> Running:
    return with_table(odbc_postgresql.running, "PostgreSQL")


@pytest.fixture(scope="module")
def mariadb_with_table(odbc_mariadb: OdbcMariaDb) -> Running:
    return with_table(odbc_mariadb.running, "MySQL")


class Odbc(SqlContract):
    type_id = "Odbc"
    connector_fields = {"connection_string": "Driver=no such driver;Server=db.example;Pwd=a long password"}
    data_source_fields = {"query": "SELECT 1"}

    def connecting(self, running: Running, **values: str) -> Any:
        return self.make_connector(connection_string=with_values(running.odbc, values))

    @pytest.fixture
    def connector(self, running: Running) -> Iterator[Any]:
        with self.connecting(running) as made_connector:
            yield made_connector

    @pytest.fixture
    def table(self) -> str:
        return "standard"


class TestSQLite(Odbc):
    dialect = "ODBC"
    features = FEATURES

    @pytest.fixture
    def running(self, sqlite_with_table: Running) -> Running:
        return sqlite_with_table

    @pytest.fixture
    def slow_data_source(self) -> ToucanDataSource:
        return self.source(f"WITH RECURSIVE {counted(10**10)} SELECT count(*) AS c FROM n")

    @pytest.fixture
    def large_data_source(self) -> ToucanDataSource:
        return self.source(f"WITH RECURSIVE {counted(300_000)} SELECT i, 'text ' || i AS t FROM n")

    @pytest.mark.xfail(reason="the connection string is a secret also where the source has no accounts")
    def test_7_wrong_credentials_fail_one_step(self, request: Any) -> None:
        super().test_7_wrong_credentials_fail_one_step(request)

    @pytest.mark.xfail(reason="SQLite's driver gives floats with 15 digits")
    def test_6_the_standard_table_is_read_exactly(self, connector: Any, table: str) -> None:
        super().test_6_the_standard_table_is_read_exactly(connector, table)


class OverAServer(Odbc):
    features = OVER_A_SERVER
    authority: str
    """The key of the connection string that has the authorities that are trusted."""

    def at(self, connector: Any, host: str, port: int) -> Any:
        text = connector.connection_string.get_secret_value()
        secret = with_values(text, {"Server": host, "Port": str(port)})
        return connector.model_copy(update={"connection_string": type(connector.connection_string)(secret)})

    @pytest.fixture
    def endpoint(self, running: Running) -> tuple[str, int]:
        return running.host, running.port

    @pytest.fixture
    def refused_connector(self, running: Running) -> Any:
        return self.connecting(running, Pwd="a wrong password")

    @pytest.fixture
    def untrusted_connector(self, running: Running, tmp_path: Path) -> Any:
        authority = tmp_path / "foreign.pem"
        authority.write_text(running.foreign_ca)
        trusted = parse(running.odbc)[self.authority]
        return self.connecting(running, **{self.authority: trusted.replace(running.ca_file, str(authority))})


class TestPostgreSQL(OverAServer):
    dialect = "PostgreSQL"
    authority = "pqopt"

    @pytest.fixture
    def running(self, postgresql_with_table: Running) -> Running:
        return postgresql_with_table

    @pytest.fixture
    def slow_data_source(self) -> ToucanDataSource:
        return self.source("SELECT count(*) AS c FROM generate_series(1, 100000000000) AS n")

    @pytest.fixture
    def large_data_source(self) -> ToucanDataSource:
        return self.source("SELECT n, 'text ' || n AS t FROM generate_series(1, 300000) AS n")


class TestMariaDB(OverAServer):
    dialect = "MySQL"
    authority = "SSLCA"
    equal_texts = {"\U0010ffff": "😀"}  # as are all beyond the first 65,536, to utf8mb4_general_ci
    harmless_statements = {
        "SELECT 1 + {# \n x SLEEP(60)} -- #} 1": "what {# #} holds is a comment of templates: it is not sent"
    }

    @pytest.mark.xfail(reason="MariaDB's JSON is a LONGTEXT, which is all that its driver tells")
    def test_6_the_standard_table_is_read_exactly(self, connector: Any, table: str) -> None:
        super().test_6_the_standard_table_is_read_exactly(connector, table)

    @pytest.fixture
    def running(self, mariadb_with_table: Running) -> Running:
        return mariadb_with_table

    @pytest.fixture
    def slow_data_source(self) -> ToucanDataSource:
        numbers = "seq_1_to_1000000"
        return self.source(f"SELECT count(*) AS n FROM {numbers} a, {numbers} b WHERE a.seq * b.seq % 7 = 3")

    @pytest.fixture
    def large_data_source(self) -> ToucanDataSource:
        return self.source("SELECT seq AS n, concat('text ', seq) AS t FROM seq_1_to_300000")


def counted(rows: int) -> str:
    """Return a common table expression that counts."""
    return f"n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"
