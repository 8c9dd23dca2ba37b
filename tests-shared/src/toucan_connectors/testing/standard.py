"""A table with every kind of column and the values at their edges, and the SQL that makes it.

`standard_table(dialect)` is what it holds, for the oracle; `standard_statements(dialect)` are the statements
that make it, to be run with the source's own client. A kind that a source does not have is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from toucan_connectors.testing.tables import Column, Kind, Table

__all__ = ["POSITION", "STANDARD_DIALECTS", "standard_statements", "standard_table", "standard_types"]

POSITION: Final = "position"
"""The column that numbers the rows from 0 on: order by it."""

_ROWS: Final = 24
_DECIMALS: Final = ("0", "0.000001", "-0.000001", "2.5", "123456789012345.123456", "-99.99", "100")
_TEXTS: Final = (
    "", "a", "A", "ab", "b", "it's", '"', "`", "%", "\\", "é", "e\u0301", "ß", "😀", " a", "a ", "null",
    "x' or '1'='1", "a\nb", "a", "a+b", "1",
)  # fmt: skip
_MOMENTS: Final = tuple(
    datetime.fromisoformat(text)
    for text in (
        "2024-01-31 12:30:15.123456", "1970-01-01 00:00:01", "1999-12-31 23:59:59", "2000-02-29",
        "2024-01-31 12:30:15.123457", "2037-01-01 00:00:00.000001",
    )
)  # fmt: skip
_DAYS: Final = (date(2024, 2, 29), date(1970, 1, 1), date(1, 1, 1), date(9999, 12, 31))
_CLOCKS: Final = (time(0, 0), time(12, 30, 15, 123456), time(23, 59, 59, 999999))
_DOCUMENTS: Final[tuple[Any, ...]] = ({"a": [1, None, "é"]}, [], {"nested": {"deep": [True]}})

_EDGES: Final[Mapping[str, tuple[Kind, Sequence[Any]]]] = {
    "number": ("integer", (0, 1, -1, 2**53 + 1, 2**63 - 1, -(2**63), 2, 10)),
    "large": ("unsigned", (0, 2**64 - 1, 2**63, 1)),
    "amount": ("decimal", tuple(map(Decimal, _DECIMALS))),
    "ratio": ("float", (0.0, 0.1, -2.5, 1e300, 5e-324, 2.0**53)),
    "label": ("text", _TEXTS),
    "flag": ("boolean", (True, False)),
    "day": ("date", _DAYS),
    "clock": ("time", _CLOCKS),
    "moment": ("instant", _MOMENTS),
    "instant": ("utc_instant", tuple(moment.replace(tzinfo=UTC) for moment in _MOMENTS)),
    "raw": ("binary", (b"", b"\0\xff", b"a")),
    "notes": ("document", _DOCUMENTS),
}
"""The columns and their values; a null stands behind them, and the values begin again."""


@dataclass(frozen=True)
class _Spelling:
    """How a dialect writes the table: its types, and the literals that are not those of SQL itself."""

    types: Mapping[Kind, str]
    literals: Mapping[Kind, Callable[[Any], str]] = field(default_factory=dict)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _escaped(text: str) -> str:
    return _quoted(text.replace("\\", "\\\\"))


_SPELLINGS: Final[Mapping[str, _Spelling]] = {
    "DuckDB": _Spelling(
        types={
            "integer": "BIGINT", "unsigned": "UBIGINT", "decimal": "DECIMAL(38, 6)", "float": "DOUBLE",
            "text": "VARCHAR", "boolean": "BOOLEAN", "date": "DATE", "time": "TIME", "instant": "TIMESTAMP",
            "utc_instant": "TIMESTAMPTZ", "binary": "BLOB", "document": "JSON",
        },
        literals={"binary": lambda raw: _quoted("".join(f"\\x{octet:02x}" for octet in raw))},
    ),
    "PostgreSQL": _Spelling(
        types={
            "integer": "BIGINT", "decimal": "NUMERIC(38, 6)", "float": "DOUBLE PRECISION", "text": "TEXT",
            "boolean": "BOOLEAN", "date": "DATE", "time": "TIME", "instant": "TIMESTAMP",
            "utc_instant": "TIMESTAMPTZ", "binary": "BYTEA", "document": "JSONB",
        },
        literals={"binary": lambda raw: _quoted(f"\\x{raw.hex()}")},
    ),
    "MySQL": _Spelling(
        types={
            "integer": "BIGINT", "unsigned": "BIGINT UNSIGNED", "decimal": "DECIMAL(38, 6)",
            "float": "DOUBLE", "text": "TEXT CHARACTER SET utf8mb4", "date": "DATE", "instant": "DATETIME(6)",
            "binary": "LONGBLOB", "document": "JSON",
        },
        literals={
            "text": _escaped,
            "binary": lambda raw: f"X'{raw.hex()}'",
            "document": lambda value: _escaped(json.dumps(value)),
        },
    ),
    "ODBC": _Spelling(  # as SQLite has it, the one source of an unknown dialect that tests have
        types={
            "integer": "BIGINT", "float": "DOUBLE", "text": "TEXT", "boolean": "BOOLEAN", "date": "DATE",
            "time": "TIME", "instant": "TIMESTAMP", "binary": "BLOB", "document": "JSON",
        },
        literals={"boolean": lambda value: str(int(value)), "binary": lambda raw: f"X'{raw.hex()}'"},
    ),
    "T-SQL": _Spelling(
        types={
            "integer": "bigint", "decimal": "decimal(38,6)", "float": "float", "text": "nvarchar(100)",
            "boolean": "bit", "date": "date", "time": "time(6)", "instant": "datetime2(6)",
            "utc_instant": "datetimeoffset(6)", "binary": "varbinary(max)",
        },
        literals={
            "text": lambda text: f"N{_quoted(text)}",
            "boolean": lambda value: str(int(value)),
            "binary": lambda raw: f"0x{raw.hex()}",
        },
    ),
}  # fmt: skip
STANDARD_DIALECTS: Final = tuple(_SPELLINGS)
"""The dialects, by the names of the SQL toolkit, that the table can be written in."""

_LITERALS: Final[Mapping[Kind, Callable[[Any], str]]] = {
    "integer": str,
    "unsigned": str,
    "decimal": lambda value: format(value, "f"),
    "float": repr,
    "text": _quoted,
    "boolean": lambda value: str(value).upper(),
    "document": lambda value: _quoted(json.dumps(value)),
}


def standard_table(dialect: str) -> Table:
    """Return what the table holds where it is made in a dialect: 24 rows, in the order of `position`."""
    kinds = _SPELLINGS[dialect].types
    kept = {name: edges for name, edges in _EDGES.items() if edges[0] in kinds}
    columns = (Column(POSITION, "integer"), *(Column(name, kind) for name, (kind, _) in kept.items()))
    rows = [
        {POSITION: position, **{name: _nth(values, position) for name, (_, values) in kept.items()}}
        for position in range(_ROWS)
    ]
    return Table(columns, rows)


def _nth(values: Sequence[Any], position: int) -> Any:
    turn = position % (len(values) + 1)
    return None if turn == len(values) else values[turn]


def standard_types(dialect: str) -> dict[str, str]:
    """Return the type of each column, by its name, as a dialect writes it."""
    kinds = _SPELLINGS[dialect].types
    return {column.name: kinds[column.kind] for column in standard_table(dialect).columns}


def standard_statements(dialect: str, name: str = "standard") -> list[str]:
    """Return the statements that make the table, under a name that needs no quotes."""
    spelling, table = _SPELLINGS[dialect], standard_table(dialect)
    types = ", ".join(f"{column.name} {spelling.types[column.kind]}" for column in table.columns)
    values = ", ".join(
        f"({', '.join(_literal(spelling, column.kind, row[column.name]) for column in table.columns)})"
        for row in table.rows
    )
    return [f"CREATE TABLE {name} ({types})", f"INSERT INTO {name} VALUES {values}"]  # noqa: S608 - our own


def _literal(spelling: _Spelling, kind: Kind, value: Any) -> str:
    if value is None:
        return "NULL"
    write = spelling.literals.get(kind) or _LITERALS.get(kind) or (lambda it: _quoted(str(it)))
    return write(value)
