"""The tests of the healthy connectors, and the same tests for each broken one: pytest runs them by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from acme_servers import PASSWORD, ROWS, USER, running
from broken_table import BROKEN, Broken

from toucan_connectors.testing import (
    DataContract,
    DocumentContract,
    Features,
    HttpContract,
    SqlContract,
    standard_statements,
)

if TYPE_CHECKING:
    from toucan_connectors.core import ToucanConnector, ToucanDataSource

__all__ = ["TestArrow", "TestDocuments", "TestHttp", "TestLine", "TestPlain", "TestSql"]


@pytest.fixture(scope="module")
def line_server() -> Iterator[tuple[str, int]]:
    with running("line") as address:
        yield address


@pytest.fixture(scope="module")
def http_server() -> Iterator[tuple[str, int]]:
    with running("http") as address:
        yield address


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import duckdb

    path = tmp_path_factory.mktemp("sql") / "kit.duckdb"
    with duckdb.connect(str(path)) as bare:
        for statement in standard_statements("DuckDB"):
            bare.execute(statement)
    return path


class InMemory(DataContract):
    """What the connectors whose tables are in memory share."""

    @pytest.fixture
    def connector(self) -> ToucanConnector[Any]:
        return self.make_connector()

    @pytest.fixture
    def data_source(self) -> ToucanDataSource:
        return self.make_data_source()

    @pytest.fixture
    def failing_data_source(self) -> ToucanDataSource:
        return self.make_data_source(table="nowhere")


class TestPlain(InMemory):
    type_id = "Plain"
    features = Features(checks_status=False)


class TestArrow(InMemory):
    type_id = "Arrow"
    features = Features(checks_status=False, streams_rows=True)

    @pytest.fixture
    def large_data_source(self) -> ToucanDataSource:
        return self.make_data_source(table="large")


class TestDocuments(InMemory, DocumentContract):
    type_id = "Documents"
    features = Features(checks_status=False)

    @pytest.fixture
    def failing_data_source(self) -> ToucanDataSource:
        return self.make_data_source(collection="nowhere")


class TestLine(DataContract):
    type_id = "Line"
    connector_fields = {"host": "127.0.0.1", "port": 1, "user": USER, "password": PASSWORD}
    data_source_fields = {"table": "standard"}
    features = Features(
        reached_over_network=True,
        keeps_address_policy=True,
        refuses_wrong_credentials=True,
        tells_account=True,
        tells_version=True,
        discovers_tables=True,
        narrows_forms=True,
        stops_at_source=True,
    )

    @pytest.fixture
    def endpoint(self, line_server: tuple[str, int]) -> tuple[str, int]:
        return line_server

    @pytest.fixture
    def connector(self, endpoint: tuple[str, int]) -> Iterator[ToucanConnector[Any]]:
        with self.make_connector(port=endpoint[1]) as connector:
            yield connector

    @pytest.fixture
    def refused_connector(self, endpoint: tuple[str, int]) -> ToucanConnector[Any]:
        return self.make_connector(port=endpoint[1], password=f"not {PASSWORD}")

    @pytest.fixture
    def data_source(self) -> ToucanDataSource:
        return self.make_data_source()

    @pytest.fixture
    def failing_data_source(self) -> ToucanDataSource:
        return self.make_data_source(table="nowhere")

    @pytest.fixture
    def slow_data_source(self) -> ToucanDataSource:
        return self.make_data_source(table="slow")


class TestHttp(HttpContract):
    type_id = "Http"
    connector_fields = {"host": "127.0.0.1", "port": 1}
    features = Features(reached_over_network=True, keeps_address_policy=True)

    @pytest.fixture
    def endpoint(self, http_server: tuple[str, int]) -> tuple[str, int]:
        return http_server

    @pytest.fixture
    def connector(self, endpoint: tuple[str, int]) -> ToucanConnector[Any]:
        return self.make_connector(port=endpoint[1])

    @pytest.fixture
    def data_source(self) -> ToucanDataSource:
        return self.make_data_source()

    @pytest.fixture
    def failing_data_source(self) -> ToucanDataSource:
        return self.make_data_source(path="/nowhere")

    @pytest.fixture
    def answers(self) -> Mapping[str, bytes]:
        return {"/rows": json.dumps(ROWS).encode()}


class TestSql(SqlContract):
    type_id = "Sql"
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
    def connector(self, database: Path) -> Iterator[ToucanConnector[Any]]:
        with self.make_connector(path=database) as connector:
            yield connector

    @pytest.fixture
    def table(self) -> str:
        return "standard"

    @pytest.fixture
    def slow_data_source(self) -> ToucanDataSource:
        return self.source("SELECT count(*) FROM range(100_000_000_000)")

    @pytest.fixture
    def large_data_source(self) -> ToucanDataSource:
        return self.source("SELECT range AS n, 'text ' || range AS t FROM range(300_000)")


_TESTS: Final = (TestArrow, TestDocuments, TestHttp, TestLine, TestPlain, TestSql)


def _put_to(name: str, broken: Broken) -> type:
    """Return the tests of a broken connector: of those of its reference, the one that it must fail.

    With all of them pytest would collect ten thousand, for the hundred that are run.
    """
    healthy: Any = next(test for test in _TESTS if test.type_id == broken.of)
    features = replace(healthy.features, **broken.features)
    made = type(f"Test{name}", (healthy,), {"__module__": __name__, "type_id": name, "features": features})
    for test in dir(healthy):
        if test.startswith("test_") and test != broken.test.partition("[")[0]:
            setattr(made, test, None)
    return made


globals().update({f"Test{name}": _put_to(name, broken) for name, broken in BROKEN.items()})
