"""A server, asked by pymongo's asynchronous client: the one module that awaits.

A call that is stopped ends at once, whatever the server does: its task is cancelled, its connection closed,
and with it what the server was doing for it. And what the client resolves is checked, so that no connection
goes past the address policy: not one to a member of a replica set either, nor to what DNS lists of a
`mongodb+srv` name.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import weakref
from collections.abc import AsyncGenerator, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import AsyncMongoClient
from pymongo.errors import ServerSelectionTimeoutError

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import NameResolutionError
from toucan_connectors.core.network import resolve
from toucan_connectors.mongo._certificates import certificate_files
from toucan_connectors.mongo._errors import reason_of
from toucan_connectors.mongo._loop import SharedLoop
from toucan_connectors.mongo.documents import DECODED, Document

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from pymongo.asynchronous.cursor import AsyncRawBatchCursor
    from pymongo.asynchronous.database import AsyncDatabase

    from toucan_connectors.core.options import NetworkPolicy

__all__ = ["Address", "Aggregation", "Server"]

Result = TypeVar("Result")
Found = TypeVar("Found")
Read = TypeVar("Read", bound=Mapping[str, Any])

_RAW: Final = CodecOptions(document_class=RawBSONDocument)
_BATCH: Final = 8_192
"""Documents of a batch, at the most; the server itself ends one at 16 MB."""
_KNOWN_FOR: Final = 30.0
"""Seconds for which what was seen of a collection is remembered."""
_KNOWN: Final = 256
_STEPS: Final = 5
"""Of the loop, in which a transport that was told to closes its socket."""
_ENDING: Final = 5.0
"""Seconds to tell the server that a cursor, or all of it, is over."""


@dataclass(frozen=True)
class Address:
    """Where a server is: the hosts that are named, and pymongo's arguments; PEM texts are files meanwhile."""

    hosts: tuple[tuple[str, int], ...]
    arguments: Mapping[str, Any] = field(repr=False)
    pem: Mapping[str, str] = field(repr=False)
    policy: NetworkPolicy = "any"


@dataclass(frozen=True)
class Aggregation:
    """A pipeline on a collection, or on the database where it brings its own documents."""

    database: str
    collection: str | None
    pipeline: list[dict[str, Any]]
    collation: Mapping[str, Any] | None = None
    timeout: float | None = None
    """Seconds that the server may take."""

    def options(self) -> dict[str, Any]:
        """Return the arguments of pymongo's `aggregate`, the server's own bound among them."""
        bounds = [bound for bound in (self.timeout, current_call().remaining()) if bound is not None]
        told: dict[str, Any] = {"maxTimeMS": max(1, int(min(bounds) * 1000))} if bounds else {}
        return told if self.collation is None else {**told, "collation": dict(self.collation)}


