"""What a source holds, asked in templates: their values are bound as those of any query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from toucan_connectors.core.discovery import ColumnInfo, TableInfo, group_tables
from toucan_connectors.core.errors import ConfigurationError, CredentialsError, QueryError

__all__ = ["Catalogue", "information_schema", "tables_of", "tables_of_each"]


@dataclass(frozen=True)
class Catalogue:
    """The queries of one source on its catalogue.

    `tables` gives rows (database, schema, type, table), `columns` the same with a column's name and type, in
    order; both are narrowed by the parameters `database`, `schema` and `table`, each None for all.
    `databases`, and `schemas` (narrowed by `database`), give names; None where the source has no such level.
    """

    tables: str
    columns: str
    databases: str | None = None
    schemas: str | None = None


_NARROWED = """
{%- if database %} AND t.table_catalog = {{ database }}{% endif %}
{%- if schema %} AND t.table_schema = {{ schema }}{% endif %}
{%- if table %} AND t.table_name = {{ table }}{% endif %}"""


def information_schema(visible: str) -> Catalogue:
    """Return the catalogue of a source that has the views of the SQL standard.

    `visible` is what is shown of them: SQL on `t.table_catalog` and `t.table_schema`.
    """
    tables = f"FROM information_schema.tables AS t WHERE {visible}"
    joined = """
        FROM information_schema.tables AS t JOIN information_schema.columns AS c
          ON c.table_catalog = t.table_catalog
         AND c.table_schema = t.table_schema AND c.table_name = t.table_name
    """
    what = "SELECT t.table_catalog, t.table_schema, t.table_type, t.table_name"
    of_columns = f"{what}, c.column_name, c.data_type {joined} WHERE {visible}"
    return Catalogue(
        tables=f"{what} {tables}{_NARROWED}",
        columns=f"{of_columns}{_NARROWED} ORDER BY c.ordinal_position",
        databases=f"SELECT DISTINCT t.table_catalog {tables} ORDER BY 1",
        schemas=f"SELECT DISTINCT t.table_schema {tables}{_NARROWED} ORDER BY 1",
    )


def tables_of(rows: Iterable[Sequence[Any]]) -> list[TableInfo]:
    """Return the tables of rows as `Catalogue.tables` or `Catalogue.columns` gives them."""
    return group_tables(_entries(rows))


def tables_of_each(
    databases: Iterable[str], fetch: Callable[[str], Iterable[Sequence[Any]]]
) -> tuple[list[TableInfo], dict[str, Any]]:
    """Return the tables of databases that are asked one by one, for a source whose connections have but one.

    Databases that do not let us in are listed in the information, which is no error.
    """
    rows: list[Sequence[Any]] = []
    shut: list[str] = []
    for database in databases:
        try:
            rows += fetch(database)
        except (CredentialsError, ConfigurationError, QueryError):
            shut.append(database)
    return tables_of(rows), {"Could not reach databases": shut} if shut else {}


def _entries(
    rows: Iterable[Sequence[Any]],
) -> Iterator[tuple[str | None, str | None, str, str, ColumnInfo | None]]:
    for database, schema, type_, name, *column in rows:
        kind = "view" if "VIEW" in type_.upper() else "table"
        yield database, schema, kind, name, ColumnInfo(name=column[0], type=column[1]) if column else None
