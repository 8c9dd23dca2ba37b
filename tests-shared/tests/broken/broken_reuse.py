"""Connectors that cannot be shared, or keep what they opened."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from typing import TYPE_CHECKING, Any, ClassVar

from acme_line import Line
from acme_plain import Plain, PlainDataSource
from pydantic import PrivateAttr
from typing_extensions import override

if TYPE_CHECKING:
    import pandas as pd
    from acme_line_client import LineConnection

    from toucan_connectors.core import DataSlice


class CallKeptOnSelf(Plain):
    _calls: list[dict[str, Any]] = PrivateAttr(default_factory=list)

    @override
    def get_slice(self, *args: Any, **kwargs: Any) -> DataSlice:
        self._calls.append(kwargs)
        time.sleep(0.05)  # what other threads do meanwhile, they do to this call too
        return super().get_slice(*args, **self._calls[-1])


class BoundToALoop(Plain):
    _lock: asyncio.Lock | None = PrivateAttr(default=None)

    @override
    async def aget_slice(self, *args: Any, **kwargs: Any) -> DataSlice:
        self._lock = self._lock or asyncio.Lock()
        async with self._lock:
            return await super().aget_slice(*args, **kwargs)


class NotPicklable(Plain):
    _lock: Any = PrivateAttr(default_factory=threading.Lock)


class BoundToAProcess(Plain):
    _process: int | None = PrivateAttr(default=None)

    @override
    def _retrieve_data(self, data_source: PlainDataSource) -> pd.DataFrame:
        self._process = self._process or os.getpid()
        if self._process != os.getpid():
            msg = "the socket is another process's"
            raise ConnectionError(msg)
        return super()._retrieve_data(data_source)


class LeaksDescriptors(Plain):
    _files: ClassVar[list[Any]] = []

    @override
    def _retrieve_data(self, data_source: PlainDataSource) -> pd.DataFrame:
        self._files.append(os.open(os.devnull, os.O_RDONLY))
        return super()._retrieve_data(data_source)


class LeaksThreads(Plain):
    _end: ClassVar = threading.Event()

    @override
    def _retrieve_data(self, data_source: PlainDataSource) -> pd.DataFrame:
        threading.Thread(target=self._end.wait, daemon=True).start()
        return super()._retrieve_data(data_source)


class CloseForgets(Line):
    _connections: ClassVar[list[LineConnection]] = []

    @override
    def _connect(self) -> tuple[LineConnection, str]:
        connected = super()._connect()
        self._connections.append(connected[0])
        return connected

    @override
    def close(self) -> None:
        """Do nothing."""
