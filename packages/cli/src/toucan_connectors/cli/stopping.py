"""Work that Ctrl-C stops: at the source too, and soon.

A driver's call may not notice a signal before it returns. So the work runs in a thread, as a call that can be
cancelled, and the main thread is there for the signal.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final, TypeVar

from toucan_connectors.core.call import Call, CallThread
from toucan_connectors.core.errors import CallTimeoutError

__all__ = ["end_on_signals", "leave", "stoppable"]

Result = TypeVar("Result")

_PATIENCE: Final = 5.0
"""Seconds that a source gets to stop, once it has been told."""

_ENDING: Final = ("SIGTERM", "SIGHUP")
_stopped: Final[list[threading.Thread]] = []


def stoppable(
    work: Callable[[], Result], budget: float | None = None, *, deadline: float | None = None
) -> Result:
    """Return what the work returns; when a signal ends the wait, stop the work at its source first.

    `budget` is the connector's `options.total_timeout`. Raises CallTimeoutError for work that is not done
    after `deadline` seconds, and tells it to stop.
    """
    call = Call(budget)
    worker = CallThread(call, work)
    try:
        worker.join(deadline)
    except BaseException:  # Ctrl-C, or a request to end
        try:
            _stop(call, worker, _PATIENCE)
        finally:
            _ignore_signals()  # what follows is short, and cleans up
        raise
    if worker.is_alive():
        _stop(call, worker, 1)
        raise CallTimeoutError(
            f"There was no answer within {deadline:g} s.",
            hint="Check that nothing on the way drops the packets.",
        )
    return worker.result()


def _stop(call: Call, worker: threading.Thread, patience: float) -> None:
    _stopped.append(worker)
    call.cancel()
    worker.join(patience)


def _ignore_signals() -> None:
    for name in ("SIGINT", *_ENDING):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def end_on_signals() -> None:
    """Let a request to end (SIGTERM, SIGHUP) clean up as Ctrl-C does."""

    def end(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    for name in _ENDING:
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_DFL:
            signal.signal(getattr(signal, name), end)


def leave(exit_code: int) -> None:
    """End the process; at once if work was stopped: its thread and driver may still run."""
    if _stopped:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(exit_code)
    sys.exit(exit_code)
