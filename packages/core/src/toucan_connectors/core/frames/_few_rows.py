"""Rows as a driver has them, and the frame of a few of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toucan_connectors.core.frames._columns import Values, column_of
from toucan_connectors.core.frames._pandas import MeasuredFrame, frame_of
from toucan_connectors.core.frames._values import values_of

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType
    from toucan_connectors.core.frames._contract import Contract
    from toucan_connectors.core.options import Options

__all__ = ["Conversion", "frame_of_rows"]


@dataclass(frozen=True)
class Conversion:
    """How a driver's own values of a column become Arrow, and what Python has for them, if that is as exact.

    `plain` gives what `values_of` takes; it raises ValueError for values that only `array` reads as they are.
    """

    array: Callable[[Sequence[Any]], ArrowArray]
    plain: Callable[[Sequence[Any]], Sequence[Any]] | None


def frame_of_rows(
    conversions: Sequence[Conversion], rows: Sequence[Sequence[Any]], contract: Contract, options: Options
) -> MeasuredFrame:
    """Return the frame of a few rows, the same that the way by Arrow gives."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(conversions)
    values: dict[str, Values] = {}
    names, types = contract.schema.names, contract.schema.types
    for index, (name, type_, how, found) in enumerate(zip(names, types, conversions, columns, strict=True)):
        made = _plainly(how, found, type_)
        if made is None:
            column = column_of(type_, options)
            column.add(contract.column(index, how.array(found)))
            made = column.values()
        values[name] = made
    return frame_of(values, len(rows))


def _plainly(how: Conversion, found: Sequence[Any], type_: ArrowType) -> Values | None:
    try:
        return None if how.plain is None else values_of(how.plain(found), type_)
    except (ValueError, OverflowError, RecursionError):
        return None
