"""Connectors whose driver is asynchronous: awaited calls go by `_aread`, and answer as the others do."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from toucan_connectors.core import AsyncConnector, Options, RetryPolicy, ToucanDataSource
from toucan_connectors.core.errors import CallTimeoutError, NetworkError, ToucanConnectorsError
from toucan_connectors.core.rows import FrameRows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.core.rows import Rows


class Numbers(ToucanDataSource):
    """Ten of them."""

    seconds: float = 0.0
    fails: bool = False


class Awaiting(AsyncConnector[Numbers], data_source_model=Numbers):
    """A source that is awaited, and remembers from where."""

    _asked: list[str] = []

    def _retrieve_data(self, data_source: Numbers) -> pd.DataFrame:
        self._asked.append("thread")
        return pd.DataFrame({"n": range(10)})

    @contextlib.asynccontextmanager
    async def _aread(
        self, data_source: Numbers, condition: Condition | None, page: PageRequest | None = None
    ) -> AsyncIterator[Rows]:
        del page
        self._asked.append(threading.current_thread().name)
        await asyncio.sleep(data_source.seconds)
        if data_source.fails:
            raise ConnectionError
        yield FrameRows(pd.DataFrame({"n": range(10)}), self.options, condition)


HERE = threading.current_thread().name
NUMBERS = Numbers(domain="d", name="a")
LARGE = {"column": "n", "operator": "ge", "value": 4}


def test_awaited_calls_answer_as_the_others_do() -> None:
    connector = Awaiting(name="a")

    async def ask() -> None:
        assert (await connector.aget_df(NUMBERS, LARGE)).equals(connector.get_df(NUMBERS, LARGE))
        page = await connector.aget_slice(NUMBERS, LARGE, 2, 3)
        assert page.df.equals(connector.get_slice(NUMBERS, LARGE, 2, 3).df)
        assert page.df["n"].tolist() == [6, 7, 8]

    asyncio.run(ask())
    assert connector._asked == [HERE, "thread", HERE, "thread"]


def test_what_is_tried_twice_is_tried_by_a_thread() -> None:
    connector = Awaiting(name="a", retry_policy=RetryPolicy(max_attempts=2))
    assert len(asyncio.run(connector.aget_df(NUMBERS))) == 10
    assert len(asyncio.run(connector.aget_slice(NUMBERS, limit=2)).df) == 2
    assert connector._asked == ["thread", "thread"]


def test_a_driver_s_error_leaves_as_one_of_ours() -> None:
    with pytest.raises(NetworkError):
        asyncio.run(Awaiting(name="a").aget_df(NUMBERS.model_copy(update={"fails": True})))


def test_a_bad_page_is_refused_before_the_source_is_asked() -> None:
    connector = Awaiting(name="a")
    with pytest.raises(ToucanConnectorsError, match="offset"):
        asyncio.run(connector.aget_slice(NUMBERS, offset=-1))
    assert connector._asked == []


def test_many_calls_wait_at_once() -> None:
    connector = Awaiting(name="a")

    async def ask() -> list[pd.DataFrame]:
        slow = NUMBERS.model_copy(update={"seconds": 0.2})
        return await asyncio.gather(*(connector.aget_df(slow) for _ in range(200)))

    assert [len(frame) for frame in asyncio.run(asyncio.wait_for(ask(), 20))] == [10] * 200


def test_the_budget_of_a_call_ends_the_wait() -> None:
    connector = Awaiting(name="a", options=Options(total_timeout=0.05))
    with pytest.raises(CallTimeoutError):
        asyncio.run(connector.aget_df(NUMBERS.model_copy(update={"seconds": 60})))
