"""`flatten` and `flatten_column`: objects become columns, lists rows, and no row is lost or doubled."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from toucan_connectors.core.errors import QueryError
from toucan_connectors.core.frames import Contract, to_pandas
from toucan_connectors.core.options import Options
from toucan_connectors.http.decode import Decoding
from toucan_connectors.http.decode._explode import exploded
from toucan_connectors.http.decode._result import table_of
from toucan_connectors.http.messages import Headers, Request, Response

FACTS = json.loads((Path(__file__).parent / "examples" / "json_to_table.json").read_text())["cases"]

DIFFERENCES: dict[str, tuple[list[str] | None, list[list[Any]]]] = {
    "003": (None, [[1, 1, [{"a": 1}]], [None, 2, []]]),
    "008": (["d_l_x", "id", "d_l", "d"], [[1, 1, [{"x": 1}], {"l": [{"x": 1}]}]]),
    "013": (None, [[1, 1, [{"a": 1}]], [2, 1, [{"a": 2}]]]),
}
"""Where we answer something else than version 10: a row without items stays, the separator is kept at any
depth, and rows whose single values are equal are not multiplied."""


def table(rows: list[Any], **how: Any) -> pa.Table:
    """Return rows as the table of the public call."""
    decoding = Decoding(**how)
    body = json.dumps(rows).encode()
    return decoding.table([decoding.page(Response(Request("GET", "http://api.test/"), 200, Headers(), body))])


def frame(found: pa.Table) -> tuple[list[str], list[list[Any]]]:
    """Return the names and rows of the frame that a user gets."""
    contract = Contract(found.schema, Options())
    batches = [contract.apply(batch) for batch in found.to_batches()]
    made = to_pandas(contract.schema, batches, Options()).frame.astype(object)
    made = made.where(made.notna(), None)
    return list(made.columns), made.to_numpy().tolist()


@pytest.mark.parametrize("case", FACTS, ids=lambda case: case["id"].rpartition("-")[2])
def test_columns_are_opened_as_before(case: dict[str, Any]) -> None:
    given = case["input"]
    names = [given["columns"]] if isinstance(given["columns"], str) else given["columns"]
    if "raises" in case:
        with pytest.raises(QueryError, match="nope"):
            exploded(given["records"], names, given["sep"])
        return
    columns, opened = exploded(given["records"], names, given["sep"])
    found = frame(table_of(columns, flatten=False, separator=given["sep"], whole=opened))
    expected = case["expected"]["__dataframe__"]
    rows = [[None if value == {"__float__": "nan"} else value for value in row] for row in expected["rows"]]
    difference = DIFFERENCES.get(case["id"].rpartition("-")[2])
    if difference is not None:
        assert found != (expected["columns"], rows)
        expected, rows = {"columns": difference[0] or expected["columns"]}, difference[1]
    assert found == (expected["columns"], rows)


def test_rows_without_any_single_value_can_be_opened_too() -> None:
    assert frame(table([{"l": [1, 2]}, {"l": None}, {}], flatten_column="l")) == (
        ["l.0", "l"],
        [[1, [1, 2]], [2, [1, 2]], [None, None], [None, None]],
    )


def test_a_column_of_objects_lists_and_values_gives_a_row_for_each_item() -> None:
    rows = [{"x": {"a": 1}}, {"x": [{"a": 2}, 3]}, {"x": 4}]
    assert frame(table(rows, flatten_column="x"))[1] == [
        [1, None, {"a": 1}],
        [2, None, [{"a": 2}, 3]],
        [None, 3, [{"a": 2}, 3]],
        [None, 4, 4],
    ]


def test_lists_inside_lists_are_opened_as_well() -> None:
    names, rows = frame(table([{"l": [{"m": [1, 2]}, {"m": []}]}], flatten_column="l"))
    assert names == ["l.m.0", "l.m", "l"]
    assert [row[0] for row in rows] == [1, 2, None]


def test_an_empty_answer_has_no_column_to_miss() -> None:
    assert table([], flatten_column="l").shape == (0, 0)
    with pytest.raises(QueryError, match="nope"):
        table([{"a": 1}], flatten_column="nope")


def test_objects_become_columns_at_any_depth_and_lists_stay() -> None:
    rows = [
        {"id": 1, "a": {"b": {"c": 1}, "l": [{"x": 1}]}, "n": None},
        {"id": 2, "a": None, "n": {"k": True}},
    ]
    found = table(rows, flatten=True)
    assert found.schema.names == ["id", "a.b.c", "a.l", "n.k"]
    assert found.column("a.b.c").type == pa.int64()
    assert frame(found)[1] == [[1, 1, [{"x": 1}], None], [2, None, None, True]]


def test_an_object_without_keys_stays_and_so_does_a_column_of_objects_and_values() -> None:
    found = table([{"a": {}, "b": {"x": 1}}, {"a": None, "b": 2}], flatten=True)
    assert frame(found) == (["a", "b"], [[{}, {"x": 1}], [None, 2]])


def test_the_separator_is_the_authors_and_names_may_come_twice() -> None:
    assert table([{"a": {"b": {"c": 1}}}], flatten=True, separator="__").schema.names == ["a__b__c"]
    assert table([{"a.b": 1, "a": {"b": 2}}], flatten=True).schema.names == ["a.b", "a.b"]


def test_with_both_an_opened_column_stays_whole() -> None:
    found = table([{"o": {"k": 1}, "l": [{"a": {"b": 2}}]}], flatten_column="l", flatten=True)
    assert frame(found) == (["l.a.b", "o.k", "l"], [[2, 1, [{"a": {"b": 2}}]]])
