"""The types of a permission's columns, by some documents that have a value in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from toucan_connectors.core.errors import PermissionConditionError
from toucan_connectors.mongo.permissions._column_types import NULLS, require_path, types_of, value_at
from toucan_connectors.mongo.pipeline import Document, Pipeline

__all__ = ["Read", "sampled_types"]

Read: TypeAlias = Callable[[Pipeline], Iterable[Mapping[str, Any]]]
"""Run a small pipeline on the data source's collection, and return its (few) decoded documents."""

_SAMPLE: Final = 100
"""How many values tell the types of a column."""


def sampled_types(columns: Iterable[str], start: Pipeline, read: Read) -> dict[str, frozenset[str]]:
    """Return the types of columns (see `types_of`) in the documents of a pipeline, often an empty one.

    A column of nothing but nulls has none, and in an empty collection so has each. Raises
    PermissionConditionError for a column that no document has.
    """

    def values(column: str, match: Document, limit: int) -> list[object]:
        only = {"_id": 0, column: 1} if column != "_id" else {"_id": 1}
        found = read([*start, {"$match": match}, {"$limit": limit}, {"$project": only}])
        return [value_at(document, column) for document in found]

    def types(column: str) -> frozenset[str]:
        require_path(column)
        found = values(column, {column: {"$nin": list(NULLS)}}, _SAMPLE)
        if not (found or values(column, {column: {"$exists": True}}, 1)) and values(column, {}, 1):
            raise PermissionConditionError(
                f"The permission's column {column!r} is in no document, so none is given.",
                field=column,
                hint="Check its spelling: names are as the collection's documents have them.",
            )
        return types_of(found)

    return {column: types(column) for column in sorted(columns)}
