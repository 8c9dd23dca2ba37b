"""`flatten_column`: a column of objects becomes columns, a column of lists a row for each item."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import QueryError
from toucan_connectors.http.decode._json_types import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Columns", "exploded"]

Columns: TypeAlias = list[tuple[str, list[Json]]]
"""Columns in order, by name; a name may come twice."""


def exploded(
    rows: Sequence[dict[str, Json]], names: Sequence[str], separator: str
) -> tuple[Columns, set[str]]:
    """Return rows as columns, those of these names opened, and the names of all that were opened.

    - A column of objects gives columns `name.key`, at any depth; one of lists gives a row for each item, and
      columns of the items' keys, or `name.0` for items that are no objects. Lists inside are opened as well.
    - No row is lost: one without an item is kept, with null. None is doubled but by its own lists.
    - The opened column stays. In order: what items gave, the single values, what objects gave, the documents.

    Raises QueryError for a name that no row has.
    """
    known = dict.fromkeys(key for row in rows for key in row)
    columns: Columns = [(name, [row.get(name) for row in rows]) for name in known]
    opened: set[str] = set()
    for name in names:
        if name not in known and rows:
            raise QueryError(
                f"No row has a column {name!r} to flatten.",
                hint=f"There are: {', '.join(list(known)[:20])}.",
                field="flatten_column",
            )
        columns = _opened(columns, name, separator, opened)
    return columns, opened


def _opened(columns: Columns, name: str, separator: str, opened: set[str]) -> Columns:
    current_call().check()
    values = next((values for found, values in columns if found == name), [])
    if not any(isinstance(value, dict | list) for value in values):
        return columns
    opened.add(name)
    lists = any(isinstance(value, list) for value in values)
    if lists:
        origins, items = _items(values)
        columns = [(found, [whole[row] for row in origins]) for found, whole in columns]
        new = _columns(name, [_by_key(item, separator) for item in items], separator)
    else:
        new = _columns(name, [_by_key(value, separator) for value in values], separator)
    single = [column for column in columns if not _is_compound(column)]
    compound = [column for column in columns if _is_compound(column)]
    columns = [*new, *single, *compound] if lists else [*single, *new, *compound]
    for found in [column[0] for column in new if _is_compound(column)]:
        columns = _opened(columns, found, separator, opened)
    return columns


def _items(values: list[Json]) -> tuple[list[int], list[Json]]:
    """Return for each item of each list the row that it comes from, and the item; null for a row without."""
    origins: list[int] = []
    items: list[Json] = []
    for row, value in enumerate(values):
        found = value if isinstance(value, list) else [value]
        items += found or [None]
        origins += [row] * max(len(found), 1)
    return origins, items


def _by_key(value: Json, separator: str) -> dict[str, Json]:
    """Return the leaves of an object by their keys, `0` for what is none."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        return {"0": value}
    leaves: dict[str, Json] = {}
    for key, item in value.items():
        if isinstance(item, dict) and item:
            below = _by_key(item, separator)
            leaves |= {f"{key}{separator}{name}": leaf for name, leaf in below.items()}
        else:
            leaves[key] = item
    return leaves


def _columns(name: str, items: list[dict[str, Json]], separator: str) -> Columns:
    keys = dict.fromkeys(key for item in items for key in item)
    return [(f"{name}{separator}{key}", [item.get(key) for item in items]) for key in keys]


def _is_compound(column: tuple[str, list[Json]]) -> bool:
    return any(isinstance(value, dict | list) for value in column[1])
