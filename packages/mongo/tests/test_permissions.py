"""Permissions as MongoDB tests them, on a server: beside an oracle, and where documents are no table."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from bson import Binary, Decimal128, ObjectId, Regex
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pymongo import MongoClient
from pymongo.collection import Collection

from toucan_connectors.core.conditions import parse_condition
from toucan_connectors.core.errors import PermissionConditionError
from toucan_connectors.mongo.permissions._permitted import Permitted, permitted
from toucan_connectors.testing.oracle import REFUSED, kept_rows
from toucan_connectors.testing.strategies import NASTY_NAMES, as_parameters, conditions, values_of
from toucan_connectors.testing.tables import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toucan_connectors.mongo.pipeline._stages import Pipeline
    from toucan_connectors.testing.servers import Mongo

SIMPLE = {"locale": "simple"}
KINDS: tuple[Kind, ...] = ("integer", "float", "decimal", "text", "boolean", "utc_instant", "binary")
NAMES = [name for name in NASTY_NAMES if "." not in name]
Documents = Collection[dict[str, Any]]


@pytest.fixture(scope="module")
def documents(mongo_server: Mongo) -> Iterator[Documents]:
    with MongoClient[dict[str, Any]](mongo_server.running.url, tz_aware=True) as client:
        yield client["toucan"]["permissions"]


def under(
    documents: Documents, condition: Mapping[str, Any], pipeline: Pipeline | None = None, **parameters: Any
) -> Permitted:
    def read(pipeline: Pipeline) -> list[dict[str, Any]]:
        return list(documents.aggregate(pipeline, collation=SIMPLE))

    return permitted(pipeline or [{"$match": {}}], parse_condition(condition, parameters), read)


def kept(documents: Documents, condition: Mapping[str, Any], **parameters: Any) -> list[Any]:
    """Return the _id of the documents that the source keeps, in order."""
    return sent(documents, under(documents, condition, **parameters))


def kept_later(documents: Documents, condition: Mapping[str, Any], sample: Any) -> list[Any]:
    """Return what is kept if `sample` alone was there when the types of `c` were looked at."""
    return sent(documents, permitted([{"$match": {}}], parse_condition(condition), lambda _: [{"c": sample}]))


def sent(documents: Documents, answer: Permitted) -> list[Any]:
    found = documents.aggregate(answer.pipeline, collation=SIMPLE)
    return sorted(document["_id"] for document in found)


def write(documents: Documents, *values: Any) -> None:
    """Let document n have the field `c` with the n-th value; none at all for `...`."""
    documents.drop()
    documents.insert_many(
        [{"_id": n} if value is ... else {"_id": n, "c": value} for n, value in enumerate(values)]
    )


def on_c(operator: str, value: Any = None) -> dict[str, Any]:
    return {"column": "c", "operator": operator, "value": value}


# Beside the oracle.


@st.composite
def tables(draw: st.DrawFn) -> Table:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    columns = tuple(Column(name, draw(st.sampled_from(KINDS))) for name in names)
    values = {column.name: st.none() | held(column.kind) for column in columns}
    return Table(columns, draw(st.lists(st.fixed_dictionaries(values), max_size=6)))


def held(kind: Kind) -> st.SearchStrategy[Any]:
    """Return values that BSON has too: decimals of 34 digits, instants of whole milliseconds."""
    if kind == "decimal":
        return values_of(kind).filter(lambda value: len(value.as_tuple().digits) <= 34)
    if kind == "utc_instant":
        return values_of(kind).map(lambda value: value.replace(microsecond=value.microsecond // 1000 * 1000))
    return values_of(kind)


def as_document(position: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out every other null: a field that is not there is null too, if one other is."""
    values = {name: value for name, value in row.items() if value is not None or position % 2 == 0}
    return {
        "_id": position,
        **{n: Decimal128(value) if isinstance(value, Decimal) else value for n, value in values.items()},
    }


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)
@given(st.data())
def test_the_source_keeps_the_oracles_rows(documents: Documents, data: st.DataObject) -> None:
    table = data.draw(tables())
    condition = data.draw(conditions(table))
    documents.drop()
    if table.rows:
        documents.insert_many([as_document(*row) for row in enumerate(table.rows)])
    wanted = kept_rows(table.as_plain(objects=True), table.rows, condition)
    parameters: dict[str, Any] = {}
    permission = as_parameters(condition, parameters)
    if wanted == REFUSED:
        with pytest.raises(PermissionConditionError):
            under(documents, permission, **parameters)
        return
    found = set(kept(documents, permission, **parameters))
    if under(documents, permission, **parameters).exact:
        assert found == set(wanted)
    else:
        assert found >= set(wanted)


# What documents have that tables have not.


