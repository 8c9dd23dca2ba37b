"""The read-only guard: known stages pass, on every level; all others are refused."""

from __future__ import annotations

from typing import Any

import pytest

from toucan_connectors.core.errors import QueryRefusedError
from toucan_connectors.mongo.pipeline._guard import refuse_writes
from toucan_connectors.mongo.pipeline._stages import STAGES

JAVASCRIPT = {"body": "function() { return 1 }", "args": [], "lang": "js"}
REFUSED: list[Any] = [
    {"$out": "x"},
    {"$merge": {"into": "x"}},
    {"$match": {"$where": "sleep(1000)"}},
    {"$match": {"$or": [{"a": 1}, {"$where": "true"}]}},
    {"$match": {"$expr": {"$function": JAVASCRIPT}}},
    {"$addFields": {"a": {"$add": [1, {"$function": JAVASCRIPT}]}}},
    {"$group": {"_id": None, "a": {"$accumulator": JAVASCRIPT}}},
    {"$currentOp": {}},
    {"$listSessions": {}},
    {"$listLocalSessions": {}},
    {"$planCacheStats": {}},
    {"$queryStats": {}},
    {"$changeStream": {}},
    {"$Match": {}},
    {"$newInMongoDB99": {}},
]


@pytest.mark.parametrize("stage", REFUSED, ids=lambda stage: next(iter(stage))[1:])
def test_a_stage_that_may_do_more_than_read_is_refused(stage: Any) -> None:
    places = [
        [stage],
        [{"$match": {}}, stage],
        [{"$facet": {"f": [stage]}}],
        [{"$lookup": {"from": "x", "as": "o", "pipeline": [stage]}}],
        [{"$unionWith": {"coll": "x", "pipeline": [{"$facet": {"f": [stage]}}]}}],
    ]
    for pipeline in places:
        with pytest.raises(QueryRefusedError) as caught:
            refuse_writes(pipeline)
        assert caught.value.field == "query"
        assert "options.read_only" in str(caught.value)


def test_the_error_names_the_stage() -> None:
    with pytest.raises(QueryRefusedError, match=r"\$currentOp"):
        refuse_writes([{"$facet": {"f": [{"$currentOp": {}}]}}])


@pytest.mark.parametrize("name", sorted(STAGES))
def test_a_stage_that_only_reads_passes(name: str) -> None:
    refuse_writes([{name: {}}])


def test_words_that_are_values_pass() -> None:
    refuse_writes([{"$match": {"a": "$out", "b": {"$in": ["$where", "$function"]}}}])
