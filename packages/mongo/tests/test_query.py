"""From queries to pipelines: templates, values as BSON has them, filters that their variables emptied."""

from __future__ import annotations

import copy
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from bson import Binary, Decimal128, Int64, ObjectId, Regex, decode, encode

from toucan_connectors.core.errors import QueryError, TemplateError
from toucan_connectors.mongo.pipeline._query import pipeline_of
from toucan_connectors.mongo.pipeline._regex_search import search_stage


def test_a_dict_is_a_filter_and_nothing_is_all() -> None:
    assert pipeline_of({"a": 1}, None) == [{"$match": {"a": 1}}]
    assert pipeline_of({}, None) == [{"$match": {}}]
    assert pipeline_of([], None) == [{"$match": {}}]


@pytest.mark.parametrize(
    "value",
    [
        1,
        2**40,
        1.5,
        True,
        None,
        "$ssn",
        datetime(2024, 1, 31, tzinfo=UTC),
        ObjectId("0" * 24),
        Decimal128("1.10"),
        Regex("^a", "i"),
        Binary(b"a", 5),
        ["a", 1],
        {"$gt": 1},
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_lone_variable_keeps_its_type(value: Any) -> None:
    (stage,) = pipeline_of([{"$match": {"a": "{{ v }}"}}], {"v": value})
    assert stage == {"$match": {"a": value}}
    assert type(stage["$match"]["a"]) is type(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1.10"), Decimal128("1.10")),
        (date(2024, 1, 31), datetime(2024, 1, 31, tzinfo=UTC)),
        (UUID(int=1), Binary.from_uuid(UUID(int=1))),
        (("a", "b"), ["a", "b"]),
        ({"$oid": "0" * 24}, ObjectId("0" * 24)),
        ({"$date": "2024-01-31T00:00:00Z"}, datetime(2024, 1, 31, tzinfo=UTC)),
        ({"$date": date(2024, 1, 31)}, datetime(2024, 1, 31, tzinfo=UTC)),
        ({"$numberDecimal": "1.5"}, Decimal128("1.5")),
        ({"$numberLong": "5"}, Int64(5)),
        ({"$uuid": str(UUID(int=1))}, Binary.from_uuid(UUID(int=1))),
        ({"$regularExpression": {"pattern": "^a", "options": "i"}}, Regex("^a", "i")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_are_written_as_bson_has_them(value: Any, written: Any) -> None:
    for query, parameters in (({"a": value}, None), ({"a": "{{ v }}"}, {"v": value})):
        (stage,) = pipeline_of(query, parameters)
        assert stage == {"$match": {"a": written}}
        assert encode(stage)


def test_a_compiled_expression_stays_one() -> None:
    (stage,) = pipeline_of({"a": re.compile("^a", re.IGNORECASE)}, {})
    assert decode(encode(stage))["$match"]["a"].try_compile().match("ABC")


@pytest.mark.parametrize(
    "value",
    [{"$oid": "no id"}, {"$date": "today"}, {"$numberDecimal": "one"}, Decimal("1." + "1" * 34)],
    ids=["oid", "date", "decimal", "digits"],
)
def test_a_value_that_bson_does_not_have_is_refused(value: Any) -> None:
    with pytest.raises(QueryError) as caught:
        pipeline_of({"a": value}, None)
    assert caught.value.field == "query"


def test_a_list_in_a_list_is_flattened_into_it() -> None:
    (stage,) = pipeline_of({"a": {"$in": ["x", "{{ l }}"]}}, {"l": ["y", "z"]})
    assert stage["$match"]["a"]["$in"] == ["x", "y", "z"]


@pytest.mark.parametrize("empty", ["{{ nope }}", "__VOID__", "{{ void }}"])
def test_what_has_no_value_leaves_the_filter(empty: str) -> None:
    parameters = {"void": "__VOID__"}
    for match, left in (
        ({"a": empty}, {}),
        ({"a": {"$gte": empty, "$lt": empty}}, {}),
        ({"a": {"$gte": empty, "$lt": 5}}, {"a": {"$lt": 5}}),
        ({"$and": [{"a": empty}, {"b": 1}]}, {"$and": [{"b": 1}]}),
        ({"$and": [{"$and": [{"b": empty}, {"c": 1}]}]}, {"$and": [{"$and": [{"c": 1}]}]}),
        ({"$and": [{"a": empty}, {"b": {"$ne": empty}}]}, {}),
        ({"$or": [{"a": empty}, {"b": 1}]}, {"$or": [{}, {"b": 1}]}),
        ({"a": {"$in": [empty]}}, {"a": {"$in": []}}),
        ({"a": None}, {"a": None}),
    ):  # fmt: skip
        assert pipeline_of([{"$match": match}], parameters) == [{"$match": left}]
        lookup = {"from": "x", "as": "o", "pipeline": [{"$match": match}]}
        assert pipeline_of([{"$lookup": lookup}], parameters) == [
            {"$lookup": {**lookup, "pipeline": [{"$match": left}]}}
        ]


def test_an_emptied_comparison_of_a_dict_query_keeps_nothing() -> None:
    assert pipeline_of({"a": {"$eq": "{{ nope }}"}}, {}) == [{"$match": {"a": {}}}]


def test_a_sort_that_is_a_list_keeps_its_order() -> None:
    query: list[Any] = [
        {"$sort": [{"b": 1}, {"a": -1}]},
        {"$facet": {"f": [{"$sort": [{"d": 1}, {"c": 1}]}]}},
    ]
    before = copy.deepcopy(query)
    sort, facet = pipeline_of(query, {})
    assert list(sort["$sort"].items()) == [("b", 1), ("a", -1)]
    assert list(facet["$facet"]["f"][0]["$sort"].items()) == [("d", 1), ("c", 1)]
    assert query == before


def test_the_query_that_was_given_stays_as_it_was() -> None:
    query: list[dict[str, Any]] = [{"$match": {"a": "{{ v }}", "b": {"c": [1]}}}]
    pipeline = pipeline_of(query, {"v": {"x": [1]}})
    pipeline[0]["$match"]["b"]["c"].append(2)
    pipeline[0]["$match"]["a"]["x"].append(2)
    assert query == [{"$match": {"a": "{{ v }}", "b": {"c": [1]}}}]


@pytest.mark.parametrize(
    "query",
    [
        ["$match"],
        [{}],
        [{"$match": {}, "$sort": {}}],
        [{"$sort": ["a"]}],
        [{"$lookup": {"pipeline": {}}}],
        [{"$facet": {"f": {}}}],
    ],
)
def test_what_is_no_pipeline_is_refused(query: Any) -> None:
    with pytest.raises(QueryError) as caught:
        pipeline_of(query, {})
    assert caught.value.field == "query"
    assert caught.value.hint


def test_a_broken_template_names_the_query() -> None:
    with pytest.raises(TemplateError) as caught:
        pipeline_of({"a": "{{ 1 + }}"}, {})
    assert caught.value.field == "query"


def test_a_query_that_is_nested_too_deeply_is_refused() -> None:
    query: dict[str, Any] = {}
    for _ in range(300):
        query = {"a": query}
    for parameters in (None, {"x": 1}):
        with pytest.raises(QueryError):
            pipeline_of(query, parameters)


# Searches.


def found(column: str, text: str) -> dict[str, Any]:
    as_text = {"$convert": {"input": f"${column}", "to": "string", "onError": None, "onNull": None}}
    return {"$regexMatch": {"input": as_text, "regex": {"$literal": text}, "options": "i"}}


def test_a_search_is_one_match() -> None:
    search = {"and": [{"a": re.compile("x")}, {"b": re.compile("y"), "c": re.compile("$z")}]}
    assert search_stage(search) == {
        "$match": {"$expr": {"$and": [found("a", "x"), {"$and": [found("b", "y"), found("c", "$z")]}]}}
    }
    assert search_stage({"or": [{"a": "x"}]}) == {"$match": {"$expr": {"$or": [found("a", "x")]}}}


def test_a_search_finds_text_in_values_of_any_type(world: Any) -> None:
    world.put("searched", [{"a": "Xy1"}, {"a": 12}, {"a": None}, {"b": 1}, {"a": True}, {"a": "$1"}])
    source = world.source("searched", [{"$sort": {"_id": 1}}, {"$set": {"n": "$_id"}}])

    def rows(search: Any, **permission: Any) -> list[int]:
        frame = world.connector.get_df_with_regex(source, search, permission or None)
        assert "_id" not in frame.columns
        return [int(n) for n in frame["n"]] if len(frame) else []

    assert rows({"and": [{"a": re.compile("1")}]}) == [0, 1, 5]
    assert rows({"or": [{"a": "xY"}, {"b": "1"}]}) == [0, 3]
    assert rows({"and": [{"a": re.compile("^[$]1")}]}) == [5]
    assert rows({"or": [{"a": "1"}]}, column="_id", operator="le", value=1) == [0, 1]
    page = world.connector.get_slice_with_regex(source, {"or": [{"a": "1"}]}, limit=2, get_row_count=True)
    assert page.df["n"].tolist() == [0, 1]
    assert page.pagination_info.pagination_info.total_rows == 3


NO_SEARCHES: list[Any] = [
    *({}, [], "and", {"nor": [{"a": "x"}]}, {"and": [{"a": "x"}], "or": [{"a": "x"}]}),
    *({"and": "a"}, {"and": ["a"]}, {"and": []}, {"and": [{}]}, {"and": {"a": "x"}}),
    *({"and": [{column: "x"}]} for column in ("", "$ROOT", "a\0", 1)),
    *({"and": [{"a": expression}]} for expression in (1, re.compile(b"x"))),
]


@pytest.mark.parametrize("search", NO_SEARCHES, ids=ascii)
def test_what_is_no_search_is_refused(search: Any) -> None:
    with pytest.raises(QueryError) as caught:
        search_stage(search)
    assert caught.value.field == "search"
