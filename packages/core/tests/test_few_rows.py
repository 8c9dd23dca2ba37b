"""A page that is made of a driver's own values is the same as the one by way of Arrow."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toucan_connectors.core import Options
from toucan_connectors.core.errors import ResultTooLargeError, ValueOutOfRangeError
from toucan_connectors.core.frames import Conversion
from toucan_connectors.core.rows import BatchRows, RowReader

NAIVE = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))  # noqa: DTZ001 - naive on purpose
TYPES: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "int8": (pa.int8(), st.integers(-128, 127)),
    "int64": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "uint64": (pa.uint64(), st.integers(0, 2**64 - 1)),
    "bool": (pa.bool_(), st.booleans()),
    "float64": (pa.float64(), st.floats()),
    "decimal": (pa.decimal128(38, 6), st.decimals(-(10**20), 10**20, places=6)),
    "whole": (pa.decimal128(30, 0), st.integers(-(2**63), 2**63 - 1).map(Decimal)),
    "text": (pa.string(), st.text()),
    "date": (pa.date32(), st.dates()),
    "instant": (pa.timestamp("us"), NAIVE),
    "instant in UTC": (pa.timestamp("us", "UTC"), NAIVE),
    "binary": (pa.binary(), st.binary()),
    "time": (pa.time64("us"), st.times()),
    "list": (pa.list_(pa.int64()), st.lists(st.integers(0, 9))),
}


def page(type_: Any, values: list[Any], *, plain: bool = True, **options: Any) -> pd.DataFrame:
    conversion = Conversion(lambda found: pa.array(found, type_), (lambda found: found) if plain else None)
    reader = RowReader(
        pa.schema([("a", type_), ("a", type_)]), [conversion, conversion], [[(v, v) for v in values]]
    )
    rows = BatchRows(reader, Options(**options), None, skipped=0)
    return rows.page(0, max(len(values), 1), count=False).found.frame


@settings(max_examples=25)
@given(st.data())
@pytest.mark.parametrize("name", TYPES)
def test_it_is_the_frame_that_arrow_would_have_made(name: str, data: st.DataObject) -> None:
    type_, values = TYPES[name]
    drawn = data.draw(st.lists(st.none() | values, max_size=5))
    every: tuple[dict[str, Any], ...] = (
        {},
        {"decimals": "exact"},
        {"dtypes": "pyarrow"},
        {"json_values": "text"},
    )
    for options in every:
        expected = page(type_, drawn, plain=False, **options)
        found = page(type_, drawn, **options)
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
        assert list(found.columns) == ["a", "a_1"]


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        (pa.int64(), [True]),
        (pa.int64(), [1.0]),
        (pa.bool_(), [1]),
        (pa.date32(), [datetime(2024, 1, 1, 23, tzinfo=UTC)]),
        (pa.timestamp("us", "UTC"), [datetime(2024, 1, 1, tzinfo=UTC)]),
        (pa.float64(), [True]),
    ],
    ids=str,
)
def test_values_of_another_type_go_the_way_by_arrow(type_: Any, values: list[Any]) -> None:
    def as_seen(found: Sequence[Any]) -> Any:
        seen.append(found)
        return pa.nulls(len(found), type_)

    seen: list[Sequence[Any]] = []
    reader = RowReader(
        pa.schema([("a", type_)]), [Conversion(as_seen, lambda found: found)], [[(v,) for v in values]]
    )
    found = BatchRows(reader, Options(), None, skipped=0).page(0, 10, count=False).found.frame
    assert len(seen) == 1
    assert found["a"].isna().all()


def test_a_whole_decimal_beyond_64_bits_is_an_error_all_the_same() -> None:
    with pytest.raises(ValueOutOfRangeError, match="exact"):
        page(pa.decimal128(38, 0), [Decimal(2**63)])


def test_a_nan_among_decimals_is_null() -> None:
    assert math.isnan(page(pa.float64(), [Decimal("NaN")])["a"][0])


def test_a_page_says_whether_rows_follow_and_how_many_there_are() -> None:
    def asked(rows: int, offset: int, limit: int) -> tuple[list[int], bool, int | None]:
        conversion = Conversion(lambda found: pa.array(found, pa.int64()), lambda found: found)
        numbers = [(number,) for number in range(offset, rows)][: limit + 1]
        reader = RowReader(pa.schema([("a", pa.int64())]), [conversion], [numbers[:1], numbers[1:]])
        found = BatchRows(reader, Options(), None, skipped=offset).page(offset, limit, count=False)
        return found.found.frame["a"].tolist(), found.has_more, found.total_rows

    assert asked(5, 0, 2) == ([0, 1], True, None)
    assert asked(5, 3, 2) == ([3, 4], False, 5)
    assert asked(5, 4, 2) == ([4], False, 5)
    assert asked(5, 9, 2) == ([], False, None)
    assert asked(0, 0, 2) == ([], False, 0)
    assert asked(5, 0, 0) == ([], True, None)


def test_a_page_of_more_rows_than_allowed_is_an_error() -> None:
    with pytest.raises(ResultTooLargeError):
        page(pa.int64(), [1, 2, 3], max_rows=2)


def test_rows_that_the_source_has_not_cut_are_read_no_further_than_the_page() -> None:
    def chunks() -> Any:
        for number in range(100):
            asked.append(number)
            yield [(number,)]

    asked: list[int] = []
    conversion = Conversion(lambda found: pa.array(found, pa.int64()), lambda found: found)
    reader = RowReader(pa.schema([("a", pa.int64())]), [conversion], chunks())
    found = BatchRows(reader, Options(), None).page(2, 3, count=False)
    assert found.found.frame["a"].tolist() == [2, 3, 4]
    assert asked == [0, 1, 2, 3, 4, 5]
