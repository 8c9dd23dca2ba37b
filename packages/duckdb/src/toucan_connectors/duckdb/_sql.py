"""DuckDB's quoting, for the statements that are our own."""

from toucan_connectors.sql.dialects import DIALECTS

__all__ = ["DUCKDB", "RESERVED_NAMES", "identifier", "text"]

DUCKDB = DIALECTS["DuckDB"]
identifier = DUCKDB.identifier

RESERVED_NAMES = frozenset({"main", "memory", "temp", "system", "information_schema", "pg_catalog"})
"""Names of catalogues and schemas that DuckDB brings itself."""


def text(value: str) -> str:
    """Return a text as a literal."""
    return "'" + value.replace("'", "''") + "'"
