"""What values of a column are, inferred once over the whole result, and the Arrow type that follows.

A shape is of all values seen, and two of them join to one: it does not matter in what order, in how many
pages or by which decoder they came. Null is of every shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toucan_connectors.core.arrow_types import ArrowType
    from toucan_connectors.http.decode._json_types import Json

__all__ = [
    "ListOf",
    "Mixed",
    "Nothing",
    "Number",
    "Record",
    "Scalar",
    "Shape",
    "arrow_type",
    "document_type",
    "join",
    "join_records",
    "record_of",
    "shape_of",
]

_EXACT_IN_FLOAT: Final = 2**53
_MAX_DEPTH: Final = 32
"""Documents that are nested deeper are not looked into: they are JSON."""


@dataclass(frozen=True)
class Nothing:
    """Only null."""


@dataclass(frozen=True)
class Scalar:
    """Booleans, or text."""

    kind: type[bool | str]


@dataclass(frozen=True)
class Number:
    """Numbers: the lowest and the highest integer, where there are integers, and whether there are floats."""

    low: int | None
    high: int | None
    floats: bool


@dataclass(frozen=True)
class ListOf:
    """Lists, of items of one shape."""

    item: Shape


@dataclass(frozen=True)
class Record:
    """Objects. They are complete where each has all of the keys; else a key that is not there is null."""

    fields: dict[str, Shape]
    complete: bool


@dataclass(frozen=True)
class Mixed:
    """What has no common type."""


Shape: TypeAlias = Nothing | Scalar | Number | ListOf | Record | Mixed


def shape_of(values: Sequence[Json], depth: int = 0) -> Shape:
    """Return the shape of all values of a column, by whole columns: no Python code runs for each value."""
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return Nothing()
    if kinds <= {int, float}:
        return _number(values, kinds)
    if len(kinds) > 1:
        return Mixed()
    kind = kinds.pop()
    if kind is bool or kind is str:
        return Scalar(kind)
    if depth > _MAX_DEPTH:
        return Mixed()
    there = [value for value in values if value is not None]
    if kind is list:
        return ListOf(shape_of(list(chain.from_iterable(there)), depth + 1))
    return record_of(there, depth)


def record_of(records: Sequence[dict[str, Json]], depth: int = 0) -> Record:
    """Return the shape of records, keys in the order in which they first come."""
    names = dict.fromkeys(chain.from_iterable(records))
    complete = all(len(record) == len(names) for record in records)
    fields = {name: shape_of([record.get(name) for record in records], depth + 1) for name in names}
    return Record(fields, complete)


def _number(values: Sequence[Json], kinds: set[type]) -> Number:
    integers = [value for value in values if type(value) is int] if int in kinds else []
    return Number(min(integers, default=None), max(integers, default=None), float in kinds)


def join(one: Shape, other: Shape) -> Shape:
    """Return the shape of the values of both."""
    if isinstance(other, Nothing) or one == other:
        return one
    if isinstance(one, Nothing):
        return other
    if isinstance(one, Number) and isinstance(other, Number):
        lows = [low for low in (one.low, other.low) if low is not None]
        highs = [high for high in (one.high, other.high) if high is not None]
        return Number(min(lows, default=None), max(highs, default=None), one.floats or other.floats)
    if isinstance(one, ListOf) and isinstance(other, ListOf):
        return ListOf(join(one.item, other.item))
    if isinstance(one, Record) and isinstance(other, Record):
        return join_records(one, other)
    return Mixed()


def join_records(one: Record, other: Record) -> Record:
    """Return the shape of the records of both."""
    names = dict.fromkeys([*one.fields, *other.fields])
    nothing = Nothing()
    fields = {name: join(one.fields.get(name, nothing), other.fields.get(name, nothing)) for name in names}
    return Record(fields, one.complete and other.complete and one.fields.keys() == other.fields.keys())


def arrow_type(shape: Shape) -> ArrowType | None:
    """Return the type of a column of the shape, or None where only JSON holds its values as they are.

    An integer over 64 bits makes a column of decimals without a fraction: the dtype contract gives them as
    they are with `options.decimals="exact"`, and raises ValueOutOfRangeError otherwise.
    """
    if not isinstance(shape, Number) or shape.floats:
        return document_type(shape)
    found = document_type(shape)
    if found is None and (digits := _digits(shape)) <= 76:
        return pa.decimal128(38, 0) if digits <= 38 else pa.decimal256(76, 0)
    return found


def document_type(shape: Shape) -> ArrowType | None:
    """Return the type that holds values of the shape also inside a document, or None where only JSON does.

    A struct cannot tell a key that is null from one that is not there, so that incomplete records are JSON.
    """
    match shape:
        case Nothing():
            return pa.null()
        case Scalar():
            return pa.bool_() if shape.kind is bool else pa.string()
        case Number():
            return _number_type(shape)
        case ListOf():
            item = document_type(shape.item)
            return None if item is None else pa.list_(item)
        case Record():
            return _struct_type(shape)
        case Mixed():
            return None


def _struct_type(shape: Record) -> ArrowType | None:
    if not shape.complete or not shape.fields:
        return None
    types = [(name, document_type(field)) for name, field in shape.fields.items()]
    fields = [pa.field(name, type_) for name, type_ in types if type_ is not None]
    return pa.struct(fields) if len(fields) == len(types) else None


def _number_type(shape: Number) -> ArrowType | None:
    low, high = shape.low or 0, shape.high or 0
    if shape.floats:
        return pa.float64() if low >= -_EXACT_IN_FLOAT and high <= _EXACT_IN_FLOAT else None
    if low >= -(2**63) and high < 2**63:
        return pa.int64()
    return pa.uint64() if low >= 0 and high < 2**64 else None


def _digits(shape: Number) -> int:
    largest = max(abs(shape.low or 0), abs(shape.high or 0))
    return next((digits for digits in (38, 76) if largest < 10**digits), 77)
