"""Pages: decoded when they are asked for, counted for nothing, and one table in the end."""

import json
import subprocess
import sys
from typing import Any

import pytest

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import CallCancelledError, QueryError, SourceError
from toucan_connectors.http.decode import Decoding, Page
from toucan_connectors.http.messages import Headers, Request, Response

BROKEN = b"<html>not JSON</html>"


def page(body: Any, decoding: Decoding) -> Page:
    """Return a body as a page."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return decoding.page(Response(Request("GET", "http://api.test/"), 200, Headers(), content))


def test_nothing_is_decoded_before_it_is_asked_for() -> None:
    found = page(BROKEN, Decoding())
    for ask in (lambda: found.document, lambda: found.rows, lambda: found.count, lambda: found.received):
        with pytest.raises(SourceError, match="no JSON"):
            ask()


def test_the_document_is_the_whole_answer_and_rows_are_what_the_filter_leaves() -> None:
    found = page({"next": 2, "d": [{"a": 1}]}, Decoding(filter=".d"))
    assert (found.document["next"], found.rows, found.count) == (2, [{"a": 1}], 1)
    assert found.values(".next", "cursor_filter") == [2]


@pytest.mark.parametrize(
    ("filter_", "length"),
    [(".d", 3), (".d[]", 3), (".", None), (".n", None), (".gone", None), (".d | .[1:]", 2)],
)
@pytest.mark.parametrize("rows", [3, 3000])
def test_a_list_has_the_same_length_before_and_after_the_page_is_in_a_table(
    filter_: str, length: int | None, rows: int
) -> None:
    decoding = Decoding(filter=".d")
    found = page({"n": 7, "d": [{"a": number} for number in range(rows)]}, decoding)
    expected = None if length is None else length - 3 + rows
    assert found.length(filter_, "data_filter") == expected
    decoding.table([found])
    assert found.added is not None
    assert found.added.fast == (rows == 3000)
    assert found.length(filter_, "data_filter") == expected
    assert (found.count, found.received) == (rows, rows)


def test_a_single_object_is_a_row_and_no_list() -> None:
    decoding = Decoding()
    found = page({"a": 1}, decoding)
    assert decoding.table([found]).to_pylist() == [{"a": 1}]
    assert found.length(".", "data_filter") is None


def test_all_pages_count_and_errors_of_any_of_them_are_raised() -> None:
    decoding = Decoding(filter=".d")
    good = [page({"d": [{"a": number}]}, decoding) for number in range(3)]
    assert decoding.table(good).column("a").to_pylist() == [0, 1, 2]
    with pytest.raises(SourceError):
        decoding.table([*good, page(BROKEN, decoding)])
    with pytest.raises(QueryError) as caught:
        decoding.table([*good, page([1], decoding)])
    assert caught.value.field == "filter"


def test_a_cancelled_call_ends_the_decoding() -> None:
    decoding, call = Decoding(), Call()
    call.cancel()
    with call.active(), pytest.raises(CallCancelledError):
        decoding.table([page([{"a": 1}], decoding)])


def test_a_later_page_may_change_the_types_of_large_earlier_ones() -> None:
    decoding = Decoding()
    large = [{"n": number, "t": "x", "d": {"k": number}} for number in range(2000)]
    found = [page(large, decoding), page(large, decoding), page([{"n": "text", "d": {"j": 1}}], decoding)]
    table = decoding.table(found)
    assert [part.added.fast for part in found if part.added] == [True, True, False]
    assert [json.loads(str(value)) for value in table.column("n").to_pylist()] == [
        *range(2000),
        *range(2000),
        "text",
    ]
    assert json.loads(str(table.column("d").to_pylist()[-1])) == {"j": 1}
    assert table.column("t").null_count == 1


def test_importing_it_loads_no_arrow_no_pandas_and_no_jq() -> None:
    code = (
        "import sys; import toucan_connectors.http.decode, toucan_connectors.http.pagination\n"
        "print([name for name in ('pyarrow', 'pandas', 'numpy', 'jq') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