def test_null_and_a_missing_field_are_both_null(documents: Documents) -> None:
    write(documents, None, ..., math.nan, Decimal128("NaN"), 1, "a", [None], {})
    assert kept(documents, on_c("isnull")) == [0, 1, 2, 3]
    assert kept(documents, on_c("notnull")) == [4, 5, 6, 7]


def test_null_passes_no_comparison(documents: Documents) -> None:
    write(documents, None, ..., math.nan, Decimal128("NaN"), 1, 2)
    for operator, value, wanted in (
        ("ne", 1, [5]),
        ("nin", [1], [5]),
        ("nin", [1, None], []),
        ("ne", None, []),
        ("eq", None, []),
        ("in", [1, None], [4]),
        ("lt", 9, [4, 5]),
        ("le", 9, [4, 5]),
        ("ge", -9, [4, 5]),
        ("gt", None, []),
    ):
        assert kept(documents, on_c(operator, value)) == wanted, (operator, value)


def test_a_column_of_nothing_but_nulls_passes_only_isnull(documents: Documents) -> None:
    write(documents, None, ..., math.nan)
    assert kept(documents, on_c("isnull")) == [0, 1, 2]
    assert kept(documents, on_c("eq", "a")) == []
    assert kept(documents, on_c("ne", 1)) == []


def test_an_array_is_not_one_of_its_items(documents: Documents) -> None:
    write(documents, "a", ["a"], ["a", "b"], [None])
    assert kept_later(documents, on_c("eq", "a"), "a") == [0]
    assert kept_later(documents, on_c("ne", "b"), "a") == [0]
    assert kept_later(documents, on_c("matches", "a"), "a") == [0]
    assert kept(documents, on_c("isnull")) == []
    assert kept(documents, on_c("notnull")) == [0, 1, 2, 3]


@pytest.mark.parametrize("value", [["a"], {"x": 1}, Regex("a")], ids=["array", "object", "regex"])
def test_a_column_of_what_cannot_be_compared_is_refused(documents: Documents, value: Any) -> None:
    write(documents, value)
    with pytest.raises(PermissionConditionError, match="cannot be compared"):
        under(documents, on_c("eq", "a"))


def test_a_column_of_text_and_numbers_is_refused(documents: Documents) -> None:
    write(documents, "a", 1)
    with pytest.raises(PermissionConditionError, match="cannot be compared"):
        under(documents, on_c("eq", "a"))


def test_a_later_value_of_another_type_is_not_kept(documents: Documents) -> None:
    write(documents, "a", 5, True, ObjectId(), "b", {"a": 1})
    assert kept_later(documents, on_c("ne", "a"), "a") == [4]
    assert kept_later(documents, on_c("ge", "b"), "a") == [4]
    assert kept_later(documents, on_c("ne", 4), 1) == [1]


def test_true_is_not_one(documents: Documents) -> None:
    write(documents, 1, True)
    assert kept_later(documents, on_c("eq", 1), 1) == [0]
    assert kept_later(documents, on_c("eq", True), True) == [1]


def test_every_kind_of_number_is_compared_by_its_value(documents: Documents) -> None:
    write(documents, 1, 1.0, Decimal128("1.0"), 1.1, Decimal128("1.1"), 2**53 + 1, float(2**53), -math.inf)
    assert kept(documents, on_c("eq", 1)) == [0, 1, 2]
    assert kept(documents, on_c("eq", "1.1")) == [3, 4]
    assert kept(documents, on_c("in", [1.1])) == [3, 4]
    assert kept(documents, on_c("ne", Decimal("1.1"))) == [0, 1, 2, 5, 6, 7]
    assert kept(documents, on_c("le", 1.1)) == [0, 1, 2, 3, 4, 7]
    assert kept(documents, on_c("lt", 1.1)) == [0, 1, 2, 7]
    assert kept(documents, on_c("gt", 2**53)) == [5]
    assert kept(documents, on_c("ge", "1." + "0" * 40 + "1")) == [1, 3, 4, 5, 6]  # a double cannot be told


def test_a_number_beyond_34_digits_is_between_two_decimals(documents: Documents) -> None:
    digits = "1." + "2" * 33
    write(documents, Decimal128(digits), Decimal128("1.3"), Decimal128("-7E+6000"))
    assert kept(documents, on_c("gt", digits + "9")) == [1]
    assert kept(documents, on_c("lt", digits + "9")) == [0, 2]
    assert kept(documents, on_c("eq", digits + "9")) == []
    assert kept(documents, on_c("ne", digits + "9")) == [0, 1, 2]


def test_an_object_id_is_compared_by_its_hexadecimal_text(documents: Documents) -> None:
    low, high = ObjectId("0" * 23 + "a"), ObjectId("f" * 24)
    write(documents, low, high)
    assert kept(documents, on_c("eq", str(low))) == [0]
    assert kept(documents, on_c("eq", str(low).upper())) == []
    assert kept(documents, on_c("nin", [str(low), "no id"])) == [1]
    assert kept(documents, on_c("gt", str(low))) == [1]
    assert not under(documents, on_c("gt", "no id")).exact
    assert not under(documents, on_c("matches", "^f")).exact


