"""How a session is begun, and what its driver does otherwise: a source's own way, as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from toucan_connectors.sql_odbc import pyodbc
from toucan_connectors.sql_odbc._describing import Origin
from toucan_connectors.sql_odbc.types import STANDARD, Described, Types

if TYPE_CHECKING:
    from toucan_connectors.sql.dialects import Dialect

__all__ = ["AskedAgain", "Login", "Origin"]

AskedAgain: TypeAlias = Callable[
    [pyodbc.Connection, list[Described], Callable[[int], Origin]], list[Described]
]
"""Asks the source for what its driver does not tell of columns, by where they come from."""


@dataclass(frozen=True)
class Login:
    """How a session is begun.

    `settings` are statements to run first. `goes_back` lets results be read by a static cursor, where the
    driver has such; `probe` is a statement that asks whether the connection still is one, None where that
    cannot change. `whole_values` sends each value as one, however long it is. `bound` gives what is bound
    instead of a value, for drivers that bind some types inexactly. `killed` gives the statement that ends
    what runs on a connection, to be run on another, for drivers that cannot cancel. `dialect` is what the
    source speaks, where only a connection tells.
    """

    autocommit: bool = True
    read_only: bool = True
    settings: Sequence[str] = ()
    types: Types = STANDARD
    goes_back: bool = False
    probe: str | None = "SELECT 1"
    whole_values: bool = True
    bound: Callable[[Any], Any] | None = None
    asked_again: AskedAgain | None = None
    killed: Callable[[pyodbc.Connection], str] | None = None
    dialect: Dialect | None = None
