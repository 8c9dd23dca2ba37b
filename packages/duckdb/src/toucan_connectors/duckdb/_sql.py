"""DuckDB's quoting, for the statements that are our own."""

import re

__all__ = ["RESERVED_NAMES", "identifier", "table_reference", "text"]

RESERVED_NAMES = frozenset({"main", "memory", "temp", "system", "information_schema", "pg_catalog"})
"""Names of catalogues and schemas that DuckDB brings itself."""

_PART = re.compile(r'"(?:[^"]|"")+"|[^".]+')


def identifier(name: str) -> str:
    """Return a name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text as a literal."""
    return "'" + value.replace("'", "''") + "'"


def table_reference(name: str) -> str:
    """Return a table's name, up to three parts with dots between, quoted part by part.

    A part that has a dot or a quote itself is written in double quotes: `sales."2024.Q1"`.
    """
    parts = _PART.findall(name)
    if ".".join(parts) != name or not 1 <= len(parts) <= 3:
        return identifier(name)
    return ".".join(part if part.startswith('"') else identifier(part) for part in parts)
