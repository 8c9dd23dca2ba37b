"""Arrays of one batch brought to the types of the whole, and objects taken apart into columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from toucan_connectors.mongo._documents import json_array
from toucan_connectors.mongo._types import DATE, JSON
from toucan_connectors.mongo._values import iso_texts

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

__all__ = ["columns_in", "fitted"]


def fitted(array: ArrowArray | None, type_: ArrowType, count: int) -> ArrowArray:
    """Return an array in a type that holds its values; null where the batch has no such column."""
    if array is None or pt.is_null(array.type):
        return pa.nulls(count, type_)
    if array.type == type_:
        return array
    if type_ == JSON:
        return json_array(_python_values(array))
    return array.cast(type_)


def _python_values(array: ArrowArray) -> list[object]:
    if array.type != DATE:
        found: list[object] = array.to_pylist()
        return found
    texts = pa.array(iso_texts(pc.fill_null(array, pa.scalar(0, DATE)).view(pa.int64()).to_numpy()))
    return list(pc.if_else(array.is_valid(), texts, None).to_pylist())


def columns_in(name: str, array: ArrowArray) -> Iterator[tuple[str, ArrowArray]]:
    """Yield the columns of objects, named by the fields that lead to them; of anything else, the array."""
    if not pt.is_struct(array.type):
        yield name, array
        return
    for field, inner in zip(array.type, array.flatten(), strict=True):
        yield from columns_in(f"{name}.{field.name}", inner)
