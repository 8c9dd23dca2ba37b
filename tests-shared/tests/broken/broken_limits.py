"""Connectors that know no bounds, or keep them by giving less."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from acme_arrow import Arrow, ArrowDataSource
from acme_line import Line
from acme_plain import Plain, PlainDataSource
from pydantic import PrivateAttr
from typing_extensions import override

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import SourceError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from acme_line_client import LineConnection

    from toucan_connectors.core import Permissions
    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.core.rows import Rows


class CutShort(Plain):
    @override
    @contextlib.contextmanager
    def _read(
        self, data_source: PlainDataSource, condition: Condition | None, page: PageRequest | None = None
    ) -> Iterator[Rows]:
        from toucan_connectors.core.rows import FrameRows

        frame = self._retrieve_data(data_source).head(self.options.max_rows or 1_000)
        yield FrameRows(frame, self.options, condition)


class BudgetIgnored(Plain):
    @override
    def get_df(self, data_source: PlainDataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        with Call().active():
            return super().get_df(data_source, permissions)


class NeverStopped(Line):
    @override
    def _ask(self, connection: LineConnection, *words: str) -> list[Any]:
        return connection.ask(*words, seconds=self.options.read_timeout)


class CancelGoesOn(NeverStopped):
    """The same, seen by another test."""


class IterationHeld(Arrow):
    _open: int = PrivateAttr(default=0)

    @override
    @contextlib.contextmanager
    def _retrieve_batches(self, data_source: ArrowDataSource) -> Iterator[pa.RecordBatchReader]:
        if self._open == 3:
            raise SourceError("All connections are in use.")
        self._open += 1
        with super()._retrieve_batches(data_source) as reader:
            yield reader
        self._open -= 1  # not where the reading was given up


class OneBatch(Arrow):
    @override
    def iter_batches(
        self, data_source: ArrowDataSource, permissions: Permissions | None = None
    ) -> Iterator[pa.RecordBatch]:
        yield from self.get_arrow(data_source, permissions).combine_chunks().to_batches()
