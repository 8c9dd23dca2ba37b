"""The dtype contract, type by type: a column's dtype follows from its declared type alone."""

# ruff: noqa: DTZ001, DTZ901 - naive instants are values too

import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.errors import UnsupportedValueError, ValueOutOfRangeError
from toucan_connectors.core.frames import (
    Contract,
    MeasuredFrame,
    plain_frame,
    plain_table,
    to_pandas,
    unique_names,
)
from toucan_connectors.core.frames._documents import documents

DAY = date(2021, 1, 31)
UUID = uuid.UUID(int=5)


def table_of(column: Any, options: Options) -> pa.Table:
    batch = pa.RecordBatch.from_arrays([column], names=["c"])
    contract = Contract(batch.schema, options)
    return pa.Table.from_batches([contract.apply(batch)], contract.schema)


def frame_of(table: pa.Table, options: Options) -> pd.DataFrame:
    return to_pandas(table.schema, table.to_batches(), options).frame


def series_of(column: Any, **options: Any) -> "pd.Series[Any]":
    chosen = Options(**options)
    return frame_of(table_of(column, chosen), chosen)["c"]


SOURCE_TYPES: list[tuple[pa.DataType, Any, str, Any]] = [
    (pa.int8(), 1, "Int64", 1),
    (pa.uint32(), 2**32 - 1, "Int64", 2**32 - 1),
    (pa.int64(), -(2**63), "Int64", -(2**63)),
    (pa.uint64(), 2**64 - 1, "UInt64", 2**64 - 1),
    (pa.decimal128(18, 0), Decimal(10**17), "Int64", 10**17),
    (pa.decimal128(38, 0), Decimal(2**63 - 1), "Int64", 2**63 - 1),
    (pa.decimal128(5, -2), Decimal(500), "Int64", 500),
    (pa.decimal32(5, 2), Decimal("1.25"), "float64", 1.25),
    (pa.decimal128(38, 10), Decimal("0.1"), "float64", 0.1),
    (pa.decimal256(60, 2), Decimal("1.5"), "float64", 1.5),
    (pa.float32(), 0.5, "float64", 0.5),
    (pa.float64(), 0.1, "float64", 0.1),
    (pa.float64(), float("inf"), "float64", float("inf")),
    (pa.bool_(), True, "boolean", True),
    (pa.bool8(), True, "boolean", True),
    (pa.string(), "é😀\0", "str", "é😀\0"),
    (pa.large_string(), "", "str", ""),
    (pa.string_view(), "a", "str", "a"),
    (pa.dictionary(pa.int8(), pa.string()), "a", "str", "a"),
    (pa.dictionary(pa.int8(), pa.int16()), 3, "Int64", 3),
    (pa.uuid(), UUID.bytes, "str", str(UUID)),
    (pa.month_day_nano_interval(), (14, 3, 3_500_000_000), "str", "P1Y2M3DT3.5S"),
    (pa.month_day_nano_interval(), (0, 0, 0), "str", "PT0S"),
    (pa.month_day_nano_interval(), (-1, 2, -60_000_000_000), "str", "P-1M2DT-1M"),
    (pa.date32(), DAY, "datetime64[s]", pd.Timestamp(DAY)),
    (pa.date32(), date.min, "datetime64[s]", pd.Timestamp("0001-01-01")),
    (pa.date64(), date.max, "datetime64[s]", pd.Timestamp("9999-12-31").as_unit("s")),
    (pa.timestamp("s"), datetime(2021, 1, 31, 12), "datetime64[us]", pd.Timestamp("2021-01-31 12:00")),
    (pa.timestamp("us"), datetime.max, "datetime64[us]", pd.Timestamp(datetime.max)),
    (pa.timestamp("ns"), pd.Timestamp(1), "datetime64[ns]", pd.Timestamp(1)),
    (
        pa.timestamp("ms", "Europe/Paris"),
        datetime(2021, 1, 31, tzinfo=UTC),
        "datetime64[us, UTC]",
        pd.Timestamp("2021-01-31", tz="UTC"),
    ),
    (pa.timestamp("ns", "UTC"), pd.Timestamp(1, tz="UTC"), "datetime64[ns, UTC]", pd.Timestamp(1, tz="UTC")),
    (pa.time32("s"), time(12, 30), "time64[us][pyarrow]", time(12, 30)),
    (pa.time64("us"), time.max, "time64[us][pyarrow]", time.max),
    (pa.duration("s"), timedelta(1), "timedelta64[us]", pd.Timedelta(1, "D")),
    (pa.duration("us"), timedelta(-1, 1), "timedelta64[us]", pd.Timedelta(-86399, "s")),
    (pa.duration("ns"), timedelta(microseconds=1), "timedelta64[ns]", pd.Timedelta(1, "us")),
    (pa.binary(), b"\0\xff", "binary[pyarrow]", b"\0\xff"),
    (pa.large_binary(), b"", "binary[pyarrow]", b""),
    (pa.binary_view(), b"a", "binary[pyarrow]", b"a"),
    (pa.binary(2), b"ab", "binary[pyarrow]", b"ab"),
    (pa.json_(), '{"a": [1, 2.5, null]}', "object", {"a": [1, 2.5, None]}),
    (pa.list_(pa.int64()), [1, None], "object", [1, None]),
    (pa.list_(pa.int64(), 2), [1, 2], "object", [1, 2]),
    (pa.struct([("a", pa.string())]), {"a": "x"}, "object", {"a": "x"}),
    (pa.map_(pa.string(), pa.int64()), [("k", 1)], "object", {"k": 1}),
]


