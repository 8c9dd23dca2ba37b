"""Documents: JSON and nested values, as the objects that they are or as text."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.types as pt

from toucan_connectors.core.collector import collector_paused
from toucan_connectors.core.errors import UnsupportedValueError, ValueOutOfRangeError

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray

__all__ = ["document", "document_texts", "documents", "json_text"]

_DECODER: Final = json.JSONDecoder()
_FIRST: Final = 1024
"""Texts that tell whether more of them are equal."""
_REPEATED: Final = 1.5
"""How often each of these is there, on average."""


def documents(array: ArrowArray) -> list[Any]:
    """Return an array's values as Python has them: JSON decoded, structs as dicts, maps too."""
    if not isinstance(array, pa.ExtensionArray):
        return _nested(array)
    texts = array.storage.to_pylist()
    try:
        with collector_paused():
            return [None if text is None else document(text) for text in texts]
    except (RecursionError, ValueError) as error:
        raise UnsupportedValueError(
            "A column has JSON that is nested too deeply, or is none.",
            hint="Set options.json_values to 'text'.",
        ) from error


def document_texts(array: ArrowArray) -> ArrowArray:
    """Return an array's values as JSON texts."""
    if isinstance(array, pa.ExtensionArray):
        return array.storage
    return pa.array([None if value is None else json_text(value) for value in _nested(array)], pa.string())


def document(text: str) -> Any:
    """Return what `json.loads` does, faster where nothing stands around the document.

    Raises ValueError for what is no JSON, and RecursionError.
    """
    try:
        value, end = _DECODER.raw_decode(text)
    except ValueError:  # blanks before it, say
        return json.loads(text)
    return value if end == len(text) else json.loads(text)


def _nested(array: ArrowArray) -> list[Any]:
    """Return nested values as Python has them; a map with keys that Python cannot hash as pairs."""
    try:
        with collector_paused():
            return _values(array)
    except (OverflowError, ValueError) as error:
        raise ValueOutOfRangeError(
            "A nested column has an instant that Python cannot hold.",
            hint="Convert it to text in the query, or set options.dtypes to 'pyarrow'.",
        ) from error


def _values(array: ArrowArray) -> list[Any]:
    """Return what `to_pylist` does, faster: lists and objects are made of whole columns."""
    type_ = array.type
    if pt.is_list(type_) or pt.is_large_list(type_):
        return _lists(array)
    if pt.is_struct(type_) and len({field.name for field in type_}) == type_.num_fields > 0:
        return _objects(array)
    if pt.is_string(type_):
        return _texts(array)
    if not (pt.is_nested(type_) or pt.is_dictionary(type_)):
        plain: list[Any] = array.to_pylist()  # asked for maps too, Arrow takes a slower way
        return plain
    try:
        values: list[Any] = array.to_pylist(maps_as_pydicts="strict")
    except (TypeError, KeyError):
        values = array.to_pylist()
    return values


def _lists(array: ArrowArray) -> list[Any]:
    bounds = array.offsets.to_pylist()
    first = bounds[0]
    items = _values(array.values.slice(first, bounds[-1] - first))
    found = [items[start - first : end - first] for start, end in pairwise(bounds)]
    return found if not array.null_count else _with_nulls(found, array)


def _texts(array: ArrowArray) -> list[Any]:
    """Return texts, equal ones as one object where the first repeat, as most in documents do."""
    if len(array) < _FIRST or _REPEATED * len(array.slice(0, _FIRST).unique()) > _FIRST:
        plain: list[Any] = array.to_pylist()
        return plain
    encoded = array.dictionary_encode()
    texts = [*encoded.dictionary.to_pylist(), None]  # where there is none, at the end
    places = encoded.indices.fill_null(len(texts) - 1) if array.null_count else encoded.indices
    return list(map(texts.__getitem__, places.to_numpy().tolist()))


def _objects(array: ArrowArray) -> list[Any]:
    names = [field.name for field in array.type]
    columns = [_values(array.field(number)) for number in range(len(names))]
    blank = dict.fromkeys(names)
    found: list[Any] = [blank.copy() for _ in range(len(array))]
    for name, column in zip(names, columns, strict=True):  # faster than row by row
        for row, value in zip(found, column, strict=True):
            row[name] = value
    return found if not array.null_count else _with_nulls(found, array)


def _with_nulls(values: list[Any], array: ArrowArray) -> list[Any]:
    valid = array.is_valid().to_pylist()
    return [value if there else None for value, there in zip(values, valid, strict=True)]


def json_text(value: object) -> str:
    """Return a document as JSON text; what JSON does not have (dates, decimals) becomes its own text."""
    try:
        return json.dumps(value, default=_json_default, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return json.dumps(_without_nan(value), default=_json_default, ensure_ascii=False)


def _without_nan(value: object) -> object:
    """JSON has no NaN and no infinity: they become null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    return [_without_nan(item) for item in value] if isinstance(value, list | tuple) else value


def _json_default(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
