"""What a call does when the server, the account or the way there fails."""

from __future__ import annotations

import asyncio
import gc
import threading
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from pymongo.errors import AutoReconnect, OperationFailure

from toucan_connectors.core.call import CALL_THREAD
from toucan_connectors.core.errors import (
    AddressRefusedError,
    AuthenticationError,
    AuthorizationError,
    CallTimeoutError,
    NameResolutionError,
    NetworkError,
    QueryError,
    ResultError,
    SourceUnavailableError,
    TLSError,
)
from toucan_connectors.mongo._errors import translate
from toucan_connectors.testing.faults import FaultProxy

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from toucan_connectors.mongo import MongoConnector

    from .conftest import World

SOON = 5.0


@pytest.fixture
def proxy(world: World) -> Iterator[FaultProxy]:
    world.put("few", [{"n": 1}, {"n": 2}])
    with FaultProxy(world.running.host, world.running.port) as made:
        yield made


def behind(world: World, proxy: FaultProxy, **options: Any) -> MongoConnector:
    return world.connect(host=proxy.host, port=proxy.port, options={"connect_timeout": 2, **options})


def loops() -> int:
    return sum(thread.name == "toucan-mongo" for thread in threading.enumerate())


def test_a_cancelled_call_closes_its_connection_at_once(world: World, proxy: FaultProxy) -> None:
    with behind(world, proxy) as connector:
        connector.get_df(world.source("few"))

        async def cancelled() -> float:
            proxy.stall()
            task = asyncio.create_task(connector.aget_df(world.source("few")))
            await asyncio.sleep(0.3)
            begun = monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return monotonic() - begun

        assert asyncio.run(cancelled()) < SOON
        proxy.heal()
        assert len(connector.get_df(world.source("few"))) == 2


@pytest.mark.parametrize("option", ["total_timeout", "statement_timeout"])
def test_a_silent_server_ends_a_call_at_its_bound(world: World, proxy: FaultProxy, option: str) -> None:
    with behind(world, proxy, **{option: 0.5}) as connector:
        connector.get_df(world.source("few"))
        proxy.stall()
        begun = monotonic()
        with pytest.raises(CallTimeoutError):
            connector.get_df(world.source("few"))
        assert monotonic() - begun < SOON
        proxy.heal()


def test_awaited_calls_do_not_hold_the_loop(world: World, proxy: FaultProxy) -> None:
    async def counted() -> int:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0.02)

        ticking = asyncio.create_task(tick())
        proxy.stall()
        with pytest.raises(CallTimeoutError):
            await connector.aget_df(world.source("few"))
        ticking.cancel()
        return ticks

    with behind(world, proxy, total_timeout=1) as connector:
        assert asyncio.run(counted()) > 10


def test_awaited_calls_wait_without_a_thread(world: World, proxy: FaultProxy) -> None:
    many = 30

    async def waiting(connector: MongoConnector) -> int:
        proxy.stall()
        source = world.source("few")
        calls = [asyncio.create_task(call) for _ in range(many) for call in awaited(connector, source)]
        found, until = many, monotonic() + SOON
        while found and monotonic() < until:  # threads prepare the calls
            await asyncio.sleep(0.1)
            found = sum(thread.name == CALL_THREAD for thread in threading.enumerate())
        for call in calls:
            call.cancel()
        assert all(isinstance(end, asyncio.CancelledError) for end in await gathered(calls))
        return found

    def awaited(connector: MongoConnector, source: Any) -> list[Coroutine[Any, Any, object]]:
        return [connector.aget_df(source), connector.aget_slice(source, limit=1, get_row_count=True)]

    async def gathered(calls: list[asyncio.Task[object]]) -> list[object]:
        return await asyncio.gather(*calls, return_exceptions=True)

    with behind(world, proxy, total_timeout=30) as connector:
        connector.get_slice(world.source("few"), limit=1)
        assert asyncio.run(waiting(connector)) == 0
        proxy.heal()
        assert len(connector.get_df(world.source("few"))) == 2


