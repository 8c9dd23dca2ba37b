"""What is known of each stage of a pipeline: one table, and the walk over the pipelines inside it.

A stage that is not in the table is not known to only read, nor what it does to a permission.
Source: https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from toucan_connectors.core.errors import QueryError

__all__ = [
    "STAGES",
    "Document",
    "Known",
    "Pipeline",
    "Stage",
    "as_pipeline",
    "inner_pipelines",
    "needs_no_collection",
    "stage_name",
]

Document: TypeAlias = dict[str, Any]
Stage: TypeAlias = dict[str, Any]
"""A dict of one key, the name of the stage: `{"$match": {...}}`."""
Pipeline: TypeAlias = list[Stage]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a stage does to the documents."""

    leads: bool = False
    """It stands first, or nowhere: what a permission says comes straight after it, or inside it."""
    tells_of_all: bool = False
    """It tells of documents that a filter behind it cannot take out."""
    pipelines: tuple[str, ...] = ()
    """Where in its value pipelines stand, `*` for each of its keys."""


STAGES: Final[Mapping[str, Known]] = {
    "$addFields": Known(),
    "$bucket": Known(),
    "$bucketAuto": Known(),
    "$collStats": Known(leads=True, tells_of_all=True),
    "$count": Known(),
    "$densify": Known(),
    "$documents": Known(leads=True),
    "$facet": Known(pipelines=("*",)),
    "$fill": Known(),
    "$geoNear": Known(leads=True),
    "$graphLookup": Known(),
    "$group": Known(),
    "$indexStats": Known(leads=True, tells_of_all=True),
    "$limit": Known(),
    "$lookup": Known(pipelines=("pipeline",)),
    "$match": Known(),
    "$project": Known(),
    "$redact": Known(),
    "$replaceRoot": Known(),
    "$replaceWith": Known(),
    "$sample": Known(),
    "$search": Known(leads=True),
    "$searchMeta": Known(leads=True, tells_of_all=True),
    "$set": Known(),
    "$setWindowFields": Known(),
    "$skip": Known(),
    "$sort": Known(),
    "$sortByCount": Known(),
    "$unionWith": Known(pipelines=("pipeline",)),
    "$unset": Known(),
    "$unwind": Known(),
    "$vectorSearch": Known(leads=True),
}


def stage_name(stage: object) -> str:
    """Return the name of a stage; QueryError for what is none."""
    if isinstance(stage, dict) and len(stage) == 1:
        (name,) = stage
        if isinstance(name, str):
            return name
    raise QueryError(
        "A stage of the pipeline is not a dict with one key.",
        field="query",
        hint='Write each stage as {"$name": ...}.',
    )


def inner_pipelines(stage: Stage) -> Iterator[tuple[str, Pipeline]]:
    """Yield each pipeline inside a stage, with the key of the stage's value that it stands under."""
    name = stage_name(stage)
    value = stage[name]
    if name not in STAGES or not isinstance(value, dict):
        return
    for place in STAGES[name].pipelines:
        for key in list(value) if place == "*" else [place]:
            if key in value:
                yield key, as_pipeline(value[key])


def as_pipeline(value: object) -> Pipeline:
    """Return a list of stages as what it is; QueryError for anything else."""
    if not isinstance(value, list):
        raise QueryError(
            f"A pipeline is a list of stages, not {type(value).__name__}.",
            field="query",
            hint='Write it as [{"$match": {...}}, ...].',
        )
    for stage in value:
        stage_name(stage)
    return value


def needs_no_collection(pipeline: Pipeline) -> bool:
    """Whether a pipeline brings its own documents: it is run on the database, as no collection takes it."""
    return bool(pipeline) and stage_name(pipeline[0]) == "$documents"
