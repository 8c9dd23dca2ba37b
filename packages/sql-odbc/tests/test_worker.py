"""A driver that does not come back holds nobody."""

from __future__ import annotations

import threading
from time import monotonic

import pytest

from toucan_connectors.core.errors import NetworkError
from toucan_connectors.sql_odbc._worker import Worker


def test_work_is_done_in_one_thread_in_order() -> None:
    worker = Worker()
    done: list[int] = []
    jobs = [worker.start(lambda number=number: done.append(number)) for number in range(5)]  # type: ignore[misc]
    for job in jobs:
        worker.wait(job)
    assert done == [0, 1, 2, 3, 4]
    assert worker.do(threading.get_ident) == worker.do(threading.get_ident) != threading.get_ident()
    worker.end()


def test_what_the_work_raises_is_raised() -> None:
    worker = Worker()

    def fail() -> None:
        raise LookupError("it")

    with pytest.raises(LookupError):
        worker.do(fail)
    assert worker.do(lambda: 1) == 1
    worker.end()


def test_work_that_was_told_to_stop_and_does_not_is_left_behind() -> None:
    worker, silent = Worker(), threading.Event()
    started = monotonic()
    worker.tell_to_stop()
    with pytest.raises(NetworkError):
        worker.do(silent.wait)
    assert monotonic() - started < 5
    assert worker.gives_up
    with pytest.raises(NetworkError):
        worker.do(lambda: 1)
    silent.set()


def test_work_is_not_waited_for_beyond_the_patience() -> None:
    worker, silent = Worker(), threading.Event()
    with pytest.raises(NetworkError):
        worker.do(silent.wait, 0.2)
    assert worker.lost
    silent.set()
