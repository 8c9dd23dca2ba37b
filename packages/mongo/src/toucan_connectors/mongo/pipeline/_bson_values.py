"""The values of a query as BSON has them: what Python and Extended JSON spell differently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, DecimalException
from typing import Any, Final
from uuid import UUID

from bson import Binary, Decimal128
from bson.errors import BSONError
from bson.json_util import CANONICAL_JSON_OPTIONS, object_hook

from toucan_connectors.core.errors import QueryError

__all__ = ["VOID", "bson_value"]

VOID: Final = "__VOID__"
"""The value that takes its entry out of the query, as an undefined variable does."""

_MAX_DEPTH: Final = 100
"""MongoDB takes no document that is nested deeper."""
_EXTENDED: Final = frozenset(
    {"$binary", "$date", "$numberDecimal", "$numberDouble", "$numberInt", "$numberLong", "$oid"}
    | {"$regularExpression", "$uuid"}
)
"""Keys of Extended JSON (v2) that are no operator of a query too."""
_IN_UTC: Final = CANONICAL_JSON_OPTIONS.with_options(tz_aware=True, tzinfo=UTC)


def bson_value(value: Any, depth: int = 0) -> Any:
    """Return a query as BSON has it, in new dicts and lists, without the entries that are `__VOID__`.

    `{"$oid": "..."}` and its like are the values that they spell; a date is its first instant in UTC. Raises
    QueryError, field "query", for a value that BSON does not have.
    """
    if depth > _MAX_DEPTH:
        raise QueryError(f"The query is nested more than {_MAX_DEPTH} levels deep.", field="query")
    if isinstance(value, Mapping):
        if len(value) == 1 and value.keys() <= _EXTENDED:
            return _extended(*value.items())
        return {key: bson_value(item, depth + 1) for key, item in value.items() if not _is_void(item)}
    if isinstance(value, list | tuple | set | frozenset):
        return [bson_value(item, depth + 1) for item in value if not _is_void(item)]
    return _scalar(value)


def _is_void(value: object) -> bool:
    return isinstance(value, str) and value == VOID


def _scalar(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return Binary.from_uuid(value) if isinstance(value, UUID) else value


def _decimal(value: Decimal) -> Decimal128:
    try:
        return Decimal128(value)
    except DecimalException as error:
        raise QueryError(
            "The query has a decimal of more than the 34 digits that BSON's have.", field="query"
        ) from error


def _extended(entry: tuple[str, Any]) -> Any:
    key, value = entry
    if not isinstance(value, str | int | Mapping):  # a template gave the value itself
        return _scalar(value)
    try:
        return object_hook({key: value}, _IN_UTC)
    except (BSONError, ValueError, TypeError, KeyError, DecimalException) as error:
        raise QueryError(
            f"The query has a {key} that Extended JSON does not.",
            field="query",
            hint='Write {"$oid": "24 hex digits"} or {"$date": "2024-01-31T00:00:00Z"}, for example.',
        ) from error
