"""What a source holds: its tables and their columns, and the version of its engine."""

import re
from collections.abc import Iterable
from typing import Final, NotRequired, TypedDict

from toucan_connectors.core.errors import SourceError

__all__ = ["ColumnInfo", "TableInfo", "group_tables", "parse_engine_version"]


class ColumnInfo(TypedDict):
    """A column, and the source's own name of its type."""

    name: str
    type: str


class TableInfo(TypedDict):
    """A table or view; `columns` is empty where columns were not asked for."""

    name: str
    database: str | None
    schema: str | None
    type: str
    columns: list[ColumnInfo]
    description: NotRequired[str]


_VERSION: Final = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?")


def group_tables(
    rows: Iterable[tuple[str | None, str | None, str, str, ColumnInfo | None]],
) -> list[TableInfo]:
    """Return one entry a table from rows (database, schema, type, name, column), sorted.

    Columns keep their order.
    """
    tables: dict[tuple[str, str, str, str], TableInfo] = {}
    for database, schema, type_, name, column in rows:
        key = (schema or "", database or "", type_, name)
        table = tables.setdefault(
            key, TableInfo(name=name, database=database, schema=schema, type=type_, columns=[])
        )
        if column is not None:
            table["columns"].append(column)
    return [tables[key] for key in sorted(tables)]


def parse_engine_version(text: str | None) -> tuple[int, ...]:
    """Return up to three numbers of a version text: `(10, 5, 8)` of `10.5.8-MariaDB`.

    Raises SourceError when the text does not start with a version.
    """
    match = _VERSION.match(text.strip()) if text else None
    if match is None:
        raise SourceError(f"The source tells no version that can be read: {text!r}.")
    return tuple(int(part) for part in match.groups() if part is not None)
