"""One budget for a call, and one way to stop it."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from toucan_connectors.core.call import Call, current_call, enter_in_thread, run_in_thread, start_call
from toucan_connectors.core.errors import CallCancelledError, CallTimeoutError


class Stopped(Exception):  # noqa: N818 - as a driver may call it
    pass


class Query:
    """A driver's query: it runs until it is stopped, from whatever thread."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.stopped = 0

    def run(self) -> None:
        if self._stop.wait(10):
            raise Stopped

    def stop(self) -> None:
        self.stopped += 1
        self._stop.set()


def test_without_a_budget_nothing_ends_the_call() -> None:
    call = Call()
    call.check()
    assert call.remaining() is None


def test_a_budget_runs_out() -> None:
    call = Call(0.01)
    assert (call.remaining() or 0) <= 0.01
    sleep(0.02)
    assert call.remaining() == 0
    with pytest.raises(CallTimeoutError):
        call.check()


@pytest.mark.parametrize(("budget", "timeout"), [(0.05, None), (None, 0.05), (30, 0.05), (0.05, 30)])
def test_the_shorter_of_budget_and_timeout_stops_the_query(
    budget: float | None, timeout: float | None
) -> None:
    query, started = Query(), monotonic()
    with (
        pytest.raises(CallTimeoutError, match="0.05") as caught,
        Call(budget).stopped_by(query.stop, timeout),
    ):
        query.run()
    assert isinstance(caught.value.__cause__, Stopped)
    assert query.stopped == 1
    assert monotonic() - started < 5


def test_a_query_that_ends_in_time_is_not_stopped() -> None:
    query = Query()
    with Call(30).stopped_by(query.stop, timeout=0.05):
        pass
    sleep(0.1)
    assert query.stopped == 0


def test_an_error_of_the_query_itself_stays_its_own() -> None:
    with pytest.raises(ZeroDivisionError), Call(30).stopped_by(Query().stop, 30):
        raise ZeroDivisionError


def test_cancelling_from_another_thread_stops_the_query() -> None:
    call, query = Call(), Query()
    threading.Timer(0.05, call.cancel).start()
    with pytest.raises(CallCancelledError) as caught, call.stopped_by(query.stop):
        query.run()
    assert isinstance(caught.value.__cause__, Stopped)
    with pytest.raises(CallCancelledError):
        call.check()


def test_a_call_that_is_over_starts_nothing() -> None:
    call = Call()
    call.cancel()
    with pytest.raises(CallCancelledError), call.stopped_by(Query().stop):
        pytest.fail("it started")


def test_cancelling_wakes_a_sleeper() -> None:
    call, started = Call(), monotonic()
    threading.Timer(0.05, call.cancel).start()
    with pytest.raises(CallCancelledError):
        call.sleep(30)
    assert monotonic() - started < 5


def test_sleep_does_not_outlast_the_budget() -> None:
    started = monotonic()
    with pytest.raises(CallTimeoutError):
        Call(0.05).sleep(3)
    assert monotonic() - started < 2


def test_a_stop_that_fails_does_not_keep_the_others_from_stopping() -> None:
    call, query = Call(), Query()

    def fail() -> None:
        raise OSError("gone")

    with contextlib.suppress(CallCancelledError, OSError), call.stopped_by(fail), call.stopped_by(query.stop):
        call.cancel()
    assert query.stopped == 1


def test_nested_calls_share_the_outer_budget() -> None:
    with start_call(0.5).active() as outer:
        assert current_call() is outer
        assert start_call(30) is outer
    assert current_call() is not outer
    assert start_call(30) is not outer


def test_threads_have_calls_of_their_own() -> None:
    found: list[Call] = []
    with Call(1).active() as call:
        thread = threading.Thread(target=lambda: found.append(current_call()))
        thread.start()
        thread.join()
    assert found[0] is not call


def test_awaiting_gives_the_result_and_the_call() -> None:
    def work(a: int, *, b: int) -> tuple[int, bool]:
        return a + b, current_call().remaining() is not None

    assert asyncio.run(run_in_thread(work, 30.0, 1, b=2)) == (3, True)


def test_cancelling_the_task_stops_the_query_at_the_source() -> None:
    query, running = Query(), threading.Event()

    def work() -> None:
        with current_call().stopped_by(query.stop):
            running.set()
            query.run()

    async def main() -> None:
        task = asyncio.create_task(run_in_thread(work, None))
        await asyncio.to_thread(running.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    before = monotonic()
    asyncio.run(main())
    assert query.stopped == 1
    assert monotonic() - before < 5


def test_awaited_calls_wait_beside_each_other_and_not_in_the_executor_of_the_loop() -> None:
    many = 100
    together = threading.Barrier(many + 1)

    async def main() -> str:
        waiting = [asyncio.create_task(run_in_thread(together.wait, None, 10)) for _ in range(many)]
        await asyncio.sleep(0)
        free = await asyncio.to_thread(lambda: "free")
        together.wait(10)
        await asyncio.gather(*waiting)
        return free

    assert asyncio.run(main()) == "free"


@pytest.mark.parametrize("late", [False, True], ids=["entered", "not entered yet"])
def test_a_context_that_is_entered_in_a_thread_is_left_whenever_the_task_is_cancelled(late: bool) -> None:
    entering, go_on, left = threading.Event(), threading.Event(), threading.Event()

    @contextlib.contextmanager
    def manager() -> Iterator[None]:
        entering.set()
        go_on.wait(10)
        try:
            yield
        finally:
            left.set()

    async def reads() -> None:
        with contextlib.ExitStack() as opened:
            await enter_in_thread(opened, manager())
            await asyncio.sleep(60)

    async def main() -> None:
        if not late:
            go_on.set()
        task = asyncio.create_task(reads())
        await asyncio.to_thread(entering.wait, 10)
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        assert await asyncio.to_thread(left.wait, 10)

    asyncio.run(main())


def test_awaiting_ends_with_the_budget_and_tells_other_timeouts_apart() -> None:
    async def fails() -> None:
        raise TimeoutError("of the driver")

    async def main() -> None:
        assert await Call().awaited(asyncio.sleep(0, "done")) == "done"
        for call, seconds in ((Call(0.05), None), (Call(30), 0.05)):
            with pytest.raises(CallTimeoutError):
                await call.awaited(asyncio.sleep(60), seconds)
        with pytest.raises(TimeoutError, match="of the driver"):
            await Call(30).awaited(fails())

    asyncio.run(main())
