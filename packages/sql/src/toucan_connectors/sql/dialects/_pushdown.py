"""Which tests on rows a source makes exactly as we make them, by what a column holds.

Null and order are SQL's own everywhere; what differs is how text compares (collations, trailing blanks), what
NaN passes, and how finely instants are kept. What a table does not name is tested locally. Whether a column
is "text" or "collated text" is the connector's to know.
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
    "REDSHIFT",
    "STANDARD",
    "T_SQL",
]

Table = Mapping[Kind, Pushed]

_EQUALITY: Final = frozenset({"in", "not in"})
_COMPARED: Final = _EQUALITY | {"lt", "le", "gt", "ge"}
_MATCHED: Final = frozenset({"matches", "not matches"})

_EXACT: Final = Pushed(exact=_COMPARED)
_EQUAL: Final = Pushed(exact=_EQUALITY)
_EQUAL_IN_ANY: Final = Pushed(narrowing=frozenset({"in"}))
"""What is equal by code point is equal in every collation; the other way round it may not be."""

STANDARD: Final[Table] = {
    "integer": _EXACT,
    "decimal": _EXACT,
    "date": _EXACT,
    "text": _EQUAL,
    "collated text": _EQUAL_IN_ANY,
}
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
    "text": Pushed(exact=_COMPARED | _MATCHED, match="regexp_matches({}, {})"),
    "collated text": _EQUAL_IN_ANY,
    "label": Pushed(
        exact=_COMPARED | _MATCHED,
        column="CAST({} AS VARCHAR)",
        ordered="CAST({} AS VARCHAR)",
        match="regexp_matches({}, {})",
    ),
}

_C: Final = 'CAST({} AS TEXT) COLLATE "C"'
_FLOAT: Final = "CAST({} AS DOUBLE PRECISION)"
"""Decimals without a declared scale are read as floats, and compared as such."""
POSTGRESQL: Final[Table] = {
    "integer": _EXACT,
    "boolean": _EXACT,
    "date": _EXACT,
    "instant": _EXACT,
    "instant in UTC": _EXACT,
    "time": _EXACT,
    "binary": _EXACT,
    "decimal": Pushed(exact=_COMPARED, nan="({} = 'NaN')"),
    "float": Pushed(exact=_COMPARED, column=_FLOAT, ordered=_FLOAT, value=_FLOAT, nan="({} = 'NaN')"),
    "text": Pushed(exact=_COMPARED, ordered='{} COLLATE "C"', unbound="nul"),
    "collated text": Pushed(exact=_COMPARED, column=_C, ordered=_C, fenced=True, unbound="nul"),
    "label": Pushed(exact=_COMPARED, column=_C, ordered=_C, unbound="nul"),
}

REDSHIFT: Final[Table] = {
    **STANDARD,
    "text": Pushed(exact=_EQUALITY, unbound="nul"),
    "collated text": Pushed(narrowing=frozenset({"in"}), unbound="nul"),
}

_BYTES: Final = "CAST(CONVERT({} USING utf8mb4) AS BINARY)"
# Where a day cannot be null, IS NULL is true of 0000-00-00: so says ODBC.
_NOT_ZERO: Final = Pushed(exact=_COMPARED, null="({} <=> NULL)")
MYSQL: Final[Table] = {
    "integer": _EXACT,
    "decimal": _EXACT,
    "float": Pushed(exact=_COMPARED, unbound="infinity"),
    "date": _NOT_ZERO,
    "instant": _NOT_ZERO,
    "instant in UTC": _NOT_ZERO,  # in sessions whose time zone is UTC
    "binary": _EQUAL,
    "text": _EXACT,
    # Bytes: neither a collation nor trailing blanks take part.
    "collated text": Pushed(exact=_COMPARED, column=_BYTES, ordered=_BYTES, value=_BYTES, fenced=True),
}

T_SQL: Final[Table] = {
    "integer": _EXACT,
    "decimal": _EXACT,
    "date": _EXACT,
    "collated text": _EQUAL_IN_ANY,  # trailing blanks never count, whatever the collation
}

# Oracle's DATE has a time of day; an empty text is null in it, so that "not equal to it" keeps nothing.
ORACLE: Final[Table] = {
    "integer": _EXACT,
    "decimal": _EXACT,
    "text": _EQUAL_IN_ANY,
    "collated text": _EQUAL_IN_ANY,
}

BIGQUERY: Final[Table] = {
    "integer": _EXACT,
    "decimal": _EXACT,
    "boolean": _EXACT,
    "date": _EXACT,
    "instant": _EXACT,
    "instant in UTC": _EXACT,
    "float": Pushed(exact=_COMPARED, nan="IS_NAN({})"),
    "text": Pushed(exact=_COMPARED | _MATCHED, match="REGEXP_CONTAINS({}, {})"),
    "collated text": _EQUAL_IN_ANY,
}

CLICKHOUSE: Final[Table] = {
    "integer": _EXACT,
    # A Date wraps where a value is outside of its 16 bits; IN compares the bits of -0.0.
    "date": Pushed(exact=_COMPARED, column="toDate32({})", ordered="toDate32({})"),
    "float": Pushed(exact=_COMPARED, column="({} + 0.0)", nan="isNaN({})"),
    "text": _EXACT,
}
