"""Alarms: what is called after some seconds if it was not called off, all of them watched by one thread.

`threading.Timer` starts a thread for each, which takes longer than many a query.
"""

import heapq
import os
import threading
from collections.abc import Callable
from itertools import count
from time import monotonic
from typing import Final

__all__ = ["Alarm"]

_MANY: Final = 64
"""Alarms that were called off, from which on it is worth to look for them."""


class Alarm:
    """Calls `ring` after so many seconds, in a thread of its own, unless it is called off before."""

    def __init__(self, seconds: float, ring: Callable[[], object]) -> None:
        self.at = monotonic() + seconds
        self.ring: Callable[[], object] | None = ring
        _watch.add(self)

    def off(self) -> None:
        """Call it off."""
        self.ring = None
        _watch.forget()

    def sound(self) -> None:
        """Ring, if it was not called off meanwhile."""
        if (ring := self.ring) is not None:
            ring()


class _Watch:
    """The alarms of this process, the next one first, and the thread that waits for it; a fork has none."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self._changed = threading.Condition()  # the garbage collector may call one off while another is set
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._numbers = count()
        self._off = 0
        self._thread: threading.Thread | None = None

    def add(self, alarm: Alarm) -> None:
        entry = alarm.at, next(self._numbers), alarm
        with self._changed:
            heapq.heappush(self._alarms, entry)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="toucan-alarms", daemon=True)
                self._thread.start()
            elif self._alarms[0][2] is alarm:
                self._changed.notify()

    def forget(self) -> None:
        """Let go of alarms that were called off, once they are many."""
        with self._changed:
            self._off += 1
            if self._off >= _MANY and 2 * self._off >= len(self._alarms):
                self._alarms = [entry for entry in self._alarms if entry[2].ring is not None]
                heapq.heapify(self._alarms)
                self._off = 0

    def _run(self) -> None:
        while True:
            with self._changed:
                while (seconds := self._seconds()) is None or seconds > 0:
                    self._changed.wait(seconds)
                *_, alarm = heapq.heappop(self._alarms)
            if alarm.ring is not None:  # in a thread of its own, since it may take long
                threading.Thread(target=alarm.sound, name="toucan-alarm", daemon=True).start()

    def _seconds(self) -> float | None:
        return self._alarms[0][0] - monotonic() if self._alarms else None


_watch: Final = _Watch()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_watch.begin)
