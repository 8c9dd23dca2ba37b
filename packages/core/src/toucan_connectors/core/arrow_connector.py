"""Connectors whose driver streams Arrow: pages and permissions work on the stream, in bounded memory."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING

from typing_extensions import override

from toucan_connectors.core.connector import DataSource, ToucanConnector
from toucan_connectors.core.data_source import AnyDataSource

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.core.rows import Rows

__all__ = ["ArrowConnector"]


class ArrowConnector(ToucanConnector[DataSource], data_source_model=AnyDataSource):
    """A connector that answers with a stream of Arrow batches; only `_retrieve_batches` is required."""

    @abstractmethod
    def _retrieve_batches(
        self, data_source: DataSource
    ) -> contextlib.AbstractContextManager[pa.RecordBatchReader]:
        """Open the stream of all rows; leaving the context ends the reading at the source.

        The reader's schema says the declared types: `arrow.json` for JSON, so that it is not taken for text.
        """

    @override
    def _retrieve_data(self, data_source: DataSource) -> pd.DataFrame:
        return self.get_df(data_source)

    @override
    @contextlib.contextmanager
    def _read(
        self, data_source: DataSource, condition: Condition | None, page: PageRequest | None = None
    ) -> Iterator[Rows]:
        from toucan_connectors.core.rows import BatchRows

        with self._retrieve_batches(data_source) as reader:
            yield BatchRows(reader, self.options, condition)
