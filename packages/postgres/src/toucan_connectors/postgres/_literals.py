"""Values as literals, written by psycopg, and results as texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.adapt import AdaptersMap
from psycopg.types.json import Jsonb, JsonbDumper
from psycopg.types.string import TextLoader

if TYPE_CHECKING:
    from toucan_connectors.sql.statement import Statement

__all__ = ["adapters", "literal"]


@cache
def adapters() -> AdaptersMap:
    """Return how values become literals, as psycopg has it and JSON for dicts; and every result, text."""
    made = AdaptersMap(psycopg.adapters)
    made.register_dumper(dict, JsonbDumper)
    for info in made.types:
        for oid in {info.oid, info.array_oid} - {0}:
            made.register_loader(oid, TextLoader)
    made.register_loader(0, TextLoader)
    return made


def literal(connection: psycopg.Connection[Any], statement: Statement) -> str:
    """Return the text of a statement with its values as literals."""
    binds = statement.binds
    values: Any = (
        {name: _bindable(value) for name, value in binds.items()}
        if isinstance(binds, Mapping)
        else [_bindable(value) for value in binds]
    )
    return psycopg.ClientCursor(connection).mogrify(statement.text, values)


def _bindable(value: Any) -> Any:
    """Return a list as psycopg takes it: JSON if it has documents, texts if its items are of many types."""
    if not isinstance(value, list):
        return value
    if any(isinstance(item, dict) for item in value):
        return Jsonb(value)
    kinds = {type(item) for item in value if item is not None}
    if len(kinds) > 1 and not any(issubclass(kind, list) for kind in kinds):
        return [None if item is None else str(item) for item in value]
    return value
