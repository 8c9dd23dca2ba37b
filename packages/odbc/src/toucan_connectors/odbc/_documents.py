"""Which columns are JSON: drivers call them text, so the catalogue is asked, by where a column comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toucan_connectors.sql_odbc import pyodbc
    from toucan_connectors.sql_odbc.login import Origin
    from toucan_connectors.sql_odbc.types import Described

__all__ = ["Documents", "with_documents"]


@dataclass(frozen=True)
class Documents:
    """How a source tells them: of a column whose type is one of `types`, in lower case, it is asked.

    `query` gives the names of a table's columns that are JSON; `place` picks its binds from an origin.
    """

    types: frozenset[str]
    query: str
    place: Callable[[Origin], tuple[str, ...]]


def with_documents(
    documents: Documents,
    connection: pyodbc.Connection,
    described: list[Described],
    origin_of: Callable[[int], Origin],
) -> list[Described]:
    """Return the columns, of the type `json` those that are; what is computed is what the driver says."""
    known: dict[tuple[str, ...], set[str]] = {}
    found = list(described)
    for number, column in enumerate(described):
        if column.type.lower() in documents.types and (origin := origin_of(number))[2]:
            place = documents.place(origin)
            if place not in known:
                known[place] = {name for (name,) in connection.execute(documents.query, *place).fetchall()}
            if origin[3] in known[place]:
                found[number] = replace(column, type="json")
    return found
