"""From a driver's memory to Arrow: exact for every value."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toucan_connectors.sql_odbc import parsing
from toucan_connectors.sql_odbc.layouts import BYTES, DAY, INSTANT, INTEGER, TEXT, UTF8, Cells, Layout

TEXTS = st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20)
MOMENTS = st.lists(st.none() | st.datetimes(), min_size=1, max_size=20)


def varying(layout: Layout, written: list[bytes | None]) -> Cells:
    data = np.frombuffer(b"".join(value or b"" for value in written), layout.dtype)
    lengths = np.array([len(value or b"") // layout.dtype.itemsize for value in written], np.int64)
    return Cells(data, np.array([value is None for value in written]), lengths)


@given(TEXTS)
def test_text_of_any_script_comes_through(texts: list[str | None]) -> None:
    wide = varying(TEXT, [None if text is None else text.encode("utf-16-le") for text in texts])
    narrow = varying(UTF8, [None if text is None else text.encode() for text in texts])
    assert TEXT.to_arrow(wide, pa.string()).to_pylist() == texts
    assert UTF8.to_arrow(narrow, pa.string()).to_pylist() == texts


@pytest.mark.parametrize(("layout", "encoding"), [(TEXT, "utf-16-le"), (UTF8, "utf-8")])
def test_what_is_behind_a_value_in_its_place_is_none_of_it(layout: Layout, encoding: str) -> None:
    texts = ["", "é😀", None, "ab", None]
    places = np.full((len(texts), 9), 0xD8, layout.dtype)  # in UTF-8, half of a character
    for place, text in zip(places, texts, strict=True):
        units = np.frombuffer((text or "").encode(encoding), layout.dtype)
        place[: len(units)] = units
    lengths = [len((text or "").encode(encoding)) // layout.dtype.itemsize for text in texts]
    nulls = np.array([text is None for text in texts])
    told = np.where(nulls, -1, lengths)
    cells = Cells(places.ravel(), nulls, told, np.arange(len(texts)) * 9)
    assert layout.to_arrow(cells, pa.string()).to_pylist() == texts


def test_a_column_keeps_its_values_when_the_driver_writes_there_again() -> None:
    data = np.array([1, 2], np.int64)
    array = INTEGER.to_arrow(Cells(data, np.array([False, False])), pa.int64())
    data[:] = 3
    assert array.to_pylist() == [1, 2]


def test_half_a_character_is_an_error() -> None:
    with pytest.raises(UnicodeDecodeError):
        TEXT.to_arrow(varying(TEXT, [b"\x3d\xd8"]), pa.string())
    with pytest.raises(pa.ArrowInvalid):
        UTF8.to_arrow(varying(UTF8, [b"\xc3"]), pa.string())


@given(st.lists(st.none() | st.binary(), min_size=1))
def test_bytes_come_through(values: list[bytes | None]) -> None:
    assert BYTES.to_arrow(varying(BYTES, values), pa.binary()).to_pylist() == values


def moments(layout: Layout, values: list[Any]) -> Cells:
    names = layout.dtype.names or ()
    data = np.zeros(len(values), layout.dtype)
    for row, value in enumerate(values):
        if value is not None:
            data[row] = tuple(
                value.microsecond * 1000 if name == "nanoseconds" else getattr(value, name) for name in names
            )
    return Cells(data, np.array([value is None for value in values]))


@given(MOMENTS)
def test_every_instant_and_day_of_the_calendar_comes_through(values: list[dt.datetime | None]) -> None:
    instants = INSTANT.to_arrow(moments(INSTANT, values), pa.timestamp("us"))
    assert instants.to_pylist() == values
    days = DAY.to_arrow(moments(DAY, values), pa.date32())
    assert days.to_pylist() == [None if value is None else value.date() for value in values]


def test_an_instant_keeps_its_nanoseconds_where_they_are_declared() -> None:
    data = np.array([(2024, 1, 31, 12, 30, 15, 123456789)], INSTANT.dtype)
    array = INSTANT.to_arrow(Cells(data, np.array([False])), pa.timestamp("ns"))
    assert array.cast(pa.int64()).to_pylist() == [1706704215123456789]


def test_integers_of_64_bits_come_through() -> None:
    data = np.array([2**63 - 1, -(2**63), 0], np.int64)
    array = INTEGER.to_arrow(Cells(data, np.array([False, False, True])), pa.int64())
    assert array.to_pylist() == [2**63 - 1, -(2**63), None]


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("2024-02-29", pa.date32(), dt.date(2024, 2, 29)),
        ("0001-01-01 00:00:00", pa.timestamp("us"), dt.datetime.fromisoformat("0001-01-01")),
        (
            "2024-01-31 12:30:15.123457",
            pa.timestamp("us"),
            dt.datetime.fromisoformat("2024-01-31T12:30:15.123457"),
        ),
        (
            "2024-01-31 12:30:15+00",
            pa.timestamp("us", "UTC"),
            dt.datetime(2024, 1, 31, 12, 30, 15, tzinfo=dt.UTC),
        ),
    ],
)
def test_instants_are_read_of_texts(text: str, type_: Any, value: object) -> None:
    assert parsing.instants(pa.array([text, None]), type_).to_pylist() == [value, None]


def test_an_infinite_instant_is_what_the_contract_takes_for_one() -> None:
    array = parsing.instants(pa.array(["infinity", "-infinity", "10001-01-01 00:00:00"]), pa.timestamp("us"))
    assert array.cast(pa.int64()).to_pylist() == [2**63 - 1, -(2**63) + 1, 2**63 - 1]


def test_a_day_that_is_none_is_an_error() -> None:
    with pytest.raises(pa.ArrowInvalid):
        parsing.instants(pa.array(["0000-00-00"]), pa.date32())


def test_times_keep_six_digits() -> None:
    array = parsing.times(pa.array(["23:59:59.999999", "00:00:00", None]), pa.time64("us"))
    assert array.to_pylist() == [dt.time(23, 59, 59, 999999), dt.time(0), None]


def test_a_decimal_that_is_no_number_is_null() -> None:
    array = parsing.decimals(pa.array(["1.50", "NaN", None]), pa.decimal128(10, 2))
    assert [None if value is None else str(value) for value in array.to_pylist()] == ["1.50", None, None]
