"""The corpus of statements is as large as it promises, and nothing is in it twice."""

import pytest

from toucan_connectors.testing.hostile.statements import HOSTILE_STATEMENTS

DIALECTS = [
    "DuckDB", "PostgreSQL", "Redshift", "MySQL", "T-SQL", "Snowflake", "BigQuery", "Oracle", "ClickHouse",
    "Databricks", "Athena", "HANA", "ODBC",
]  # fmt: skip


def test_every_dialect_has_statements() -> None:
    assert list(HOSTILE_STATEMENTS) == DIALECTS
    assert sum(map(len, HOSTILE_STATEMENTS.values())) >= 1_200


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_dialect_has_many_statements_of_its_own(dialect: str) -> None:
    others = {
        statement
        for name, statements in HOSTILE_STATEMENTS.items()
        if name != dialect
        for statement in statements
    }
    assert len(HOSTILE_STATEMENTS[dialect]) >= 70
    assert len(set(HOSTILE_STATEMENTS[dialect]) - others) >= 70


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_statement_is_there_twice_or_is_empty(dialect: str) -> None:
    statements = HOSTILE_STATEMENTS[dialect]
    assert len(set(statements)) == len(statements)
    assert all(statement.strip(" \t\r\n;") for statement in statements)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_mark_of_a_family_is_left(dialect: str) -> None:
    marks = ("HARM", "NOWHERE")
    assert not [text for text in HOSTILE_STATEMENTS[dialect] if any(mark in text for mark in marks)]
