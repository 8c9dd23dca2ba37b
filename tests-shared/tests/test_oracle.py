"""The oracle itself, on truth tables written by hand."""

# ruff: noqa: DTZ001 - naive instants are values too

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from toucan_connectors.testing import REFUSED, Column, Kind, Table, kept_rows
from toucan_connectors.testing.oracle import Answer


def ask(kind: Kind, values: list[Any], operator: str, value: Any = None) -> Answer:
    condition = {"column": "c", "operator": operator, "value": value}
    return kept_rows([Column("c", kind)], [{"c": value} for value in values], condition)


NUMBERS = [1, None, 2, 3]


@pytest.mark.parametrize(
    ("operator", "value", "kept"),
    [
        ("eq", 2, [2]), ("ne", 2, [0, 3]), ("lt", 2, [0]), ("le", 2, [0, 2]), ("gt", 2, [3]),
        ("ge", 2, [2, 3]),
        ("in", [1, 3], [0, 3]), ("nin", [1, 3], [2]), ("in", [], []), ("nin", [], [0, 2, 3]),
        ("in", [1, None], [0]),
        ("nin", [1, None], []), ("in", 1, [0]), ("nin", 1, [2, 3]), ("isnull", None, [1]),
        ("notnull", None, [0, 2, 3]),
        ("eq", None, []), ("ne", None, []), ("lt", None, []), ("in", None, []), ("nin", None, []),
        ("matches", None, []),
        ("notmatches", None, []), ("le", 2.5, [0, 2]), ("eq", 2.5, []), ("ne", 2.5, [0, 2, 3]),
        ("eq", "2", [2]),
        ("eq", Decimal("2.0"), [2]), ("lt", "1e400", [0, 2, 3]), ("eq", True, [0]), ("eq", "x", REFUSED),
        ("eq", "", REFUSED),
        ("eq", float("nan"), REFUSED), ("eq", float("inf"), REFUSED), ("eq", [1], REFUSED),
        ("in", [[1]], REFUSED),
        ("matches", "1", REFUSED), ("nope", 1, REFUSED), (None, 1, REFUSED),
        ("eq", date(2021, 1, 1), REFUSED),
    ],
)  # fmt: skip
def test_numbers(operator: str, value: Any, kept: Answer) -> None:
    assert ask("integer", NUMBERS, operator, value) == kept


@pytest.mark.parametrize(
    ("kind", "values", "operator", "value", "kept"),
    [
        ("float", [0.0, -0.0, float("nan")], "eq", 0, [0, 1]),
        ("float", [0.0, float("nan")], "isnull", None, [1]),
        ("float", [0.0, float("nan")], "ne", 1, [0]),
        ("float", [0.1], "eq", "0.1", [0]),
        ("float", [2.0**53], "eq", 2**53 + 1, REFUSED),
        ("float", [float("inf")], "eq", float("inf"), [0]),
        ("float", [float("inf")], "eq", "1e999", REFUSED),
        ("unsigned", [2**64 - 1], "gt", 2**63, [0]),
        ("decimal", [Decimal("0.1")], "eq", 0.1, [0]),
        ("decimal", [Decimal("0.1")], "eq", "0.10", [0]),
        ("text", ["B", "a", "\uffff", "\U00010000"], "lt", "a", [0]),
        ("text", ["\uffff", "\U00010000"], "gt", "\uffff", [1]),
        ("text", ["1"], "eq", 1, [0]),
        ("text", ["1"], "eq", 1.0, REFUSED),
        ("text", ["True"], "eq", True, REFUSED),
        ("text", ["ab", "b", None], "matches", "^a", [0]),
        ("text", ["ab", "b", None], "notmatches", "^a", [1]),
        ("text", ["ab"], "matches", "(", REFUSED),
        ("boolean", [True, False, None], "eq", "true", [0]),
        ("boolean", [True, False, None], "ne", 1, [1]),
        ("boolean", [True], "eq", 2, REFUSED),
        ("date", [date(2021, 1, 1)], "eq", "2021-01-01", [0]),
        ("date", [date(2021, 1, 1)], "eq", datetime(2021, 1, 1), [0]),
        ("date", [date(2021, 1, 1)], "eq", datetime(2021, 1, 1, 1), REFUSED),
        ("date", [date(2021, 1, 1)], "eq", "20210101", REFUSED),
        ("time", [time(12)], "eq", "12:00", [0]),
        ("instant", [datetime(2021, 1, 1)], "ge", "2021-01-01T00:00:00.000001", []),
        ("instant", [datetime(2021, 1, 1)], "eq", date(2021, 1, 1), [0]),
        ("instant", [datetime(2021, 1, 1)], "eq", "2021-01-01T00:00:00Z", REFUSED),
        ("utc_instant", [datetime(2021, 1, 1, tzinfo=UTC)], "eq", "2021-01-01", [0]),
        ("utc_instant", [datetime(2021, 1, 1, tzinfo=UTC)], "eq", "2021-01-01 01:00+01:00", [0]),
        ("duration", [timedelta(1)], "gt", timedelta(0), [0]),
        ("duration", [timedelta(1)], "gt", 0, REFUSED),
        ("binary", [b"a"], "eq", b"a", [0]),
        ("binary", [b"a"], "eq", "a", REFUSED),
        ("document", [None], "isnull", None, [0]),
        ("document", [None], "eq", "{}", REFUSED),
        ("null", [None], "eq", "x", []),
    ],
)
def test_kinds(kind: Kind, values: list[Any], operator: str, value: Any, kept: Answer) -> None:
    assert ask(kind, values, operator, value) == kept


ONE = {"column": "c", "operator": "eq", "value": 1}
TWO = {"column": "c", "operator": "eq", "value": 2}


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ({"or": [ONE, TWO]}, [0, 2]),
        ({"and": [ONE, TWO]}, []),
        ({"and": [{"or": [ONE, TWO]}, {"column": "c", "operator": "gt", "value": 1}]}, [2]),
        ({"and": []}, REFUSED),
        ({"and": ONE}, REFUSED),
        ({"and": [ONE], "or": [TWO]}, REFUSED),
        ({"or": [ONE, {"column": "c", "operator": "eq", "value": "x"}]}, REFUSED),
        ({**ONE, "extra": 1}, REFUSED),
        ({"column": "c", "operator": "eq"}, REFUSED),
        ({"column": "C", "operator": "isnull"}, REFUSED),
        ({"column": "c", "operator": "isnull"}, [1]),
        (None, REFUSED),
    ],
)
def test_trees(condition: Any, kept: Answer) -> None:
    assert kept_rows([Column("c", "integer")], [{"c": number} for number in NUMBERS], condition) == kept


def test_a_column_that_is_there_twice_is_refused() -> None:
    twice = [Column("c", "integer"), Column("c", "integer")]
    assert kept_rows(twice, [{"c": 1}], ONE) == REFUSED


def test_a_refusal_does_not_depend_on_the_rows() -> None:
    assert ask("integer", [], "eq", "x") == REFUSED


def test_a_table_is_the_same_as_arrow_and_as_a_frame() -> None:
    table = Table((Column("n", "integer"), Column("s", "text")), [{"n": 1, "s": None}, {"n": None, "s": "a"}])
    assert table.to_arrow().to_pylist() == table.rows
    for objects in (False, True):
        frame = table.to_frame(objects=objects)
        assert frame.isna().to_numpy().tolist() == [[False, True], [True, False]]
        assert table.as_plain(objects=objects) == table.columns
    assert Table(table.columns, []).as_plain(objects=True)[0].kind == "null"
