"""From the contract's Arrow types to pandas dtypes."""

from __future__ import annotations

import contextlib
import gc
import json
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.types as pt

from toucan_connectors.core.errors import UnsupportedValueError, ValueOutOfRangeError

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowColumn, ArrowType
    from toucan_connectors.core.options import Options

__all__ = ["array_to_pandas", "json_text", "to_pandas"]

_DECODER: Final = json.JSONDecoder()

Column = Any
"""A pandas extension array or a numpy array: pandas-stubs have no common name for them."""


def to_pandas(table: pa.Table, options: Options) -> pd.DataFrame:
    """Return a frame of a table whose types are the contract's."""
    columns = {name: array_to_pandas(table.column(name), options) for name in table.column_names}
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)


def array_to_pandas(column: ArrowColumn, options: Options) -> Column:
    """Return one column as the contract (or `options.dtypes="pyarrow"`) wants it."""
    if options.dtypes == "pyarrow":
        return _arrow(_storage(column))
    convert = _OBJECTS if _is_document(column.type) else _CONVERSIONS.get(column.type.id, _arrow)
    if convert is _OBJECTS and options.json_values == "text":
        return _text(pa.chunked_array([_as_text(chunk) for chunk in column.chunks], pa.string()))
    return convert(column)


def _is_document(type_: ArrowType) -> bool:
    return isinstance(type_, pa.JsonType) or pt.is_nested(type_) or pt.is_null(type_)


def _storage(column: ArrowColumn) -> ArrowColumn:
    if not isinstance(column.type, pa.BaseExtensionType):
        return column
    storage: ArrowType = column.type.storage_type
    return pa.chunked_array([chunk.storage for chunk in column.chunks], storage)


def _arrow(column: ArrowColumn) -> Column:
    return pd.arrays.ArrowExtensionArray(column)


def _masked(dtype: Any) -> Callable[[ArrowColumn], Column]:
    convert: Callable[[ArrowColumn], Column] = dtype.__from_arrow__
    return convert


def _numpy(column: ArrowColumn) -> Column:
    values = column.to_numpy()
    return values if values.flags.writeable else values.copy()  # one batch comes without a copy


def _text(column: ArrowColumn) -> Column:
    return pd.array(column.cast(pa.large_string()), dtype="str")


def _dates(column: ArrowColumn) -> Column:
    return _numpy(column.cast(pa.timestamp("s")))


def _instants(column: ArrowColumn) -> Column:
    values = _numpy(column)
    return pd.DatetimeIndex(values).tz_localize("UTC").array if column.type.tz else values


def _objects(column: ArrowColumn) -> Column:
    if isinstance(column.type, pa.JsonType):
        texts = _storage(column).to_pylist()
        try:
            with _collector_paused():
                values = [None if text is None else _document(text) for text in texts]
        except (RecursionError, ValueError) as error:
            raise UnsupportedValueError(
                "A column has JSON that is nested too deeply, or is none.",
                hint="Set options.json_values to 'text'.",
            ) from error
    else:
        values = _values(column)
    return pd.Series(values, dtype=object)  # a Series: pandas would guess the dtype of a bare array


def _document(text: str) -> Any:
    """Return what `json.loads` does, in a quarter of its time where nothing stands around the document."""
    try:
        value, end = _DECODER.raw_decode(text)
    except ValueError:  # blanks before it, say
        return json.loads(text)
    return value if end == len(text) else json.loads(text)


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Let a million new objects that are all kept not be looked through again and again for garbage."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _values(column: ArrowColumn) -> list[Any]:
    """Return nested values as Python has them; a map with keys that Python cannot hash as pairs."""
    try:
        values: list[Any] = column.to_pylist(maps_as_pydicts="strict")
    except (TypeError, KeyError):
        values = column.to_pylist()
    except (OverflowError, ValueError) as error:
        raise ValueOutOfRangeError(
            "A nested column has an instant that Python cannot hold.",
            hint="Convert it to text in the query, or set options.dtypes to 'pyarrow'.",
        ) from error
    return values


def _as_text(chunk: ArrowArray) -> ArrowArray:
    if isinstance(chunk, pa.ExtensionArray):
        return chunk.storage
    return pa.array(
        [None if v is None else json_text(v) for v in _values(chunk)],
        pa.string(),
    )


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


_OBJECTS = _objects
_CONVERSIONS: dict[int, Callable[[ArrowColumn], Column]] = {
    pa.int64().id: _masked(pd.Int64Dtype()),
    pa.uint64().id: _masked(pd.UInt64Dtype()),
    pa.bool_().id: _masked(pd.BooleanDtype()),
    pa.float64().id: _numpy,
    pa.string().id: _text,
    pa.date32().id: _dates,
    pa.timestamp("us").id: _instants,
    pa.duration("us").id: _numpy,
}
"""Times of day, binaries and exact decimals have no pandas dtype of their own: they stay Arrow."""
