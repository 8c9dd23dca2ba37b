"""A permission in a pipeline: before all that the author wrote, on every path that documents come by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toucan_connectors.core.conditions import Condition, columns_of
from toucan_connectors.core.errors import PermissionConditionError
from toucan_connectors.mongo.permissions._filter import filter_of
from toucan_connectors.mongo.permissions._placement import placed
from toucan_connectors.mongo.permissions._row_by_row import keeps_columns
from toucan_connectors.mongo.permissions._sample import Read, sampled_types
from toucan_connectors.mongo.pipeline import (
    STAGES,
    Pipeline,
    inner_pipelines,
    needs_no_collection,
    stage_name,
)

__all__ = ["Permitted", "Read", "permitted"]


@dataclass(frozen=True, slots=True)
class Permitted:
    """A pipeline that gives permitted documents alone, where it is exact.

    One that is not `exact` may give others: `condition` must be tested on its rows, before page and count.
    Where it is exact, `condition` may be tested as an assertion; None where the rows have not the columns of
    the collection's documents any more. Text is to compare by code point: where there was a permission, send
    the pipeline with the collation `{"locale": "simple"}`.
    """

    pipeline: Pipeline
    exact: bool = True
    condition: Condition | None = None


def permitted(pipeline: Pipeline, condition: Condition | None, read: Read) -> Permitted:
    """Return the pipeline under a permission; without one, as it is.

    A collection declares no types, so `read` looks at some documents first: for each column of the condition,
    a hundred that have a value in it. The condition's values are brought to the type found there, and
    documents in which the column is of another type are not kept. A pipeline that reads other collections
    gets of them what the condition keeps, and nothing of one that has not its columns.

    Raises PermissionConditionError for a column that no document has, a value that is not of its column's
    type, a type that cannot be compared, and a pipeline in which the condition cannot be held to.
    """
    if condition is None:
        return Permitted(pipeline)
    _require_holdable(pipeline)
    columns = sorted(columns_of(condition))
    start = pipeline[:1] if needs_no_collection(pipeline) else []
    kept = filter_of(condition, sampled_types(columns, start, read))
    checked = keeps_columns(pipeline, columns)
    if not (kept.exact or checked):
        raise PermissionConditionError(
            "MongoDB cannot test the permission exactly, and on what this pipeline gives, nor can we.",
            hint="Compare with eq, ne, in or nin, or use only stages that keep its columns ($match, $sort).",
        )
    foreign = {"$and": [*({column: {"$exists": True}} for column in columns), kept.match]}
    whole = placed(pipeline, kept.match, foreign)
    return Permitted(whole, kept.exact, condition if checked else None)


def _require_holdable(pipeline: Pipeline) -> None:
    """Raise PermissionConditionError where documents could be told of that the permission hides."""
    for stage in pipeline:
        name = stage_name(stage)
        if name not in STAGES or STAGES[name].tells_of_all or _has_text(stage, "$$SEARCH_META"):
            raise PermissionConditionError(
                f"Under a permission, {name} may tell of documents that are not permitted.",
                field="query",
                hint="Leave it out of the query, or read without a permission.",
            )
        for _, inner in inner_pipelines(stage):
            _require_holdable(inner)


def _has_text(value: Any, start: str) -> bool:
    if isinstance(value, dict | list):
        return any(_has_text(item, start) for item in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, str) and value.startswith(start)
