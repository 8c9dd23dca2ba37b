"""The columns of a result: which there are, and what is in them.

A column is named by the keys that lead to it: one, or with `flatten` as many as objects are nested.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from toucan_connectors.core.errors import SourceError
from toucan_connectors.http.decode._json import json_text
from toucan_connectors.http.decode._shapes import Record, Shape, arrow_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType
    from toucan_connectors.http.decode._json_types import Json

__all__ = ["JSON", "Column", "array_of", "fitted", "layout", "rows_to_arrays", "struct_to_arrays"]

JSON: Final[ArrowType] = pa.json_(pa.string())


@dataclass(frozen=True)
class Column:
    """The keys that lead to a column, and its type."""

    path: tuple[str, ...]
    type: ArrowType


def layout(shape: Record, *, flatten: bool, path: tuple[str, ...] = ()) -> list[Column]:
    """Return the columns of records of the shape; an object without any key is a document, flatten or not."""
    columns: list[Column] = []
    for name, field in shape.fields.items():
        here = (*path, name)
        if flatten and isinstance(field, Record) and field.fields:
            columns += layout(field, flatten=True, path=here)
        else:
            columns.append(Column(here, _type(field)))
    return columns


def _type(shape: Shape) -> ArrowType:
    found = arrow_type(shape)
    return JSON if found is None else found


def rows_to_arrays(rows: Sequence[Json], columns: Sequence[Column]) -> list[ArrowArray]:
    """Return the columns of rows, in their order."""
    return [array_of(values, column.type) for column, values in _values(rows, columns, 0)]


def _values(
    rows: Sequence[Json], columns: Sequence[Column], depth: int
) -> Iterator[tuple[Column, list[Json]]]:
    """Yield each column with its values; columns below the same object go there once."""
    for name, group in groupby(columns, key=lambda column: column.path[depth]):
        below = list(group)
        values = [None if row is None else row.get(name) for row in rows]
        if len(below) == 1 and len(below[0].path) == depth + 1:
            yield below[0], values
        else:
            yield from _values(values, below, depth + 1)


def array_of(values: Sequence[Json], type_: ArrowType) -> ArrowArray:
    """Return values of a column in its type, which holds them all."""
    try:
        if type_ == JSON:
            texts = [None if value is None else json_text(value) for value in values]
            return pa.ExtensionArray.from_storage(JSON, pa.array(texts, pa.string()))
        return pa.array(values, type_)
    except (UnicodeError, RecursionError) as error:
        fault = (
            "half of a surrogate pair" if isinstance(error, UnicodeError) else "documents nested too deeply"
        )
        raise SourceError(f"The answer has {fault}.") from error


def struct_to_arrays(
    structs: ArrowArray, *, flatten: bool, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], ArrowArray]]:
    """Yield the columns of an array of structs, each with the keys that lead to it; no object is made."""
    for field, array in zip(structs.type, structs.flatten(), strict=True):
        here = (*path, field.name)
        if flatten and pa.types.is_struct(array.type):
            yield from struct_to_arrays(array, flatten=True, path=here)
        else:
            yield here, array


def fitted(
    found: Mapping[tuple[str, ...], ArrowArray], columns: Sequence[Column], count: int
) -> list[ArrowArray] | None:
    """Return arrays in the types of the columns, null where there is none; None where one does not fit."""
    if found.keys() - {column.path for column in columns}:
        return None
    arrays = [_cast(found.get(column.path), column.type, count) for column in columns]
    return None if any(array is None for array in arrays) else arrays


def _cast(array: ArrowArray | None, type_: ArrowType, count: int) -> ArrowArray | None:
    if array is None or pa.types.is_null(array.type):
        return pa.nulls(count, type_)
    if array.type == type_:
        return array
    if pa.types.is_int64(array.type) and pa.types.is_float64(type_):
        return array.cast(type_)  # exact: the shape of all has seen them
    return None
