"""Rows as a driver has them, and the frame of a few of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toucan_connectors.core.frames._columns import Values, column_of
from toucan_connectors.core.frames._pandas import MeasuredFrame, frame_of
from toucan_connectors.core.frames._values import NotUsualError, values_of

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray
    from toucan_connectors.core.frames._contract import Contract
    from toucan_connectors.core.options import Options

__all__ = ["Cells", "frame_of_cells"]


@dataclass(frozen=True)
class Cells:
    """How a driver's own values of a column become Arrow, and what Python has for them, if that is as exact.

    `plain` gives what `values_of` takes; it raises ValueError for values that only `array` reads as they are.
    """

    array: Callable[[Sequence[Any]], ArrowArray]
    plain: Callable[[Sequence[Any]], Sequence[Any]] | None


def frame_of_cells(
    cells: Sequence[Cells], rows: Sequence[Sequence[Any]], contract: Contract, options: Options
) -> MeasuredFrame:
    """Return the frame of a few rows, the same that the way by Arrow gives."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(cells)
    values: dict[str, Values] = {}
    for index, (field, cell, found) in enumerate(zip(contract.schema, cells, columns, strict=True)):
        try:
            if cell.plain is None:
                raise NotUsualError  # noqa: TRY301 - as values_of does
            values[field.name] = values_of(cell.plain(found), field.type)
        except (NotUsualError, ValueError, RecursionError):
            column = column_of(field.type, options)
            column.add(contract.column(index, cell.array(found)))
            values[field.name] = column.values()
    return frame_of(values, len(rows))
