"""The read-only guard: what means harm is refused in every dialect, what people write is let through."""

import logging

import pytest

from toucan_connectors.sql import DIALECTS, Dialect
from toucan_connectors.sql.syntax import MAX_BYTES, read
from toucan_connectors.testing.hostile.statements import HOSTILE_STATEMENTS
from toucan_connectors.testing.legitimate import LEGITIMATE_STATEMENTS

REFUSED_THOUGH_LEGITIMATE = {
    "DuckDB": 15,  # its connector asks DuckDB's own parser: 5!, x'00' and some PIVOTs are none of sqlglot's
    "ClickHouse": 2,  # SETTINGS, which can lift limits
}


def refusal(text: str, dialect: Dialect) -> str | None:
    return read(text, dialect, "zq0q").refusal


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_nothing_hostile_passes(dialect: Dialect) -> None:
    passed = [text for text in HOSTILE_STATEMENTS[dialect.name] if refusal(text, dialect) is None]
    assert passed == []
    assert len(HOSTILE_STATEMENTS[dialect.name]) > 300


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_what_people_write_is_let_through(dialect: Dialect) -> None:
    statements = LEGITIMATE_STATEMENTS[dialect.name]
    refused = [text for text in statements if refusal(text, dialect) is not None]
    assert len(refused) <= REFUSED_THOUGH_LEGITIMATE.get(dialect.name, 0), refused


def test_at_least_99_in_100_are_let_through() -> None:
    everything = [(text, DIALECTS[name]) for name, texts in LEGITIMATE_STATEMENTS.items() for text in texts]
    refused = [text for text, dialect in everything if refusal(text, dialect) is not None]
    assert len(everything) > 2000
    assert len(refused) <= 0.01 * len(everything)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("DROP TABLE t", "DROP is no query"),
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("SELECT * INTO u FROM t", "INTO stands in it"),
        ("SELECT * FROM t FOR UPDATE", "LOCKS stands in it"),
        ("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "DELETE stands in it"),
        ("SELECT pg_catalog.set_config('a', 'b', false)", "it calls set_config()"),
        ('SELECT "pg_sleep" (1)', "it calls pg_sleep()"),
        ("EXPLAIN ANALYZE INSERT INTO t VALUES (1)", "INSERT is no query"),
        ("EXPLAIN EXECUTE p", "EXPLAIN with"),
        ("SELECT 1 /* /* */ */", "comment in a comment"),
        ("SELECT FROM WHERE", "cannot be parsed"),
        ("", "it is empty"),
        ("-- nothing", "it is empty"),
        ("SELECT '" + "x" * MAX_BYTES + "'", "bytes"),
        ("SELECT " + "(" * 300 + "1" + ")" * 300, "levels deep"),
        ("SELECT 1" + " + 1" * 20_000, ""),
    ],
)
def test_a_refusal_says_why(text: str, reason: str) -> None:
    found = refusal(text, DIALECTS["PostgreSQL"])
    assert found is None or reason in found
    assert found is not None or not reason


def test_a_word_that_is_data_is_no_reason(caplog: pytest.LogCaptureFixture) -> None:
    """And sqlglot does not log what it does not understand: a statement may hold what nobody else may see."""
    postgresql, t_sql = DIALECTS["PostgreSQL"], DIALECTS["T-SQL"]
    with caplog.at_level(logging.DEBUG):
        assert refusal('SELECT \'DROP TABLE t; --\' AS "delete" FROM "update"', postgresql) is None
        assert refusal("SELECT [drop], 'COMMIT' FROM [exec] -- SHUTDOWN", t_sql) is None
        assert refusal("EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM t", postgresql) is None
        assert refusal("CALL secret_procedure()", postgresql) is not None
    assert caplog.records == []


def test_functions_that_nobody_knows_are_refused_where_nothing_keeps_them_from_writing() -> None:
    assert refusal("SELECT my_function(1)", DIALECTS["PostgreSQL"]) is None
    assert "nobody here knows" in str(refusal("SELECT my_function(1)", DIALECTS["ODBC"]))
