"""From values of Python that BSON was decoded to, to those that a column of a known type has."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID

import pyarrow as pa
import pyarrow.types as pt
from bson import Decimal128, ObjectId, Timestamp

from toucan_connectors.mongo._inference import all_are
from toucan_connectors.mongo._types import DATE, JSON
from toucan_connectors.mongo._values import inner_value, json_text

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

__all__ = ["array_of", "json_array", "plain_values"]

Values: TypeAlias = Sequence[Any]
Convert: TypeAlias = Callable[[Any], Any]


def array_of(type_: ArrowType, values: Values) -> ArrowArray:
    """Return values as an array of a type that holds them."""
    if type_ == JSON:
        return json_array(values)
    return pa.array(_converted(type_, values), type_)


def json_array(values: Values) -> ArrowArray:
    """Return values as JSON."""
    texts = [None if value is None else json_text(value) for value in values]
    return pa.ExtensionArray.from_storage(JSON, pa.array(texts, pa.string()))


def plain_values(type_: ArrowType, values: Values) -> Values:
    """Return values as Python has those of a column: what `Conversion.plain` is to give."""
    if type_ == JSON:
        return [None if value is None else json.loads(json_text(value)) for value in values]
    found = _converted(type_, values)
    return [ms and 1000 * ms for ms in found] if type_ == DATE else found


def _converted(type_: ArrowType, values: Values) -> Values:
    if all_are(type_, values, _AS_THEY_ARE):
        return values
    convert = _convert_to(type_)
    return [None if value is None else convert(value) for value in values]


def _convert_to(type_: ArrowType) -> Convert:
    """Return what converts a value that is not null."""
    if pt.is_struct(type_):
        return _struct([(field.name, field.type) for field in type_])
    if pt.is_list(type_):
        item: ArrowType = type_.value_type
        return lambda items: _converted(item, items)
    return _decimal if pt.is_decimal(type_) else _CONVERT[type_.id]


def _struct(fields: Sequence[tuple[str, ArrowType]]) -> Convert:
    converters = [(name, _convert_to(type_)) for name, type_ in fields]

    def convert(record: Any) -> dict[str, Any]:
        return {
            name: None if (value := record[name]) is None else convert_one(value)
            for name, convert_one in converters
        }

    return convert


def _text(value: Any) -> Any:
    return str(value) if type(value) in _WRITTEN else inner_value(value)


def _float(value: Any) -> float | None:
    return _float_of(value.to_decimal()) if isinstance(value, Decimal128) else float(value)


def _float_of(number: Decimal) -> float | None:
    return None if number.is_nan() else float(number)


def _decimal(value: Any) -> Decimal | None:
    number: Decimal = value.to_decimal() if isinstance(value, Decimal128) else Decimal(value)
    return None if number.is_nan() else number


def _milliseconds(value: Any) -> int:
    return value.time * 1000 if isinstance(value, Timestamp) else int(value)


_WRITTEN: Final = frozenset({str, ObjectId, UUID})
_AS_THEY_ARE: Final[dict[int, frozenset[type]]] = {
    pa.bool_().id: frozenset({bool}),
    pa.int64().id: frozenset({int}),
    pa.float64().id: frozenset({float}),
    pa.string().id: frozenset({str}),
    pa.binary().id: frozenset({bytes}),
}
"""By the id of a type, kinds of values that are those of a column as they are."""
_CONVERT: Final[dict[int, Convert]] = {
    pa.null().id: lambda value: value,
    pa.bool_().id: bool,
    pa.int64().id: int,
    pa.float64().id: _float,
    pa.string().id: _text,
    pa.binary().id: bytes,
    DATE.id: _milliseconds,
}
