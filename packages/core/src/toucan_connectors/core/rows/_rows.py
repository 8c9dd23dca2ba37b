"""What rows can be read as, whatever they are made of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType
    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.frames import MeasuredFrame
    from toucan_connectors.core.options import Options

__all__ = ["Page", "Rows", "empty_batch"]


@dataclass
class Page:
    """A page, whether rows follow it, and how many rows there are in all where that is known."""

    found: MeasuredFrame
    has_more: bool
    total_rows: int | None


class Rows(ABC):
    """Rows that can be read once, in one of four ways."""

    def __init__(self, options: Options, condition: Condition | None) -> None:
        self._options = options
        self._condition = condition
        self.nulled: dict[str, int] = {}

    @abstractmethod
    def frame(self) -> pd.DataFrame:
        """Return all rows as a frame that keeps the dtype contract."""

    @abstractmethod
    def table(self) -> pa.Table:
        """Return all rows as an Arrow table of the contract's types."""

    @abstractmethod
    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield all rows as Arrow batches of one schema, at least one."""

    @abstractmethod
    def page(self, offset: int, limit: int | None, *, count: bool) -> Page:
        """Return the rows `[offset:offset + limit]`, reading on behind them only to `count`."""


def empty_batch(schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_arrays([_empty_array(field.type) for field in schema], schema=schema)


def _empty_array(type_: ArrowType) -> ArrowArray:
    import pyarrow as pa

    try:
        return pa.array([], type_)
    except pa.ArrowNotImplementedError:  # unions
        return pa.nulls(0, type_)