def array_of(type_: pa.DataType, values: list[Any]) -> Any:
    storage = type_.storage_type if isinstance(type_, pa.BaseExtensionType) else type_
    if isinstance(type_, pa.Bool8Type):
        return pa.ExtensionArray.from_storage(
            type_, pa.array([v if v is None else int(v) for v in values], pa.int8())
        )
    if pa.types.is_dictionary(type_):
        return pa.array(values, type_.value_type).dictionary_encode().cast(type_)
    array = pa.array(values, storage)
    return array if storage is type_ else pa.ExtensionArray.from_storage(type_, array)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "value", "dtype", "expected"), SOURCE_TYPES, ids=lambda item: str(item)[:40]
)
def test_a_source_type_becomes_its_dtype(type_: pa.DataType, value: Any, dtype: str, expected: Any) -> None:
    for values in ([value], [value, None], [None], [None, value, value], []):
        series = series_of(array_of(type_, values))
        assert str(series.dtype) == dtype, values
        for given, found in zip(values, series, strict=True):
            if given is None:
                assert found is None or pd.isna(found)
            else:
                assert found == expected
                assert type(found) is type(expected) or not isinstance(expected, str | dict | list | bytes)


@pytest.mark.parametrize(
    ("type_", "value", "dtype", "expected"), SOURCE_TYPES, ids=lambda item: str(item)[:40]
)
def test_pyarrow_dtypes_are_arrow_throughout(
    type_: pa.DataType, value: Any, dtype: str, expected: Any
) -> None:
    full, empty = (series_of(array_of(type_, values), dtypes="pyarrow") for values in ([value, None], []))
    assert isinstance(full.dtype, pd.ArrowDtype)
    assert full.dtype == empty.dtype
    assert full.isna().tolist() == [False, True]


def test_run_end_encoding_is_a_way_to_store_and_no_type() -> None:
    encoded: Any = pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(["a", None]))
    assert str(series_of(encoded).dtype) == "str"