def test_identifiers_that_are_objects_and_text_are_both_compared(documents: Documents) -> None:
    write(documents, ObjectId("0" * 24), "0" * 24, "a")
    assert kept(documents, on_c("eq", "0" * 24)) == [0, 1]
    assert kept(documents, on_c("ne", "0" * 24)) == [2]


def test_a_uuid_is_compared_by_its_text(documents: Documents) -> None:
    value = UUID("00112233-4455-6677-8899-aabbccddeeff")
    write(documents, Binary.from_uuid(value), Binary(value.bytes))
    documents.delete_one({"_id": 1})
    assert kept(documents, on_c("eq", str(value))) == [0]
    assert not under(documents, on_c("lt", str(value))).exact


def test_an_instant_is_compared_in_whole_milliseconds(documents: Documents) -> None:
    write(documents, datetime(2024, 1, 31, 12, tzinfo=UTC), datetime(2024, 1, 31, 12, 0, 1, tzinfo=UTC))
    assert kept(documents, on_c("eq", "2024-01-31T13:00:00+01:00")) == [0]
    assert kept(documents, on_c("eq", "2024-01-31 12:00:00.000001")) == []
    assert kept(documents, on_c("ge", datetime(2024, 1, 31, 12, 0, 1, tzinfo=UTC))) == [1]
    assert not under(documents, on_c("lt", "2024-01-31T12:00:00.0005Z")).exact


@pytest.mark.parametrize(
    "text", ["$ssn", "$$ROOT", "a.b", "{'$ne': 1}", "it's", '"', "\0", "é", "e\u0301", "A", "\U0010ffff", ""]
)
def test_a_text_is_a_value_whatever_it_says(documents: Documents, text: str) -> None:
    write(documents, text, "other", "a")
    assert kept(documents, on_c("eq", "{{ v }}"), v=text) == [0]
    assert kept(documents, on_c("in", ["{{ v }}", "a"]), v=text) == [0, 2]
    assert 0 not in kept(documents, on_c("ne", "{{ v }}"), v=text)


@pytest.mark.parametrize("name", ["$c", "a.$c", "a..b", ".", "c\0"])
def test_a_name_that_no_filter_can_have_is_refused(documents: Documents, name: str) -> None:
    write(documents, "a")
    with pytest.raises(PermissionConditionError, match="no name"):
        under(documents, {"column": name, "operator": "isnull"})


def test_a_name_with_dots_is_a_field_inside_an_object(documents: Documents) -> None:
    write(documents, {"d": {"e": 1}}, {"d": {"e": 2}}, {"d": 1}, {"d": [{"e": 1}]}, [{"d": {"e": 1}}])
    sample = {"d": {"e": 1}}
    assert kept_later(documents, {**on_c("eq", 1), "column": "c.d.e"}, sample) == [0]
    assert kept_later(documents, {**on_c("notnull"), "column": "c.d.e"}, sample) == [0, 1]
    assert kept_later(documents, {**on_c("isnull"), "column": "c.d.e"}, sample) == [2]


def test_a_column_that_no_document_has_is_refused(documents: Documents) -> None:
    write(documents, 1)
    for operator in ("isnull", "notnull", "eq"):
        with pytest.raises(PermissionConditionError, match="in no document") as caught:
            under(documents, {"column": "d", "operator": operator, "value": 1})
        assert caught.value.field == "d"


def test_a_column_that_few_documents_have_is_found(documents: Documents) -> None:
    write(documents, *[...] * 500, "a")
    assert kept(documents, on_c("eq", "a")) == [500]


def test_an_empty_collection_gives_nothing(documents: Documents) -> None:
    documents.drop()
    assert kept(documents, on_c("eq", "a")) == []


def test_an_undefined_variable_denies(documents: Documents) -> None:
    write(documents, 1)
    with pytest.raises(PermissionConditionError):
        under(documents, on_c("eq", "{{ nope }}"), other=1)


def test_a_value_of_another_type_is_refused(documents: Documents) -> None:
    write(documents, 1)
    with pytest.raises(PermissionConditionError, match="no such value"):
        under(documents, on_c("eq", "one"))


def test_groups_are_exact_if_all_of_them_is(documents: Documents) -> None:
    write(documents, "ab", "b", "c")
    exact, narrowing = on_c("ne", "c"), on_c("notmatches", "^a")
    assert kept(documents, {"or": [on_c("eq", "b"), on_c("matches", "^a")]}) == [0, 1]
    assert not under(documents, {"and": [exact, narrowing]}).exact
    assert not under(documents, {"or": [exact, narrowing]}).exact
