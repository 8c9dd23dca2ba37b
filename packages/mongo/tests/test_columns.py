"""Documents become columns by two readers, which agree; batches join to one table, whatever their order."""

from __future__ import annotations

import itertools
import json
import struct
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import bson
import pyarrow as pa
import pytest
from bson import Binary, Decimal128, Int64, ObjectId, Regex
from hypothesis import given, settings
from hypothesis import strategies as st

from toucan_connectors.core.errors import SourceError, UnsupportedValueError
from toucan_connectors.core.options import Options
from toucan_connectors.core.rows import BatchReader, BatchRows
from toucan_connectors.mongo.documents._columns import arrays_of, decoded
from toucan_connectors.mongo.documents._fast import fast_arrays_of
from toucan_connectors.mongo.documents._few import Shape, few_rows
from toucan_connectors.mongo.documents._result import Result
from toucan_connectors.mongo.documents._types import DATE, JSON

if TYPE_CHECKING:
    import pandas as pd

SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**31), 2**31 - 1),
    st.integers(-(2**63), 2**63 - 1).map(Int64),
    st.floats(),
    st.text(max_size=12),
    st.binary(max_size=5),
    st.binary(min_size=12, max_size=12).map(ObjectId),
    st.datetimes(timezones=st.just(UTC)),
    st.decimals(-1000, 1000, places=2).map(Decimal128),
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["x", "y", "a name that is longer than eight"]), inner, max_size=3),
    ),
    max_leaves=6,
)
ALIKE = st.sampled_from([st.integers(-9, 9), st.text(max_size=9), st.floats(), st.booleans()]).flatmap(
    lambda kind: st.fixed_dictionaries(
        {"a": st.none() | kind, "b": SIMPLE},
        optional={"inside": st.fixed_dictionaries({"n": st.none() | st.text(max_size=9)})},
    )
)
DOCUMENTS = st.one_of(
    st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3), max_size=6),
    st.lists(ALIKE, max_size=12),
)


def encode(documents: list[dict[str, Any]]) -> bytes:
    return b"".join(map(bson.encode, documents))


def told(arrays: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(name, str(array.type), repr(array.to_pylist())) for name, array in arrays.items()]


def table(*batches: list[dict[str, Any]], flatten: bool = False) -> pa.Table:
    result = Result({}, flatten=flatten)
    for batch in batches:
        result.add(encode(batch))
    return result.reader().read_all()


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(DOCUMENTS, st.booleans())
def test_what_is_read_fast_is_what_is_read_by_objects(documents: list[dict[str, Any]], flatten: bool) -> None:
    fast = fast_arrays_of(encode(documents), flatten=flatten)
    count, arrays = arrays_of(encode(documents), flatten=flatten)
    assert count == len(documents)
    if fast is not None:
        assert fast[0] == count
        assert told(fast[1]) == told(arrays)


def page(reader: BatchReader, size: int) -> pd.DataFrame:
    return BatchRows(reader, Options(), None, skipped=0).page(0, size, count=False).found.frame


def values(frame: pd.DataFrame) -> list[tuple[str, str, Any]]:
    """Return what can be compared: NaN by its name, an integer equal to its float."""
    texts = [json.dumps(column.tolist(), default=repr) for _, column in frame.items()]
    lists = [json.loads(text, parse_constant=str) for text in texts]
    return list(zip(map(str, frame.columns), map(str, frame.dtypes), lists, strict=True))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(DOCUMENTS, DOCUMENTS, st.booleans())
def test_a_page_is_what_the_way_by_arrow_makes_of_it(
    first: list[dict[str, Any]], documents: list[dict[str, Any]], flatten: bool
) -> None:
    """`first` are what was seen of the columns before."""
    known = Shape.of(decoded(encode(first)), flatten=flatten)
    before = Result({}, flatten=flatten)
    before.add(encode(first))
    assert known.columns == before.columns
    result = Result(known.columns, flatten=flatten)
    result.add(encode(documents))
    few = few_rows(decoded(encode(documents)), known, flatten=flatten, without=frozenset())
    assert few.schema == result.schema()
    if few.schema.names:  # else no batch has rows
        assert values(page(few, len(documents))) == values(page(result.reader(), len(documents)))


def test_documents_of_one_shape_are_read_fast() -> None:
    documents = [
        {
            "_id": ObjectId(struct.pack(">IQ", 1, n)),
            "n": n if n % 2 else None,
            "s": "é" * (n % 5),
            **({"late": n / 2} if n > 5 else {}),
            "inside": {"a": n, "deep": {"at": datetime(2024, 1, 1, tzinfo=UTC)}},
            "list": [{"k": "v" * item} for item in range(n % 4)],
        }
        for n in range(50)
    ]
    for flatten in (False, True):
        fast = fast_arrays_of(encode(documents), flatten=flatten)
        assert fast is not None
        assert told(fast[1]) == told(arrays_of(encode(documents), flatten=flatten)[1])


@pytest.mark.parametrize("cut", range(4, 60, 3))
def test_documents_that_are_broken_are_not_read_fast(cut: int) -> None:
    whole = encode([{"a": "some text", "b": {"c": [1, 2]}, "d": b"bytes"}])
    assert fast_arrays_of(whole, flatten=False) is not None
    assert fast_arrays_of(whole[:cut], flatten=False) is None


