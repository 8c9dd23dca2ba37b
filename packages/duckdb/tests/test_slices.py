"""Random data, permissions, queries and pages: the rows of a slice are those that the oracle says."""

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from toucan_connectors.core.errors import PermissionConditionError
from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource
from toucan_connectors.testing import REFUSED, Table, kept_rows
from toucan_connectors.testing.strategies import as_parameters, conditions, tables

CASES = int(os.environ.get("TOUCAN_SLICES", "300"))
POSITION = "#"
MANY = settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    database=None,
)


class Query(NamedTuple):
    """A query on the table `t`, and what it makes of the positions of the rows."""

    text: str
    positions: Callable[[list[int]], list[int]]


QUERIES = [
    Query("SELECT * FROM f.t", lambda rows: rows),
    Query("FROM f.t -- all of it\n;", lambda rows: rows),
    Query('SELECT * FROM f.t ORDER BY "#" DESC', lambda rows: rows[::-1]),
    Query('SELECT * FROM f.t ORDER BY "#" LIMIT 5', lambda rows: rows[:5]),
    Query('SELECT * FROM f.t ORDER BY "#" DESC LIMIT 3 OFFSET 1', lambda rows: rows[::-1][1:4]),
    Query('SELECT * FROM f.t WHERE "#" % 2 = 0 ORDER BY "#"', lambda rows: rows[::2]),
    Query('SELECT * FROM f.t WHERE "#" >= {{ low }} ORDER BY "#"', lambda rows: rows[2:]),
    Query('WITH q AS (SELECT * FROM f.t) SELECT * FROM q ORDER BY "#"', lambda rows: rows),
    Query('(FROM f.t) UNION ALL (FROM f.t) ORDER BY "#"', lambda rows: [r for r in rows for _ in "ab"]),
    Query('FROM f.t UNION ALL (FROM f.t ORDER BY "#" LIMIT 1) ORDER BY "#"', lambda rows: rows[:1] + rows),
    Query('SELECT *, 1 AS twice, 2 AS twice FROM f.t ORDER BY "#"', lambda rows: rows),
    Query('SELECT * FROM (SELECT * FROM f.t LIMIT 4) ORDER BY "#" /* ; */', lambda rows: rows[:4]),
    Query('SELECT DISTINCT ON ("#") * FROM f.t ORDER BY "#"', lambda rows: rows),
    Query('SELECT * FROM f.t QUALIFY row_number() OVER (ORDER BY "#") <= 6 ORDER BY "#"', lambda r: r[:6]),
]


class Case(NamedTuple):
    table: Table
    condition: dict[str, Any] | None
    query: Query
    offset: int
    limit: int | None
    counted: bool


@st.composite
def cases(draw: st.DrawFn) -> Case:
    table = draw(tables(max_columns=3, max_rows=12))
    names = [column.name for column in table.columns]
    assume(len({name.lower() for name in names}) == len(names))  # DuckDB does not tell them apart
    assume(all(column.kind != "duration" for column in table.columns))  # nor does Parquet have them
    permitted = conditions(table, max_depth=draw(st.integers(0, 2)))
    condition = draw(permitted) if draw(st.integers(0, 9)) else None
    if condition is not None and kept_rows(table.columns, table.rows, condition) == REFUSED:
        assume(draw(st.integers(0, 9)) == 0)  # refusals are many, and alike
    return Case(
        table,
        condition,
        draw(st.sampled_from(QUERIES)),
        draw(st.integers(0, 9)),
        draw(st.none() | st.integers(0, 9)),
        draw(st.booleans()),
    )


@MANY
@given(cases())
def test_a_slice_has_the_oracles_rows(case: Case) -> None:
    table = case.table
    arrow = table.to_arrow().append_column(POSITION, pa.array(range(len(table.rows)), pa.int64()))
    parameters: dict[str, Any] = {"low": 2}
    permissions = None if case.condition is None else as_parameters(case.condition, parameters)
    source = DuckDBDataSource(domain="d", name="n", query=case.query.text, parameters=parameters)
    kept = REFUSED if case.condition else list(range(len(table.rows)))
    if case.condition is not None:
        kept = kept_rows(table.columns, table.rows, case.condition)
    with TemporaryDirectory() as folder:
        pq.write_table(arrow, Path(folder) / "t.parquet")
        with DuckDBConnector(name="n", folders={"f": Path(folder)}) as connector:
            try:
                page = connector.get_slice(
                    source, permissions, offset=case.offset, limit=case.limit, get_row_count=case.counted
                )
                whole = connector.get_df(source, permissions)
            except PermissionConditionError:
                assert kept == REFUSED
                return
    assert kept != REFUSED
    expected = [
        position for position in case.query.positions(list(range(len(table.rows)))) if position in kept
    ]
    end = None if case.limit is None else case.offset + case.limit
    assert whole[POSITION].tolist() == expected
    assert page.df[POSITION].tolist() == expected[case.offset : end]
    assert page.df.dtypes.equals(whole.dtypes)
    info = page.pagination_info.pagination_info
    assert info.is_last_page is (end is None or end >= len(expected))
    if case.counted or info.total_rows is not None:
        assert info.total_rows == len(expected)
