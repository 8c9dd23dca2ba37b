"""Which tests on rows a source makes exactly as we make them, by what a column holds.

Null and order are SQL's own everywhere; what differs is how text compares (collations, trailing blanks), what
NaN passes, and how finely instants are kept. What a table does not name is tested locally.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from toucan_connectors.sql.dialects._dialect import Kind, Pushed

__all__ = [
    "BIGQUERY",
    "CLICKHOUSE",
    "DUCKDB",
    "MYSQL",
    "ORACLE",
    "POSTGRESQL",
    "STANDARD",
    "T_SQL",
]

Table = Mapping[Kind, Pushed]

_EQUALITY: Final = frozenset({"in", "not in"})
_COMPARED: Final = _EQUALITY | {"lt", "le", "gt", "ge"}
_MATCHED: Final = frozenset({"matches", "not matches"})

_EXACT: Final = Pushed(exact=_COMPARED)
_EQUAL_TEXT: Final = Pushed(narrowing=frozenset({"in"}))
"""Text that is equal by code point is equal in every collation; the other way round it may not be."""

STANDARD: Final[Table] = {"integer": _EXACT, "decimal": _EXACT, "date": _EXACT, "text": _EQUAL_TEXT}
"""What holds for every source that is not known better."""

DUCKDB: Final[Table] = {
    "integer": _EXACT,
    "decimal": _EXACT,
    "boolean": _EXACT,
    "date": _EXACT,
    "instant": _EXACT,
    "instant in UTC": _EXACT,
    "time": _EXACT,
    "binary": _EXACT,
    "float": Pushed(exact=_COMPARED, nan="isnan({})"),
    # A column may have a collation of its own.
    "text": Pushed(
        exact=_COMPARED | _MATCHED, column="{} COLLATE C", plain_first=True, match="regexp_matches({}, {})"
    ),
    "label": Pushed(exact=_COMPARED | _MATCHED, column="CAST({} AS VARCHAR)", match="regexp_matches({}, {})"),
}

POSTGRESQL: Final[Table] = {
    "integer": _EXACT,
    "decimal": _EXACT,
    "boolean": _EXACT,
    "date": _EXACT,
    "instant": _EXACT,
    "instant in UTC": _EXACT,
    "time": _EXACT,
    "binary": _EXACT,
    "float": Pushed(exact=_COMPARED, nan="({} = 'NaN')"),
    "text": Pushed(exact=_COMPARED, column='{} COLLATE "C"', plain_first=True),
    "label": Pushed(exact=_COMPARED, column='CAST({} AS TEXT) COLLATE "C"'),
}

_BYTES: Final = "CAST(CONVERT({} USING utf8mb4) AS BINARY)"
MYSQL: Final[Table] = {
    "integer": _EXACT,
    "decimal": _EXACT,
    "float": _EXACT,
    "date": _EXACT,
    "instant": _EXACT,
    "binary": Pushed(exact=_EQUALITY),
    # Bytes: neither a collation nor trailing blanks take part.
    "text": Pushed(exact=_COMPARED, column=_BYTES, value=_BYTES, plain_first=True),
    "label": Pushed(exact=_COMPARED, column=_BYTES, value=_BYTES),
}

T_SQL: Final[Table] = {
    "integer": _EXACT,
    "decimal": _EXACT,
    "date": _EXACT,
    # Trailing blanks never count, whatever the collation.
    "text": _EQUAL_TEXT,
}

# Oracle's DATE has a time of day; an empty text is null in it, so that "not equal to it" keeps nothing.
ORACLE: Final[Table] = {"integer": _EXACT, "decimal": _EXACT, "text": _EQUAL_TEXT}

BIGQUERY: Final[Table] = {
    "integer": _EXACT,
    "decimal": _EXACT,
    "boolean": _EXACT,
    "date": _EXACT,
    "instant": _EXACT,
    "instant in UTC": _EXACT,
    "float": Pushed(exact=_COMPARED, nan="IS_NAN({})"),
    "text": Pushed(
        exact=_MATCHED,
        narrowing=frozenset({"in"}),  # a column may be declared case-insensitive
        match="REGEXP_CONTAINS({}, {})",
    ),
}

CLICKHOUSE: Final[Table] = {
    "integer": _EXACT,
    "date": _EXACT,
    "float": Pushed(exact=_COMPARED, nan="isNaN({})"),
    "text": Pushed(exact=_COMPARED),  # bytes, always
}