def test_a_union_is_objects_or_an_error_of_ours() -> None:
    kinds = pa.array([0, 1], pa.int8())
    union = pa.UnionArray.from_sparse(kinds, [pa.array([1, 2]), pa.array(["a", "b"])])
    assert series_of(union).tolist() == [1, "b"]


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (pa.decimal128(38, 0), Decimal(2**63)),
        (pa.decimal128(38, 0), Decimal(-(2**63) - 1)),
        (pa.decimal256(76, 0), Decimal(10) ** 70),
        (pa.duration("s"), 2**62),
    ],
)
def test_a_whole_number_that_does_not_fit_is_an_error_that_names_the_column(
    type_: pa.DataType, value: Any
) -> None:
    with pytest.raises(ValueOutOfRangeError, match="'c'") as caught:
        series_of(pa.array([value], type_))
    assert caught.value.field == "c"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("type_", "dtype"),
    [
        (pa.decimal64(10, 2), "decimal128(10, 2)[pyarrow]"),
        (pa.decimal128(38, 0), "decimal128(38, 0)[pyarrow]"),
        (pa.decimal256(60, 3), "decimal256(60, 3)[pyarrow]"),
        (pa.int64(), "Int64"),
        (pa.float64(), "float64"),
    ],
)
def test_exact_decimals_stay_decimals(type_: pa.DataType, dtype: str) -> None:
    assert str(series_of(pa.array([None], type_), decimals="exact").dtype) == dtype


def test_exact_decimals_lose_nothing() -> None:
    value = Decimal("12345678901234567890123456789012345.678")
    assert series_of(pa.array([value], pa.decimal128(38, 3)), decimals="exact").tolist() == [value]


def infinities(type_: pa.DataType) -> Any:
    bits = 32 if pa.types.is_date32(type_) else 64
    ticks = [0, 2 ** (bits - 1) - 1, -(2 ** (bits - 1)) + 1, None]
    return pa.array(ticks, pa.int32() if bits == 32 else pa.int64()).view(type_)


@pytest.mark.parametrize(
    "type_", [pa.date32(), pa.timestamp("us"), pa.timestamp("us", "UTC"), pa.timestamp("s")], ids=str
)
def test_an_infinite_instant_is_a_counted_null_or_an_error(type_: pa.DataType) -> None:
    batch = pa.RecordBatch.from_arrays([infinities(type_)], names=["c"])
    contract = Contract(batch.schema, Options())
    frame = frame_of(pa.Table.from_batches([contract.apply(batch)]), Options())
    assert frame["c"].isna().tolist() == [False, True, True, True]
    assert contract.nulled == {"c": 2}
    with pytest.raises(ValueOutOfRangeError, match="'c'"):
        series_of(infinities(type_), out_of_range="error")


def test_a_far_instant_is_kept_where_pandas_can_hold_it() -> None:
    year = 365 * 86_400
    assert series_of(pa.array([200_000 * year * 10**6], pa.timestamp("us"))).notna().all()
    assert series_of(pa.array([400_000 * year], pa.timestamp("s"))).isna().all()


def test_documents_are_objects_or_their_text() -> None:
    assert series_of(array_of(pa.json_(), ['{"a":1}', None]), json_values="text").iloc[0] == '{"a":1}'
    nested = pa.array([{"d": DAY, "n": [Decimal("1.5")]}, None])
    assert series_of(nested).iloc[0] == {"d": DAY, "n": [Decimal("1.5")]}
    text = series_of(nested, json_values="text")
    assert str(text.dtype) == "str"
    assert text.iloc[0] == '{"d": "2021-01-31", "n": ["1.5"]}'
    assert text.isna().tolist() == [False, True]


def test_json_that_is_null_is_not_told_from_null() -> None:
    assert series_of(array_of(pa.json_(), ["null", "[]", '"a"', "1"])).tolist() == [None, [], "a", 1]


def test_a_zone_never_moves_an_instant() -> None:
    naive = series_of(pa.array([datetime(2021, 3, 28, 2, 30)], pa.timestamp("us")))
    assert naive.iloc[0] == pd.Timestamp("2021-03-28 02:30")
    zoned = pa.array([datetime(2021, 3, 28, 1, 30, tzinfo=UTC)], pa.timestamp("us", "+05:30"))
    assert series_of(zoned).iloc[0] == pd.Timestamp("2021-03-28 01:30", tz="UTC")


