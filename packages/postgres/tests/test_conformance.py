"""PostgreSQL is held to what every SQL connector promises: 18 without TLS, 15 with it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from toucan_connectors.core import ToucanDataSource
from toucan_connectors.postgres import PostgresConnector
from toucan_connectors.testing import Features, SqlContract, standard_statements
from toucan_connectors.testing.servers import Postgresql, Running


def fields_of(running: Running) -> dict[str, Any]:
    tls = {"ssl_ca": running.ca} if running.ca else {}
    return {
        "name": "kit",
        "host": running.host,
        "port": running.port,
        "user": running.user,
        "password": running.password,
        "default_database": running.database,
        **tls,
    }


def made(running: Running) -> PostgresConnector:
    with psycopg.connect(running.url, autocommit=True) as bare:
        bare.execute("DROP TABLE IF EXISTS standard")
        for statement in standard_statements("PostgreSQL"):
            bare.execute(statement)
    return PostgresConnector(**fields_of(running))


@pytest.fixture(scope="module")
def without_tls(postgresql_server: Postgresql) -> Iterator[PostgresConnector]:
    with made(postgresql_server.running) as connector:
        yield connector


@pytest.fixture(scope="module")
def with_tls(postgresql_tls_server: Postgresql) -> Iterator[PostgresConnector]:
    with made(postgresql_tls_server.running) as connector:
        yield connector


class PostgresContract(SqlContract):
    type_id = "Postgres"
    dialect = "PostgreSQL"
    connector_fields = {"user": "kit", "host": "127.0.0.1"}
    data_source_fields = {"query": "SELECT 1", "database": "toucan"}
    features = Features(
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
        read_only_sessions=True,
    )

    @pytest.fixture
    def table(self) -> str:
        return "standard"

    @pytest.fixture
    def endpoint(self, server: Postgresql) -> tuple[str, int]:
        return server.running.host, server.running.port

    @pytest.fixture
    def refused_connector(self, server: Postgresql) -> PostgresConnector:
        return PostgresConnector(**{**fields_of(server.running), "password": "not-the-password"})

    @pytest.fixture
    def untrusted_connector(self, postgresql_tls_server: Postgresql) -> PostgresConnector:
        running = postgresql_tls_server.running
        return PostgresConnector(**{**fields_of(running), "ssl_ca": running.foreign_ca})

    @pytest.fixture
    def slow_data_source(self) -> ToucanDataSource:
        return self.source("SELECT count(*) FROM generate_series(1, 100000000000) AS n")

    @pytest.fixture
    def large_data_source(self) -> ToucanDataSource:
        return self.source("SELECT n, 'text ' || n AS t FROM generate_series(1, 1000000) AS n")


class TestPostgres18(PostgresContract):
    @pytest.fixture
    def server(self, postgresql_server: Postgresql) -> Postgresql:
        return postgresql_server

    @pytest.fixture
    def connector(self, without_tls: PostgresConnector) -> PostgresConnector:
        return without_tls


class TestPostgres15WithTls(PostgresContract):
    @pytest.fixture
    def server(self, postgresql_tls_server: Postgresql) -> Postgresql:
        return postgresql_tls_server

    @pytest.fixture
    def connector(self, with_tls: PostgresConnector) -> PostgresConnector:
        return with_tls


class VariantContract(PostgresContract):
    """What of a variant can be held to the contract on PostgreSQL, which speaks the same protocol."""

    @pytest.fixture
    def server(self, postgresql_server: Postgresql) -> Postgresql:
        return postgresql_server

    @pytest.fixture
    def connector(self, without_tls: PostgresConnector) -> Iterator[PostgresConnector]:
        with self.like(without_tls) as made:
            yield made

    @pytest.fixture
    def refused_connector(self, without_tls: PostgresConnector) -> Iterator[PostgresConnector]:
        with self.like(without_tls, password="not-the-password") as made:
            yield made

    @pytest.fixture
    def untrusted_connector(
        self, with_tls: PostgresConnector, postgresql_tls_server: Postgresql
    ) -> Iterator[PostgresConnector]:
        with self.like(with_tls, ssl_ca=postgresql_tls_server.running.foreign_ca) as made:
            yield made

    def like(self, connector: PostgresConnector, **fields: Any) -> PostgresConnector:
        known = connector.model_dump(mode="json", context={"secrets": "plain"})
        made = self.connector_class(**{**known, **fields})
        assert isinstance(made, PostgresConnector)
        return made


class TestRedshiftOnPostgres18(VariantContract):
    type_id = "AWSRedshift"


class TestDenodoOnPostgres18(VariantContract):
    type_id = "Denodo"
    features = replace(PostgresContract.features, read_only_sessions=False)
