"""Frames of plain connectors: numpy dtypes and objects, brought to the same table."""

from __future__ import annotations

import contextlib
import uuid
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
from pandas.api import types as pdt

from toucan_connectors.core.errors import UnsupportedValueError, ValueOutOfRangeError
from toucan_connectors.core.frames._columns import Values, column_of
from toucan_connectors.core.frames._contract import Contract
from toucan_connectors.core.frames._documents import json_text
from toucan_connectors.core.frames._names import unique_names

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowColumn
    from toucan_connectors.core.options import Options

__all__ = ["comparable_column", "plain_frame", "plain_table"]

_OBJECT_TYPES = {
    "string": pa.string(),
    "bytes": pa.binary(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "timedelta": pa.duration("us"),
    "timedelta64": pa.duration("us"),
    "floating": pa.float64(),
}
"""The Arrow type of an object column, by the kind of all its values that are not null."""

_EXACT_IN_FLOAT = 2**53


def plain_frame(frame: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return the frame with the contract's names, dtypes and index.

    What has no common type in a column stays as it is, as objects. Sources without declared types are
    judged by the whole column, once.
    """
    names = unique_names(frame.columns)
    if options.dtypes == "as_is":
        return frame.set_axis(names, axis="columns").reset_index(drop=True)
    columns: dict[str, Any] = {}
    for position, name in enumerate(names):
        series = frame.iloc[:, position]
        array = _to_arrow(series, name, options)
        if array is None:
            columns[name] = _object_column(series, name, options)
        else:
            columns[name] = _values(_contracted(array, name, options), options)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame)), copy=False)


def plain_table(frame: pd.DataFrame, options: Options) -> pa.Table:
    """Return the frame as a table of the contract's types; objects without a common type as `arrow.json`."""
    names = unique_names(frame.columns)
    columns = []
    for position, name in enumerate(names):
        series = frame.iloc[:, position]
        array = _to_arrow(series, name, options)
        columns.append(_as_json(series, name) if array is None else _contracted(array, name, options))
    return pa.table(columns, names=names)


def _values(column: ArrowColumn, options: Options) -> Values:
    found = column_of(column.type, options)
    for chunk in column.chunks:
        found.add(chunk)
    return found.values()


def comparable_column(series: pd.Series[Any], name: str, options: Options) -> ArrowColumn:
    """Return a column in the type it is compared in, decimals exact; as JSON where it has no common type."""
    exact = options.model_copy(update={"decimals": "exact"})
    array = _to_arrow(series, name, exact)
    if array is not None:
        return _contracted(array, name, exact)
    kind = pdt.infer_dtype(series, skipna=True)
    if kind == "empty":
        return pa.chunked_array([pa.nulls(len(series))])
    if kind == "decimal":
        with contextlib.suppress(pa.ArrowInvalid):
            return pa.chunked_array([pa.array(series, from_pandas=True)])
    return _as_json(series, name)


def _contracted(array: ArrowArray, name: str, options: Options) -> ArrowColumn:
    contract = Contract(pa.schema([pa.field(name, array.type)]), options)
    chunks = array.chunks if isinstance(array, pa.ChunkedArray) else [array]
    batches = [contract.apply(pa.RecordBatch.from_arrays([chunk], names=[name])) for chunk in chunks]
    return pa.chunked_array([batch.column(0) for batch in batches], contract.schema.field(0).type)


def _to_arrow(series: pd.Series[Any], name: str, options: Options) -> ArrowArray | None:
    """Return the column in Arrow, or None where its values have no common type."""
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _to_arrow(series.astype(object if series.hasnans else dtype.categories.dtype), name, options)
    if isinstance(dtype, pd.SparseDtype):
        return _to_arrow(series.astype(dtype.subtype), name, options)
    if isinstance(dtype, pd.PeriodDtype | pd.IntervalDtype):
        return pa.array(series.astype("str"), from_pandas=True)
    if pdt.is_complex_dtype(dtype):
        return None
    if not pdt.is_object_dtype(dtype):
        return pa.array(series, from_pandas=True)
    return _objects_to_arrow(series, name, options)


def _objects_to_arrow(series: pd.Series[Any], name: str, options: Options) -> ArrowArray | None:
    kind = pdt.infer_dtype(series, skipna=True)
    if kind == "integer":
        return _integers(series, name)
    if kind == "decimal":
        return None if options.decimals == "exact" else pa.array(_floats(series), pa.float64())
    if kind == "mixed-integer-float":
        exact = all(abs(v) <= _EXACT_IN_FLOAT for v in series.dropna() if isinstance(v, int))
        return pa.array(_floats(series), pa.float64()) if exact else None
    if kind in {"datetime", "datetime64"}:
        return _datetimes(series)
    if kind == "mixed" and all(isinstance(v, uuid.UUID) for v in series.dropna()):
        return pa.array([None if pd.isna(v) else str(v) for v in series], pa.string())
    target = _OBJECT_TYPES.get(kind)
    if kind == "date" and any(isinstance(value, datetime) for value in series):
        return None  # dates and instants: no time of day is cut off
    return None if target is None else pa.array(series, target, from_pandas=True)


def _floats(series: pd.Series[Any]) -> list[float | None]:
    return [None if _is_null(value) else float(value) for value in series]


def _is_null(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float | Decimal) and value != value)  # noqa: PLR0124 - NaN


def _integers(series: pd.Series[Any], name: str) -> ArrowArray:
    for target in (pa.int64(), pa.uint64()):
        try:
            return pa.array([None if _is_null(v) else int(v) for v in series], target)
        except (OverflowError, pa.ArrowInvalid):
            continue
    raise ValueOutOfRangeError(
        f"The column {name!r} has an integer that 64 bits cannot hold.",
        field=name,
        hint="Return it as text or as decimals, or set options.dtypes to 'as_is'.",
    )


def _datetimes(series: pd.Series[Any]) -> ArrowArray | None:
    aware = {getattr(value, "tzinfo", None) is not None for value in series.dropna()}
    if len(aware) > 1:
        return None
    instants = pd.to_datetime(series, utc=aware == {True}, errors="coerce" if series.empty else "raise")
    return pa.array(instants, from_pandas=True)


def _as_json(series: pd.Series[Any], name: str) -> ArrowColumn:
    try:
        texts = [None if _is_null(value) else json_text(value) for value in series]
    except (TypeError, ValueError, RecursionError) as error:
        raise UnsupportedValueError(
            f"The column {name!r} has values that neither Arrow nor JSON can hold.", field=name
        ) from error
    storage = pa.array(texts, pa.string())
    return pa.chunked_array([pa.ExtensionArray.from_storage(pa.json_(pa.string()), storage)])


def _object_column(series: pd.Series[Any], name: str, options: Options) -> Any:
    """Return objects as they are, or as JSON text where Arrow or the options want it."""
    documents = any(isinstance(value, dict | list) for value in series)
    if options.dtypes == "pandas" and not (documents and options.json_values == "text"):
        return series.astype(object).reset_index(drop=True)
    texts = pa.chunked_array([chunk.storage for chunk in _as_json(series, name).chunks], pa.string())
    return _values(texts, options)
