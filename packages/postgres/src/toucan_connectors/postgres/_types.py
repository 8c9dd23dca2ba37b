"""PostgreSQL's types: a row each, of what a column of it is read as and compared as, and how.

Every type can be read from its text, which is how pages are read. Whole results come as binary, where ADBC
reads a type exactly; of the others the server is asked for the text, or for a float.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from toucan_connectors.postgres import _texts as texts
from toucan_connectors.postgres._nested import ToJson, boolean_to_json, number_to_json
from toucan_connectors.postgres._numerics import DIGITS
from toucan_connectors.sql.columns import Column

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowType
    from toucan_connectors.sql.dialects import Kind

__all__ = ["FLOAT", "JSON", "KNOWN", "NATIVE", "NUMERIC", "SENT", "TEXT", "PgColumn", "PgType", "column_of"]

NATIVE: Final = "{}"
"""ADBC reads the type as it is."""
TEXT: Final = "CAST({} AS text)"
FLOAT: Final = "CAST({} AS float8)"
SENT: Final = "numeric_send({})"
"""See `_numerics.py`."""
JSON: Final = pa.json_(pa.string())
NUMERIC: Final = 1700


@dataclass(frozen=True)
class PgType:
    """One type.

    `name` is PostgreSQL's own. `parse` makes the Arrow type of its texts. `bulk` is what to ask for in a
    whole result: the column itself, or a cast of it; None where only the driver reads the type exactly.
    `to_json` writes a value, given as text, as an item of an array.
    """

    name: str
    arrow: ArrowType
    kind: Kind | None = None
    parse: texts.Parse = texts.same
    bulk: str | None = TEXT
    to_json: ToJson = json.dumps


@dataclass(frozen=True)
class PgColumn(Column):
    """A column of a result, with how to read it: see PgType."""

    parse: texts.Parse = texts.same
    bulk: str | None = TEXT


def _number(name: str, arrow: ArrowType, kind: Kind | None, bulk: str = NATIVE) -> PgType:
    return PgType(name, arrow, kind, texts.cast, bulk, number_to_json)


def _text(name: str, kind: Kind | None = None, bulk: str | None = TEXT) -> PgType:
    return PgType(name, pa.string(), kind, bulk=bulk)


def _document(name: str) -> PgType:
    return PgType(name, JSON, None, texts.documents, NATIVE, str)


KNOWN: Final[Mapping[int, PgType]] = {
    16: PgType("boolean", pa.bool_(), "boolean", texts.booleans, NATIVE, boolean_to_json),
    17: PgType("bytea", pa.binary(), "binary", texts.binaries, NATIVE),
    18: _text('"char"'),
    19: _text("name", "label", NATIVE),  # of 63 bytes, to which the source would cut a value that is compared
    20: _number("bigint", pa.int64(), "integer"),
    21: _number("smallint", pa.int16(), "integer"),
    23: _number("integer", pa.int32(), "integer"),
    25: _text("text", "text", NATIVE),
    26: _number(
        "oid", pa.int64(), None, "CAST({} AS int8)"
    ),  # a negative number is another oid to the source
    28: _number("xid", pa.int64(), None, TEXT),
    29: _number("cid", pa.int64(), None, TEXT),
    114: _document("json"),
    142: _text("xml", bulk=None),  # its cast to text is not how it is written
    700: _number("real", pa.float32(), "float"),
    701: _number("double precision", pa.float64(), "float"),
    869: _text("inet", bulk="abbrev({})"),  # as it is written; the cast to text adds /32
    1042: _text("character", bulk=NATIVE),
    1043: _text("character varying", "text", NATIVE),
    1082: PgType("date", pa.date32(), "date", texts.dates, NATIVE),
    1083: PgType("time without time zone", pa.time64("us"), "time", texts.times, NATIVE),
    1114: PgType("timestamp without time zone", pa.timestamp("us"), "instant", texts.instants, NATIVE),
    1184: PgType(
        "timestamp with time zone", pa.timestamp("us", "UTC"), "instant in UTC", texts.instants, NATIVE
    ),
    1186: PgType("interval", pa.string(), None, texts.intervals),
    NUMERIC: _number("numeric", pa.float64(), "float", FLOAT),
    2950: _text("uuid", "label"),
    3802: _document("jsonb"),
    5069: _number("xid8", pa.uint64(), None, TEXT),
}
"""By their object ids, which are the same in every database."""

_WITH_LENGTH: Final = frozenset({1042, 1043})
_DIGITS: Final = 76
"""The digits that Arrow's decimals can have."""
_UNSCALED: Final = pa.decimal256(_DIGITS, _DIGITS // 2)


def column_of(name: str, oid: int, modifier: int, type_: PgType, *, exact: bool) -> PgColumn:
    """Return the column of a type, with what its modifier says; `exact` is about decimals without a scale."""
    if oid == NUMERIC:
        type_ = _numeric(modifier, exact=exact)
    elif oid in _WITH_LENGTH and modifier >= 4:
        type_ = replace(type_, name=f"{type_.name}({modifier - 4})")
    return PgColumn(name, type_.name, type_.arrow, type_.kind, parse=type_.parse, bulk=type_.bulk)


def _numeric(modifier: int, *, exact: bool) -> PgType:
    """Return the type of a numeric(precision, scale); without these, values may have any number of digits.

    The scale may be negative, and larger than the precision.
    """
    if modifier >= 4:
        precision, scale = (modifier - 4) >> 16, ((modifier - 4) & 0x7FF ^ 0x400) - 0x400
        digits = max(precision - min(scale, 0), scale)
        if digits <= _DIGITS:
            scale_ = max(scale, 0)
            make = pa.decimal128 if digits <= 38 else pa.decimal256
            bulk = SENT if digits <= DIGITS else TEXT
            name = f"numeric({precision},{scale})"
            return PgType(name, make(digits, scale_), "decimal", texts.decimals, bulk)
    if exact:
        return PgType("numeric", _UNSCALED, "decimal", texts.decimals)
    return KNOWN[NUMERIC]
