"""Small tables of plain Python values, and the same as Arrow or as a pandas frame.

The values are the ground truth of a test: a row is a dict of what Python itself has (int, float, Decimal,
str, bool, date, datetime, time, timedelta, bytes, None).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["DECIMAL_PRECISION", "DECIMAL_SCALE", "Column", "Kind", "Row", "Table"]

Kind = Literal[
    "integer",
    "unsigned",
    "decimal",
    "float",
    "text",
    "boolean",
    "date",
    "time",
    "instant",
    "utc_instant",
    "duration",
    "binary",
    "document",
    "null",
]
"""What a source declares of a column; `null` is a column of which nothing is known but nulls."""

Row: TypeAlias = dict[str, Any]

DECIMAL_PRECISION: Final = 38
DECIMAL_SCALE: Final = 6

_PANDAS_DTYPES: Final[dict[Kind, str]] = {
    "integer": "Int64",
    "unsigned": "UInt64",
    "float": "float64",
    "text": "str",
    "boolean": "boolean",
    "instant": "datetime64[us]",
    "utc_instant": "datetime64[us, UTC]",
    "duration": "timedelta64[us]",
}


@dataclass(frozen=True)
class Column:
    """A column's name, and the kind of value that its source declares."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Table:
    """Rows of declared columns; a column that is named twice has the same values twice."""

    columns: tuple[Column, ...]
    rows: list[Row] = field(default_factory=list)

    @classmethod
    def from_arrow(cls, table: pa.Table) -> Table:
        """Return an Arrow table of the contract's types as plain values, its columns by what they hold."""
        columns = tuple(Column(field.name, _kind_of(field.type)) for field in table.schema)
        values = [column.to_pylist() for column in table.columns]
        names = table.schema.names
        return cls(columns, [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)])

    def values(self, name: str) -> list[Any]:
        """Return one column, top to bottom."""
        return [row[name] for row in self.rows]

    def to_arrow(self) -> pa.Table:
        """Return the table as its source would stream it: declared types, whatever the values."""
        import pyarrow as pa

        arrays = [pa.array(_written(self.values(c.name), c.kind), _arrow_type(c.kind)) for c in self.columns]
        return pa.table(arrays, names=[column.name for column in self.columns])

    def to_frame(self, *, objects: bool = False) -> pd.DataFrame:
        """Return the table as a connector would that only knows pandas: its dtypes, or all `objects`."""
        import pandas as pd

        series = [
            pd.Series(
                self.values(column.name),
                dtype="object" if objects else _PANDAS_DTYPES.get(column.kind, "object"),
                name=column.name,
            )
            for column in self.columns
        ]
        return pd.concat(series, axis="columns") if series else pd.DataFrame()

    def as_plain(self, *, objects: bool = False) -> tuple[Column, ...]:
        """Return the columns as their frame shows them: objects that are all null tell no kind."""
        return tuple(
            Column(column.name, "null")
            if (objects or column.kind not in _PANDAS_DTYPES) and not any(_is_told(self.values(column.name)))
            else column
            for column in self.columns
        )


def _written(values: list[Any], kind: Kind) -> list[Any]:
    """Return values as Arrow holds them: documents are JSON text there."""
    if kind != "document":
        return values
    return [value if value is None or isinstance(value, str) else json.dumps(value) for value in values]


def _is_told(values: list[Any]) -> list[bool]:
    return [value is not None and value == value for value in values]  # noqa: PLR0124 - NaN tells nothing


def _arrow_type(kind: Kind) -> Any:
    import pyarrow as pa

    types: dict[Kind, Any] = {
        "integer": pa.int64(),
        "unsigned": pa.uint64(),
        "decimal": pa.decimal128(DECIMAL_PRECISION, DECIMAL_SCALE),
        "float": pa.float64(),
        "text": pa.string(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "time": pa.time64("us"),
        "instant": pa.timestamp("us"),
        "utc_instant": pa.timestamp("us", "UTC"),
        "duration": pa.duration("us"),
        "binary": pa.binary(),
        "document": pa.json_(),
        "null": pa.null(),
    }
    return types[kind]


def _kind_of(type_: Any) -> Kind:
    import pyarrow.types as pt

    checks: dict[Kind, bool] = {
        "integer": pt.is_signed_integer(type_),
        "unsigned": pt.is_unsigned_integer(type_),
        "decimal": pt.is_decimal(type_),
        "float": pt.is_floating(type_),
        "text": pt.is_string(type_),
        "boolean": pt.is_boolean(type_),
        "date": pt.is_date(type_),
        "time": pt.is_time(type_),
        "instant": pt.is_timestamp(type_) and type_.tz is None,
        "utc_instant": pt.is_timestamp(type_) and type_.tz is not None,
        "duration": pt.is_duration(type_),
        "binary": pt.is_binary(type_),
        "null": pt.is_null(type_),
    }
    return next((kind for kind, applies in checks.items() if applies), "document")
