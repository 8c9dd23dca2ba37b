"""jq filters: what they find, what they must not see, and what ends them."""

import contextlib
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import CallCancelledError, CallTimeoutError, QueryError
from toucan_connectors.http.decode import Decoding, jq_filter, records
from toucan_connectors.http.decode._json import json_text
from toucan_connectors.http.decode._paths import leading_path, parse_path
from toucan_connectors.http.messages import Headers, Request, Response

PATHS = [
    ".",
    ".[]",
    ".a",
    ".a.b",
    ".a[]",
    ".[].a",
    '.["a"]',
    '.a["b"][]',
    ".a.[]",
    ' .["b c"] ',
    ".a[].b[]",
    ".[][]",
]
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text("ab", max_size=2)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b", "b c"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=40, deadline=None)
@given(document=VALUES)
def test_a_path_finds_what_jq_finds(path: str, document: Any) -> None:
    import jq  # type: ignore[import-not-found]

    found = parse_path(path)
    assert found is not None
    try:
        expected = list(jq.compile(path).input_text(json_text(document)))
    except ValueError:
        with pytest.raises(QueryError):
            found.values(document)
    else:
        assert found.values(document) == expected


@pytest.mark.parametrize(
    "text", ["..", ".a?", ".[0]", ".a | .b", ".a.b.", "a", ".a,.b", ".a-b", '."a"', '.["\\u0061"]', ""]
)
def test_what_is_more_than_a_path_is_left_to_jq(text: str) -> None:
    assert parse_path(text) is None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (".a[] | select(.x)", ".a[]"),
        ("[.a[]|{b}]", ".a[]"),
        (".[] | .a", ".[]"),
        (".a |= 3", None),
        (".a[] as $x | $x", None),
        (".a, .b | .c", None),
        ("map(.a)", None),
    ],
)
def test_the_rows_before_a_select_are_known_where_a_path_leads_to_them(text: str, path: str | None) -> None:
    assert leading_path(text) == (None if path is None else parse_path(path))


def test_rows_are_counted_before_a_select() -> None:
    body = b'{"d": [{"a": 1}, {"a": 2}, {"a": 3}]}'
    for filter_ in (".d[] | select(.a > 2)", "[.d[] | select(.a > 2)]", ".d | map(select(.a > 2))"):
        decoding = Decoding(filter=filter_)
        page = decoding.page(Response(Request("GET", "http://api.test/"), 200, Headers(), body))
        assert (page.count, page.received) == (1, 3)


@pytest.mark.parametrize(
    ("text", "document", "found"),
    [
        (".[]", [], []),
        (".a // []", {}, []),
        (".a[]?", {"a": None}, []),
        (".a[]", {"a": [[1, 2]]}, [[1, 2]]),
        (".a", {"a": [[1, 2]]}, [[1, 2]]),
        (".a, .b", {"a": [1], "b": [2]}, [[1], [2]]),
        (
            ".",
            {"day": [1, 2], "value": [3, 4], "unit": "m"},
            [{"day": 1, "value": 3, "unit": "m"}, {"day": 2, "value": 4, "unit": "m"}],
        ),
        (".", {"l": [1, 2], "m": [3]}, [{"l": [1, 2], "m": [3]}]),
        (".", {"l": [1, 2], "m": {"x": 3}}, [{"l": [1, 2], "m": {"x": 3}}]),
        (".[]", [{"l": [1, 2]}, {"l": [3]}], [{"l": [1, 2]}, {"l": [3]}]),
        (".", {"n": 1, "l": [1, 2]}, [{"n": 1, "l": [1, 2]}]),
        (".", {"l": []}, []),
    ],
)
def test_records_are_what_the_filter_gives(text: str, document: Any, found: Any) -> None:
    assert records(document, text) == found


@pytest.mark.parametrize(
    ("filter_", "rows"),
    [
        (".gone", []),
        (".xs", [{"0": 1}, {"0": None}, {"0": 2}]),
        (".pairs[]", [{"0": "a", "1": 1}, {"0": "b", "1": 2}]),
        (".n", [{"0": 7}]),
        (".holes", [{"a": 1}, {"0": None}]),
    ],
)
def test_what_is_no_object_is_a_row_of_numbered_columns_and_a_lone_null_is_none(
    filter_: str, rows: Any
) -> None:
    body = b'{"xs": [1, null, 2], "pairs": [["a", 1], ["b", 2]], "n": 7, "holes": [{"a": 1}, null]}'
    decoding = Decoding(filter=filter_)
    assert decoding.page(Response(Request("GET", "http://api.test/"), 200, Headers(), body)).rows == rows


@pytest.mark.parametrize(
    "text", ["bad(", "", "# only a comment", ".a |", "nope", 'import "a" as a; .', 'include "a"; .']
)
def test_what_is_no_program_is_an_error_of_the_query(text: str) -> None:
    with pytest.raises(QueryError, match="no jq program") as caught:
        jq_filter(text, {})
    assert caught.value.field == "filter"


def test_the_place_of_a_mistake_is_that_in_the_authors_own_text() -> None:
    with pytest.raises(QueryError, match="line 2, column"):
        jq_filter(".a |\n..b(", {})


def test_what_does_not_fit_is_an_error_that_names_the_field_and_no_data() -> None:
    with pytest.raises(QueryError, match="cursor_filter") as caught:
        jq_filter('.a | .["x"] | .y', {"a": "secret"}, field="cursor_filter")
    assert caught.value.field == "cursor_filter"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["env", "$ENV", "env.HOME", "$ENV.HOME", '"\\(env)"', ".) | env | (.", "halt", "halt_error", "[env]"],
)
def test_a_filter_sees_nothing_of_the_process(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "SECRET")
    found: object = None
    with contextlib.suppress(QueryError):
        found = jq_filter(text, {})
    assert found in (None, [{}], [None])


def test_a_filter_reads_no_file(tmp_path: Any) -> None:
    (tmp_path / "data.json").write_text('"SECRET"')
    with pytest.raises(QueryError) as caught:
        jq_filter(f'import "{tmp_path}/data" as $d; $d', {})
    assert "SECRET" not in str(caught.value)


def test_a_filter_writes_nothing_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    assert jq_filter("debug | debug(1) | stderr", {"a": 1}) == [{"a": 1}]
    sys.stderr.flush()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("text", ["repeat(1)", "range(infinite)", "def f: ., f; f"])
def test_results_without_end_end_with_the_call(text: str) -> None:
    with Call(0.2).active(), pytest.raises(CallTimeoutError):
        jq_filter(text, 1)
    cancelled = Call()
    cancelled.cancel()
    with cancelled.active(), pytest.raises(CallCancelledError):
        jq_filter(text, 1)


def test_jq_rounds_no_integer_unnoticed() -> None:
    document = {"id": 2**53 + 1, "name": "x"}
    assert jq_filter(".id", document) == [2**53 + 1]
    assert jq_filter("{name}", document) == [{"name": "x"}]
    for text in ("{id}", "[.id]", ".id + 0"):
        with pytest.raises(QueryError, match="rounds"):
            jq_filter(text, document)


def test_a_large_float_stays_a_float() -> None:
    found = jq_filter("[.x, .y]", {"x": 1e300, "y": 2.5})
    assert found == [[1e300, 2.5]]
    assert isinstance(found[0][0], float)
