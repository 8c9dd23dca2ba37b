"""Where a permission stands in a pipeline: before all that is read, of other collections too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection

from toucan_connectors.core.conditions import parse_condition
from toucan_connectors.core.errors import PermissionConditionError
from toucan_connectors.mongo.permissions._permitted import Permitted, permitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toucan_connectors.mongo.pipeline._stages import Pipeline
    from toucan_connectors.testing.servers import Mongo

Documents = Collection[dict[str, Any]]

MINE = {"column": "client", "operator": "eq", "value": "a"}
FILTER = {"client": {"$type": "string", "$in": ["a"], "$not": {"$type": "array"}}}
FOREIGN = {"$and": [{"client": {"$exists": True}}, FILTER]}


@pytest.fixture(scope="module")
def documents(mongo_server: Mongo) -> Iterator[Documents]:
    with MongoClient[dict[str, Any]](mongo_server.running.url) as client:
        documents = client["toucan"]["people"]
        documents.drop()
        documents.insert_many(
            [
                {"_id": 1, "client": "a", "boss": 2, "n": 10},
                {"_id": 2, "client": "b", "boss": 1, "n": 20},
                {"_id": 3, "client": "a", "boss": 1, "n": 30},
            ]
        )
        yield documents


def under(condition: Mapping[str, Any], pipeline: Pipeline) -> Permitted:
    return permitted(pipeline, parse_condition(condition), lambda _: [{"client": "a"}])


def found(documents: Documents, answer: Permitted) -> set[Any]:
    documents_ = documents.aggregate(answer.pipeline, collation={"locale": "simple"})
    return {document["_id"] for document in documents_}


@pytest.mark.parametrize(
    ("pipeline", "wanted"),
    [
        ([{"$match": {}}], [{"$match": {"$and": [{}, FILTER]}}]),
        (
            [{"$match": {"$text": {"$search": "x"}}}, {"$limit": 1}],
            [{"$match": {"$and": [{"$text": {"$search": "x"}}, FILTER]}}, {"$limit": 1}],
        ),
        ([{"$group": {"_id": "$n"}}], [{"$match": FILTER}, {"$group": {"_id": "$n"}}]),
        ([{"$limit": 1}], [{"$match": FILTER}, {"$limit": 1}]),
        (
            [{"$geoNear": {"distanceField": "d"}}],
            [{"$geoNear": {"distanceField": "d", "query": FILTER}}],
        ),
        (
            [{"$geoNear": {"distanceField": "d", "query": {"n": 1}}}],
            [{"$geoNear": {"distanceField": "d", "query": {"$and": [{"n": 1}, FILTER]}}}],
        ),
        (
            [{"$search": {"text": {}}}, {"$limit": 1}],
            [{"$search": {"text": {}}}, {"$match": FILTER}, {"$limit": 1}],
        ),
        (
            [{"$unionWith": "other"}],
            [
                {"$match": FILTER},
                {"$unionWith": {"coll": "other", "pipeline": [{"$match": FOREIGN}]}},
            ],
        ),
        (
            [{"$unionWith": {"pipeline": [{"$documents": [{"client": "b"}]}]}}],
            [
                {"$match": FILTER},
                {"$unionWith": {"pipeline": [{"$documents": [{"client": "b"}]}, {"$match": FOREIGN}]}},
            ],
        ),
        (
            [{"$graphLookup": {"from": "other", "restrictSearchWithMatch": {"n": 1}}}],
            [
                {"$match": FILTER},
                {"$graphLookup": {"from": "other", "restrictSearchWithMatch": {"$and": [{"n": 1}, FOREIGN]}}},
            ],
        ),
        (
            [{"$lookup": {"from": "other", "localField": "a", "foreignField": "b", "as": "o"}}],
            [
                {"$match": FILTER},
                {
                    "$lookup": {
                        "from": "other",
                        "localField": "a",
                        "foreignField": "b",
                        "as": "o",
                        "pipeline": [{"$match": FOREIGN}],
                    }
                },
            ],
        ),
        (
            [{"$facet": {"f": [{"$lookup": {"from": "x", "pipeline": [{"$unionWith": "y"}], "as": "o"}}]}}],
            [
                {"$match": FILTER},
                {
                    "$facet": {
                        "f": [
                            {
                                "$lookup": {
                                    "from": "x",
                                    "pipeline": [
                                        {"$match": FOREIGN},
                                        {"$unionWith": {"coll": "y", "pipeline": [{"$match": FOREIGN}]}},
                                    ],
                                    "as": "o",
                                }
                            }
                        ]
                    }
                },
            ],
        ),
    ],
    ids=lambda pipeline: "-".join(name[1:] for stage in pipeline for name in stage),
)  # fmt: skip
def test_the_permission_stands_before_all_that_is_read(pipeline: Pipeline, wanted: Pipeline) -> None:
    assert under(MINE, pipeline).pipeline == wanted


@pytest.mark.parametrize(
    ("pipeline", "seen"),
    [
        ([{"$match": {"n": {"$gt": 10}}}], {3}),
        ([{"$sort": {"n": -1}}, {"$limit": 2}], {1, 3}),
        ([{"$lookup": {"from": "people", "localField": "boss", "foreignField": "_id", "as": "o"}},
          {"$unwind": "$o"}, {"$replaceRoot": {"newRoot": "$o"}}], {1}),
        ([{"$lookup": {"from": "people", "pipeline": [{"$match": {}}], "as": "o"}},
          {"$unwind": "$o"}, {"$replaceRoot": {"newRoot": "$o"}}], {1, 3}),
        ([{"$unionWith": "people"}], {1, 3}),
        ([{"$unionWith": {"coll": "people", "pipeline": [{"$sort": {"n": 1}}]}}], {1, 3}),
        ([{"$facet": {"f": [{"$unionWith": "people"}]}}, {"$unwind": "$f"},
          {"$replaceRoot": {"newRoot": "$f"}}], {1, 3}),
        ([{"$group": {"_id": "$n"}}], {10, 30}),
    ],
    ids=lambda it: "-".join(name[1:] for stage in it for name in stage) if isinstance(it, list) else "",
)  # fmt: skip
def test_no_document_comes_past_the_permission(
    documents: Documents, pipeline: Pipeline, seen: set[int]
) -> None:
    assert found(documents, under(MINE, pipeline)) == seen


def test_another_collection_without_the_column_gives_nothing(documents: Documents) -> None:
    other = documents.database["other"]
    other.drop()
    other.insert_one({"_id": 9, "secret": True})
    nobody = {"or": [MINE, {"column": "client", "operator": "isnull"}]}
    assert found(documents, under(nobody, [{"$unionWith": "other"}])) == {1, 3}


@pytest.mark.parametrize(
    "stage",
    [
        {"$collStats": {"count": {}}},
        {"$indexStats": {}},
        {"$searchMeta": {}},
        {"$out": "x"},
        {"$newInMongoDB99": {}},
        {"$facet": {"f": [{"$collStats": {}}]}},
        {"$project": {"hits": "$$SEARCH_META.count"}},
    ],
    ids=lambda stage: next(iter(stage))[1:],
)
def test_a_stage_that_may_tell_of_hidden_documents_is_refused(stage: Any) -> None:
    with pytest.raises(PermissionConditionError):
        under(MINE, [stage])


NARROWING = {"column": "client", "operator": "notmatches", "value": "b"}


@pytest.mark.parametrize(
    "stage",
    [
        {"$match": {"n": 10}},
        {"$sort": {"client": 1}},
        {"$unset": ["n", "boss"]},
        {"$unset": "_id"},
        {"$set": {"n": "$client"}},
        {"$project": {"client": 1, "n": {"$add": ["$n", 1]}}},
        {"$project": {"n": 0}},
    ],
    ids=repr,
)
def test_what_only_we_can_test_is_tested_behind_stages_that_keep_its_columns(stage: Any) -> None:
    answer = under(NARROWING, [{"$match": {}}, stage])
    assert not answer.exact
    assert answer.condition == parse_condition(NARROWING)


@pytest.mark.parametrize(
    "stage",
    [
        {"$limit": 1},
        {"$group": {"_id": "$n"}},
        {"$unionWith": "x"},
        {"$unset": "client"},
        {"$unset": ["n", "client.x"]},
        {"$addFields": {"client": "b"}},
        {"$set": {"client.x": 1}},
        {"$project": {"n": 1}},
        {"$project": {"n": 1, "client": "$n"}},
        {"$project": {"client": 0}},
        {"$project": "client"},
        {"$unset": 5},
    ],
    ids=repr,
)
def test_what_only_we_can_test_is_refused_behind_others(stage: Any) -> None:
    with pytest.raises(PermissionConditionError, match="exactly"):
        under(NARROWING, [{"$match": {}}, stage])
    assert under(MINE, [stage]).condition is None


def test_the_identifier_stays_in_a_projection_unless_it_is_taken_out() -> None:
    narrowing = {"column": "_id", "operator": "notmatches", "value": "b"}

    def on(stage: Any) -> Permitted:
        return permitted([stage], parse_condition(narrowing), lambda _: [{"_id": "a"}])

    assert on({"$project": {"n": 1}}).condition
    with pytest.raises(PermissionConditionError):
        on({"$project": {"n": 1, "_id": 0}})


def test_documents_of_the_query_are_those_that_are_filtered() -> None:
    asked: list[Pipeline] = []

    def read(pipeline: Pipeline) -> list[dict[str, Any]]:
        asked.append(pipeline)
        return [{"client": "a"}]

    documents = {"$documents": [{"client": "a"}, {"client": "b"}]}
    answer = permitted([documents], parse_condition(MINE), read)
    assert answer == Permitted([documents, {"$match": FILTER}])
    assert all(pipeline[0] == documents for pipeline in asked)


def test_without_a_permission_nothing_is_read_first() -> None:
    def read(pipeline: Pipeline) -> list[dict[str, Any]]:
        raise AssertionError(pipeline)

    assert permitted([{"$limit": 1}], None, read) == Permitted([{"$limit": 1}])


def test_the_pipeline_that_was_given_stays_as_it_was() -> None:
    pipeline: Pipeline = [{"$match": {"n": 1}}, {"$lookup": {"from": "x", "as": "o", "pipeline": []}}]
    before = repr(pipeline)
    under(MINE, pipeline)
    assert repr(pipeline) == before