@pytest.mark.parametrize("place", range(70))
def test_a_length_that_lies_leads_nowhere(place: int) -> None:
    whole = bytearray(encode([{"a": "some text", "b": {"c": [1, 2]}, "d": b"bytes"}] * 2))
    for lie in (b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\0\0\0\0"):
        lying = bytes(whole[:place] + lie + whole[place + 4 :])
        fast = fast_arrays_of(lying, flatten=False)
        assert fast is None or all(len(array) == fast[0] for array in fast[1].values())
        for array in {} if fast is None else fast[1].values():
            array.validate(full=True)


ONES: dict[str, Any] = {
    "nothing": None,
    "integer": 1,
    "wide": Int64(2**60 + 1),
    "float": 0.5,
    "decimal": Decimal128("1.25"),
    "text": "a",
    "date": datetime(2024, 1, 31, 12, 30, tzinfo=UTC),
    "object": {"k": 1},
    "other object": {"l": 1},
    "list": [1],
    "list of text": ["a"],
}
JOINED = {
    frozenset({"integer", "float"}): "double",
    frozenset({"integer", "wide"}): "int64",
    frozenset({"integer", "decimal"}): "decimal128(38, 2)",
    frozenset({"wide", "decimal"}): "decimal128(38, 2)",
    frozenset({"float", "decimal"}): "double",
}


@pytest.mark.parametrize(("one", "other"), [*itertools.permutations(ONES, 2)])
def test_two_batches_are_of_the_type_that_one_batch_of_both_is(one: str, other: str) -> None:
    apart = table([{"v": ONES[one]}], [{"v": ONES[other]}])
    together = table([{"v": ONES[one]}, {"v": ONES[other]}])
    assert apart.schema == together.schema
    found = str(apart.schema.field("v").type)
    if "nothing" in (one, other):
        assert found == str(table([{"v": ONES[one]}, {"v": ONES[other]}]).schema.field("v").type)
        assert apart["v"].null_count == 1
    else:
        assert found == JOINED.get(frozenset({one, other}), str(JSON))


def test_a_field_that_comes_late_is_null_before() -> None:
    found = table([{"a": 1}], [{"a": 2, "b": "x"}], [{"b": "y"}])
    assert found.to_pydict() == {"a": [1, 2, None], "b": [None, "x", "y"]}


def test_objects_with_other_fields_are_kept_apart_from_nulls() -> None:
    [first, second] = table([{"v": {"k": None}}], [{"v": {"k": None, "l": 1}}])["v"].to_pylist()
    assert (first, second) == ('{"k": null}', '{"k": null, "l": 1}')


def test_flattened_objects_are_columns_whatever_they_lack() -> None:
    found = table([{"v": {"k": {"deep": 1}}}], [{"v": {"l": "x"}}, {"v": None}], flatten=True)
    assert found.to_pydict() == {"v.k.deep": [1, None, None], "v.l": [None, "x", None]}


def test_two_flattened_columns_of_one_name_are_an_error() -> None:
    with pytest.raises(UnsupportedValueError, match="one name"):
        table([{"a": {"b": 1}, "a.b": 2}], flatten=True)


def test_instants_inside_documents_are_text_and_columns_of_them_are_not() -> None:
    moment = datetime(2024, 1, 31, 12, 30, 15, 123000, UTC)
    both: list[list[dict[str, Any]]] = [
        [{"at": moment, "v": {"at": moment}}],
        [{"v": {"at": moment, "k": 1}, "at": moment}, {"v": {}}],
    ]
    for documents in both:
        found = table(documents)
        assert found.schema.field("at").type == DATE
        assert "2024-01-31T12:30:15.123Z" in repr(found["v"].to_pylist()[0])


@pytest.mark.parametrize(
    ("texts", "type_", "values"),
    [
        (["1", "2"], pa.decimal128(38, 1), [Decimal("1.0"), Decimal("2.0")]),
        (["0.001", "NaN"], pa.decimal128(38, 3), [Decimal("0.001"), None]),
        (["1E+40", "0.1"], pa.decimal256(76, 1), [Decimal("1E+40"), Decimal("0.1")]),
        (["1E+6000", "1"], pa.float64(), [float("inf"), 1.0]),
        (["Infinity", "1.5"], pa.float64(), [float("inf"), 1.5]),
    ],
)
def test_decimals_are_exact_as_far_as_arrow_holds_them(
    texts: list[str], type_: Any, values: list[Any]
) -> None:
    column = table([{"v": Decimal128(text)} for text in texts])["v"]
    assert column.type == type_
    assert column.to_pylist() == values


def test_rarer_kinds_have_a_text_each() -> None:
    value = {
        "regex": Regex("^a.b$", "im"),
        "uuid": Binary(bytes(range(16)), 4),
        "blob": Binary(b"\x01\x02", 0x80),
        "inside": {"regex": Regex("x"), "raw": b"\x01"},
    }
    assert table([value]).to_pylist() == [
        {
            "regex": "/^a.b$/im",
            "uuid": "00010203-0405-0607-0809-0a0b0c0d0e0f",
            "blob": b"\x01\x02",
            "inside": {"regex": "/x/", "raw": "AQ=="},
        }
    ]


def test_documents_that_changed_between_two_readings_are_an_error() -> None:
    result = Result({}, flatten=False)
    result.add(encode([{"a": 1}]))
    for changed in ([{"a": "text"}], [{"b": 1}]):
        with pytest.raises(SourceError, match="changed"):
            result.read_with([encode(changed)]).read_all()
