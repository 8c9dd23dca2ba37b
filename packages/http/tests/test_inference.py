"""Types are inferred once over the whole result, and nobody can tell how a page was read."""

import json
import math
import threading
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toucan_connectors.core.errors import SourceError, ValueOutOfRangeError
from toucan_connectors.core.frames import Contract, to_pandas
from toucan_connectors.core.options import Options
from toucan_connectors.http.decode import Decoding
from toucan_connectors.http.decode._result import Added, Result
from toucan_connectors.http.messages import Headers, Request, Response

JSON = pa.json_(pa.string())
NEVER = 1 << 60


def table(*pages: list[Any], **how: Any) -> pa.Table:
    """Return pages as the table of the public call."""
    decoding = Decoding(**how)
    request = Request("GET", "http://api.test/")
    bodies = [json.dumps(page).encode() for page in pages]
    return decoding.table([decoding.page(Response(request, 200, Headers(), body)) for body in bodies])


def read(bodies: Sequence[bytes], flatten: bool, fast_from: int) -> tuple[pa.Table, list[Added]]:
    """Return the table of bodies, fast from so many bytes on, and what was known of each page."""
    decode = [partial(json.loads, body) for body in bodies]
    with closing(Result((), flatten=flatten, fast_from=fast_from)) as result:
        added = [result.add(body, rows, rows) for body, rows in zip(bodies, decode, strict=True)]
        return result.table("."), added


def frame(found: pa.Table) -> Any:
    """Return the frame that a user gets."""
    contract = Contract(found.schema, Options())
    batches = [contract.apply(batch) for batch in found.to_batches()]
    return to_pandas(contract.schema, batches, Options()).frame


def exactly(value: Any) -> Any:
    """Tell 1 from 1.0 and True, which compare equal."""
    if isinstance(value, dict):
        return {key: exactly(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [exactly(item) for item in value]
    return (type(value).__name__, str(value))


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([2**53 - 1, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, -(2**63)]),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.sampled_from(["", "x", "é\n", '"b":', "2024-01-01", "1"]),
)
KEYS = st.sampled_from(["a", "b", "c", "é", 'q"b', "d e"])
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
ANYTHING = st.lists(
    st.lists(st.dictionaries(KEYS, DOCUMENTS, max_size=4), max_size=5), min_size=1, max_size=4
)


def alike(kind: str) -> st.SearchStrategy[Any]:
    """Values that are mostly of one kind, as columns are."""
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "int": st.integers(-5, 5),
        "float": st.one_of(st.floats(-10, 10, width=16), st.integers(-2, 2)),
        "text": st.text(max_size=3),
        "bool": st.booleans(),
        "list": st.lists(st.integers(0, 3), max_size=3),
        "document": st.fixed_dictionaries(
            {"x": st.integers(0, 3), "b": st.one_of(st.none(), st.text("u", max_size=1))}
        ),
        "documents": st.lists(
            st.fixed_dictionaries({"b": st.integers(0, 1)}, optional={"y": st.booleans()}), max_size=2
        ),
    }
    return st.one_of(st.none(), kinds[kind], kinds[kind], kinds[kind])


@st.composite
def columnar(draw: st.DrawFn) -> list[list[dict[str, Any]]]:
    """Pages whose rows mostly are of one shape, with a stranger here and there."""
    names = draw(st.lists(KEYS, min_size=1, max_size=3, unique=True))
    kinds = ["int", "float", "text", "bool", "list", "document", "documents"]
    fields = {name: alike(draw(st.sampled_from(kinds))) for name in names}
    rows = st.fixed_dictionaries(fields)
    if draw(st.booleans()):
        rows = st.fixed_dictionaries({}, optional=fields)
    pages = draw(st.lists(st.lists(rows, min_size=1, max_size=4), min_size=2, max_size=4))
    if draw(st.integers(0, 3)) == 0:
        pages[-1].append(draw(st.dictionaries(KEYS, DOCUMENTS, max_size=2)))
    return pages


READ_FAST: list[bool] = []


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(ANYTHING, columnar()), st.booleans(), st.sampled_from([None, 1]))
def test_the_same_table_comes_out_however_its_pages_were_read(
    pages: list[list[dict[str, Any]]], flatten: bool, indent: int | None
) -> None:
    separators = None if indent else (",", ":")
    bodies = [
        json.dumps(page, ensure_ascii=False, indent=indent, separators=separators).encode() for page in pages
    ]
    slow, _ = read(bodies, flatten, NEVER)
    fast, added = read(bodies, flatten, 0)
    READ_FAST.extend(page.fast for page in added)
    assert fast.schema == slow.schema
    assert exactly(fast.to_pylist()) == exactly(slow.to_pylist())
    assert [page.count for page in added] == [len(page) for page in pages]