def test_awaited_calls_give_what_the_others_do(world: World) -> None:
    world.put("many", [{"n": n, "kind": n % 3, "inside": {"deep": n}} for n in range(3_000)])
    permission = {"column": "kind", "operator": "eq", "value": 1}
    whole, flat = world.source("many", [{"$sort": {"n": 1}}]), world.source("many", flatten=True)

    async def awaited() -> list[pd.DataFrame]:
        pages = [
            await world.connector.aget_slice(whole, limit=5),
            await world.connector.aget_slice(whole, permission, 7, 5, get_row_count=True),
            await world.connector.aget_slice(whole, permission, 0, 1_500),
        ]
        assert [page.pagination_info.pagination_info.total_rows for page in pages] == [None, 1_000, 1_000]
        frames = [await world.connector.aget_df(source, permission) for source in (whole, flat)]
        return [*(page.df for page in pages), *frames]

    found = asyncio.run(awaited())
    expected = [
        world.connector.get_slice(whole, limit=5).df,
        world.connector.get_slice(whole, permission, 7, 5).df,
        world.connector.get_slice(whole, permission, 0, 1_500).df,
        world.connector.get_df(whole, permission),
        world.connector.get_df(flat, permission),
    ]
    for one, other in zip(found, expected, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_a_connector_that_is_forgotten_leaves_no_thread(world: World) -> None:
    world.put("few", [{"n": 1}])
    before = loops()
    connector = world.connect()
    connector.get_df(world.source("few"))
    assert loops() == before + 1
    del connector
    gc.collect()
    begun = monotonic()
    while loops() > before and monotonic() - begun < SOON:
        sleep(0.05)
    assert loops() == before


def test_an_iteration_that_is_abandoned_ends_its_cursor(world: World) -> None:
    world.put("few", [{"n": [*range(100)]} for _ in range(200)])
    world.connector.get_df(world.source("few"))
    batches = world.connector.iter_batches(world.source("few", [{"$unwind": "$n"}]))
    next(batches)
    batches.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(world.connector.get_df(world.source("few"))) == 200


def test_a_wrong_password_is_told_as_such(world: World) -> None:
    with world.connect(password="a wrong one") as connector:
        with pytest.raises(AuthenticationError) as raised:
            connector.get_df(world.source("few"))
        assert raised.value.field == "password"
        assert "a wrong one" not in str(raised.value)
        assert connector.get_status().details[-2:] == [("Host connection", True), ("Authenticated", False)]


@pytest.mark.parametrize(
    "uri", ["mongodb://127.0.0.1:{port}/", "mongodb://no-such.invalid,127.0.0.1:{port}/"]
)
def test_every_host_of_a_uri_is_held_to_the_policy(world: World, uri: str) -> None:
    with (
        world.connect(
            host=uri.format(port=world.running.port), port=None, options={"network_policy": "public"}
        ) as connector,
        pytest.raises(AddressRefusedError),
    ):
        connector.get_df(world.source("few"))


def test_what_a_name_leads_to_later_is_held_to_the_policy_too(world: World, monkeypatch: Any) -> None:
    """The first answer of DNS is public, the one that the driver gets is not."""
    monkeypatch.setattr("toucan_connectors.mongo._server._resolve_one", lambda address: None)
    options = {"network_policy": "public", "connect_timeout": 1}
    with world.connect(options=options) as connector, pytest.raises(AddressRefusedError):
        connector.get_df(world.source("few"))


def test_no_address_for_any_host_is_told_at_once(world: World) -> None:
    with world.connect(host="mongodb://no.invalid,nor.invalid/", port=None) as connector:
        begun = monotonic()
        with pytest.raises(NameResolutionError):
            connector.get_df(world.source("few"))
        assert monotonic() - begun < SOON


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (OperationFailure("x", 13), AuthorizationError),
        (OperationFailure("x", 18), AuthenticationError),
        (OperationFailure("x", 50), CallTimeoutError),
        (OperationFailure("x", 11600), SourceUnavailableError),
        (OperationFailure("x", 241), ResultError),
        (OperationFailure("x", 9), QueryError),
        (OperationFailure("x"), QueryError),
        (AutoReconnect("h:1: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"), TLSError),
        (AutoReconnect("h:1: SSL handshake failed: EOF"), TLSError),
        (AutoReconnect("h:1: [Errno 111] Connection refused"), NetworkError),
    ],
    ids=str,
)
def test_an_error_says_who_must_act(error: Exception, ours: type[Exception]) -> None:
    assert type(translate(error)) is ours


def test_an_error_of_others_is_not_translated() -> None:
    assert translate(ValueError("x")) is None
