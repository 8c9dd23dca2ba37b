"""Filters, pages and counts around the author's own text, in every dialect."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlglot

from toucan_connectors.core.conditions import parse_condition
from toucan_connectors.core.pagination import PageRequest
from toucan_connectors.sql import DIALECTS, Column, Dialect, kind_of
from toucan_connectors.sql.binding import draft_of
from toucan_connectors.sql.query import Query
from toucan_connectors.sql.splice import Splice
from toucan_connectors.sql.statement import Draft
from toucan_connectors.sql.syntax import read

GOLDEN = Path(__file__).parent / "golden" / "splices"
QUERIES = [
    "SELECT id, client, note FROM t",
    "select id, client, note from t order by client desc, 1 -- all of it\n ;",
    "SELECT id, client, note FROM t ORDER BY lower(client)",
    "SELECT id, client, note FROM t WHERE id > {{ low }} ORDER BY id LIMIT 100",
    "WITH a AS (SELECT * FROM t) SELECT id, client, note FROM a ORDER BY id",
    "SELECT id, client, note FROM t UNION ALL SELECT id, client, note FROM u",
    "SELECT id, client, note FROM t UNION ALL SELECT id, client, note FROM u ORDER BY id",
    "SELECT DISTINCT id, client, note FROM t",
    "SHOW TABLES",
]
PERMISSIONS = {
    "exact": {
        "and": [{"column": "id", "operator": "in", "value": [1, 2]}, {"column": "id", "operator": "notnull"}]
    },
    "on text": {"column": "client", "operator": "eq", "value": "O'Brien"},
    "on collated text": {"column": "note", "operator": "ge", "value": "O'Brien"},
    "in part": {
        "and": [
            {"column": "id", "operator": "ge", "value": 3},
            {"column": "client", "operator": "matches", "value": "^a"},
        ]
    },
}
PAGE = PageRequest(offset=20, limit=10, count=True)


def column(name: str, arrow: Any) -> Column:
    return Column(name, str(arrow), arrow, kind_of(arrow))


COLUMNS = [
    column("id", pa.int64()),
    Column("client", "text", pa.string(), "text"),
    column("note", pa.string()),  # nobody knows how it compares
]


def query(text: str, dialect: Dialect, columns: Sequence[Column] = COLUMNS) -> Query:
    draft = draft_of(text, {"low": 5}, dialect)
    return Query(draft, read(draft.text, dialect, draft.mark), dialect, lambda _: columns)


def written(draft: Draft | None, dialect: Dialect) -> Any:
    if draft is None:
        return None
    statement = draft.statement(dialect)
    return [statement.text, statement.binds]


def answer(text: str, dialect: Dialect) -> dict[str, Any]:
    asked = query(text, dialect)
    page = asked.splice(None, PAGE)
    answers: dict[str, Any] = {
        "query": text,
        "page": written(page.rows, dialect) if page.paged else "cut locally",
        "count": written(page.count, dialect) or "counted locally",
    }
    for name, permission in PERMISSIONS.items():
        found = asked.splice(parse_condition(permission), PAGE)
        answers[name] = [found.filter, written(found.rows, dialect) if found.filter != "local" else None]
        if found.count is not None:
            answers[name].append(written(found.count, dialect))
    return answers


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_every_dialect_pages_filters_and_counts_in_its_own_words(dialect: Dialect) -> None:
    """Compare with the golden file; UPDATE_GOLDEN=1 writes it anew, for a person to read the difference."""
    path = GOLDEN / f"{dialect.name.lower()}.json"
    answers = json.loads(json.dumps([answer(text, dialect) for text in QUERIES]))
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps(answers, indent=1) + "\n")
    assert answers == json.loads(path.read_text())


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_what_is_sent_is_one_query_with_the_authors_own_text_in_it(dialect: Dialect) -> None:
    for text in QUERIES[:-1]:
        asked = query(text, dialect)
        for permission in (None, *map(parse_condition, PERMISSIONS.values())):
            spliced = asked.splice(permission, PAGE)
            for draft in filter(None, (spliced.rows, spliced.count)):
                [tree] = filter(None, sqlglot.parse(draft.text, dialect=dialect.grammar))
                assert isinstance(tree, sqlglot.exp.Query), draft.text
                assert text[:24] in draft.text
                assert "O'Brien" not in draft.text


def splice_of(text: str, dialect: str, condition: Any = None, columns: Sequence[Column] = COLUMNS) -> Splice:
    typed = None if condition is None else parse_condition(condition)
    return query(text, DIALECTS[dialect], columns).splice(typed, PAGE)


def test_a_page_that_would_lose_the_authors_order_is_cut_locally() -> None:
    ordered = "SELECT id, client, note FROM t ORDER BY lower(client) LIMIT 5"
    assert splice_of(ordered, "PostgreSQL").paged
    assert splice_of(ordered, "MySQL").paged  # its own limit keeps the order
    assert not splice_of(ordered, "Athena").paged
    assert splice_of(ordered, "Athena", PERMISSIONS["exact"]).filter == "local"


def test_mariadb_keeps_an_order_under_a_filter_by_the_largest_limit() -> None:
    text = splice_of(
        "SELECT id, client, note FROM t ORDER BY lower(client)", "MySQL", PERMISSIONS["exact"]
    ).rows.text
    assert "ORDER BY lower(client) LIMIT 18446744073709551615\n)" in text


def test_an_order_is_lifted_out_by_position_where_its_items_are_columns() -> None:
    text = splice_of(
        "SELECT id, client, note FROM t ORDER BY client DESC, 1", "T-SQL", PERMISSIONS["exact"]
    ).rows.text
    assert text.startswith("SELECT * FROM (\nSELECT id, client, note FROM t\n) AS q")
    assert "ORDER BY c1 DESC, c0 OFFSET 20 ROWS FETCH NEXT 11 ROWS ONLY" in text


def test_equal_names_are_told_apart_before_they_meet() -> None:
    twice = [column("a", pa.int64()), column("A", pa.int64())]
    text = "SELECT a, 2 AS A FROM t LIMIT 3"
    assert "AS q0q (c0, c1)" in splice_of(text, "PostgreSQL", columns=twice).rows.text
    assert "WITH q0q (c0, c1) AS (" in splice_of(text, "MySQL", columns=twice).rows.text
    assert not splice_of(text, "BigQuery", columns=twice).paged  # it has no such names: cut locally
    assert splice_of(text, "BigQuery", columns=twice).count is None


def test_a_name_of_the_source_is_never_taken_for_a_bind() -> None:
    nasty = [column("zq0q0zq0q", pa.int64()), column("x`; DROP", pa.int64())]
    condition = {"column": "x`; DROP", "operator": "eq", "value": 1}
    assert splice_of("SELECT * FROM t", "BigQuery", condition, nasty).filter == "local"
    spliced = splice_of("SELECT * FROM t", "BigQuery", condition, nasty[1:])
    assert spliced.rows.statement(DIALECTS["BigQuery"]).text.startswith("SELECT * FROM (\nSELECT * FROM t\n)")
    assert "`x``; DROP` = @p0" in spliced.rows.statement(DIALECTS["BigQuery"]).text


def test_a_common_table_of_the_authors_is_not_hidden() -> None:
    text = splice_of("WITH q0q AS (SELECT 1 AS id) SELECT * FROM q0q LIMIT 5", "MySQL").rows.text
    assert ") q1q" in text


def test_t_sql_puts_the_query_behind_the_authors_own_with() -> None:
    text = splice_of(
        "WITH a AS (SELECT * FROM t) SELECT id, client, note FROM a", "T-SQL", PERMISSIONS["exact"]
    ).rows.text
    assert text.startswith(
        "WITH a AS (SELECT * FROM t), q0q (c0, c1, c2) AS (\nSELECT id, client, note FROM a\n) SELECT *"
    )


@pytest.mark.parametrize("text", ["SELECT id FROM t FOR JSON PATH", "SELECT id FROM t OPTION (MAXDOP 1)"])
def test_what_can_only_stand_at_the_end_stays_there(text: str) -> None:
    spliced = splice_of(text, "T-SQL", {"column": "id", "operator": "eq", "value": 1})
    assert (spliced.rows.text, spliced.filter, spliced.paged) == (text, "local", False)


GROUPED = "SELECT id, client, max(note) AS note FROM t GROUP BY id, client"


@pytest.mark.parametrize(
    ("dialect", "fence"), [("MySQL", " LIMIT 18446744073709551615"), ("PostgreSQL", " OFFSET 0")]
)
def test_a_test_that_the_source_calls_finer_stays_outside_of_the_authors_groups(
    dialect: str, fence: str
) -> None:
    collated = PERMISSIONS["on collated text"]
    spliced = splice_of(GROUPED, dialect, collated)
    assert f"GROUP BY id, client{fence}\n)" in spliced.rows.text
    assert spliced.count is not None
    assert f"GROUP BY id, client{fence}\n)" in spliced.count.text
    assert fence not in splice_of(GROUPED, dialect, PERMISSIONS["exact"]).rows.text
    assert splice_of(f"({GROUPED})", dialect, collated).filter == "local"  # nowhere to put it
    assert fence not in splice_of(f"{GROUPED} LIMIT 9", dialect, collated).rows.text  # a limit is one


def test_what_only_an_outermost_statement_has_is_not_put_into_another() -> None:
    spliced = splice_of("SELECT SQL_NO_CACHE id FROM t", "MySQL", PERMISSIONS["exact"])
    assert (spliced.filter, spliced.paged) == ("local", False)


def test_an_offset_alone_is_no_limit_that_mariadb_heeds_inside() -> None:
    spliced = splice_of("SELECT id FROM t ORDER BY id OFFSET 5 ROWS", "MySQL", PERMISSIONS["exact"])
    assert (spliced.filter, spliced.paged, spliced.count) == ("local", False, None)


def test_equal_literals_share_a_bind_where_they_have_one_type() -> None:
    text = "SELECT to_char(d, '{{ f }}'), DATE '{{ f }}' FROM t"
    text += " GROUP BY to_char(d, '{{ f }}'), TIMESTAMP '{{ f }}'"
    statement = draft_of(text, {"f": "YYYY"}, DIALECTS["PostgreSQL"]).statement(DIALECTS["PostgreSQL"])
    assert statement.text == (
        "SELECT to_char(d, %(p0)s), CAST(%(p1)s AS DATE) FROM t"
        " GROUP BY to_char(d, %(p0)s), CAST(%(p2)s AS TIMESTAMP)"
    )


def test_an_interval_with_a_unit_is_of_that_unit() -> None:
    statement = draft_of("SELECT INTERVAL '{{ n }}' DAY", {"n": 3}, DIALECTS["PostgreSQL"])
    assert statement.statement(DIALECTS["PostgreSQL"]).text == "SELECT CAST(%(p0)s || ' DAY' AS INTERVAL)"


def test_a_value_that_the_driver_cannot_bind_is_compared_here() -> None:
    nul = {"column": "client", "operator": "eq", "value": "a\0b"}
    assert splice_of("SELECT id, client, note FROM t", "PostgreSQL", nul).filter == "local"
    assert splice_of("SELECT id, client, note FROM t", "DuckDB", nul).filter == "exact"
    infinite = [column("ratio", pa.float64())]
    above = {"column": "ratio", "operator": "lt", "value": float("inf")}
    assert splice_of("SELECT ratio FROM t", "MySQL", above, infinite).filter == "local"
    assert splice_of("SELECT ratio FROM t", "PostgreSQL", above, infinite).filter == "exact"