# Names


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["a", "a"], ["a", "a_1"]),
        (["a", "a", "a"], ["a", "a_1", "a_2"]),
        (["a", "a_1", "a"], ["a", "a_1", "a_2"]),
        (["a", "a", "a_1"], ["a", "a_2", "a_1"]),
        (["a_1", "a", "a", "a_1"], ["a_1", "a", "a_2", "a_1_1"]),
        ([1, "1", None, "", ""], ["1", "1_1", "None", "", "_1"]),
        (["A", "a"], ["A", "a"]),
    ],
)
def test_names_are_text_and_each_is_there_once(names: list[object], expected: list[str]) -> None:
    assert unique_names(names) == expected


def test_many_equal_names_take_no_long_time() -> None:
    assert len(set(unique_names(["a"] * 20_000))) == 20_000


# Frames of plain connectors


def plain(values: Any, dtype: Any = None, **options: Any) -> "pd.Series[Any]":
    return plain_frame(pd.DataFrame({"c": pd.Series(values, dtype=dtype)}), Options(**options))["c"]


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        ([1, 2], "int32", "Int64"),
        ([1, 2], "uint8", "Int64"),
        ([2**64 - 1], "uint64", "UInt64"),
        ([1, None], "Int8", "Int64"),
        ([1.5, None], "float32", "float64"),
        ([1.5, None], "Float64", "float64"),
        ([True, False], "bool", "boolean"),
        ([True, None], "boolean", "boolean"),
        (["a", None], "str", "str"),
        (["a", None], "string", "str"),
        (["a", None], "category", "str"),
        ([1, 2], "category", "Int64"),
        ([], "category", "object"),
        (["2021-01-31"], "datetime64[ns]", "datetime64[ns]"),
        (["2021-01-31"], "datetime64[s]", "datetime64[us]"),
        (["2021-01-31"], "datetime64[us, Europe/Paris]", "datetime64[us, UTC]"),
        ([timedelta(1)], "timedelta64[s]", "timedelta64[us]"),
        ([1, None], "int64[pyarrow]", "Int64"),
        ([Decimal("1.5")], pd.ArrowDtype(pa.decimal128(5, 2)), "float64"),
        ([1, None], "object", "Int64"),
        ([2**63, None], "object", "UInt64"),
        ([1, 2.5, None], "object", "float64"),
        ([1.5, None, float("nan")], "object", "float64"),
        ([Decimal("1.5"), None], "object", "float64"),
        ([True, None], "object", "boolean"),
        (["a", None], "object", "str"),
        ([b"a", None], "object", "binary[pyarrow]"),
        ([DAY, None], "object", "datetime64[s]"),
        ([datetime(2021, 1, 31), None], "object", "datetime64[us]"),
        ([datetime.max, None], "object", "datetime64[us]"),
        ([datetime(2021, 1, 31, tzinfo=UTC), None], "object", "datetime64[us, UTC]"),
        ([pd.Timestamp(1), pd.NaT], "object", "datetime64[ns]"),
        ([time(12), None], "object", "time64[us][pyarrow]"),
        ([timedelta(1), None], "object", "timedelta64[us]"),
        ([UUID, None], "object", "str"),
        ([None, None], "object", "object"),
        ([], "object", "object"),
        ([[1], None], "object", "object"),
        ([{"a": 1}], "object", "object"),
        ([1, "a"], "object", "object"),
        ([datetime(2021, 1, 31), datetime(2021, 1, 31, tzinfo=UTC)], "object", "object"),
        ([pd.Interval(0, 1)], "interval", "str"),
        ([pd.Period("2021-01")], "period[M]", "str"),
        ([1, 0], pd.SparseDtype("int64", 0), "Int64"),
    ],
)  # fmt: skip
def test_a_plain_column_is_brought_to_the_same_table(values: list[Any], dtype: Any, expected: str) -> None:
    found = plain(values, dtype)
    assert str(found.dtype) == expected
    assert len(found) == len(values)
    assert found.isna().tolist() == pd.Series(values, dtype="object").isna().tolist()


