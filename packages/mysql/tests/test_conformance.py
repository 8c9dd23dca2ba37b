"""MariaDB, with TLS, is held to what every SQL connector promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from toucan_connectors.testing import Features, SqlContract, standard_statements

from .conftest import bare_connection

if TYPE_CHECKING:
    from toucan_connectors.core import ToucanDataSource
    from toucan_connectors.testing.servers import MariaDb, Running

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
    read_only_sessions=True,
)


@pytest.fixture(scope="module")
def running(mariadb_server: MariaDb) -> Running:
    found = mariadb_server.running
    with bare_connection(found) as bare, bare.cursor() as cursor:
        for statement in ("CREATE OR REPLACE DATABASE kit", "USE kit", *standard_statements("MySQL")):
            cursor.execute(statement)
    return found


class OnMariaDB(SqlContract):
    dialect = "MySQL"
    connector_fields = {"host": "db.example", "user": "u"}
    data_source_fields = {"database": "kit", "query": "SELECT 1"}
    features = FEATURES
    equal_texts = {"\U0010ffff": "😀"}  # as are all beyond the first 65,536, to utf8mb4_general_ci
    harmless_statements = {
        "SELECT 1 + {# \n x SLEEP(60)} -- #} 1": "what {# #} holds is a comment of templates: it is not sent"
    }

    def connecting(self, running: Running, **fields: Any) -> Any:
        return self.make_connector(
            **{
                "host": running.host,
                "port": running.port,
                "user": running.user,
                "password": running.password,
                "ssl_mode": "VERIFY_IDENTITY",
                "ssl_ca": running.ca,
                **fields,
            }
        )

    @pytest.fixture
    def connector(self, running: Running) -> Iterator[Any]:
        with self.connecting(running) as made:
            yield made

    @pytest.fixture
    def endpoint(self, running: Running) -> tuple[str, int]:
        return running.host, running.port

    @pytest.fixture
    def refused_connector(self, running: Running) -> Any:
        return self.connecting(running, password="a wrong password")

    @pytest.fixture
    def untrusted_connector(self, running: Running) -> Any:
        return self.connecting(running, ssl_ca=running.foreign_ca)

    @pytest.fixture
    def table(self) -> str:
        return "kit.standard"  # the calls that have no data source have no database

    @pytest.fixture
    def slow_data_source(self) -> ToucanDataSource:
        numbers = "seq_1_to_1000000"
        return self.source(f"SELECT count(*) AS n FROM {numbers} a, {numbers} b WHERE a.seq * b.seq % 7 = 3")

    @pytest.fixture
    def large_data_source(self) -> ToucanDataSource:
        return self.source("SELECT seq AS n, concat('text ', seq) AS t FROM seq_1_to_1000000")


class TestMySQL(OnMariaDB):
    type_id = "MySQL"


class TestGoogleCloudMySQL(OnMariaDB):
    type_id = "GoogleCloudMySQL"
