"""The rows that a source answered with, before they are what the caller asked for.

`FrameRows` has a plain connector's frame, `BatchRows` a stream of Arrow batches, or of rows that become
batches (`RowReader`). Both filter first, then
page, count or convert: permissions apply before offset, limit and counting, on every path.
"""

from toucan_connectors.core.rows._batch_rows import BatchRows
from toucan_connectors.core.rows._frame_rows import FrameRows
from toucan_connectors.core.rows._row_reader import BatchReader, RowReader
from toucan_connectors.core.rows._rows import Page, Rows

__all__ = ["BatchReader", "BatchRows", "FrameRows", "Page", "RowReader", "Rows"]
