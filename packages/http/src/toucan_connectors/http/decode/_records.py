"""From a document to its records, by a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toucan_connectors.http.decode._jq import jq_filter
from toucan_connectors.http.decode._paths import parse_path

if TYPE_CHECKING:
    from toucan_connectors.http.decode._json_types import Json

__all__ = ["as_row", "records", "rows_of"]


def records(document: Json, text: str = ".") -> list[Json]:
    """Return what a filter makes of a document, as records.

    A single list is unwrapped, unless the filter is a path that ends in `[]`: its items are the records. A
    single object of columns (`{"day": [1, 2], "value": [3, 4], "unit": "m"}`: its first value is a list, the
    others are as long, or one value for all) is a record for each of their items. Raises QueryError.
    """
    found = jq_filter(text, document)
    path = parse_path(text)
    if len(found) != 1 or (path is not None and path.is_stream):
        return found
    only = found[0]
    if isinstance(only, list):
        return only
    return _by_columns(only) if isinstance(only, dict) and _is_columns(only) else found


def rows_of(document: Json, text: str = ".") -> list[dict[str, Json]]:
    """Return the records as rows; a filter that only finds null has none."""
    found = records(document, text)
    return [] if found == [None] else [as_row(record) for record in found]


def as_row(record: Json) -> dict[str, Json]:
    """Return a record as a row: the items of a list are columns `0`, `1`..., a single value is column `0`."""
    if isinstance(record, dict):
        return record
    if isinstance(record, list):
        return {str(position): item for position, item in enumerate(record)}
    return {"0": record}


def _is_columns(record: dict[str, Json]) -> bool:
    first = next(iter(record.values()), None)
    if not isinstance(first, list):
        return False
    return all(
        len(value) == len(first) if isinstance(value, list) else not isinstance(value, dict)
        for value in record.values()
    )


def _by_columns(record: dict[str, Json]) -> list[Json]:
    count = len(next(iter(record.values())))
    columns = [value if isinstance(value, list) else [value] * count for value in record.values()]
    return [dict(zip(record, values, strict=True)) for values in zip(*columns, strict=True)]
