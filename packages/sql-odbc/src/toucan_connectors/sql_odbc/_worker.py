"""A thread that does a session's calls of the driver, so that whoever waits can give up.

A driver of ODBC waits inside of itself, for a network that may stay silent, and nothing of Python ends that.
The one who called waits here instead: an answer that does not come soon after the work was told to stop is
not waited for, and the thread is left behind with its connection.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from time import monotonic
from typing import Any, Final, Generic, TypeVar

from toucan_connectors.core.errors import NetworkError

__all__ = ["Job", "Worker"]

Result = TypeVar("Result")

_GRACE: Final = 2.0
"""Seconds that a driver has to come back once it was told to stop."""
_BLINK: Final = 0.1


class Job(Generic[Result]):
    """Something to do, and what came of it."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self.work = work
        self.done = threading.Event()
        self.returned: list[Result] = []
        self.raised: BaseException | None = None

    def run(self) -> None:
        try:
            self.returned.append(self.work())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            self.raised = error
        finally:
            self.done.set()


class Worker:
    """Does one thing after the other, in a thread of its own."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Job[Any] | None] = SimpleQueue()
        self._given_up_at: float | None = None
        self.lost = False
        """Whether the driver did not come back, so that nothing can be done here any more."""
        threading.Thread(target=self._work, name="toucan-connectors-odbc", daemon=True).start()

    def do(self, work: Callable[[], Result], patience: float | None = None) -> Result:
        """Return what the work returns, or raise what it raises.

        Raises NetworkError where it was told to stop and did not, or took longer than the patience.
        """
        return self.wait(self.start(work), patience)

    def start(self, work: Callable[[], Result]) -> Job[Result]:
        """Begin to do something, once what was begun before is done."""
        if self.lost:
            raise NetworkError("The driver does not answer any more.")
        job = Job(work)
        self._jobs.put(job)
        return job

    def wait(self, job: Job[Result], patience: float | None = None) -> Result:
        """Return what came of what was begun, as `do` does."""
        until = None if patience is None else monotonic() + patience
        while not job.done.wait(_BLINK):
            bound = until if self._given_up_at is None else self._given_up_at
            if bound is not None and monotonic() > bound:
                self.lost = True
                self.end()
                raise NetworkError("The driver does not answer: its network may be silent.")
        if job.raised is not None:
            raise job.raised
        return job.returned[0]

    def tell_to_stop(self) -> None:
        """Say that the work was told to stop: its answer is not waited for much longer, nor is any other."""
        self._given_up_at = self._given_up_at or monotonic() + _GRACE

    @property
    def gives_up(self) -> bool:
        """Whether it was told to stop, or does not answer: it is not for the next call."""
        return self.lost or self._given_up_at is not None

    def end(self) -> None:
        """End the thread, once it has done what it does."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run()
            del job  # or what it returned is held until the next
