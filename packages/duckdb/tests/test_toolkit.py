"""What the SQL toolkit does for every type, shown on a real engine: readers, forms, plans, repeated reads."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pyarrow as pa
import pytest

from toucan_connectors.core import Options, RetryPolicy
from toucan_connectors.core.errors import QueryRefusedError, SourceUnavailableError
from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource
from toucan_connectors.sql import BulkReader, BulkReadUnavailableError, Column, Statement, rows_reader
from toucan_connectors.testing.legitimate import LEGITIMATE_TABLES

EVERY_TYPE = """
SELECT i, i * 2.5 AS d, i::DECIMAL(10, 2) AS e, 'text ' || i AS t, i % 2 = 0 AS b,
       DATE '2024-01-01' + i::INTEGER AS a,
       TIMESTAMP '2024-01-01' + to_hours(i) AS s, TIME '01:02:03' AS c,
       ('x' || i)::BLOB AS y, json_object('i', i) AS j, [i, NULL] AS l, {'i': i} AS r, NULL AS n
FROM range(5000) AS g(i)
UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("toolkit") / "world.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in LEGITIMATE_TABLES:
            connection.execute(statement)
    return path


def source(query: str, **parameters: Any) -> DuckDBDataSource:
    return DuckDBDataSource(domain="d", name="w", query=query, parameters=parameters)


class ByArrow:
    """Reads whole results as DuckDB's own Arrow, but no columns of lists."""

    def __init__(self, used: list[str], problem: str | None = None) -> None:
        self.used = used
        self.problem = problem

    def reads(self, columns: Sequence[Column]) -> bool:
        return not any(pa.types.is_list(column.arrow) for column in columns)

    def stream(
        self, connection: Any, statement: Statement, columns: Sequence[Column]
    ) -> pa.RecordBatchReader:
        from toucan_connectors.duckdb._reader import stream

        if self.problem:
            raise BulkReadUnavailableError(self.problem)
        self.used.append("bulk")
        return stream(connection.cursor, statement, None)


class ByRows(DuckDBConnector):
    """DuckDB as a driver without Arrow would be read: rows of Python values, and a bulk reader beside it."""

    _used: ClassVar[list[str]] = []
    _problem: ClassVar[str | None] = None

    def _stream(self, connection: Any, statement: Statement) -> pa.RecordBatchReader:
        self._used.append("driver")
        columns = self._describe(connection, statement)
        result = connection.cursor.execute(statement.text, statement.binds)
        schema = pa.schema([pa.field(column.name, column.arrow) for column in columns])
        return rows_reader(iter(lambda: result.fetchmany(1000), []), schema)

    def _bulk_readers(self) -> Sequence[BulkReader]:
        return (ByArrow(self._used, self._problem),)


@pytest.fixture
def by_rows(database: Path) -> Iterator[ByRows]:
    with ByRows(name="w", path=database) as connector:
        connector._used.clear()
        yield connector


def test_the_bulk_reader_reads_whole_results_and_the_driver_pages(by_rows: ByRows, database: Path) -> None:
    plain = EVERY_TYPE.replace("[i, NULL] AS l", "i AS l")
    with DuckDBConnector(name="w", path=database) as reference:
        whole = reference.get_df(source(plain))
        assert by_rows.get_df(source(plain)).equals(whole)
        assert by_rows._used == ["bulk"]
        page = by_rows.get_slice(source(plain), offset=4998, limit=5)
        assert page.df.equals(whole[4998:].reset_index(drop=True))
        assert by_rows._used == ["bulk", "driver"]


def test_the_driver_reads_what_the_bulk_reader_does_not_and_the_same_frame(
    by_rows: ByRows, database: Path
) -> None:
    with DuckDBConnector(name="w", path=database) as reference:
        assert by_rows.get_df(source(EVERY_TYPE)).equals(reference.get_df(source(EVERY_TYPE)))
    assert by_rows._used == ["driver"]


def test_a_bulk_reader_that_cannot_work_here_leaves_it_to_the_driver(
    by_rows: ByRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ByRows, "_problem", "its library is not installed")
    assert by_rows.get_df(source("SELECT 1 AS one"))["one"].tolist() == [1]
    assert by_rows._used == ["driver"]


class DeepSource(DuckDBDataSource):
    """A data source with every level that a form can narrow."""

    database: str | None = None
    db_schema: str | None = None


