"""The corpus of reads is as large as it promises, with nothing twice, and DuckDB answers it twice alike."""

import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from toucan_connectors.testing.legitimate import LEGITIMATE_STATEMENTS, LEGITIMATE_TABLES

_TEMPLATE = re.compile(r"\{\{|\{%|\{#|%\(\w+\)s")
_CLOCKS = re.compile(r"\b(now|today|random|uuid|gen_random_uuid)\(|\bcurrent_(date|time)", re.IGNORECASE)


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    config: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with duckdb.connect(config=config) as connection:
        for statement in LEGITIMATE_TABLES:
            connection.execute(statement)
        connection.execute("SET enable_external_access = false")
        yield connection


@pytest.mark.parametrize("dialect", LEGITIMATE_STATEMENTS)
def test_there_are_many_statements_and_none_twice(dialect: str) -> None:
    statements = LEGITIMATE_STATEMENTS[dialect]
    assert len(statements) >= (1_000 if dialect == "DuckDB" else 40)
    assert len(set(statements)) == len(statements)


@pytest.mark.parametrize("dialect", LEGITIMATE_STATEMENTS)
def test_no_statement_is_a_template(dialect: str) -> None:
    assert [s for s in LEGITIMATE_STATEMENTS[dialect] if _TEMPLATE.search(s)] == []


def test_no_statement_for_duckdb_asks_for_the_time_or_for_chance() -> None:
    assert [s for s in LEGITIMATE_STATEMENTS["DuckDB"] if _CLOCKS.search(s)] == []


def test_every_statement_for_duckdb_gives_the_same_rows_twice(world: duckdb.DuckDBPyConnection) -> None:
    failed = []
    for statement in LEGITIMATE_STATEMENTS["DuckDB"]:
        try:
            if _answer(world, statement) != _answer(world, statement):
                failed.append((statement, "other rows the second time"))
        except duckdb.Error as error:
            failed.append((statement, str(error)))
    assert failed == []


def test_the_statements_for_duckdb_leave_its_tables_as_they_were(world: duckdb.DuckDBPyConnection) -> None:
    tables = world.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
    created = [re.search(r'CREATE TABLE (?:archive\.)?("[^"]+"|\w+)', text) for text in LEGITIMATE_TABLES]
    assert sorted(name for _, name in tables) == sorted(match[1].strip('"') for match in created if match)


def _answer(world: duckdb.DuckDBPyConnection, statement: str) -> tuple[list[str], list[str]]:
    """Return the columns' names and types, and the rows as text, sorted: few statements fix their order.

    Through Arrow, since DuckDB itself needs a package more for instants with a zone.
    """
    table = world.sql(statement).to_arrow_table()
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return [str(field) for field in table.schema], sorted(map(repr, rows))
