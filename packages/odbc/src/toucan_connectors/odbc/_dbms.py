"""What is known of the source behind a driver, by the name that the driver gives it (SQL_DBMS_NAME).

A source that stands here is asked in its own dialect: pages, counts and permissions are its work, and its
sessions cannot write. Of any other only the standard's own words are trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from toucan_connectors.odbc._binds import instants_as_text, whole
from toucan_connectors.odbc._documents import Documents
from toucan_connectors.odbc._doubts import may_be_unread
from toucan_connectors.sql.dialects import DIALECTS, Dialect, Nesting
from toucan_connectors.sql_odbc import parsing
from toucan_connectors.sql_odbc.layouts import BIT, BYTES, FLOAT, INSTANT, INTEGER, SINGLE, TEXT, UTF8
from toucan_connectors.sql_odbc.types import STANDARD, Described, OdbcType, Types, decimal, text_as
from toucan_connectors.sql_odbc.utf8 import SAMPLE

if TYPE_CHECKING:
    from toucan_connectors.sql_odbc.pyodbc import Connection

__all__ = ["UNKNOWN", "Dbms", "dbms_of"]


@dataclass(frozen=True)
class Dbms:
    """One source: how it is spoken to, and what its driver does otherwise than the standard.

    - `settings` begin a session, and `read_only` keeps it from writing.
    - `probe` asks whether it still lives, None where it cannot end.
    - `goes_back` lets results be read by static cursors, which cost nothing where the driver has the rows.
    - `bound` gives what is bound for a value, and `documents` tells which columns are JSON.
    - `utf8_sample` selects `utf8.SAMPLE`, for drivers that give UTF-8 in some places only.
    - `killed` gives the statement that ends what a connection runs, where its driver cannot.
    """

    dialect: Dialect
    types: Types = STANDARD
    settings: tuple[str, ...] = ()
    read_only: str | None = None
    probe: str | None = "SELECT 1"
    goes_back: bool = True
    bound: Callable[[Any], Any] = whole
    killed: Callable[[Connection], str] | None = None
    documents: Documents | None = None
    utf8_sample: str | None = None


def _through_odbc(name: str) -> Dialect:
    """Return a dialect whose binds are ODBC's; a text that is bound ends at a NUL character."""
    pushdown = {
        kind: replace(pushed, unbound="nul") if "text" in kind else pushed
        for kind, pushed in DIALECTS[name].pushdown.items()
    }
    return replace(DIALECTS[name], placeholder="?", doubled="", arrays=False, pushdown=pushdown)


_DOCUMENT: Final = text_as(pa.json_(pa.string()), parsing.documents, layout=TEXT)
_INSTANT: Final = text_as(pa.timestamp("us"), parsing.instants, "instant")
_DATE: Final = text_as(pa.date32(), parsing.instants, "date")
_TEXT: Final = OdbcType(pa.string(), None, TEXT)
"""Text that does not compare as text does at the source."""

_UNSCALED: Final = 28
"""The digits that psqlodbc gives a numeric that has none declared, with any scale; and one that has these."""


def _numeric(described: Described) -> OdbcType:
    if described.precision == _UNSCALED:
        return OdbcType(pa.decimal256(76, 38), "decimal", UTF8, parsing.decimals)
    return decimal(described)


_PG_INSTANT: Final = OdbcType(pa.timestamp("us"), "instant", INSTANT, doubt=may_be_unread)

_POSTGRESQL: Final = Dbms(
    _through_odbc("PostgreSQL"),
    Types(
        {
            "bool": lambda _: OdbcType(pa.bool_(), "boolean", BIT),
            "bpchar": lambda _: _TEXT,  # blanks at the end count for nothing
            "char": lambda _: _TEXT,
            "date": _DATE,
            "money": lambda _: _TEXT,
            "numeric": _numeric,
            "oid": lambda _: OdbcType(pa.int64(), None, INTEGER),
            "timestamp": lambda _: _PG_INSTANT,
            "timestamp without time zone": lambda _: _PG_INSTANT,
            "timestamptz": lambda _: replace(
                _PG_INSTANT, arrow=pa.timestamp("us", "UTC"), kind="instant in UTC"
            ),
            "unknown": lambda _: _TEXT,  # arrays, JSON, bits: the driver does not say which
            "": lambda _: _TEXT,
            "uuid": text_as(pa.string(), parsing.lower, "label"),
            "xml": lambda _: _TEXT,
            "inet": lambda _: _TEXT,
            "json": _DOCUMENT,
        }
    ),
    settings=("SET TIME ZONE 'UTC'",),  # or an instant with a zone comes as this machine's clock shows it
    read_only="SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    documents=Documents(
        frozenset({"unknown"}),
        "SELECT a.attname FROM pg_catalog.pg_attribute AS a"
        " JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid"
        " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE a.atttypid IN (114, 3802) AND n.nspname = ? AND c.relname = ?",
        itemgetter(1, 2),
    ),
    utf8_sample=f"SELECT '{SAMPLE}'::text",
)

_MYSQL: Final = Dbms(
    _through_odbc("MySQL"),
    Types(
        {
            "timestamp": lambda _: OdbcType(pa.timestamp("us", "UTC"), "instant in UTC", INSTANT),
            "time": lambda _: _TEXT,  # -838:59:59 to 838:59:59
            "year": lambda _: OdbcType(pa.int64(), None, INTEGER),  # to the source, 24 is 2024
            "float": lambda _: OdbcType(pa.float32(), None, SINGLE),  # compared with all its digits there
            "json": _DOCUMENT,
            "geometry": lambda _: OdbcType(pa.binary(), None, BYTES),
        },
        text=UTF8,
    ),
    # What decides how text is read, as the guard reads it; and instants are in UTC.
    settings=(
        "SET time_zone = '+00:00'",
        "SET sql_mode = IF(FIND_IN_SET('ONLY_FULL_GROUP_BY', @@sql_mode), 'ONLY_FULL_GROUP_BY', '')",
    ),
    read_only=DIALECTS["MySQL"].rules.transaction,
    bound=instants_as_text,
    # Its driver does the same, but without TLS.
    killed=lambda connection: f"KILL QUERY {connection.execute('SELECT CONNECTION_ID()').fetchval():d}",
)

_SQLITE: Final = Dbms(
    # Any value may stand in any column, so that what is compared there is not what is read: it is done here.
    replace(
        DIALECTS["ODBC"],
        grammar="sqlite",
        quotes=("`", "`"),  # a name in double quotes that no column has is a text
        nesting=Nesting(order="kept by limit", largest_limit=" LIMIT -1", renaming="with"),
    ),
    Types(
        {
            "blob": lambda _: OdbcType(pa.binary(), None, BYTES),
            "date": _DATE,
            "datetime": _INSTANT,
            "decimal": lambda _: OdbcType(pa.float64(), None, FLOAT),
            "json": _DOCUMENT,
            "timestamp": _INSTANT,
        },
        text=UTF8,
    ),
    read_only="PRAGMA query_only = ON",
    probe=None,
)

UNKNOWN: Final = Dbms(DIALECTS["ODBC"], goes_back=False)
"""A source that nobody here knows: read as its driver describes it, paged and filtered here."""

_BY_NAME: Final[Mapping[str, Dbms]] = {
    "mariadb": _MYSQL,
    "mysql": _MYSQL,
    "postgresql": _POSTGRESQL,
    "sqlite": _SQLITE,
}


def dbms_of(name: str) -> Dbms:
    """Return what is known of a source by its name."""
    return _BY_NAME.get(name.strip().lower(), UNKNOWN)