class Deep(DuckDBConnector, data_source_model=DeepSource):
    _slow: ClassVar[float] = 0

    def schema_names(self, database: str | None = None) -> list[str]:
        time.sleep(self._slow)
        return super().schema_names(database)


def choices(form: dict[str, Any], field: str) -> Any:
    described = form["properties"][field]
    return next((option["enum"] for option in described["anyOf"] if "enum" in option), described)


def test_a_form_has_the_databases_schemas_and_tables_of_the_source(database: Path) -> None:
    with Deep(name="w", path=database) as connector:
        form = connector.get_form()
        assert choices(form, "database") == ["world"]
        assert choices(form, "db_schema") == ["archive", "main"]
        assert {"orders", 'archive."2019.Q1"', "Odd Table; --"} <= set(choices(form, "table"))
        narrowed = connector.get_form({"database": "world", "db_schema": "archive"})
        assert choices(narrowed, "table") == ['archive."2019.Q1"', "archive.orders"]
        assert choices(connector.get_form({"database": "none"}), "table") == []


def test_every_name_that_a_form_offers_finds_its_table(database: Path) -> None:
    with Deep(name="w", path=database) as connector:
        for name in choices(connector.get_form(), "table"):
            frame = connector.get_df(DeepSource(domain="d", name="w", table=name))
            assert list(frame.columns)


def test_a_look_up_that_fails_or_hangs_says_so_in_the_form(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Deep(name="w", path=database, options=Options(form_timeout=0.3)) as connector:
        monkeypatch.setattr(Deep, "_slow", 3)
        started = time.monotonic()
        form = connector.get_form()
        assert time.monotonic() - started < 2
        assert "no answer within" in choices(form, "db_schema")["ui.lookup_error"]
        assert choices(form, "database") == ["world"]
    missing = Deep(name="w", path=database.with_name("none.duckdb")).get_form()
    assert all(
        "no database file" in choices(missing, field)["ui.lookup_error"] for field in ("database", "table")
    )


def test_a_description_has_the_sources_own_types_and_runs_nothing(database: Path) -> None:
    with DuckDBConnector(name="w", path=database, options=Options(statement_timeout=0.2)) as connector:
        endless = (
            "SELECT count(*) AS n, 'a' AS t, 1.5 AS t FROM range(100_000_000_000) AS r WHERE range <> {{ x }}"
        )
        assert connector.describe(source(endless, x=1)) == {
            "n": "BIGINT",
            "t": "VARCHAR",
            "t_1": "DECIMAL(2,1)",
        }


def test_the_plan_tells_what_is_sent_and_who_does_what(database: Path) -> None:
    own = {"column": "id", "operator": "eq", "value": "{{ user.id }}"}
    with DuckDBConnector(name="w", path=database) as connector:
        asked = source("SELECT id FROM orders WHERE amount > {{ low }}", low=1, user={"id": 77_123})
        plan = connector.plan(asked, own)
    assert plan.pushed_down == ("filter", "page", "count")
    assert plan.statement is not None
    assert "SELECT id FROM orders WHERE amount > $p0\n) AS q" in plan.statement
    assert "77123" not in plan.statement.replace("_", "")


def test_a_read_that_may_write_is_not_made_twice(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    class Failing(DuckDBConnector):
        def _stream(self, connection: Any, statement: Statement) -> pa.RecordBatchReader:
            tried.append(statement.text)
            raise SourceUnavailableError("busy")

    def tries(query: str, *, read_only: bool) -> int:
        tried.clear()
        policy = RetryPolicy(max_attempts=3, wait_time=0.001)
        connector = Failing(
            name="w", path=database, retry_policy=policy, options=Options(read_only=read_only)
        )
        with connector, pytest.raises(SourceUnavailableError):
            connector.get_df(source(query))
        return len(tried)

    assert tries("SELECT 1", read_only=True) == 3
    assert tries("SELECT 1", read_only=False) == 3
    assert tries("SELECT 5! AS f", read_only=True) == 3  # the guard that counts is DuckDB's own
    assert tries("SELECT 5! AS f", read_only=False) == 1  # not known to only read


def test_a_refusal_says_why_and_what_to_do(database: Path) -> None:
    with DuckDBConnector(name="w", path=database) as connector:
        for query, reason in (("DROP TABLE orders", "not a SELECT"), ("SELECT " + "(" * 900, "levels deep")):
            with pytest.raises(QueryRefusedError, match=reason):
                connector.get_df(source(query))