def test_pages_of_the_test_before_were_read_fast_too() -> None:
    if not READ_FAST:  # it ran elsewhere
        test_the_same_table_comes_out_however_its_pages_were_read()
    assert READ_FAST.count(True) > 20


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(ANYTHING, columnar()))
def test_every_document_comes_back_as_it_was(pages: list[list[dict[str, Any]]]) -> None:
    rows = [row for page in pages for row in page]
    found = table(*pages)
    for name in found.schema.names:
        type_ = found.schema.field(name).type
        values = found.column(name).to_pylist()
        if type_ == JSON:
            values = [None if value is None else json.loads(value) for value in values]
        assert values == [row.get(name) for row in rows]


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        ([None, None], pa.null()),
        ([True, None], pa.bool_()),
        ([1, None, -(2**63)], pa.int64()),
        ([0, 2**64 - 1], pa.uint64()),
        ([1, 2.5], pa.float64()),
        ([2**53, 2.5], pa.float64()),
        ([2**53 + 1, 2.5], JSON),
        ([-1, 2**63], pa.decimal128(38, 0)),
        ([10**40], pa.decimal256(76, 0)),
        ([10**80], JSON),
        (["2024-01-01T00:00:00Z", "1"], pa.string()),
        (["a", 1], JSON),
        ([True, 1], JSON),
        ([[1, None], []], pa.list_(pa.int64())),
        ([[], None], pa.list_(pa.null())),
        ([[1, "a"]], JSON),
        ([{"a": 1, "b": None}, {"b": "x", "a": None}], pa.struct([("a", pa.int64()), ("b", pa.string())])),
        ([{"a": 1}, {"a": 1, "b": 2}], JSON),
        ([{}], JSON),
        ([{"a": 1}, [1]], JSON),
        ([{"a": 2**70}], JSON),
    ],
)
def test_a_column_has_the_type_that_holds_all_of_its_values(values: list[Any], type_: pa.DataType) -> None:
    in_one = table([{"v": value} for value in values])
    a_page_each = table(*[[{"v": value}] for value in values])
    assert in_one.schema.field("v").type == type_
    assert a_page_each.schema == in_one.schema
    assert a_page_each.to_pylist() == in_one.to_pylist()


def test_documents_are_objects_in_the_frame_and_a_key_that_is_not_there_stays_away() -> None:
    found = frame(table([{"d": {"a": 1, "b": 2}, "l": [1, 2]}, {"d": {"a": 3}, "l": None}]))
    assert found["d"].tolist() == [{"a": 1, "b": 2}, {"a": 3}]
    assert found["l"].tolist() == [[1, 2], None]


def test_integers_over_64_bits_are_never_rounded() -> None:
    found = table([{"v": 10**20 + 1}, {"v": None}])
    with pytest.raises(ValueOutOfRangeError, match="decimals"):
        frame(found)
    exact = Contract(found.schema, Options(decimals="exact"))
    assert exact.apply(found.to_batches()[0]).column(0).to_pylist() == [10**20 + 1, None]


def test_columns_come_in_the_order_in_which_the_source_names_them() -> None:
    assert table([{"b": 1}], [{"a": 2, "b": 3}]).schema.names == ["b", "a"]


def test_no_rows_are_an_empty_table_and_no_page_too() -> None:
    assert table([]).shape == (0, 0)
    assert table().shape == (0, 0)


def test_a_large_page_is_read_by_arrow_from_the_first_row_on() -> None:
    rows = [{"id": i, "at": {"x": i / 4, "y": None}, "tags": ["a"], "lines": [{"n": i}]} for i in range(4000)]
    bodies = [json.dumps(rows[:3000]).encode(), json.dumps(rows[3000:]).encode()]
    for flatten, spaced in ((True, bodies), (False, [body.replace(b'": ', b'":') for body in bodies])):
        found, added = read(spaced, flatten, 1024)
        assert [page.fast for page in added] == [True, True]
        assert found.to_pylist() == read(spaced, flatten, NEVER)[0].to_pylist()


