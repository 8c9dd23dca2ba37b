"""Work that must end: the tests go on where a connector hangs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any

import pytest

from toucan_connectors.core.call import CALL_THREAD

__all__ = ["SOON", "run_to_the_end", "within"]

SOON = 12.0
"""Seconds within which a call whose budget is a second has ended, also on a busy machine."""


def within(seconds: float, work: Callable[[], object]) -> None:
    """Do the work, raise what it raises, and fail the test if it takes longer than so many seconds."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised below, in the thread of the test
            raised.append(error)

    started, thread = monotonic(), threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        pytest.fail(f"it still goes on after {monotonic() - started:.0f} s")
    if raised:
        raise raised[0]


def run_to_the_end(work: Coroutine[Any, Any, object]) -> None:
    """Run what awaits calls, and wait for the threads of those that it cancelled too."""
    before = set(threading.enumerate())
    asyncio.run(work)
    for thread in set(threading.enumerate()) - before:
        if thread.name == CALL_THREAD:
            thread.join()