@pytest.mark.parametrize(
    "values",
    [
        [2**53 + 1, 2.5],
        [1, "a"],
        [[1], {"a": 2}],
        [1 + 2j],
        [DAY, "a"],
        [b"a", "a"],
        [True, 1],
        [None, object],
    ],
    ids=repr,
)
def test_objects_without_a_common_type_stay_as_they_are(values: list[Any]) -> None:
    assert plain(values, "object").tolist() == values


def test_a_time_of_day_is_never_cut_off_because_a_date_is_beside_it() -> None:
    for values in (
        [DAY, datetime(2021, 1, 31, 12)],
        [datetime(2021, 1, 31, 12), DAY],
        [pd.Timestamp(1), DAY],
    ):
        found = plain(values, "object").tolist()
        assert [pd.Timestamp(value) for value in found] == [pd.Timestamp(value) for value in values]


def test_an_integer_beyond_64_bits_is_an_error_that_names_the_column() -> None:
    for values in ([2**64], [-1, 2**63], [-(2**63) - 1]):
        with pytest.raises(ValueOutOfRangeError, match="'c'"):
            plain(values, "object")


def test_exact_decimals_of_no_declared_scale_stay_objects() -> None:
    values = [Decimal("1.50"), None, Decimal("1e-30")]
    found = plain(values, "object", decimals="exact")
    assert found.dtype == object
    assert found.tolist() == values


def test_text_of_documents_is_json() -> None:
    found = plain([{"a": DAY}, [Decimal("1.5")], None], "object", json_values="text")
    assert found.tolist()[:2] == ['{"a": "2021-01-31"}', '["1.5"]']
    assert str(found.dtype) == "str"


def test_a_plain_frame_gets_text_names_and_a_range_index_and_is_not_changed() -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=[0, "a", "a"], index=[7])
    found = plain_frame(frame, Options())
    assert list(found.columns) == ["0", "a", "a_1"]
    assert isinstance(found.index, pd.RangeIndex)
    assert found.to_numpy().tolist() == [[1, 2, 3]]
    assert list(frame.columns) == [0, "a", "a"]
    assert list(frame.index) == [7]


def test_a_frame_without_columns_or_rows_is_one() -> None:
    assert plain_frame(pd.DataFrame(), Options()).shape == (0, 0)
    assert plain_frame(pd.DataFrame(index=range(3)), Options()).shape == (3, 0)
    assert plain_table(pd.DataFrame(), Options()).shape == (0, 0)


def test_names_of_several_levels_become_text() -> None:
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")]))
    assert all(isinstance(name, str) for name in plain_frame(frame, Options()).columns)


def test_as_is_leaves_the_dtypes() -> None:
    frame = pd.DataFrame({"a": np.array([1, 2], "int8"), "b": [1, "x"]}, index=[3, 4])
    found = plain_frame(frame, Options(dtypes="as_is"))
    assert [str(dtype) for dtype in found.dtypes] == ["int8", "object"]
    assert list(found.index) == [0, 1]


def test_pyarrow_dtypes_hold_objects_as_their_json() -> None:
    found = plain([1, "a", {"b": 2}], "object", dtypes="pyarrow")
    assert isinstance(found.dtype, pd.ArrowDtype)
    assert found.tolist() == ["1", '"a"', '{"b": 2}']


def test_a_plain_table_has_the_types_of_the_contract() -> None:
    frame = pd.DataFrame({"n": [1, 2], "mixed": [1, "a"], "day": [DAY, None], "all": [None, None]})
    schema = plain_table(frame, Options()).schema
    assert schema.field("n").type == pa.int64()
    assert schema.field("mixed").type == pa.json_(pa.string())
    assert schema.field("day").type == pa.date32()


