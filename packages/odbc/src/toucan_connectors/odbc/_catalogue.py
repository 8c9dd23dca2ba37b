"""What a source holds, as its driver lists it: functions of ODBC, the same for every source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from toucan_connectors.sql.catalogue import tables_of
from toucan_connectors.sql_odbc import pyodbc

if TYPE_CHECKING:
    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.sql_odbc.session import Session

__all__ = ["account", "tables", "version"]

_TABLES: Final = frozenset({"TABLE", "BASE TABLE", "VIEW", "MATERIALIZED VIEW", "MATVIEW", "FOREIGN TABLE"})
"""The types of what is shown; the source's own tables have others."""
_SYSTEM: Final = frozenset({"information_schema", "performance_schema", "pg_catalog", "mysql", "sys"})


def account(session: Session) -> str | None:
    """Return who the source takes us for, as far as the driver tells."""
    return str(session.info(pyodbc.SQL_USER_NAME)) or None


def version(session: Session) -> str:
    """Return the version of the source, as its driver writes it."""
    return str(session.info(pyodbc.SQL_DBMS_VER))


def tables(
    session: Session, database: str | None, schema: str | None, table: str | None, *, columns: bool
) -> list[TableInfo]:
    """Return the tables and views, those of one database, schema or name; `columns` says whether with theirs.

    What is wanted is compared here: to drivers it is a pattern, and not all know how to escape one.
    """
    wanted = (database, schema, table)

    def listed() -> list[TableInfo]:
        found = _places(session.connection, wanted)
        return tables_of(_with_columns(session.connection, found, table) if columns else _alone(found))

    return session.ask(listed, None)


Place: TypeAlias = tuple[str | None, str | None, str]
"""Database, schema and name."""


def _places(connection: pyodbc.Connection, wanted: tuple[str | None, ...]) -> dict[Place, str]:
    """Return the types of the tables."""
    with connection.cursor() as cursor:
        rows = [tuple(row[:4]) for row in cursor.tables(table=_pattern(wanted[2]))]
    found = {(database or None, schema or None, name): type_ for database, schema, name, type_ in rows}
    return {
        place: type_
        for place, type_ in found.items()
        if type_ in _TABLES
        and (place[1] or place[0]) not in _SYSTEM
        and all(want in (None, have) for have, want in zip(place, wanted, strict=True))
    }


def _alone(found: Mapping[Place, str]) -> Iterator[tuple[Any, ...]]:
    for (database, schema, name), type_ in found.items():
        yield database, schema, type_, name


def _with_columns(
    connection: pyodbc.Connection, found: Mapping[Place, str], table: str | None
) -> Iterator[tuple[Any, ...]]:
    # Not told which, some drivers list the columns of the current database alone.
    for catalog in dict.fromkeys(database for database, _, _ in found):
        with connection.cursor() as cursor:
            rows = [row[:6] for row in cursor.columns(table=_pattern(table), catalog=catalog)]
        for database, schema, name, column, _, type_ in rows:
            place = (database or None, schema or None, name)
            if place in found:
                yield *place[:2], found[place], name, column, type_


def _pattern(name: str | None) -> str | None:
    """Return a pattern that the name is one of: % and _ stand for themselves too."""
    return None if name is None or "\\" in name else name
