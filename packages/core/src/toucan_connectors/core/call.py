"""One call of a connector: its budget, and how its work is stopped at the source.

A call is found where it is needed (`current_call()`) instead of being handed through every function, so that
`_retrieve_data(data_source)` keeps its simple form. A call inside a call shares the outer one's budget.
"""

import contextlib
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar, copy_context
from time import monotonic
from typing import Generic, ParamSpec, TypeVar

from typing_extensions import override

from toucan_connectors.core.alarm import Alarm
from toucan_connectors.core.errors import CallCancelledError, CallTimeoutError

__all__ = [
    "CALL_THREAD",
    "Call",
    "CallThread",
    "current_call",
    "enter_in_thread",
    "run_in_thread",
    "run_within",
    "start_call",
]

CALL_THREAD = "toucan-call"
"""The name of the threads that wait for awaited calls."""

_logger = logging.getLogger(__name__)

Params = ParamSpec("Params")
Result = TypeVar("Result")
Told = TypeVar("Told")


class Call:
    """The budget of one call in seconds (None: without bound), and what stops it."""

    def __init__(self, budget: float | None = None) -> None:
        self._deadline = None if budget is None else monotonic() + budget
        self._cancelled = threading.Event()
        self._stops: list[Callable[[], object]] = []
        self._lock = threading.Lock()

    def remaining(self) -> float | None:
        """Return the seconds left, at least 0, or None without a bound."""
        return None if self._deadline is None else max(0.0, self._deadline - monotonic())

    def check(self) -> None:
        """Raise CallCancelledError or CallTimeoutError when the call is over."""
        if self._cancelled.is_set():
            raise CallCancelledError("The call was cancelled.")
        if self.remaining() == 0.0:
            raise CallTimeoutError(
                "The call used up its budget.", hint="Raise options.total_timeout, or ask for less."
            )

    def sleep(self, seconds: float) -> None:
        """Wait, but not past a cancellation or the end of the budget."""
        remaining = self.remaining()
        self._cancelled.wait(seconds if remaining is None else min(seconds, remaining))
        self.check()

    def cancel(self) -> None:
        """End the call: stop what it runs at the source, from any thread."""
        self._cancelled.set()
        with self._lock:
            stops = list(self._stops)
        for stop in stops:
            try:
                stop()
            except Exception as error:  # noqa: BLE001 - one driver's trouble must not keep the others running
                kind = type(error).__name__  # its text may hold a secret
                _logger.warning("A query could not be stopped at its source: %s.", kind)

    @contextlib.contextmanager
    def stopped_by(self, stop: Callable[[], object], timeout: float | None = None) -> Iterator[None]:
        """While inside, let a cancellation, the budget's end or `timeout` seconds call `stop()`.

        Whatever `stop` makes the work raise leaves as CallCancelledError or CallTimeoutError.
        """
        self.check()
        bounds = [bound for bound in (self.remaining(), timeout) if bound is not None]
        timed_out = threading.Event()

        def expire() -> None:
            timed_out.set()
            stop()

        with self._lock:
            self._stops.append(stop)
        alarm = Alarm(min(bounds), expire) if bounds else None
        bound = min(bounds, default=0)
        try:
            yield
        except Exception as error:
            if timed_out.is_set():
                raise _too_late(bound) from error
            if self._cancelled.is_set():
                raise CallCancelledError("The call was cancelled.") from error
            raise
        else:
            if timed_out.is_set():  # it could not be stopped, and came too late
                raise _too_late(bound)
        finally:
            if alarm is not None:
                alarm.off()
            with self._lock:
                self._stops.remove(stop)

    async def awaited(self, work: Awaitable[Result], seconds: float | None = None) -> Result:
        """Await work, at most for so many seconds and within the budget; then end it: CallTimeoutError."""
        import asyncio

        task = asyncio.ensure_future(work)
        bound = min((found for found in (self.remaining(), seconds) if found is not None), default=None)
        try:
            self.check()
            async with asyncio.timeout(bound) as scope:
                return await task
        except TimeoutError as error:
            if bound is None or not scope.expired():
                raise
            raise _too_late(bound) from error
        finally:
            task.cancel()

    @contextlib.contextmanager
    def active(self) -> Iterator["Call"]:
        """Make this the call that `current_call` finds."""
        token = _current.set(self)
        try:
            yield self
        finally:
            _current.reset(token)


def _too_late(bound: float) -> CallTimeoutError:
    return CallTimeoutError(
        f"The source did not finish within {bound:.3g} s, so the query was stopped there.",
        hint="Raise options.statement_timeout or options.total_timeout, or ask for less.",
    )


_current: ContextVar[Call | None] = ContextVar("toucan_connectors_call", default=None)


def current_call() -> Call:
    """Return the call that is being answered; outside of one, a call without bounds."""
    return _current.get() or Call()


def start_call(budget: float | None) -> Call:
    """Return the call being answered, so that nested calls share one budget, or a new one."""
    return _current.get() or Call(budget)


class CallThread(threading.Thread, Generic[Result]):
    """Work that runs at once, as a call of its own, in a daemon thread; `join` waits for it."""

    def __init__(self, call: Call, work: Callable[[], Result]) -> None:
        super().__init__(name="toucan-connectors-call", daemon=True)
        self._call = call
        self._work = work
        self._returned: list[Result] = []
        self._raised: list[BaseException] = []
        self.start()

    @override
    def run(self) -> None:
        try:
            with self._call.active():
                self._returned.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised by `result`, in the waiting thread
            self._raised.append(error)

    def result(self) -> Result:
        """Return what the work returned, or raise what it raised; only once it has ended."""
        if self._raised:
            raise self._raised[0]
        return self._returned[0]


def run_within(seconds: float, work: Callable[[], Result]) -> Result:
    """Return what the work returns, or raise CallTimeoutError after so many seconds.

    Work that does not end is stopped at its source where it said how, and left behind in a daemon thread.
    """
    call = Call(seconds)
    running = CallThread(call, work)
    running.join(seconds)
    if running.is_alive():
        call.cancel()
        raise CallTimeoutError(
            f"There was no answer within {seconds:g} s.", hint="Try again, or raise the timeout."
        )
    return running.result()


async def enter_in_thread(
    opened: contextlib.ExitStack, manager: contextlib.AbstractContextManager[Result]
) -> Result:
    """Enter a context that blocks, in a thread; it is left with `opened`, where the task is cancelled too."""

    def enter() -> Result:
        entered = opened.enter_context(manager)
        try:
            current_call().check()
        except BaseException:  # nobody waits any more, and `opened` may have ended
            opened.close()
            raise
        return entered

    return await run_in_thread(enter, None)


async def run_in_thread(
    work: Callable[Params, Result],
    budget: float | None,
    *args: Params.args,
    **kwargs: Params.kwargs,
) -> Result:
    """Run blocking work in a thread; when the task is cancelled, its query is stopped at the source.

    The thread is the call's own: of the loop's few, a source that stalls would leave others none.
    """
    import asyncio

    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def run() -> None:
        try:
            result = work(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 - raised where it is awaited
            tell(done.set_exception, error)
        else:
            tell(done.set_result, result)

    def tell(set_: Callable[[Told], object], told: Told) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(lambda: None if done.done() else set_(told))

    with start_call(budget).active() as call:
        threading.Thread(target=copy_context().run, args=(run,), name=CALL_THREAD, daemon=True).start()
        try:
            return await done
        except asyncio.CancelledError:
            call.cancel()
            raise
