"""Permissions inside the statement: what DuckDB filters is what we would have kept, type by type."""

import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pyarrow as pa
import pytest

from toucan_connectors.core.errors import InternalError, PermissionConditionError, ResultError
from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource
from toucan_connectors.sql import DIALECTS
from toucan_connectors.sql.dialects import Pushed

TABLE = """
CREATE TABLE t AS
SELECT * FROM (VALUES
    (1, 'a', 'A', 1.5, 'nan'::DOUBLE, 10::HUGEINT, 18446744073709551615::UBIGINT,
     DATE '2024-01-01', TIMESTAMP '2024-01-01 00:00:00.000001', TIMESTAMPTZ '2024-01-01 00:00:00+02',
     TIMESTAMP_NS '2024-01-01 00:00:00.000000001', TIME '23:59:59.999999', true, 'x'::BLOB,
     '00000000-0000-0000-0000-000000000001'::UUID, 'low', INTERVAL 1 MONTH, '{"a": 1}'::JSON),
    (2, 'B', 'a', -1.5, 'inf'::DOUBLE, -10::HUGEINT, 0::UBIGINT,
     DATE '1999-12-31', TIMESTAMP 'infinity', TIMESTAMPTZ '2023-12-31 22:00:00+00',
     TIMESTAMP_NS '2024-01-01 00:00:00', TIME '00:00:00', false, ''::BLOB,
     'ffffffff-ffff-ffff-ffff-ffffffffffff'::UUID, 'high', INTERVAL 1 DAY, 'null'::JSON),
    (3, 'é', 'a ', 0, -0.0::DOUBLE, 0::HUGEINT, 7::UBIGINT,
     DATE 'infinity', TIMESTAMP '1999-12-31', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) AS v (id, word, loose, amount, ratio, huge, big, day, moment, instant, fine, clock, flag, bytes, key, level,
        span, doc)
"""
CASES: list[tuple[str, str, Any, list[int]]] = [
    ("id", "in", [1, 3, 99], [1, 3]),
    ("id", "nin", [1, None], []),
    ("id", "ge", 2.5, [3, 4]),
    ("word", "eq", "a", [1]),
    ("word", "lt", "a", [2]),
    ("word", "gt", "a", [3]),
    ("word", "ne", "b", [1, 2, 3]),
    ("word", "matches", "^[aB]$", [1, 2]),
    ("word", "notmatches", "a", [2, 3]),
    ("word", "isnull", None, [4]),
    ("loose", "eq", "a", [2]),
    ("loose", "ne", "A", [2, 3]),
    ("loose", "in", ["A", "a "], [1, 3]),
    ("loose", "lt", "a", [1]),
    ("amount", "eq", "1.50", [1]),
    ("amount", "lt", Decimal("1e30"), [1, 2, 3]),
    ("ratio", "ge", 0, [2, 3]),
    ("ratio", "isnull", None, [1, 4]),
    ("ratio", "notnull", None, [2, 3]),
    ("ratio", "ne", 5.0, [2, 3]),
    ("huge", "le", 0, [2, 3]),
    ("huge", "eq", 10, [1]),
    ("big", "eq", 2**64 - 1, [1]),
    ("big", "gt", -1, [1, 2, 3]),
    ("day", "ge", "2000-01-01", [1, 3]),
    ("day", "eq", date(1999, 12, 31), [2]),
    ("moment", "gt", "2024-01-01", [1, 2]),
    ("moment", "eq", datetime(1999, 12, 31), [3]),  # noqa: DTZ001
    ("instant", "eq", datetime(2023, 12, 31, 22, tzinfo=UTC), [1, 2]),
    ("instant", "eq", "2023-12-31T22:00:00", [1, 2]),
    ("fine", "eq", "2024-01-01T00:00:00", [2]),
    ("fine", "gt", "2024-01-01T00:00:00.000000000", [1]),
    ("clock", "ge", time(23, 59), [1]),
    ("flag", "eq", "true", [1]),
    ("flag", "ne", True, [2]),
    ("bytes", "eq", b"x", [1]),
    ("bytes", "lt", b"x", [2]),
    ("key", "eq", "00000000-0000-0000-0000-000000000001", [1]),
    ("key", "eq", "no uuid", []),
    ("key", "gt", "f", [2]),
    ("level", "eq", "low", [1]),
    ("level", "eq", "no such level", []),
    ("level", "lt", "i", [2]),
    ("span", "eq", "P1M", [1]),
    ("span", "notnull", None, [1, 2]),
    ("doc", "isnull", None, [3, 4]),
]
LOCAL = {"span"}
"""What is read as text, but is none to DuckDB."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pushdown") / "world.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(TABLE)
        connection.execute("CREATE TYPE level AS ENUM ('low', 'high')")
        connection.execute("ALTER TABLE t ALTER level TYPE level")
    return path


@pytest.fixture(scope="module")
def collated(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Path:
    path = tmp_path_factory.mktemp("collated") / "world.duckdb"
    path.write_bytes(database.read_bytes())
    with duckdb.connect(str(path)) as connection:
        connection.execute("ALTER TABLE t ALTER loose TYPE VARCHAR COLLATE NOCASE")
    return path


@pytest.fixture(scope="module")
def connector(database: Path) -> Iterator[DuckDBConnector]:
    with DuckDBConnector(name="w", path=database) as made:
        yield made


def source(query: str = "FROM t ORDER BY id") -> DuckDBDataSource:
    return DuckDBDataSource(domain="d", name="w", query=query)


def condition(column: str, operator: str, value: Any) -> dict[str, Any]:
    return {"column": column, "operator": operator, "value": value}


@pytest.mark.parametrize(("column", "operator", "value", "kept"), CASES)
def test_duckdb_keeps_what_we_would_keep(
    connector: DuckDBConnector, column: str, operator: str, value: Any, kept: list[int]
) -> None:
    permission = condition(column, operator, value)
    plan = connector.plan(source(), permission)
    pushed = column not in LOCAL or operator in {"isnull", "notnull"}
    assert ("filter" in plan.pushed_down) is pushed
    assert connector.get_df(source(), permission)["id"].tolist() == kept
    page = connector.get_slice(source(), permission, offset=1, limit=1, get_row_count=True)
    assert page.df["id"].tolist() == kept[1:2]
    assert page.pagination_info.pagination_info.total_rows == len(kept)


def test_what_duckdb_cannot_test_exactly_is_tested_here(connector: DuckDBConnector) -> None:
    finer = condition("fine", "eq", "2024-01-01T00:00:00.000000001")
    assert "filter" in connector.plan(source(), finer).local
    assert connector.get_df(source(), finer)["id"].tolist() == [1]
    half = {"and": [condition("id", "le", 2), finer]}
    assert "filter" in connector.plan(source(), half).narrowed
    assert connector.get_slice(source(), half, limit=1, get_row_count=True).df["id"].tolist() == [1]
    either = {"or": [condition("id", "eq", 4), finer]}
    assert "filter" in connector.plan(source(), either).local
    assert connector.get_df(source(), either)["id"].tolist() == [1, 4]
    both = {"and": [either, condition("id", "lt", 4)]}  # what is not pushed is not bound either
    assert "filter" in connector.plan(source(), both).narrowed
    assert connector.get_df(source(), both)["id"].tolist() == [1]


@pytest.mark.parametrize(
    ("column", "operator", "value"),
    [("nope", "eq", 1), ("id", "eq", "x"), ("word", "matches", "("), ("doc", "eq", "{}"), ("ID", "eq", 1)],
)
def test_what_does_not_fit_gives_no_data_on_any_way(
    connector: DuckDBConnector, column: str, operator: str, value: Any
) -> None:
    permission = condition(column, operator, value)
    for call in (
        lambda: connector.get_df(source(), permission),
        lambda: connector.get_slice(source(), permission, limit=1),
        lambda: connector.get_arrow(source(), permission),
        lambda: next(connector.iter_batches(source(), permission)),
        lambda: connector.explain(source(), permission),
        lambda: connector.plan(source(), permission),
        lambda: connector.get_df(source("SHOW TABLES"), permission),
    ):
        with pytest.raises(PermissionConditionError):
            call()


def test_no_plan_is_explained_that_would_tell_of_hidden_rows(connector: DuckDBConnector) -> None:
    assert "id" in str(connector.explain(source("SELECT id FROM t WHERE id > 2")))
    assert connector.explain(source("SELECT id FROM t WHERE id > 2"), condition("id", "eq", 3)) is None


def test_an_error_tells_no_value_of_a_hidden_row(connector: DuckDBConnector) -> None:
    failing = source("SELECT id, CASE WHEN id = 2 THEN word END::INTEGER AS n FROM t LIMIT 3")
    with pytest.raises(ResultError, match="'B'"):
        connector.get_df(failing)
    with pytest.raises(ResultError) as raised:
        connector.get_df(failing, condition("id", "eq", 1))
    assert "'B'" not in "".join(traceback.format_exception(raised.value))


def test_integers_of_39_digits_are_an_error_and_no_other_value(connector: DuckDBConnector) -> None:
    for value in ("170141183460469231731687303715884105727::HUGEINT", f"{2**128 - 1}::UHUGEINT"):
        for permission in (None, condition("x", "ne", 10**38), condition("x", "gt", 0)):
            with pytest.raises(ResultError):
                connector.get_df(source(f"SELECT {value} AS x"), permission)


def test_a_permission_works_beside_columns_of_any_type(connector: DuckDBConnector) -> None:
    query = "SELECT 1 AS id, union_value(a := 1) AS u, MAP {[1]: 2} AS m, [NULL] AS l, MAP {} AS e"
    assert connector.get_df(source(query), condition("id", "eq", 1))["id"].tolist() == [1]
    assert connector.get_df(source(query), condition("id", "eq", 2)).empty
    for column in ("u", "m", "l", "e"):
        nothing: list[Any] = [None, []]
        for value in nothing:
            with pytest.raises(PermissionConditionError):
                connector.get_df(source(query), condition(column, "in", value))


def test_a_permission_works_on_every_kind_of_statement(connector: DuckDBConnector) -> None:
    own = condition("id", "gt", 1)
    for query in (
        "SELECT id FROM t UNION ALL SELECT id FROM t ORDER BY ALL",
        "WITH q AS (FROM t) SELECT id, 1 AS one, 2 AS one FROM q ORDER BY 1 LIMIT 3;",
        "VALUES (1), (2), (3)",
        "SELECT id -- LIMIT 1\nFROM t /* ; */ ORDER BY id LIMIT 3 OFFSET 1",
    ):
        name = "col0" if "VALUES" in query else "id"
        whole = connector.get_df(source(query))
        kept = connector.get_df(source(query), {**own, "column": name})
        assert kept[name].tolist() == [value for value in whole[name] if value > 1]
        assert list(kept.columns) == list(whole.columns)
        assert kept.dtypes.equals(whole.dtypes)
    tables = connector.get_df(source("SHOW TABLES"), condition("name", "eq", "t"))
    assert tables["name"].tolist() == ["t"]


class Lying(DuckDBConnector):
    """Claims that DuckDB compares text as we do, whatever its collation."""

    _dialect: ClassVar = replace(
        DIALECTS["DuckDB"], pushdown={"collated text": Pushed(exact=frozenset({"in", "not in"}))}
    )


def test_a_dialect_that_claims_too_much_is_found_out_and_gives_no_row(collated: Path) -> None:
    with Lying(name="w", path=collated) as connector, pytest.raises(InternalError, match="does not keep"):
        connector.get_df(source(), condition("loose", "eq", "a"))


class Narrowing(DuckDBConnector):
    """Lets DuckDB only read less: every test is made again."""

    _dialect: ClassVar = replace(
        DIALECTS["DuckDB"],
        pushdown={
            "integer": Pushed(narrowing=frozenset({"in", "ge"})),
            "collated text": Pushed(narrowing=frozenset({"in"})),
        },
    )


def test_what_is_only_narrowed_is_filtered_paged_and_counted_here(collated: Path) -> None:
    with Narrowing(name="w", path=collated) as connector:
        plan = connector.plan(source(), condition("loose", "eq", "a"))
        assert (plan.narrowed, plan.pushed_down, plan.local) == (("filter",), (), ("page", "count"))
        page = connector.get_slice(source(), condition("loose", "eq", "a"), limit=1, get_row_count=True)
        assert page.df["id"].tolist() == [2]
        assert page.pagination_info.pagination_info.total_rows == 1
        for column, operator, value, kept in CASES:
            found = connector.get_df(source(), condition(column, operator, value))
            assert found["id"].tolist() == kept, (column, operator, value)


def test_a_stream_holds_nothing_that_is_not_kept(connector: DuckDBConnector) -> None:
    rows = pa.Table.from_batches(connector.iter_batches(source(), condition("id", "le", 2)))
    assert rows.column("id").to_pylist() == [1, 2]


GROUPS = [
    "SELECT loose, count(*) AS n FROM t GROUP BY loose",
    "SELECT loose, count(*) OVER (PARTITION BY loose) AS n FROM t",
    "SELECT word COLLATE NOCASE AS loose, count(*) AS n FROM t GROUP BY ALL",
]


@pytest.mark.parametrize("query", GROUPS)
@pytest.mark.parametrize("operator", ["eq", "ne", "lt", "ge", "matches"])
@pytest.mark.parametrize("value", ["a", "A", "a "])
def test_a_permission_does_not_change_how_the_author_groups(
    collated: Path, query: str, operator: str, value: str
) -> None:
    """A test that is finer than the groups, made below them, would count other rows."""
    with DuckDBConnector(name="w", path=collated) as connector:
        whole = connector.get_df(source(query))
        kept = connector.get_df(source(query), condition("loose", operator, value))
    sizes = {str(text).lower(): number for text, number in zip(whole["loose"], whole["n"], strict=True)}
    for text, number in zip(kept["loose"], kept["n"], strict=True):
        assert number == sizes[text.lower()]
        assert (text == value) is (operator == "eq") or operator not in {"eq", "ne"}
