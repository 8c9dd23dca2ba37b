"""What there is to read: the tables of the database file, and the folders' views."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from toucan_connectors.core.discovery import ColumnInfo, TableInfo

__all__ = ["COLUMNS", "catalogue_rows", "qualified_name"]

COLUMNS: Final = """
    SELECT t.table_catalog, t.table_schema, t.table_type, t.table_name, c.column_name, c.data_type
    FROM information_schema.tables AS t
    JOIN information_schema.columns AS c USING (table_catalog, table_schema, table_name)
    WHERE t.table_catalog NOT IN ('system', 'temp')
      AND (? IS NULL OR t.table_catalog = ?)
      AND (? IS NULL OR t.table_schema = ?)
      AND (? IS NULL OR t.table_name = ?)
    ORDER BY c.ordinal_position
"""

Row = tuple[str, str, str, str, ColumnInfo | None]


def catalogue_rows(rows: Iterable[tuple[Any, ...]], exclude_columns: bool) -> Iterator[Row]:
    """Return the rows of `COLUMNS` as discovery groups them."""
    for database, schema, type_, name, column, data_type in rows:
        kind = "view" if type_ == "VIEW" else "table"
        found = None if exclude_columns else ColumnInfo(name=column, type=data_type)
        yield database, schema, kind, name, found


def qualified_name(table: TableInfo) -> str:
    """Return the name under which a table is found: alone in the schema main, else with its schema."""
    parts = [table["name"]] if table["schema"] == "main" else [table["schema"] or "", table["name"]]
    quoted = ['"' + part.replace('"', '""') + '"' if set(part) & set('".') else part for part in parts]
    return ".".join(quoted)
