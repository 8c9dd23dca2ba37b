"""From the types of ODBC to columns: what each is read as, compared as, and fetched as.

A driver says a number for the type of a column, a name, a size, digits behind the point, and whether there
is a sign. The number decides, and a source's own table goes before the one here: by the number, or by the
name that the driver has for the type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

import pyarrow as pa

from toucan_connectors.sql.columns import Column, kind_of
from toucan_connectors.sql_odbc import parsing as parse
from toucan_connectors.sql_odbc.layouts import (
    BIT,
    BYTES,
    DAY,
    FLOAT,
    INSTANT,
    INTEGER,
    SINGLE,
    TEXT,
    UNSIGNED,
    UTF8,
    Cells,
    Layout,
)

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowType
    from toucan_connectors.sql.dialects import Kind
    from toucan_connectors.sql_odbc.parsing import Parse

__all__ = [
    "STANDARD",
    "Described",
    "MakeType",
    "OdbcColumn",
    "OdbcType",
    "Types",
    "column_of",
    "decimal",
    "text_as",
]

_LONGEST_DECIMAL: Final = 76
_LONGEST_CHARACTER: Final = 4
"""Bytes of a character in UTF-8."""
_JSON: Final = pa.json_(pa.string())


@dataclass(frozen=True, slots=True)
class Described:
    """What a driver says of a column.

    `code` is SQL_DESC_CONCISE_TYPE, and `type` the source's own name. `size` is in characters or bytes, 0
    where it has no bound, and `display` in characters, as text of whatever the type. `precision` and `scale`
    are of numbers, `scale` of instants too.
    """

    name: str
    code: int
    type: str
    size: int = 0
    display: int = 0
    precision: int = 0
    scale: int = 0
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class OdbcType:
    """How columns of a type are read: as what, compared as what, by which layout; `parse` is for texts.

    `doubt` says of values that the driver may not have read them: the block is fetched again as text then.
    """

    arrow: ArrowType
    kind: Kind | None
    layout: Layout
    parse: Parse | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True)
class OdbcColumn(Column):
    """A column of a result, with how its values are fetched.

    `size` is the characters or bytes that a value has at the most, 0 where there is no bound.
    """

    layout: Layout = TEXT
    parse: Parse | None = None
    size: int = 0
    doubt: Doubt | None = None

    def as_text(self, parse: Parse) -> OdbcColumn:
        """Return the same column, fetched as text."""
        return replace(self, layout=UTF8, parse=parse, size=0, doubt=None)


Doubt: TypeAlias = Callable[[Cells], bool]
MakeType: TypeAlias = Callable[[Described], OdbcType]


@dataclass(frozen=True)
class Types:
    """What a source's driver does otherwise than the standard: by number, and before that by name.

    Names are in lower case. `text` is the layout of what is TEXT to the standard: UTF8 for drivers that give
    it, to which it is cheaper.
    """

    by_name: Mapping[str, MakeType] = field(default_factory=dict)
    by_code: Mapping[int, MakeType] = field(default_factory=dict)
    text: Layout = TEXT

    def of(self, described: Described) -> OdbcType:
        """Return the type of a column; what nobody knows is read as text, and compared here."""
        name = described.type.lower()
        make = (
            self.by_name.get(name)
            or self.by_code.get(described.code)
            or _BY_CODE.get(described.code, _unknown)
        )
        made = make(described)
        return replace(made, layout=self.text) if made.layout is TEXT else made


def column_of(described: Described, types: Types) -> OdbcColumn:
    """Return a column by what its driver says of it."""
    type_ = types.of(described)
    name = described.type or f"type {described.code}"
    size = described.size * _LONGEST_CHARACTER if type_.layout is UTF8 else described.size
    return OdbcColumn(
        described.name,
        name,
        type_.arrow,
        type_.kind,
        layout=type_.layout,
        parse=type_.parse,
        size=size if type_.parse is None else described.display,
        doubt=type_.doubt,
    )


def text_as(arrow: ArrowType, parsed: Parse, kind: Kind | None = None, layout: Layout = UTF8) -> MakeType:
    """Return a type that is fetched as text, and made of it by `parsed`; of ASCII, unless by `layout`."""
    made = OdbcType(arrow, kind or kind_of(arrow), layout, parsed)
    return lambda _: made


def decimal(described: Described) -> OdbcType:
    """Return the type of decimals, of the digits that are declared, up to 76."""
    scale = max(described.scale, 0)
    digits = min(max(described.precision or described.size, scale, 1), _LONGEST_DECIMAL)
    arrow = pa.decimal128(digits, scale) if digits <= 38 else pa.decimal256(digits, min(scale, digits))
    return OdbcType(arrow, "decimal", UTF8, parse.decimals)


def _integer(described: Described) -> OdbcType:
    return _UNSIGNED if described.unsigned and described.code in _BIGINTS else _INTEGER


def _unknown(_: Described) -> OdbcType:
    return OdbcType(pa.string(), None, TEXT)


def _always(made: OdbcType) -> MakeType:
    return lambda _: made


_BIGINTS: Final = frozenset({-5, -25, -27})
"""SQL_BIGINT, and the numbers of C that some drivers say instead."""
_INTEGER: Final = OdbcType(pa.int64(), "integer", INTEGER)
_UNSIGNED: Final = OdbcType(pa.uint64(), "integer", UNSIGNED)
_FLOAT: Final = _always(OdbcType(pa.float64(), "float", FLOAT))
_TEXT: Final = _always(OdbcType(pa.string(), "collated text", TEXT))
_BYTES: Final = _always(OdbcType(pa.binary(), "binary", BYTES))
_LABEL: Final = _always(OdbcType(pa.string(), "label", TEXT))

_BY_CODE: Final[Mapping[int, MakeType]] = {
    **dict.fromkeys((1, 12, -1, -8, -9, -10), _TEXT),  # CHAR, VARCHAR, LONGVARCHAR, and the wide ones
    **dict.fromkeys((2, 3), decimal),  # NUMERIC, DECIMAL
    **dict.fromkeys((4, 5, -6, *_BIGINTS), _integer),  # INTEGER, SMALLINT, TINYINT
    **dict.fromkeys((6, 8), _FLOAT),  # FLOAT, DOUBLE
    7: _always(OdbcType(pa.float32(), "float", SINGLE)),  # REAL: as the same double, whatever its text
    **dict.fromkeys((-2, -3, -4), _BYTES),  # BINARY, VARBINARY, LONGVARBINARY
    -7: _always(OdbcType(pa.bool_(), "boolean", BIT)),
    -11: _LABEL,  # GUID
    91: _always(OdbcType(pa.date32(), "date", DAY)),
    92: _always(
        OdbcType(pa.time64("us"), None, UTF8, parse.times)
    ),  # its struct has no fractions, as of a bind
    93: _always(OdbcType(pa.timestamp("us"), "instant", INSTANT)),
}
STANDARD: Final = Types()
"""What the standard says, and nothing else."""
