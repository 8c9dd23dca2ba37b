"""DuckDB is held to what every SQL connector promises."""

from collections.abc import Iterator

import duckdb
import pytest

from toucan_connectors.core import ToucanDataSource
from toucan_connectors.duckdb import DuckDBConnector
from toucan_connectors.testing import Features, SqlContract, standard_statements


@pytest.fixture(scope="module")
def connector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBConnector]:
    path = tmp_path_factory.mktemp("conformance") / "kit.duckdb"
    with duckdb.connect(str(path)) as bare:
        for statement in standard_statements("DuckDB"):
            bare.execute(statement)
    with DuckDBConnector(name="kit", path=path) as made:
        yield made


class TestDuckDB(SqlContract):
    type_id = "DuckDB"
    dialect = "DuckDB"
    data_source_fields = {"query": "SELECT 1"}
    harmless_statements = {
        "WITH q AS MATERIALIZED (FROM 'x.csv') SELECT 1": "DuckDB does not open what a query does not use"
    }
    features = Features(
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
    def slow_data_source(self) -> ToucanDataSource:
        return self.source("SELECT count(*) FROM range(100_000_000_000)")

    @pytest.fixture
    def large_data_source(self) -> ToucanDataSource:
        return self.source("SELECT range AS n, 'text ' || range AS t FROM range(1_000_000)")
