"""Stages that look at each document by itself, and leave the columns of a permission as they were.

Behind them, and only behind them, a permission can be tested again on what the server gives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from toucan_connectors.mongo.pipeline import stage_name

if TYPE_CHECKING:
    from toucan_connectors.mongo.pipeline import Pipeline

__all__ = ["keeps_columns"]

Columns: TypeAlias = Collection[str]


def keeps_columns(pipeline: Pipeline, columns: Columns) -> bool:
    """Whether a row of the result has the columns of its document, whatever other documents there are.

    A name with dots is no column of the result.
    """
    if any("." in column for column in columns):
        return False
    return all(_keeps(stage_name(stage), value, columns) for stage in pipeline for value in stage.values())


def _keeps(name: str, value: Any, columns: Columns) -> bool:
    return name in _KEEPING and _KEEPING[name](value, columns)


def _all(value: Any, columns: Columns) -> bool:  # noqa: ARG001 - one of the table's
    return True


def _others(names: Any, columns: Columns) -> bool:
    """Whether none of the names is a column, nor a field inside one."""
    paths = [names] if isinstance(names, str) else names
    return isinstance(paths, list | dict) and all(str(path).split(".")[0] not in columns for path in paths)


def _projected(value: Any, columns: Columns) -> bool:
    if not isinstance(value, dict):
        return False
    if all(shown in (0, False) for shown in value.values()):
        return _others(value, columns)
    return all(value.get(column, int(column == "_id")) in (1, True) for column in columns)


_KEEPING: Final[Mapping[str, Callable[[Any, Columns], bool]]] = {
    "$addFields": _others,
    "$match": _all,
    "$project": _projected,
    "$set": _others,
    "$sort": _all,
    "$unset": _others,
}
