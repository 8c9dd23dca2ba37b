"""The shape of values that are Arrow already: what a page that was read fast adds to what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from toucan_connectors.http.decode._shapes import ListOf, Nothing, Number, Record, Scalar, Shape

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray

__all__ = ["record_of_structs"]


def record_of_structs(structs: ArrowArray, *, flatten: bool) -> Record:
    """Return the shape of rows; a key that is null may not be there, but in documents, where it is."""
    fields = {
        field.name: _shape(array, flatten=flatten)
        for field, array in zip(structs.type, structs.flatten(), strict=True)
    }
    return Record(fields, complete=False)


def _shape(array: ArrowArray, *, flatten: bool) -> Shape:
    if array.null_count == len(array):
        return Nothing()
    if pt.is_list(array.type):
        return ListOf(_shape(array.flatten(), flatten=False))
    if pt.is_struct(array.type):
        record = record_of_structs(array, flatten=flatten)
        return Record(record.fields, complete=not flatten)
    if pt.is_integer(array.type):
        bounds = pc.min_max(array)
        return Number(bounds["min"].as_py(), bounds["max"].as_py(), floats=False)
    if pt.is_float64(array.type):
        return Number(None, None, floats=True)
    return Scalar(bool if array.type == pa.bool_() else str)