def test_what_neither_arrow_nor_json_can_hold_is_an_error_of_ours() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(UnsupportedValueError, match="'c'"):
        plain_table(pd.DataFrame({"c": [loop, "a"]}), Options())


def test_floats_that_are_not_numbers_make_valid_json() -> None:
    text = plain([{"a": float("nan")}], "object", json_values="text").iloc[0]
    assert text == '{"a": null}'


def test_a_category_without_a_value_is_null_and_no_error() -> None:
    frame = plain_frame(
        pd.DataFrame({"c": pd.Categorical([1, None]), "t": pd.Categorical(["a", None])}), Options()
    )
    assert [str(dtype) for dtype in frame.dtypes] == ["Int64", "str"]
    assert frame["c"].isna().tolist() == [False, True]


def test_dictionaries_are_decoded_at_any_depth() -> None:
    values = pa.array(["a", "b"]).dictionary_encode()
    nested = pa.ListArray.from_arrays([0, 1, 2], pa.StructArray.from_arrays([values], names=["d"]))
    schema = pa.schema([pa.field("n", nested.type)])
    contract = Contract(schema, Options())
    applied = contract.apply(pa.RecordBatch.from_arrays([nested.slice(0, 1)], schema=schema))
    assert "dictionary" not in str(applied.schema)
    assert applied.column(0).to_pylist() == [[{"d": "a"}]]


def test_documents_are_what_json_has_whatever_stands_around_them() -> None:
    import gc
    import json

    texts = [
        '{"a": 1}',
        " [1] ",
        "\n2\t",
        '"x"',
        "null",
        "1e400",
        '{"a": 1, "a": 2}',
        "12345678901234567890123",
    ]
    column = pa.ExtensionArray.from_storage(pa.json_(), pa.array([*texts, None]))
    frame = frame_of(pa.table({"doc": column}), Options())
    assert frame["doc"].tolist() == [*map(json.loads, texts), None]
    assert gc.isenabled()
    for broken in ("", "{} {}", "[1", "1,2", "\ufeff1"):
        column = pa.ExtensionArray.from_storage(pa.json_(), pa.array([broken]))
        with pytest.raises(UnsupportedValueError):
            frame_of(pa.table({"doc": column}), Options())
    assert gc.isenabled()


COLUMNS: list[tuple[pa.DataType, list[Any]]] = [
    (pa.int64(), [1, 2**62 + 1, None]),
    (pa.uint64(), [2**64 - 1, None]),
    (pa.bool_(), [True, None, False]),
    (pa.float64(), [0.1, None, float("inf")]),
    (pa.string(), ["é😀", "", None]),
    (pa.binary(), [b"\0", None]),
    (pa.date32(), [DAY, None]),
    (pa.time64("us"), [time(1, 2), None]),
    (pa.timestamp("us"), [datetime(2021, 1, 1), None]),
    (pa.timestamp("ns"), [datetime(2021, 1, 1), None]),
    (pa.timestamp("us", "UTC"), [datetime(2021, 1, 1, tzinfo=UTC), None]),
    (pa.duration("us"), [timedelta(1), None]),
    (pa.decimal128(20, 2), [Decimal("1.50"), None]),
    (pa.list_(pa.int64()), [[1, None], [], None]),
    (pa.struct([("a", pa.int64())]), [{"a": 1}, None]),
    (pa.null(), [None, None]),
]


