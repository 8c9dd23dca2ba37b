"""The frame of a plain connector."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from typing_extensions import override

from toucan_connectors.core.call import current_call
from toucan_connectors.core.limits import SizeLimit
from toucan_connectors.core.rows._rows import Page, Rows, empty_batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core.arrow_types import ArrowColumn
    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.frames import MeasuredFrame
    from toucan_connectors.core.options import Options

__all__ = ["FrameRows"]

_BATCH_ROWS = 65_536


class FrameRows(Rows):
    """The frame that `_retrieve_data` returned: it is all in memory, so its size is known for nothing."""

    def __init__(self, frame: pd.DataFrame, options: Options, condition: Condition | None) -> None:
        super().__init__(options, condition)
        self._frame = frame

    def _mask(self) -> np.ndarray | None:
        """Return which rows the condition keeps, None for all."""
        current_call().check()
        if self._condition is None:
            return None
        from toucan_connectors.core.conditions import pick_column, resolve, row_mask
        from toucan_connectors.core.frames import comparable_column

        @cache
        def column(name: str) -> ArrowColumn:
            position = pick_column(name, [str(label) for label in self._frame.columns])
            return comparable_column(self._frame.iloc[:, position], name, self._options)

        condition = resolve(self._condition, lambda name: column(name).type)
        mask: np.ndarray = row_mask(condition, column).to_numpy()
        return mask

    @override
    def frame(self) -> pd.DataFrame:
        return self._within_limits(self._converted()).frame

    def _converted(self) -> pd.DataFrame:
        from toucan_connectors.core.frames import plain_frame

        # Judged by whole columns, then filtered and cut: neither a permission nor a page changes a dtype.
        whole, mask = plain_frame(self._frame, self._options), self._mask()
        return whole if mask is None else _without_traces(whole.loc[mask].reset_index(drop=True))

    def _within_limits(self, frame: pd.DataFrame) -> MeasuredFrame:
        from toucan_connectors.core.frames import MeasuredFrame

        measured = MeasuredFrame.of(frame)
        SizeLimit(self._options).add_part(measured)
        return measured

    @override
    def table(self) -> pa.Table:
        from toucan_connectors.core.frames import plain_table

        table, mask = plain_table(self._frame, self._options), self._mask()
        if mask is not None:
            table = table.filter(mask)
        SizeLimit(self._options).add_part(table)
        return table

    @override
    def batches(self) -> Iterator[pa.RecordBatch]:
        table = self.table()
        yield from table.to_batches(max_chunksize=_BATCH_ROWS) or [empty_batch(table.schema)]

    @override
    def page(self, offset: int, limit: int | None, *, count: bool) -> Page:
        whole = self._converted()
        end = len(whole) if limit is None else min(len(whole), offset + limit)
        page = self._within_limits(whole.iloc[offset:end].reset_index(drop=True))
        return Page(page, end < len(whole), len(whole))


def _without_traces(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the categories and attributes of a filtered frame that may tell of rows it does not have."""
    import pandas as pd

    frame.attrs = {}
    for name, dtype in frame.dtypes.items():
        if isinstance(dtype, pd.CategoricalDtype):
            frame[name] = frame[name].cat.remove_unused_categories()
    return frame
