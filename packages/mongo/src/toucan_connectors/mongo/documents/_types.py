"""What the values of a column are, inferred once over the whole result, and the Arrow type that follows.

Each batch of documents becomes arrays at once, of the types that its own values have; types of two batches
join to one that holds the values of both, whatever their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import pyarrow as pa
import pyarrow.types as pt

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

    _Join = Callable[[ArrowType, ArrowType, list[bool]], ArrowType]

__all__ = [
    "DATE",
    "EXACT_IN_FLOAT",
    "JSON",
    "Columns",
    "Seen",
    "decimal_type",
    "merged",
    "schema_of",
    "seen_in",
]

JSON: Final[ArrowType] = pa.json_(pa.string())
"""Of documents that differ in their fields, and of a column whose values have no common type."""
DATE: Final[ArrowType] = pa.timestamp("ms", "UTC")
EXACT_IN_FLOAT: Final = 2**53
_DIGITS_OF_INT: Final = 19


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a column: a type that has all of its values, but where integers met floats.

    `wide`: there are integers that a float does not hold exactly. `met`: there are integers and floats.
    """

    type: ArrowType
    wide: bool = False
    met: bool = False

    @property
    def final(self) -> ArrowType:
        """The type of the column."""
        if self.wide and self.met:
            return JSON
        return _widest(self.type) if pt.is_decimal(self.type) else self.type


Columns: TypeAlias = dict[str, Seen]
"""What was seen of each column, in the order in which they first came."""


def seen_in(array: ArrowArray) -> Seen:
    """Return what an array has."""
    return Seen(array.type, _is_wide(array))


def _is_wide(array: ArrowArray) -> bool:
    if pt.is_list(array.type):
        return _is_wide(array.flatten())
    if pt.is_struct(array.type):
        return any(_is_wide(inner) for inner in array.flatten())
    if not pt.is_int64(array.type) or not len(array):
        return False
    values = (array.fill_null(0) if array.null_count else array).to_numpy()
    return bool(values.min() < -EXACT_IN_FLOAT or values.max() > EXACT_IN_FLOAT)


def merged(known: Columns, others: Columns) -> Columns:
    """Return what was seen of all columns, those of `known` first."""
    found = dict(known)
    for name, seen in others.items():
        found[name] = join(found[name], seen) if name in found else seen
    return found


def schema_of(columns: Columns, without: frozenset[str]) -> pa.Schema:
    """Return the columns and their types, but for some."""
    return pa.schema([(name, seen.final) for name, seen in columns.items() if name not in without])


def join(one: Seen, other: Seen) -> Seen:
    """Return what both have."""
    if one == other:
        return one
    met: list[bool] = []
    type_ = _joined(one.type, other.type, met)
    return Seen(type_, one.wide or other.wide, one.met or other.met or bool(met))


def _joined(one: ArrowType, other: ArrowType, met: list[bool]) -> ArrowType:
    if one == other or pt.is_null(other):
        return one
    if pt.is_null(one):
        return other
    for applies, joined in _JOINS:
        if applies(one) and applies(other):
            return joined(one, other, met)
    return JSON


def _numbers(one: ArrowType, other: ArrowType, met: list[bool]) -> ArrowType:
    if pt.is_floating(one) or pt.is_floating(other):
        met.append(True)
        return pa.float64()
    pairs = [
        (type_.precision - type_.scale, type_.scale) if pt.is_decimal(type_) else (_DIGITS_OF_INT, 0)
        for type_ in (one, other)
    ]
    return decimal_type(max(whole for whole, _ in pairs), max(scale for _, scale in pairs))


def decimal_type(whole: int, scale: int) -> ArrowType:
    """Return the type of decimals with so many digits before the point and behind it, at least one.

    Decimals without a fraction would be integers by the dtype contract, but nothing is declared here. Where
    76 digits do not hold them, they are floats.
    """
    scale = max(scale, 1)
    precision = whole + scale
    if precision > 76:
        return pa.float64()
    return pa.decimal128(precision, scale) if precision <= 38 else pa.decimal256(precision, scale)


def _widest(type_: ArrowType) -> ArrowType:
    """Return the type of all decimals of this scale that are stored as wide: a page has not fewer digits."""
    return pa.decimal256(76, type_.scale) if pt.is_decimal256(type_) else pa.decimal128(38, type_.scale)


def _lists(one: ArrowType, other: ArrowType, met: list[bool]) -> ArrowType:
    item = _joined(one.value_type, other.value_type, met)
    return JSON if item == JSON else pa.list_(item)


def _structs(one: ArrowType, other: ArrowType, met: list[bool]) -> ArrowType:
    """Join objects. Where some lack a field they are JSON: as structs they would have it, as null."""
    types = {field.name: field.type for field in other}
    if {field.name for field in one} != types.keys():
        return JSON
    return _struct_of((field.name, _joined(field.type, types[field.name], met)) for field in one)


def _struct_of(fields: Iterable[tuple[str, ArrowType]]) -> ArrowType:
    found = list(fields)
    return JSON if any(type_ == JSON for _, type_ in found) else pa.struct(found)


def _is_number(type_: ArrowType) -> bool:
    return bool(pt.is_int64(type_) or pt.is_float64(type_) or pt.is_decimal(type_))


_JOINS: Final[tuple[tuple[Callable[[ArrowType], bool], _Join], ...]] = (
    (_is_number, _numbers),
    (pt.is_list, _lists),
    (pt.is_struct, _structs),
)