class Server:
    """The client of one address, for many threads; `close` ends its loop, its thread and its connections."""

    def __init__(self, address: Address) -> None:
        _resolve_one(address)
        self._known: dict[object, tuple[float, Any]] = {}
        self._loop = SharedLoop(address.policy)
        try:
            self._client = self._loop.run(_client(address))
        except BaseException:
            self._loop.end(asyncio.sleep(0))
            raise
        # A connector that is forgotten ends, too. The thread knows the loop alone, so that it can be.
        self._finish = weakref.finalize(self, _end, self._loop, self._client, os.getpid())

    def close(self) -> None:
        """End everything; a server that does not listen is not waited for."""
        self._finish()
        self._loop.join(2 * _ENDING)

    # What is asked.

    def page(self, asked: Aggregation) -> list[Document]:
        """Return the documents of a short result, by one request."""
        return self._wait(self._documents(asked, asked.options(), DECODED), asked.timeout)

    async def awaited_page(self, asked: Aggregation) -> list[Document]:
        """Return what `page` does, in whatever loop this runs."""
        return await self._awaited(self._documents(asked, asked.options(), DECODED), asked.timeout)

    def batches(self, asked: Aggregation) -> Iterator[bytes]:
        """Yield the documents of a result, some at a time; the next are fetched while these are worked on."""
        if asked.collection is None:
            documents = self._wait(self._documents(asked, asked.options(), _RAW), asked.timeout)
            yield _joined(documents)
            return
        cursor = self._wait(self._open(asked, asked.options()), asked.timeout)
        with self._ended(cursor):
            ahead = self._loop.submit(_next(cursor))
            try:
                while (batch := self._result(ahead, asked.timeout)) is not None:
                    ahead = self._loop.submit(_next(cursor))
                    yield batch
            finally:
                ahead.cancel()

    async def awaited_batches(self, asked: Aggregation) -> AsyncGenerator[bytes, None]:
        """Yield what `batches` does, in whatever loop this runs."""
        if asked.collection is None:
            yield _joined(await self._awaited(self._documents(asked, asked.options(), _RAW), asked.timeout))
            return
        cursor = await self._awaited(self._open(asked, asked.options()), asked.timeout)
        with self._ended(cursor):
            while (batch := await self._awaited(_next(cursor), asked.timeout)) is not None:
                yield batch

    @contextlib.contextmanager
    def _ended(self, cursor: AsyncRawBatchCursor[Any]) -> Iterator[None]:
        """Let a cursor end behind what reads it, without waiting for that."""
        try:
            yield
        finally:
            if cursor.alive:
                self._loop.submit(_close(cursor))

    def command(self, database: str, command: dict[str, Any], timeout: float | None = None) -> Any:
        """Return the answer to a command."""
        return self._wait(self._client[database].command(command), timeout)

    def database_names(self) -> list[str]:
        """Return the names of the databases that the account sees."""
        return self._wait(self._client.list_database_names())

    def collections(self, database: str) -> list[tuple[str, str]]:
        """Return the collections of a database, each with its kind: `collection`, `view`, `timeseries`."""

        async def listed() -> list[tuple[str, str]]:
            found = await (await self._client[database].list_collections()).to_list()
            return [(one["name"], one.get("type", "collection")) for one in found]

        return self._wait(listed())

    def remembered(self, key: object) -> Any:
        """Return what was found under a key not long ago, or None."""
        at, found = self._known.get(key, (0.0, None))
        return found if monotonic() - at < _KNOWN_FOR else None

    def known(self, key: object, find: Callable[[], Found]) -> Found:
        """Return what was found under a key not long ago, or find it now; nothing found is not remembered."""
        known: Found | None = self.remembered(key)
        if known is not None:
            return known
        found = find()
        if len(self._known) >= _KNOWN:
            self._known.clear()
        if found:
            self._known[key] = monotonic(), found
        return found

    # How it is awaited.

    def _wait(self, work: Coroutine[Any, Any, Result], timeout: float | None = None) -> Result:
        with self._reasons():
            return self._loop.run(work, timeout)

    def _result(self, future: Future[Result], timeout: float | None) -> Result:
        with self._reasons():
            return self._loop.result(future, timeout)

    async def _awaited(self, work: Coroutine[Any, Any, Result], seconds: float | None) -> Result:
        with self._reasons():
            return await current_call().awaited(asyncio.wrap_future(self._loop.submit(work)), seconds)

    @contextlib.contextmanager
    def _reasons(self) -> Iterator[None]:
        """Say of each server that was tried why it was not to be had."""
        try:
            yield
        except ServerSelectionTimeoutError as error:
            raise error from reason_of(error, self._client.topology_description.server_descriptions())

    async def _documents(
        self, asked: Aggregation, options: dict[str, Any], codec: CodecOptions[Read]
    ) -> list[Read]:
        database: AsyncDatabase[Any] = self._client.get_database(asked.database, codec_options=codec)
        source = database if asked.collection is None else database[asked.collection]
        cursor = await source.aggregate(asked.pipeline, **options)
        return await cursor.to_list()

    async def _open(self, asked: Aggregation, options: dict[str, Any]) -> AsyncRawBatchCursor[Any]:
        collection = self._client[asked.database][asked.collection or ""]
        return await collection.aggregate_raw_batches(asked.pipeline, batchSize=_BATCH, **options)


def _resolve_one(address: Address) -> None:
    """Raise at once where no host has an address, or one has an address that is not allowed."""
    unknown: list[NameResolutionError] = []
    for host, port in address.hosts:
        try:
            resolve(host, port, address.policy)
        except NameResolutionError as error:
            unknown.append(error)
    if unknown and len(unknown) == len(address.hosts):
        raise unknown[0]


async def _client(address: Address) -> AsyncMongoClient[dict[str, Any]]:
    """Make the client, which reads its certificates now and never again."""
    with certificate_files(address.pem) as paths:
        return AsyncMongoClient(**{**address.arguments, **paths})


def _joined(documents: Iterable[RawBSONDocument]) -> bytes:
    return b"".join([document.raw for document in documents])


async def _next(cursor: AsyncRawBatchCursor[Any]) -> bytes | None:
    batch: bytes | None = await anext(cursor, None)
    return batch


async def _close(cursor: AsyncRawBatchCursor[Any]) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(cursor.close(), _ENDING)


def _end(loop: SharedLoop, client: AsyncMongoClient[Any], pid: int) -> None:
    """Let the loop end what is open and then itself; a fork has inherited neither."""
    if os.getpid() == pid:
        loop.end(_last(client))


async def _last(client: AsyncMongoClient[Any]) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(client.close(), _ENDING)
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for _ in range(_STEPS):
        await asyncio.sleep(0)
    await asyncio.get_running_loop().shutdown_default_executor()
