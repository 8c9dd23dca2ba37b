"""What a server holds: its collections, and the fields that their first documents have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from bson import Binary, Code, DBRef, Decimal128, Int64, MaxKey, MinKey, ObjectId, Regex, Timestamp
from bson.datetime_ms import DatetimeMS

from toucan_connectors.core.errors import ToucanConnectorsError
from toucan_connectors.mongo._rows import FIRST
from toucan_connectors.mongo._server import Aggregation

if TYPE_CHECKING:
    from toucan_connectors.core.discovery import ColumnInfo, TableInfo
    from toucan_connectors.mongo._server import Server

__all__ = ["tables_of"]

_OF_THE_SERVER: Final = frozenset({"admin", "config", "local"})
_NAMES: Final[Mapping[type, str]] = {
    bool: "bool",
    int: "int",
    Int64: "long",
    float: "double",
    str: "string",
    type(None): "null",
    dict: "object",
    list: "array",
    ObjectId: "objectId",
    bytes: "binData",
    Binary: "binData",
    UUID: "binData",
    datetime: "date",
    DatetimeMS: "date",
    Decimal128: "decimal",
    Regex: "regex",
    Code: "javascript",
    Timestamp: "timestamp",
    DBRef: "object",
    MinKey: "minKey",
    MaxKey: "maxKey",
}
"""As the server's `$type` calls them."""


def tables_of(
    server: Server, database: str | None, collection: str | None, *, columns: bool
) -> tuple[list[TableInfo], dict[str, Any]]:
    """Return the collections, sorted, with their fields; and why some databases cannot be looked at."""
    tables: list[TableInfo] = []
    refused: dict[str, Any] = {}
    for name in [database] if database else sorted(set(server.database_names()) - _OF_THE_SERVER):
        try:
            tables += _tables(server, name, collection, columns=columns)
        except ToucanConnectorsError as error:
            refused[name] = str(error)
    return tables, refused


def _tables(server: Server, database: str, collection: str | None, *, columns: bool) -> list[TableInfo]:
    return [
        {
            "name": name,
            "database": database,
            "schema": None,
            "type": kind,
            "columns": _columns(server, database, name) if columns else [],
        }
        for name, kind in sorted(server.collections(database))
        if collection in (None, name) and not name.startswith("system.")
    ]


def _columns(server: Server, database: str, collection: str) -> list[ColumnInfo]:
    sample = server.page(Aggregation(database, collection, [{"$limit": FIRST}]))
    types: dict[str, dict[str, None]] = {}
    for document in sample:
        for name, value in document.items():
            types.setdefault(name, {})[_NAMES.get(type(value), "object")] = None
    return [{"name": name, "type": _type(found)} for name, found in types.items()]


def _type(found: Iterable[str]) -> str:
    """Join the types of a field's values, null left out where there are others."""
    names = [name for name in found if name != "null"]
    return " | ".join(sorted(names)) or "null"
