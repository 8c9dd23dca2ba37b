"""From the query of a data source to a pipeline: templates filled in, `$match` and `$sort` tidied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from toucan_connectors.core.errors import QueryError, TemplateError
from toucan_connectors.core.templating import render
from toucan_connectors.mongo.pipeline._bson_values import bson_value
from toucan_connectors.mongo.pipeline._stages import Pipeline, Stage, as_pipeline, inner_pipelines, stage_name

__all__ = ["pipeline_of"]


def pipeline_of(
    query: dict[str, Any] | list[dict[str, Any]], parameters: Mapping[str, Any] | None
) -> Pipeline:
    """Return the pipeline of a query, a new one: the arguments are not changed.

    A dict is the filter of one `$match`; no stage at all is one that keeps every document. Templates keep the
    type of a lone `{{ x }}`; an undefined variable and the value `__VOID__` take their entry out, and a
    `$match` of a list that is emptied so keeps every document. A `$sort` may be a list of dicts, whose order
    is kept. Dates, decimals and Extended JSON (`{"$oid": ...}`) become BSON's values.

    Raises QueryError for what is no pipeline, with the field "query", and TemplateError.
    """
    try:
        rendered = bson_value(render(query, parameters))
    except TemplateError as error:
        error.field = error.field or "query"
        raise
    if isinstance(rendered, dict):
        return [{"$match": rendered}]
    return [_tidied(stage) for stage in as_pipeline(rendered)] or [{"$match": {}}]


def _tidied(stage: Stage) -> Stage:
    name = stage_name(stage)
    inner = {key: [_tidied(each) for each in pipeline] for key, pipeline in inner_pipelines(stage)}
    if inner:
        return {name: {**stage[name], **inner}}
    return {name: _TIDY[name](stage[name])} if name in _TIDY else stage


def _filter(match: Any) -> Any:
    """Return a filter without what its templates emptied: all of it, or members of an `$and`."""
    if not isinstance(match, dict):
        return match
    if _is_empty(match):
        return {}
    return {key: _members(value) if key == "$and" else value for key, value in match.items()}


def _members(conditions: Any) -> Any:
    if not isinstance(conditions, list):
        return conditions
    return [_filter(member) for member in conditions if not _is_empty(member)]


def _is_empty(condition: Any) -> bool:
    """Whether a condition says nothing: `{}`, or a dict of nothing else. None is a value, and says much."""
    if not isinstance(condition, dict):
        return False
    return all(
        all(map(_is_empty, value)) if key == "$and" and isinstance(value, list) else _is_empty(value)
        for key, value in condition.items()
    )


def _order(sort: Any) -> Any:
    if not isinstance(sort, list):
        return sort
    order: dict[str, Any] = {}
    for item in sort:
        if not isinstance(item, dict):
            raise QueryError(
                "A $sort is neither a dict nor a list of dicts.",
                field="query",
                hint='Write it as [{"a": 1}, {"b": -1}].',
            )
        order |= item
    return order


_TIDY: Final[Mapping[str, Callable[[Any], Any]]] = {"$match": _filter, "$sort": _order}
