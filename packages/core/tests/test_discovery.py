"""What a source holds, and its version."""

import pytest

from toucan_connectors.core import ColumnInfo, TableInfo
from toucan_connectors.core.discovery import group_tables, parse_engine_version
from toucan_connectors.core.errors import SourceError

C1, C2 = ColumnInfo(name="c1", type="int"), ColumnInfo(name="c2", type="text")


def table(database: str | None, schema: str | None, type_: str, name: str, *columns: ColumnInfo) -> TableInfo:
    return TableInfo(name=name, database=database, schema=schema, type=type_, columns=list(columns))


def test_the_columns_of_one_table_come_together_in_their_order() -> None:
    rows = [("db", "s", "table", "t", C2), ("db", "s", "table", "t", C1)]
    assert group_tables(rows) == [table("db", "s", "table", "t", C2, C1)]


def test_tables_are_sorted_by_schema_database_type_and_name() -> None:
    rows = [
        ("db2", "s2", "view", "v", None), ("db1", "s1", "view", "b", None), ("db1", "s1", "table", "z", None),
        ("db1", "s1", "view", "a", None),
    ]  # fmt: skip
    assert [(found["schema"], found["name"]) for found in group_tables(rows)] == [
        ("s1", "z"), ("s1", "a"), ("s1", "b"), ("s2", "v"),
    ]  # fmt: skip


def test_a_table_without_a_database_or_a_schema_is_not_dropped() -> None:
    rows = [(None, "s", "table", "t", None), (None, None, "table", "t", C1)]
    assert group_tables(rows) == [table(None, None, "table", "t", C1), table(None, "s", "table", "t")]


def test_no_tables_are_an_empty_list() -> None:
    assert group_tables([]) == []


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("1.2", (1, 2)),
        ("14", (14,)),
        ("14.3 (Debian 14.3-1.pgdg110+1)", (14, 3)),
        ("0.9.3", (0, 9, 3)),
        ("3.4.57 Debian+only", (3, 4, 57)),
        ("1.2-rc", (1, 2)),
        ("1.2.3-rc.1", (1, 2, 3)),
        ("8.0.33-0ubuntu0.20.04.2", (8, 0, 33)),
        ("10.5.8-MariaDB", (10, 5, 8)),
        ("01.2", (1, 2)),
        ("v1.2", (1, 2)),
        (" 15.0.2000.5\n", (15, 0, 2000)),
    ],
)
def test_a_version_is_up_to_three_numbers(text: str, version: tuple[int, ...]) -> None:
    assert parse_engine_version(text) == version


@pytest.mark.parametrize("text", ["x", "", None, "MariaDB 10", ".1"])
def test_a_text_that_starts_with_no_version_is_an_error_of_the_source(text: str | None) -> None:
    with pytest.raises(SourceError, match="no version"):
        parse_engine_version(text)
