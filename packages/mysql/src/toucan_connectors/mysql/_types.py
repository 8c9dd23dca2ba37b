"""The types of MySQL and MariaDB: what a column is called, read as, and compared as.

A column's type decides, never its values: TINYINT(1) and BIT(1) hold more than true and false, so they are
integers; MySQL has no other boolean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa
from pymysql.constants import FIELD_TYPE, FLAG

from toucan_connectors.sql.columns import Column

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowType
    from toucan_connectors.mysql._protocol import Definition
    from toucan_connectors.sql.dialects import Kind

__all__ = ["column_of"]

_BYTES: Final = 63
"""The "collation" of what has none."""
_CHARACTER: Final = 4
"""The bytes that a column's length counts for each of its characters: results are in utf8mb4."""
_JSON: Final = pa.json_(pa.string())


@dataclass(frozen=True, slots=True)
class _Type:
    name: str
    arrow: ArrowType
    kind: Kind | None = None


_INTEGERS: Final = {
    FIELD_TYPE.TINY: ("tinyint", pa.int8(), pa.uint8()),
    FIELD_TYPE.SHORT: ("smallint", pa.int16(), pa.uint16()),
    FIELD_TYPE.INT24: ("mediumint", pa.int32(), pa.uint32()),
    FIELD_TYPE.LONG: ("int", pa.int32(), pa.uint32()),
    FIELD_TYPE.LONGLONG: ("bigint", pa.int64(), pa.uint64()),
}
_TEXTS: Final = ((255, "tinytext"), (65_535, "text"), (16_777_215, "mediumtext"))


def column_of(definition: Definition) -> Column:
    """Return a column by its definition; a type that is not known is read as the text that it is sent as."""
    found = _FIXED.get(definition.code)
    make = _MADE.get(definition.code, _text)
    type_ = make(definition) if found is None else found
    return Column(definition.name, type_.name, type_.arrow, type_.kind)


def _integer(definition: Definition) -> _Type:
    name, signed, unsigned = _INTEGERS[definition.code]
    if definition.flags & FLAG.UNSIGNED:
        return _Type(f"{name} unsigned", unsigned, "integer")
    alone = definition.code == FIELD_TYPE.TINY and definition.length == 1
    return _Type("tinyint(1)" if alone else name, signed, "integer")


def _decimal(definition: Definition) -> _Type:
    """Read its precision off its length, which counts the sign and the point too."""
    scale = definition.decimals
    precision = definition.length - bool(scale) - (not definition.flags & FLAG.UNSIGNED)
    precision = max(precision, scale, 1)
    arrow = pa.decimal128(precision, scale) if precision <= 38 else pa.decimal256(min(precision, 76), scale)
    return _Type(f"decimal({precision},{scale})", arrow, "decimal")


def _bits(definition: Definition) -> _Type:
    return _Type(f"bit({definition.length})", pa.uint64() if definition.length == 64 else pa.int64())


def _instant(name: str, zone: str | None, kind: Kind) -> Callable[[Definition], _Type]:
    def made(definition: Definition) -> _Type:
        digits = f"({definition.decimals})" if definition.decimals else ""
        return _Type(name + digits, pa.timestamp("us", zone), kind)

    return made


def _time(definition: Definition) -> _Type:
    return _Type(f"time({definition.decimals})" if definition.decimals else "time", pa.duration("us"))


def _text(definition: Definition) -> _Type:
    if definition.told == "json":
        return _Type("json", _JSON)
    if definition.flags & (FLAG.ENUM | FLAG.SET):
        return _Type("enum" if definition.flags & FLAG.ENUM else "set", pa.string(), "collated text")
    if definition.told:  # a UUID, an address: it compares by other rules than text
        return _Type(definition.told, pa.string())
    if definition.charset == _BYTES:
        return _Type(_named(definition, definition.length, "binary", "blob"), pa.binary(), "binary")
    characters = definition.length // _CHARACTER
    return _Type(_named(definition, characters, "char", "text"), pa.string(), "collated text")


def _named(definition: Definition, length: int, short: str, long: str) -> str:
    if definition.code == FIELD_TYPE.STRING:
        return f"{short}({length})"
    if definition.code in (FIELD_TYPE.VAR_STRING, FIELD_TYPE.VARCHAR):
        return f"var{short}({length})"
    return next((name for bound, name in _TEXTS if length <= bound), "longtext").replace("text", long)


_FIXED: Final = {
    FIELD_TYPE.NULL: _Type("null", pa.null()),
    FIELD_TYPE.DOUBLE: _Type("double", pa.float64(), "float"),
    # Sent with six digits, while the source compares all that it has.
    FIELD_TYPE.FLOAT: _Type("float", pa.float64()),
    FIELD_TYPE.YEAR: _Type("year", pa.int16()),  # to the source, 24 is 2024
    FIELD_TYPE.DATE: _Type("date", pa.date32(), "date"),
    FIELD_TYPE.NEWDATE: _Type("date", pa.date32(), "date"),
    FIELD_TYPE.JSON: _Type("json", _JSON),
}
_MADE: Final[dict[int, Callable[[Definition], _Type]]] = {
    **dict.fromkeys(_INTEGERS, _integer),
    FIELD_TYPE.DECIMAL: _decimal,
    FIELD_TYPE.NEWDECIMAL: _decimal,
    FIELD_TYPE.BIT: _bits,
    FIELD_TYPE.DATETIME: _instant("datetime", None, "instant"),
    FIELD_TYPE.TIMESTAMP: _instant("timestamp", "UTC", "instant in UTC"),
    FIELD_TYPE.TIME: _time,
    FIELD_TYPE.GEOMETRY: lambda definition: _Type(definition.told or "geometry", pa.binary()),
}
