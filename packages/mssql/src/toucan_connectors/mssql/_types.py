"""The types of SQL Server: what a column is read as and compared as, told by the driver or by the server.

`time` and `datetimeoffset`, which are Microsoft's own in ODBC, are fetched as the driver's text of them.
https://learn.microsoft.com/sql/relational-databases/native-client-odbc-date-time/data-type-support-for-odbc-date-and-time-improvements
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from toucan_connectors.mssql._moments import clocks, moments
from toucan_connectors.sql_odbc import parsing as parse
from toucan_connectors.sql_odbc.layouts import BYTES, INSTANT, TEXT
from toucan_connectors.sql_odbc.types import Described, OdbcColumn, OdbcType, Types, column_of

if TYPE_CHECKING:
    from toucan_connectors.sql_odbc.types import MakeType

__all__ = ["TYPES", "described_column"]

_TIME2, _OFFSET, _XML, _UDT, _VARIANT = -154, -155, -152, -151, -150
"""Microsoft's numbers, of msodbcsql.h."""


def _unit(described: Described) -> Any:
    return "us" if described.scale <= 6 else "ns"


def _instant(described: Described) -> OdbcType:
    return OdbcType(pa.timestamp(_unit(described)), "instant", INSTANT)


def _moment(described: Described) -> OdbcType:
    return OdbcType(pa.timestamp(_unit(described), "UTC"), "instant in UTC", TEXT, moments)


def _clock(described: Described) -> OdbcType:
    return OdbcType(pa.time64(_unit(described)), "time", TEXT, clocks)


def _always(made: OdbcType) -> MakeType:
    return lambda _: made


_ONLY_TEXT: Final = _always(OdbcType(pa.string(), None, TEXT))
_ONLY_BYTES: Final = _always(OdbcType(pa.binary(), None, BYTES))

TYPES: Final = Types(
    by_name={
        # They cannot be compared at all.
        **dict.fromkeys(("text", "ntext", "xml", "sql_variant"), _ONLY_TEXT),
        **dict.fromkeys(("image", "geometry", "geography", "hierarchyid"), _ONLY_BYTES),
        "json": _always(OdbcType(pa.json_(pa.string()), None, TEXT, parse.documents)),
        "datetimeoffset": _moment,
        "time": _clock,
    },
    by_code={
        93: _instant,
        _TIME2: _clock,
        _OFFSET: _moment,
        _XML: _ONLY_TEXT,
        _VARIANT: _ONLY_TEXT,
        _UDT: _ONLY_BYTES,
    },
)
"""What differs from the standard, for every driver of SQL Server."""

_CODES: Final[Mapping[str, int]] = {
    "bigint": -5,
    "int": 4,
    "smallint": 5,
    "tinyint": -6,
    "bit": -7,
    "decimal": 3,
    "numeric": 2,
    "money": 3,
    "smallmoney": 3,
    "float": 6,
    "real": 7,
    "date": 91,
    "time": _TIME2,
    "datetimeoffset": _OFFSET,
    **dict.fromkeys(("datetime", "datetime2", "smalldatetime"), 93),
    "char": 1,
    "varchar": 12,
    "text": -1,
    "nchar": -8,
    "nvarchar": -9,
    "ntext": -10,
    "sysname": -9,
    "binary": -2,
    "timestamp": -2,
    "varbinary": -3,
    "image": -4,
    "uniqueidentifier": -11,
    "xml": _XML,
    "sql_variant": _VARIANT,
    "geometry": _UDT,
    "geography": _UDT,
    "hierarchyid": _UDT,
}
"""The numbers of ODBC, by what the server calls its types."""


def described_column(told: Mapping[str, Any]) -> OdbcColumn:
    """Return a column by a row of `sp_describe_first_result_set`."""
    whole = str(told["system_type_name"] or told["user_type_name"] or "")
    name = whole.partition("(")[0]
    described = Described(
        name=str(told["name"] or ""),
        code=_CODES.get(name, 0),
        type=name,
        precision=int(told["precision"] or 0),
        scale=int(told["scale"] or 0),
    )
    return replace(column_of(described, TYPES), type=whole)
