"""The columns of a frame, each made of one Arrow array after another.

What an array holds is copied into the column, so that its batch can go: memory holds the frame and a batch.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.types as pt
from typing_extensions import override

from toucan_connectors.core.frames._documents import document_texts, documents

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType
    from toucan_connectors.core.options import Options

__all__ = ["STR", "UTC", "Column", "Values", "column_of", "objects"]

STR: Final[Any] = pd.StringDtype(na_value=math.nan)
UTC: Final = pd.DatetimeTZDtype("us", "UTC")
_DOCUMENTS: Final = frozenset({dict, list})
_GROWTH: Final = 4

Values = Any
"""A pandas extension array, a numpy array or an Index: pandas-stubs have no common name for them."""


class Column(ABC):
    """A column on its way: arrays of one of the contract's types go in, what pandas keeps comes out."""

    @abstractmethod
    def add(self, array: ArrowArray) -> None:
        """Take the next values."""

    @abstractmethod
    def values(self) -> Values:
        """Return all values; nothing is added afterwards."""


def column_of(type_: ArrowType, options: Options) -> Column:
    """Return an empty column for values of one of the contract's types."""
    if options.dtypes == "pyarrow":
        return _Arrow(_storage(type_), copies=False)
    if isinstance(type_, pa.JsonType) or pt.is_nested(type_) or pt.is_null(type_):
        return _Documents() if options.json_values == "objects" else _Text(document_texts)
    make = _COLUMNS.get(type_.id)
    return _Arrow(_storage(type_), copies=True) if make is None else make(type_)


def objects(values: Sequence[Any]) -> Values:
    """Return a column of Python's objects, which pandas is not to guess the dtype of."""
    if not _DOCUMENTS.isdisjoint(map(type, values)):
        return np.fromiter(values, object, len(values))  # beside one of these it guesses nothing
    return pd.Index(values, dtype=object, tupleize_cols=False)  # a bare array it would, and align a Series


class _Grown:
    """A numpy array that grows; room costs no memory before something is written there."""

    def __init__(self, dtype: Any) -> None:
        self._room = np.empty(0, dtype)
        self._used = 0

    def add(self, part: np.ndarray[Any, Any]) -> None:
        end = self._used + len(part)
        if not self._used:
            self._room = part  # a page, most often: nothing follows
        else:
            if end > len(self._room):
                self._room, old = np.empty(_GROWTH * end, part.dtype), self._room
                self._room[: self._used] = old[: self._used]
            self._room[self._used : end] = part
        self._used = end

    def whole(self) -> np.ndarray[Any, Any]:
        found = self._room
        if len(found) > self._used:
            found.resize(self._used, refcheck=False)
        return found if found.flags.writeable else found.copy()  # Arrow's memory is not pandas' to write


class _Numbers(Column):
    """Numbers and durations, in numpy; null is NaN and NaT."""

    def __init__(self, type_: ArrowType) -> None:
        self._grown = _Grown(type_.to_pandas_dtype())

    @override
    def add(self, array: ArrowArray) -> None:
        self._grown.add(array.to_numpy(zero_copy_only=False))

    @override
    def values(self) -> Values:
        return self._grown.whole()


class _Dates(_Numbers):
    """Days, as instants of whole seconds."""

    def __init__(self, _: ArrowType) -> None:
        super().__init__(pa.timestamp("s"))

    @override
    def add(self, array: ArrowArray) -> None:
        super().add(array.cast(pa.timestamp("s")))


class _Instants(_Numbers):
    """Instants, in UTC where they have a zone."""

    def __init__(self, type_: ArrowType) -> None:
        super().__init__(pa.timestamp(type_.unit))
        self._dtype = pd.DatetimeTZDtype(type_.unit, "UTC") if type_.tz else None

    @override
    def values(self) -> Values:
        instants = super().values()
        return instants if self._dtype is None else pd.array(instants, dtype=self._dtype, copy=False)


class _Masked(Column):
    """Integers and booleans, with a mask for nulls."""

    def __init__(self, make: Callable[[Any, Any], Values], zero: object, type_: ArrowType) -> None:
        self._make = make
        self._zero = zero
        self._grown = _Grown(type_.to_pandas_dtype())
        self._mask = _Grown(np.bool_)

    @override
    def add(self, array: ArrowArray) -> None:
        nulls = array.null_count
        mask = array.is_null().to_numpy(zero_copy_only=False) if nulls else np.zeros(len(array), np.bool_)
        filled = array.fill_null(self._zero) if nulls else array
        self._grown.add(filled.to_numpy(zero_copy_only=False))
        self._mask.add(mask)

    @override
    def values(self) -> Values:
        return self._make(self._grown.whole(), self._mask.whole())


class _Arrow(Column):
    """What stays Arrow: times of day, binaries, exact decimals; with `options.dtypes="pyarrow"`, all."""

    def __init__(self, type_: ArrowType, *, copies: bool) -> None:
        self._type = type_
        self._copies = copies
        self._arrays: list[ArrowArray] = []

    @override
    def add(self, array: ArrowArray) -> None:
        if self._copies and self._arrays:
            self._arrays[-1] = _copied(self._arrays[-1])  # the last batch may stay: a page is never copied
        self._arrays.append(array.storage if isinstance(array, pa.ExtensionArray) else array)

    @override
    def values(self) -> Values:
        return pd.arrays.ArrowExtensionArray(self._whole())

    def _whole(self) -> pa.ChunkedArray[Any]:
        return pa.chunked_array(self._arrays, self._type)


class _Text(_Arrow):
    """Text, which pandas keeps in Arrow."""

    def __init__(self, texts_of: Callable[[ArrowArray], ArrowArray] = lambda array: array) -> None:
        super().__init__(pa.large_string(), copies=True)
        self._texts_of = texts_of

    @override
    def add(self, array: ArrowArray) -> None:
        super().add(self._texts_of(array).cast(pa.large_string()))

    @override
    def values(self) -> Values:
        return STR.__from_arrow__(self._whole())


class _Documents(Column):
    """JSON and nested values, as objects."""

    def __init__(self) -> None:
        self._documents: list[Any] = []

    @override
    def add(self, array: ArrowArray) -> None:
        self._documents += documents(array)

    @override
    def values(self) -> Values:
        return objects(self._documents)


_COLUMNS: Final[dict[int, Callable[[ArrowType], Column]]] = {
    pa.int64().id: partial(_Masked, pd.arrays.IntegerArray, 0),
    pa.uint64().id: partial(_Masked, pd.arrays.IntegerArray, 0),
    pa.bool_().id: partial(_Masked, pd.arrays.BooleanArray, False),
    pa.float64().id: _Numbers,
    pa.string().id: lambda _: _Text(),
    pa.date32().id: _Dates,
    pa.timestamp("us").id: _Instants,
    pa.duration("us").id: _Numbers,
}


def _storage(type_: ArrowType) -> ArrowType:
    return type_.storage_type if isinstance(type_, pa.BaseExtensionType) else type_


def _copied(array: ArrowArray) -> ArrowArray:
    """Return the same values in memory of their own."""
    return pa.concat_arrays([array, array.slice(0, 0)])