@pytest.mark.parametrize(
    ("dtypes", "json_values"), [("pandas", "objects"), ("pandas", "text"), ("pyarrow", "text")]
)
@pytest.mark.parametrize("type_", [type_ for type_, _ in COLUMNS], ids=str)
def test_batches_make_the_frame_that_they_make_in_one(
    type_: pa.DataType, dtypes: Any, json_values: Any
) -> None:
    options = Options(decimals="exact", dtypes=dtypes, json_values=json_values)
    values = next(values for candidate, values in COLUMNS if candidate == type_)
    whole = pa.table({"c": pa.array(values * 40, type_)})
    sizes = (1, 0, 3, 50, 7)  # nulls come in some batches only, and columns grow more than once
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    parts = [whole.slice(start, size) for start, size in zip(starts, sizes, strict=True)]
    parts.append(whole.slice(sum(sizes)))
    batches = [batch for part in parts for batch in part.to_batches()]
    pd.testing.assert_frame_equal(
        to_pandas(whole.schema, batches, options).frame, frame_of(whole.combine_chunks(), options)
    )


def test_a_frame_can_be_written_to_and_its_batches_stay_as_they_are() -> None:
    for count in (1, 2):
        batches = [pa.RecordBatch.from_pydict({"n": [1.5, 2.5], "i": [1, 2], "s": ["a", "b"]})] * count
        frame = to_pandas(batches[0].schema, batches, Options()).frame
        frame.iloc[0, 0], frame.iloc[0, 1], frame.iloc[0, 2] = 9.5, 9, "z"
        assert frame.iloc[0].tolist() == [9.5, 9, "z"]
        assert batches[0].to_pydict() == {"n": [1.5, 2.5], "i": [1, 2], "s": ["a", "b"]}


def test_the_measures_of_a_frame_are_those_that_it_tells_itself() -> None:
    table = pa.table(
        {str(number): pa.array(values[:2], type_) for number, (type_, values) in enumerate(COLUMNS)}
    )
    found = to_pandas(table.schema, table.to_batches(), Options())
    told = MeasuredFrame.of(found.frame)
    assert (found.num_rows, found.nbytes, found.dtypes) == (2, told.nbytes, told.dtypes)


NESTED_TYPES: list[pa.DataType] = [
    pa.list_(pa.int64()),
    pa.large_list(pa.list_(pa.string())),
    pa.struct([("a", pa.int64()), ("b", pa.list_(pa.struct([("c", pa.string())])))]),
    pa.list_(pa.timestamp("us", "UTC")),
    pa.map_(pa.string(), pa.int64()),
    pa.struct([]),
]


def nested_value(type_: pa.DataType, random: Random) -> Any:
    """Return a value of a type, with nulls at every depth."""
    if random.random() < 0.2:
        return None
    if pa.types.is_map(type_):
        return {"a": random.randrange(9)}
    if pa.types.is_list(type_) or pa.types.is_large_list(type_):
        return [nested_value(type_.value_type, random) for _ in range(random.randrange(4))]
    if pa.types.is_struct(type_):
        return {field.name: nested_value(field.type, random) for field in type_}
    if pa.types.is_timestamp(type_):
        return datetime(2021, 1, 1, tzinfo=UTC)
    return random.randrange(9) if pa.types.is_int64(type_) else random.choice(["", "a", "é"])


def test_equal_texts_inside_documents_are_one_object() -> None:
    names = [None if number % 7 == 0 else f"name {number % 5}" for number in range(5_000)]
    for array in (pa.array(names), pa.array(names).slice(3, 4_000)):
        found = documents(pa.StructArray.from_arrays([array], names=["name"]))
        assert found == [{"name": name} for name in array.to_pylist()]
        assert len({id(document["name"]) for document in found}) == 6


@pytest.mark.parametrize("type_", NESTED_TYPES, ids=str)
def test_nested_values_are_what_arrow_makes_of_them_one_by_one(type_: pa.DataType) -> None:
    random = Random(0)
    for rows in range(40):
        array: Any = pa.array([nested_value(type_, random) for _ in range(rows)], type_)
        for start, size in ((0, rows), (rows // 2, rows), (1, 3), (rows, 0)):
            part = array.slice(min(start, rows), size)
            assert documents(part) == part.to_pylist(maps_as_pydicts="strict")
