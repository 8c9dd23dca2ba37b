"""Alarms ring once, at their time, unless they are called off."""

import multiprocessing
import os
import threading
from functools import partial
from time import monotonic, sleep

import pytest

from toucan_connectors.core.alarm import Alarm, _watch

SOON = 5.0


def heard_by_nobody() -> None:
    pytest.fail("an hour is not over")


def rung(seconds: float) -> bool:
    """Set an alarm and wait for it."""
    heard = threading.Event()
    Alarm(seconds, heard.set)
    return heard.wait(SOON)


def test_alarms_ring_in_the_order_of_their_times() -> None:
    heard: list[float] = []
    begun = monotonic()
    alarms = [Alarm(seconds, partial(heard.append, seconds)) for seconds in (1.0, 0.1, 0.5)]
    while len(heard) < len(alarms) and monotonic() - begun < SOON:
        sleep(0.01)
    assert heard == [0.1, 0.5, 1.0]
    assert monotonic() - begun >= 1.0


def test_an_alarm_that_was_called_off_does_not_ring() -> None:
    heard: list[str] = []
    Alarm(0.05, lambda: heard.append("called off")).off()
    assert rung(0.15)
    assert heard == []


def test_an_alarm_that_takes_long_does_not_hold_up_the_next() -> None:
    going = threading.Event()
    Alarm(0.02, lambda: going.wait(SOON))
    begun = monotonic()
    assert rung(0.05)
    assert monotonic() - begun < SOON / 2
    going.set()


def test_alarms_that_were_called_off_are_let_go_of() -> None:
    for _ in range(10_000):
        Alarm(3600, heard_by_nobody).off()
    assert len(_watch._alarms) < 500


def test_one_thread_waits_for_all() -> None:
    assert rung(0.01)
    before = threading.active_count()
    alarms = [Alarm(3600, heard_by_nobody) for _ in range(100)]
    assert threading.active_count() <= before
    for alarm in alarms:
        alarm.off()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_has_alarms_of_its_own() -> None:
    assert rung(0.01)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(rung, (0.05,)).get(SOON)
