"""From documents to columns, by Python's objects: what reads anything that BSON has.

A column is text, a number, a date... where all of its values are; objects are structs where each has the
same fields, lists are lists; what has no common type is JSON. Inside objects and lists values are as JSON has
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID

import bson
import numpy as np
import pyarrow as pa
from bson import Binary, Code, Decimal128, Int64, MaxKey, MinKey, ObjectId, Regex, Timestamp
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.datetime_ms import DatetimeMS

from toucan_connectors.core.collector import collector_paused
from toucan_connectors.mongo._types import DATE, EXACT_IN_FLOAT, JSON, decimal_type
from toucan_connectors.mongo._values import inner_value, json_text, text_of

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray

__all__ = ["arrays_of", "decoded", "json_array"]

Values: TypeAlias = Sequence[Any]
Reader: TypeAlias = Callable[[Values, int], "ArrowArray"]

_OPTIONS: Final[CodecOptions[dict[str, Any]]] = CodecOptions(
    uuid_representation=UuidRepresentation.STANDARD, datetime_conversion=DatetimeConversion.DATETIME_MS
)
_MAX_DEPTH: Final = 32
"""Documents that are nested deeper are not looked into: they are JSON."""


def decoded(documents: bytes) -> list[dict[str, Any]]:
    """Return documents that stand one behind the other."""
    return bson.decode_all(documents, _OPTIONS)


def arrays_of(documents: bytes, *, flatten: bool) -> tuple[int, dict[str, ArrowArray]]:
    """Return how many documents there are, and their columns, in the order in which fields first come.

    With `flatten`, objects are structs of all fields that one of them has, to be taken apart.
    """
    with collector_paused():
        rows = decoded(documents)
        readers = _FLAT if flatten else _ROW
        return len(rows), {name: _array([row.get(name) for row in rows], readers, 0) for name in _names(rows)}


def json_array(values: Values) -> ArrowArray:
    """Return values as JSON."""
    texts = [None if value is None else json_text(value) for value in values]
    return pa.ExtensionArray.from_storage(JSON, pa.array(texts, pa.string()))


def _names(records: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(records)))


def _array(values: Values, readers: Mapping[type, Reader], depth: int) -> ArrowArray:
    kinds = set(map(type, values)) - {type(None)}
    found = {readers.get(kind) for kind in kinds}
    if not found:
        return pa.nulls(len(values))
    if len(found) > 1:
        found = {_common(found)}
    reader = found.pop()
    return json_array(values) if reader is None else reader(values, depth)


def _common(readers: set[Reader | None]) -> Reader | None:
    """Return what reads values of several kinds, where something does."""
    return next((reader for reader, all_ in _TOGETHER if readers <= all_), None)


def _plain(type_: Any, values: Values, _: int) -> ArrowArray:
    return pa.array(values, type_)


def _told(type_: Any, tell: Callable[[Any], Any], values: Values, _: int) -> ArrowArray:
    return pa.array([None if value is None else tell(value) for value in values], type_)


_bools: Reader = partial(_plain, pa.bool_())
_integers: Reader = partial(_plain, pa.int64())
_floats: Reader = partial(_plain, pa.float64())
_texts: Reader = partial(_plain, pa.string())
_binaries: Reader = partial(_plain, pa.binary())
_as_texts: Reader = partial(_told, pa.string(), text_of)
_ids: Reader = partial(_told, pa.string(), str)
_dates: Reader = partial(_told, DATE, int)
_stamps: Reader = partial(_told, DATE, lambda stamp: stamp.time * 1000)
_told_texts: Reader = partial(_told, pa.string(), inner_value)
_told_floats: Reader = partial(_told, pa.float64(), lambda value: float(str(value)))


def _mixed_floats(values: Values, _: int) -> ArrowArray:
    """Read integers among floats, where a float holds each of them exactly."""
    if any(isinstance(value, int) and abs(value) > EXACT_IN_FLOAT for value in values):
        return json_array(values)
    return pa.array([None if value is None else float(str(value)) for value in values], pa.float64())


def _decimals(values: Values, _: int) -> ArrowArray:
    """Read decimals; NaN is null, and beside infinity they are floats."""
    found = [
        None if value is None else value.to_decimal() if isinstance(value, Decimal128) else Decimal(value)
        for value in values
    ]
    numbers = [number for number in found if number is not None and not number.is_nan()]
    finite = all(number.is_finite() for number in numbers)
    type_ = _decimals_type(numbers) if finite else pa.float64()
    kept = [None if number is None or number.is_nan() else number for number in found]
    if type_ == pa.float64():
        return pa.array([None if number is None else float(number) for number in kept], type_)
    return pa.array(kept, type_)


def _decimals_type(numbers: Sequence[Decimal]) -> Any:
    scale = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    whole = max((number.adjusted() + 1 for number in numbers), default=0)
    return decimal_type(max(whole, 1), scale)


def _records(values: Values, depth: int) -> ArrowArray:
    """Read objects that each have the same fields; JSON can tell a field that is null from none."""
    there = [value for value in values if value is not None]
    names = _names(there)
    if depth > _MAX_DEPTH or not names or any(len(record) != len(names) for record in there):
        return json_array(values)
    inner = [
        _array([None if record is None else record[name] for record in values], _INNER, depth + 1)
        for name in names
    ]
    return json_array(values) if any(map(_is_json, inner)) else _struct(inner, names, values)


def _flat_records(values: Values, depth: int) -> ArrowArray:
    """Read objects that are to be taken apart: a field that is not there is null."""
    names = _names([value for value in values if value is not None])
    if depth > _MAX_DEPTH or not names:
        return json_array(values)
    inner = [
        _array([None if record is None else record.get(name) for record in values], _FLAT, depth + 1)
        for name in names
    ]
    return _struct(inner, names, values)


def _struct(inner: list[ArrowArray], names: list[str], values: Values) -> ArrowArray:
    fields = [pa.field(name, array.type) for name, array in zip(names, inner, strict=True)]
    nulls = pa.array([value is None for value in values], pa.bool_())
    return pa.StructArray.from_arrays(inner, fields=fields, mask=nulls)


def _lists(values: Values, depth: int) -> ArrowArray:
    if depth > _MAX_DEPTH:
        return json_array(values)
    items = _array([item for value in values if value is not None for item in value], _INNER, depth + 1)
    if _is_json(items):
        return json_array(values)
    lengths = [0 if value is None else len(value) for value in values]
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    return pa.ListArray.from_arrays(offsets, items, mask=pa.array([value is None for value in values]))


def _is_json(array: ArrowArray) -> bool:
    return bool(array.type == JSON)


_EVERYWHERE: Final[Mapping[type, Reader]] = {
    bool: _bools,
    int: _integers,
    Int64: _integers,
    float: _floats,
    str: _texts,
    **dict.fromkeys((ObjectId, UUID), _ids),
    **dict.fromkeys((Regex, Code, MinKey, MaxKey), _as_texts),
    dict: _records,
    list: _lists,
}
_ROW: Final[Mapping[type, Reader]] = {
    **_EVERYWHERE,
    Decimal128: _decimals,
    DatetimeMS: _dates,
    Timestamp: _stamps,
    bytes: _binaries,
    Binary: _binaries,
}
_FLAT: Final[Mapping[type, Reader]] = {**_ROW, dict: _flat_records}
_INNER: Final[Mapping[type, Reader]] = {
    **_EVERYWHERE,
    Decimal128: _told_floats,
    **dict.fromkeys((DatetimeMS, Timestamp, bytes, Binary), _told_texts),
}
_TOGETHER: Final[tuple[tuple[Reader, frozenset[Reader | None]], ...]] = (
    (_as_texts, frozenset({_texts, _ids, _as_texts})),
    (_mixed_floats, frozenset({_integers, _floats})),
    (_decimals, frozenset({_integers, _decimals})),
    (_mixed_floats, frozenset({_integers, _floats, _decimals})),
    (_told_floats, frozenset({_floats, _told_floats})),
)
