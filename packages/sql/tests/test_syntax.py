"""What parsing tells, and what it costs: bounded before it starts, remembered afterwards."""

from typing import Any

import pytest

from toucan_connectors.sql import DIALECTS
from toucan_connectors.sql.syntax import MAX_BYTES, MAX_DEPTH, OrderItem, Syntax, _read_cached, read

POSTGRESQL = DIALECTS["PostgreSQL"]


def syntax(text: str, dialect: str = "PostgreSQL") -> Syntax:
    return read(text, DIALECTS[dialect], "zq0q")


@pytest.mark.parametrize(
    "text",
    [
        "  SELECT ';' AS a, '(' AS b -- ; (\n ; ",
        "/* before */ SELECT ';' AS a, '(' AS b; -- behind",
        "SELECT ';' AS a, '(' AS b;;\r\n",
    ],
)
def test_a_statement_goes_from_its_first_to_its_last_token(text: str) -> None:
    found = syntax(text)
    assert text[found.start : found.end] == "SELECT ';' AS a, '(' AS b"
    assert found.nests
    assert found.plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT 1", {"plain": True, "limited": False, "compound": False, "distinct": False}),
        ("SELECT DISTINCT a FROM t", {"plain": True, "distinct": True}),
        ("SELECT a FROM t LIMIT 5", {"plain": False, "limited": True}),
        ("SELECT a FROM t OFFSET 5", {"plain": False, "limited": False, "offset": True}),
        ("SELECT a FROM t FETCH FIRST 5 ROWS ONLY", {"plain": False, "limited": True}),
        ("SELECT a FROM (SELECT a FROM t LIMIT 5) AS q", {"plain": True, "limited": False}),
        ("SELECT a FROM t UNION ALL SELECT a FROM u", {"plain": True, "compound": True}),
        ("(SELECT a FROM t) ", {"plain": False, "nests": True}),
        ("VALUES (1), (2)", {"plain": False, "nests": True}),
        ("SHOW search_path", {"plain": False, "nests": False, "refusal": None}),
        ("EXPLAIN SELECT 1", {"plain": False, "nests": False, "refusal": None}),
        ("DELETE FROM t", {"nests": False}),
    ],
)
def test_what_decides_how_a_page_is_cut(text: str, expected: dict[str, Any]) -> None:
    found = syntax(text)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("order", "items"),
    [
        ("a", (OrderItem("a", ""),)),
        ('"a, (b" DESC, 2 NULLS LAST', (OrderItem("a, (b", "DESC"), OrderItem(2, "NULLS LAST"))),
        ("a ASC NULLS FIRST LIMIT 5", (OrderItem("a", "ASC NULLS FIRST"),)),
        ("lower(a)", None),
        ("a, t.b", None),
        ('a COLLATE "C"', None),
        ("zq0q0zq0q + 1", None),
    ],
)
def test_an_order_can_be_said_outside_where_its_items_are_columns(order: str, items: Any) -> None:
    text = f"SELECT a, row_number() OVER (ORDER BY x) FROM t ORDER BY {order}"
    found = syntax(text).order
    assert found is not None
    assert text[found.start :] == f"ORDER BY {order}"
    assert found.items == items


def test_the_query_behind_its_with_is_found() -> None:
    text = "WITH a AS (SELECT 1), b (c) AS (SELECT ') SELECT') SELECT * FROM a, b"
    assert text[syntax(text).query or 0 :] == "SELECT * FROM a, b"
    assert syntax("SELECT 1").query is None


def test_a_bind_that_orders_or_groups_by_nothing_is_seen() -> None:
    for text in ("SELECT 1 ORDER BY zq0q0zq0q", "SELECT 1 GROUP BY zq0q0zq0q", "SELECT * FROM zq0q0zq0q"):
        assert syntax(text).bare_bind
    assert not syntax("SELECT a + zq0q0zq0q FROM t GROUP BY a + zq0q0zq0q ORDER BY a").bare_bind


@pytest.mark.parametrize(
    "text",
    [
        "SELECT '" + "é" * MAX_BYTES + "'",
        "SELECT " + "(" * (MAX_DEPTH + 2) + "1" + ")" * (MAX_DEPTH + 2),
        "SELECT " + "[" * 100_000,
    ],
    ids=["bytes", "parentheses", "brackets"],
)
def test_what_is_not_safe_to_parse_is_not_parsed(text: str) -> None:
    assert syntax(text).too_large
    assert syntax(text).refusal


def test_a_literal_full_of_parentheses_is_not_deep() -> None:
    assert not syntax("SELECT '" + "(" * 1000 + "'").too_large


@pytest.mark.parametrize(
    "text", ["", ";", "SELECT (", "SELECT 'a", "\\! id", "{{ x }}", "SELECT MAP(a) USING 'x'"]
)
def test_reading_never_raises(text: str) -> None:
    for dialect in DIALECTS.values():
        assert read(text, dialect, "zq0q").refusal


def test_a_statement_is_parsed_once_and_a_long_one_is_not_kept() -> None:
    text = "SELECT 'read once' AS a"
    first = read(text, POSTGRESQL, "zq0q")
    hits = _read_cached.cache_info().hits  # type: ignore[attr-defined]
    assert read(text, POSTGRESQL, "zq0q") is first
    assert _read_cached.cache_info().hits == hits + 1  # type: ignore[attr-defined]
    long = f"SELECT '{'x' * 20_000}' AS a"
    assert read(long, POSTGRESQL, "zq0q") is not read(long, POSTGRESQL, "zq0q")
