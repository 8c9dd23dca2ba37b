"""Where a filter stands in a pipeline, so that no document comes past it on any path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from toucan_connectors.core.errors import QueryError
from toucan_connectors.mongo.pipeline import STAGES, Document, Pipeline, Stage, as_pipeline, stage_name

__all__ = ["placed"]


def placed(pipeline: Pipeline, match: Document, foreign: Document) -> Pipeline:
    """Return a pipeline with the filter `match` first, and `foreign` first in all that it reads elsewhere.

    A `$match` that is there gets it, as `$text` may stand in the first stage alone; so does `$geoNear`. Of
    other stages that must lead (`$search`, `$documents`), it comes straight behind.
    """
    filter_: Stage = {"$match": match}
    name = stage_name(pipeline[0]) if pipeline else ""
    if name == "$match":
        first = [{"$match": {"$and": [pipeline[0]["$match"], match]}}]
    elif name == "$geoNear":
        first = [{"$geoNear": _restricted(_value(pipeline[0]), "query", match)}]
    elif name in STAGES and STAGES[name].leads:
        first = [pipeline[0], filter_]
    else:
        return [filter_, *_inner(pipeline, foreign)]
    return [*first, *_inner(pipeline[1:], foreign)]


def _inner(pipeline: Pipeline, foreign: Document) -> Pipeline:
    """Return stages that the filter stands before, with `foreign` in what they read elsewhere."""
    return [
        {name: _READ_MORE[name](stage, foreign)} if name in _READ_MORE else stage
        for stage in pipeline
        for name in stage
    ]


def _value(stage: Stage) -> Document:
    (value,) = stage.values()
    if not isinstance(value, dict):
        raise QueryError(f"The {stage_name(stage)} of the query is not a dict.", field="query")
    return value


def _restricted(value: Document, key: str, match: Document) -> Document:
    return {**value, key: {"$and": [value[key], match]} if key in value else match}


def _piped(value: Document, foreign: Document) -> Document:
    return {**value, "pipeline": placed(as_pipeline(value.get("pipeline", [])), foreign, foreign)}


def _lookup(stage: Stage, foreign: Document) -> Document:
    return _piped(_value(stage), foreign)


def _union(stage: Stage, foreign: Document) -> Document:
    name = stage["$unionWith"]
    return _piped({"coll": name} if isinstance(name, str) else _value(stage), foreign)


def _graph_lookup(stage: Stage, foreign: Document) -> Document:
    return _restricted(_value(stage), "restrictSearchWithMatch", foreign)


def _facet(stage: Stage, foreign: Document) -> Document:
    return {name: _inner(as_pipeline(inner), foreign) for name, inner in _value(stage).items()}


_READ_MORE: Final[Mapping[str, Callable[[Stage, Document], Any]]] = {
    "$facet": _facet,
    "$graphLookup": _graph_lookup,
    "$lookup": _lookup,
    "$unionWith": _union,
}
