"""Arrays of one batch brought to the types of the whole."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from toucan_connectors.mongo.documents._conversion import json_array
from toucan_connectors.mongo.documents._types import DATE, JSON
from toucan_connectors.mongo.documents._values import iso_texts

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

__all__ = ["fitted"]


def fitted(array: ArrowArray | None, type_: ArrowType, count: int) -> ArrowArray:
    """Return an array in a type that holds its values; null where the batch has no such column."""
    if array is None or pt.is_null(array.type):
        return pa.nulls(count, type_)
    if array.type == type_:
        return array
    if type_ == JSON:
        return json_array(_python_values(array))
    if pt.is_decimal(array.type) and pt.is_floating(type_):
        return array.cast(pa.string()).cast(type_)  # the nearest: Arrow's own cast may miss it by one place
    return array.cast(type_)


def _python_values(array: ArrowArray) -> list[object]:
    if pt.is_decimal(array.type):  # integers were among them, perhaps
        return [value if value is None else _number(value) for value in array.to_pylist()]
    if array.type != DATE:
        found: list[object] = array.to_pylist()
        return found
    texts = pa.array(iso_texts(pc.fill_null(array, pa.scalar(0, DATE)).view(pa.int64()).to_numpy()))
    return list(pc.if_else(array.is_valid(), texts, None).to_pylist())


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