def test_what_stands_beside_the_list_does_not_matter() -> None:
    result = Result(("meta", "rows"), flatten=False, fast_from=0)
    for number in range(3):
        body: dict[str, Any] = {
            "next": f"2024-01-0{number + 1}",
            "meta": {"n": number, "rows": [{"a": number}] * 3},
            "x": [1],
        }
        if number == 2:
            body |= {"next": None, "x": []}
        added = result.add(json.dumps(body).encode(), list, list)
        assert (added.count, added.fast) == (3, True)
    assert result.table(".").column("a").to_pylist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize(
    "body",
    [
        b'[{"a":1.5,"d":[{"k":1}]},{"a":NaN,"d":[]}]',
        b'[{"a":1.5,"d":[{"k":1}]},{"a":1e400,"d":[]}]',
        b'[{"a":1.5,"d":[{"k":1}]},{"a":9007199254740993,"d":[]}]',
        b'[{"a":1.5,"d":[{"k":1}]},{"a":2,"d":[{}]}]',
        b'[{"a":1.5,"d":[{"k":1}]},{"a":2,"d":[{"k" :1}]}]',
        b'[{"a":1.5,"d":[{"k":1}]},{"a":2,"a":3,"d":[]}]',
        b'[{"a":1.5,"d":[{"k":1}]},{"a":2,"d":[],"e":1}]',
        b'[{"a":1.5,"d":[{"k":1}]},null]',
        b'[{"a":1.5,"d":[{"k":1}]}] []',
        b'[{"a":1.5,"d":[{"k":1}]}]}{"r":[]',
        b'[{"a":1.5,"d":[{"k":1}]},{"a":"\xff","d":[]}]',
    ],
)
def test_what_arrow_would_read_as_something_else_is_left_to_the_slow_way(body: bytes) -> None:
    result = Result((), flatten=False, fast_from=0)
    assert result.add(b'[{"a":1.5,"d":[{"k":1}]}]', list, list).fast
    seen: list[bytes] = []

    def slowly() -> list[dict[str, Any]]:
        seen.append(body)
        return [{"a": 1.5, "d": []}]

    assert not result.add(body, slowly, slowly).fast
    assert seen == [body]


def test_pages_that_are_read_at_the_same_time_stay_in_order_and_may_each_change_the_types() -> None:
    kinds: list[Any] = [1, 2, 2.5, None, 3, "text", 4, [5], 6, {"k": 7}, 8]
    pages = [[{"n": kind, "page": number}] * 50 for number, kind in enumerate(kinds)]
    bodies = [json.dumps(rows).encode() for rows in pages]
    found, added = read(bodies, False, 0)
    assert [page.count for page in added] == [50] * len(kinds)
    assert found.to_pylist() == read(bodies, False, NEVER)[0].to_pylist()
    assert found.column("page").to_pylist() == [number for number in range(len(kinds)) for _ in range(50)]


def test_an_error_in_a_page_leaves_no_thread_behind() -> None:
    good = json.dumps([{"a": number} for number in range(3_000)]).encode()
    decoding = Decoding()
    request = Request("GET", "http://api.test/")
    bodies = [good, good, good, good[:-1], good]
    with pytest.raises(SourceError):
        decoding.table(decoding.page(Response(request, 200, Headers(), body)) for body in bodies)
    assert not [thread.name for thread in threading.enumerate() if "decode" in thread.name]


def test_a_key_beside_the_rows_does_not_stand_in_for_one_that_a_document_lacks() -> None:
    page = {"rows": [{"d": {"k": 1, "m": 1}}, {"d": {"k": 2}}], "m": 5}
    first = {"rows": [{"d": {"k": 1, "m": 1}}], "n": 5}
    decoding = Decoding(filter=".rows")
    request = Request("GET", "http://api.test/")
    result = Result(("rows",), flatten=False, fast_from=0)
    for body in (first, page):
        answer = decoding.page(
            Response(request, 200, Headers(), json.dumps(body, separators=(",", ":")).encode())
        )
        result.add(answer.response.body, answer.get_rows, answer.get_rows)
    found = result.table(".").column("d").to_pylist()
    assert [json.loads(str(value)) for value in found] == [{"k": 1, "m": 1}, {"k": 1, "m": 1}, {"k": 2}]


def test_a_float_is_a_float_though_a_page_has_only_whole_ones() -> None:
    found = table([{"v": 1}, {"v": 2}], [{"v": 2.5}])
    assert exactly(found.column("v").to_pylist()) == exactly([1.0, 2.0, 2.5])
    assert math.isnan(frame(table([{"v": 1.5}, {}]))["v"][1])
