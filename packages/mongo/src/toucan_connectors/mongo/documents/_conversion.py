"""From values of Python that BSON was decoded to, to those that a column of a known type has."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID

import pyarrow as pa
import pyarrow.types as pt
from bson import Decimal128, ObjectId, Timestamp

from toucan_connectors.core.frames import Conversion
from toucan_connectors.mongo.documents._inference import all_are
from toucan_connectors.mongo.documents._types import DATE, JSON
from toucan_connectors.mongo.documents._values import inner_value, json_text

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

__all__ = ["array_of", "conversion_to", "json_array"]

Values: TypeAlias = Sequence[Any]
Convert: TypeAlias = Callable[[Any], Any]


def array_of(type_: ArrowType, values: Values) -> ArrowArray:
    """Return values as an array of a type that holds them."""
    if type_ == JSON:
        return json_array(values)
    return pa.array(_converter(type_)(values), type_)


def json_array(values: Values) -> ArrowArray:
    """Return values as JSON."""
    texts = [None if value is None else json_text(value) for value in values]
    return pa.ExtensionArray.from_storage(JSON, pa.array(texts, pa.string()))


def conversion_to(type_: ArrowType) -> Conversion:
    """Return how values become those of a column, in Arrow and in Python."""
    plain = _PLAIN.get(type_.id) or _converter(type_)
    return Conversion(partial(array_of, type_), plain)


def _documents(values: Values) -> Values:
    return [None if value is None else json.loads(json_text(value)) for value in values]


def _microseconds(values: Values) -> Values:
    return [None if value is None else 1000 * _milliseconds(value) for value in values]


def _converter(type_: ArrowType) -> Callable[[Values], Values]:
    """Return what makes of values those of a column: themselves, where they are that already."""
    convert = _convert_to(type_)

    def converted(values: Values) -> Values:
        if all_are(type_, values, _AS_THEY_ARE):
            return values
        return [None if value is None else convert(value) for value in values]

    return converted


def _convert_to(type_: ArrowType) -> Convert:
    """Return what converts a value that is not null."""
    if pt.is_struct(type_):
        return _struct([(field.name, field.type) for field in type_])
    if pt.is_list(type_):
        return _converter(type_.value_type)
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
    number = _decimal(value) if isinstance(value, Decimal128) else value
    return None if number is None else float(number)


def _decimal(value: Any) -> Decimal | None:
    number: Decimal = value.to_decimal() if isinstance(value, Decimal128) else Decimal(value)
    return None if number.is_nan() else number


def _milliseconds(value: Any) -> int:
    return value.time * 1000 if isinstance(value, Timestamp) else int(value)


_WRITTEN: Final = frozenset({str, ObjectId, UUID})
_NONE: Final[frozenset[type]] = frozenset({type(None)})
_AS_THEY_ARE: Final[dict[int, frozenset[type]]] = {
    pa.bool_().id: _NONE | {bool},
    pa.int64().id: _NONE | {int},
    pa.float64().id: _NONE | {float},
    pa.string().id: _NONE | {str},
    pa.binary().id: _NONE | {bytes},
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
_PLAIN: Final[dict[int, Callable[[Values], Values]]] = {JSON.id: _documents, DATE.id: _microseconds}
"""By the id of a type, what Python has for values that Arrow has otherwise."""
