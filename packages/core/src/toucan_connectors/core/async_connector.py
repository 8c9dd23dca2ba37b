"""Connectors whose driver is asynchronous: no thread waits for the source of an awaited call."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from typing import TYPE_CHECKING, TypeVar

from typing_extensions import override

from toucan_connectors.core.answering import own_copy
from toucan_connectors.core.call import run_in_thread, start_call
from toucan_connectors.core.connector import DataSource, PageOf, Permissions, ToucanConnector
from toucan_connectors.core.data_source import AnyDataSource

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.data_slice import DataSlice
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.core.rows import Rows

__all__ = ["AsyncConnector"]

Result = TypeVar("Result")


class AsyncConnector(ToucanConnector[DataSource], data_source_model=AnyDataSource):
    """A connector that waits for its source by `_aread`; threads only make frames of what came.

    With a retry policy that tries twice, a thread waits as it does for every other connector.
    """

    @abstractmethod
    def _aread(
        self, data_source: DataSource, condition: Condition | None, page: PageRequest | None = None
    ) -> contextlib.AbstractAsyncContextManager[Rows]:
        """Open rows as `_read` does, and await what they are made of; a thread waits for what is left."""

    @override
    async def aget_df(self, data_source: DataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        if self._is_retried:
            return await super().aget_df(data_source, permissions)
        return await self._await(data_source, permissions, lambda rows: rows.frame())

    @override
    async def aget_slice(
        self,
        data_source: DataSource,
        permissions: Permissions | None = None,
        offset: int = 0,
        limit: int | None = None,
        get_row_count: bool = False,
    ) -> DataSlice:
        if self._is_retried:
            return await super().aget_slice(data_source, permissions, offset, limit, get_row_count)
        page = PageOf(data_source, offset, limit, get_row_count)
        return await self._await(data_source, permissions, page.of, page.wanted)

    @property
    def _is_retried(self) -> bool:
        return self.retry_policy is not None and self.retry_policy.retries

    async def _await(
        self,
        data_source: DataSource,
        permissions: Permissions | None,
        answer: Callable[[Rows], Result],
        page: PageRequest | None = None,
    ) -> Result:
        condition = self._begin(data_source, permissions, page)

        async def answered() -> Result:
            async with self._aread(own_copy(data_source), condition, page) as rows:
                return await run_in_thread(answer, None, rows)

        with (
            start_call(self.options.total_timeout).active() as call,
            self._our_errors(data_source, hidden=condition is not None),
        ):
            return await call.awaited(answered())
