"""An event loop for many threads, run by the one that waits for it.

A thread that waits for the loop of another one is woken late, which a page cannot afford. So whoever waits
for work runs the loop meanwhile, if nobody does. A thread of the loop's own runs it at all other times: for
work that nobody waits for yet, and, some time after the last, for what the driver does between calls.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from concurrent.futures import CancelledError, Future
from contextvars import Context
from typing import TYPE_CHECKING, Any, Final, TypeVar

from typing_extensions import override

from toucan_connectors.core.call import current_call
from toucan_connectors.core.network import check_address

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from toucan_connectors.core.options import NetworkPolicy

__all__ = ["SharedLoop"]

Result = TypeVar("Result")

_IDLE: Final = 1.0
"""Seconds between the looks of the loop's own thread whether nobody runs it."""


class SharedLoop:
    """An event loop that connects only to addresses that the policy allows."""

    def __init__(self, policy: NetworkPolicy) -> None:
        # Here and below in an empty context: what a driver starts lives on, and would keep the call's alive.
        self._loop = Context().run(_CheckedLoop, policy)
        self._changed = threading.Condition()
        self._runner: threading.Thread | None = None
        self._pending = 0
        """Work that was submitted and is not done."""
        self._wanted = False
        """Whether its own thread is to run it as soon as nobody does."""
        self._ending = False
        self._thread = threading.Thread(target=self._serve, name="toucan-mongo", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Result], timeout: float | None = None) -> Result:
        """Return what work returns; the end of the call, or of so many seconds, cancels it."""
        if not self._take():
            return self.result(self.submit(work), timeout)
        task = Context().run(self._loop.create_task, work)
        try:
            with current_call().stopped_by(lambda: self._soon(task.cancel), timeout), _plain_cancellation():
                return self._loop.run_until_complete(task)
        finally:
            if not task.done():  # it was not begun, or Ctrl-C ended the wait
                task.cancel()
                self._wanted = True
            self._leave()

    def submit(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Begin work that nobody waits for yet."""
        with self._changed:  # or its thread might see it without work, and end
            future = Context().run(asyncio.run_coroutine_threadsafe, work, self._loop)
            self._count(1)
        future.add_done_callback(lambda _: self._count(-1))
        return future

    def result(self, future: Future[Result], timeout: float | None = None) -> Result:
        """Return what submitted work returns; the end of the call, or of so many seconds, cancels it."""
        try:
            with current_call().stopped_by(future.cancel, timeout):
                return future.result()
        finally:
            future.cancel()

    def end(self, last: Coroutine[Any, Any, object]) -> None:
        """Begin the last work; when it is done, the loop ends, and its thread."""
        with self._changed:
            self._ending = True
            self.submit(last)

    def join(self, timeout: float) -> None:
        """Wait for its end, for so many seconds at the most."""
        self._thread.join(timeout)

    # Who runs it.

    def _take(self) -> bool:
        """Become the one that runs it; False where it runs for others, or this thread is in a loop."""
        if asyncio._get_running_loop() is not None:  # noqa: SLF001 - documented, and does not raise
            return False
        with self._changed:
            while self._runner is self._thread and not (self._pending or self._ending):
                self._soon(self._interrupt)
                self._changed.wait()
            if self._runner is not None or self._pending or self._ending:
                return False
            self._runner = threading.current_thread()
        return True

    def _leave(self) -> None:
        with self._changed:
            awaited = self._runner is self._thread or self._pending or self._wanted
            self._runner = None
            if awaited:  # else it is left alone for a while: to wake a thread takes long
                self._changed.notify_all()

    def _interrupt(self) -> None:
        """Let its own thread stop running it, if it still does."""
        if self._runner is self._thread:
            self._loop.stop()

    def _count(self, change: int) -> None:
        with self._changed:
            self._pending += change
            self._wanted = True
            if self._ending and not self._pending:
                self._soon(self._interrupt)
            self._changed.notify_all()

    def _soon(self, callback: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(callback)

    def _serve(self) -> None:
        while self._my_turn():
            self._loop.run_forever()
            self._leave()
        self._loop.close()

    def _my_turn(self) -> bool:
        """Wait until its own thread is to run it; False at its end."""
        with self._changed:
            while self._runner is not None or not (self._pending or self._wanted):
                if self._ending and self._runner is None:
                    return False
                if not self._changed.wait(_IDLE) and self._runner is None:
                    break
            if self._ending and not self._pending:
                return False
            self._runner, self._wanted = self._thread, False
        return True


@contextlib.contextmanager
def _plain_cancellation() -> Iterator[None]:
    """Let the cancellation of a task be an Exception, as that of a future is."""
    try:
        yield
    except asyncio.CancelledError as error:
        raise CancelledError from error


class _CheckedLoop(asyncio.SelectorEventLoop):
    """A loop whose addresses are those that the policy allows."""

    def __init__(self, policy: NetworkPolicy) -> None:
        super().__init__()
        self._policy = policy

    @override
    async def getaddrinfo(self, host: Any, port: Any, **kwargs: Any) -> Any:
        found = await super().getaddrinfo(host, port, **kwargs)
        for *_, address in found:
            check_address(str(address[0]), self._policy)
        return found

    @override
    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        try:
            await super().sock_connect(sock, address)
        except asyncio.CancelledError:
            sock.close()  # the driver does not, where its task is cancelled
            raise
