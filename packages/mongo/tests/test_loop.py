"""A loop is run by whoever waits for it, and by its own thread where nobody does."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import TYPE_CHECKING, NoReturn

import pytest

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import CallCancelledError, CallTimeoutError
from toucan_connectors.mongo import _loop
from toucan_connectors.mongo._loop import SharedLoop

if TYPE_CHECKING:
    from collections.abc import Iterator

SOON = 5.0


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[SharedLoop]:
    monkeypatch.setattr(_loop, "_IDLE", 0.05)
    made = SharedLoop("any")
    yield made
    made.end(asyncio.sleep(0))
    made.join(SOON)
    assert not made._thread.is_alive()


async def runner() -> str:
    await asyncio.sleep(0)
    return threading.current_thread().name


async def answer(value: int, seconds: float = 0.0) -> int:
    await asyncio.sleep(seconds)
    return value


def here() -> str:
    return threading.current_thread().name


def test_the_thread_that_waits_runs_it(loop: SharedLoop) -> None:
    assert [loop.run(runner()) for _ in range(3)] == [here()] * 3


def test_it_is_taken_from_its_own_thread_where_that_has_nothing_to_do(loop: SharedLoop) -> None:
    for _ in range(5):
        until = monotonic() + SOON
        while loop._runner is not loop._thread and monotonic() < until:
            sleep(0.01)
        assert loop.run(runner()) == here()


def test_what_was_submitted_goes_on_beside_the_thread_that_did(loop: SharedLoop) -> None:
    going = loop.submit(runner())
    assert going.result(SOON) == "toucan-mongo"
    assert loop.result(loop.submit(answer(1, 0.05))) == 1


def test_what_was_submitted_goes_on_when_a_thread_that_ran_it_leaves(loop: SharedLoop) -> None:
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(loop.run, answer(1, 0.1))
        sleep(0.05)
        later = loop.submit(answer(2, 0.2))
        assert (waiting.result(SOON), later.result(SOON)) == (1, 2)


def test_many_threads_wait_at_once(loop: SharedLoop) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: loop.run(answer(number, 0.001 * (number % 3))), range(200)))
    assert found == list(range(200))


def test_a_thread_that_is_in_a_loop_waits_for_it(loop: SharedLoop) -> None:
    async def notebook() -> str:
        return loop.run(runner())

    assert asyncio.run(notebook()) == "toucan-mongo"


def test_work_ends_with_its_call(loop: SharedLoop) -> None:
    with Call(0.05).active(), pytest.raises(CallTimeoutError):
        loop.run(answer(1, 60))
    with pytest.raises(CallTimeoutError):
        loop.run(answer(1, 60), timeout=0.05)
    assert loop.run(answer(2)) == 2


def test_a_call_that_is_over_begins_nothing(loop: SharedLoop) -> None:
    begun: list[int] = []

    async def work() -> None:
        begun.append(1)

    call = Call()
    call.cancel()
    with call.active(), pytest.raises(CallCancelledError):
        loop.run(work())
    assert loop.run(answer(1)) == 1
    assert begun == []


def test_an_interruption_leaves_it_to_the_next(loop: SharedLoop) -> None:
    def interrupt() -> NoReturn:
        raise KeyboardInterrupt

    async def interrupted() -> None:
        asyncio.get_running_loop().call_soon(interrupt)
        await asyncio.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        loop.run(interrupted())
    assert loop.run(answer(1)) == 1


def test_an_error_of_the_work_is_raised(loop: SharedLoop) -> None:
    async def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        loop.run(fails())
    with pytest.raises(ZeroDivisionError):
        loop.result(loop.submit(fails()))
