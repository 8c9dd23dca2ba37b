"""Connections that are kept between calls: checked before they are used again, and as new when they are.

A pool belongs to one configuration of a connector, as `core.shared_resource` holds it; its keys tell apart
what one configuration connects to: databases.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Final, Generic, TypeVar

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import SourceUnavailableError

__all__ = ["Pool"]

Key = TypeVar("Key", bound=Hashable)
Connection = TypeVar("Connection")

_SIZE: Final = 16
_IDLE: Final = 60.0
_PATIENCE: Final = 30.0
_BLINK: Final = 0.05
"""Seconds between two looks at whether a call that waits was cancelled."""


@dataclass
class _Idle(Generic[Key, Connection]):
    key: Key
    connection: Connection
    since: float


class Pool(Generic[Key, Connection]):
    """Gives a connection for one call at a time.

    - `open_(key)` connects, `close(connection)` ends a connection; `close` never raises.
    - `is_alive(connection)` is asked before a kept connection is given again; it costs no round trip at best.
    - `reset(connection)` is called when a call is done with one, also after an error: it makes the session
      as new, or says False where that cannot be, and the connection is closed.

    At most `size` connections are open; one that was not used for `idle` seconds is closed instead of used,
    since what is on the way may have forgotten it. What `is_alive` and `reset` raise counts as False.
    """

    def __init__(
        self,
        open_: Callable[[Key], Connection],
        close: Callable[[Connection], object],
        *,
        is_alive: Callable[[Connection], bool],
        reset: Callable[[Connection], bool],
        size: int = _SIZE,
        idle: float = _IDLE,
    ) -> None:
        self._open, self._close = open_, close
        self._is_alive, self._reset = is_alive, reset
        self._size, self._idle_seconds = size, idle
        self._places = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[_Idle[Key, Connection]] = []
        self._used = 0
        self._closed = False

    @contextlib.contextmanager
    def lease(self, key: Key) -> Iterator[Connection]:
        """Use a connection; it is given back at the end.

        Raises SourceUnavailableError when all are in use for long, and whatever connecting raises.
        """
        with self._place():
            connection = self._taken(key)
            try:
                yield connection
            finally:
                self._give_back(key, connection)

    def close(self) -> None:
        """Close the connections, those in use as soon as they are given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for entry in idle:
            self._close(entry.connection)

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        call, until = current_call(), monotonic() + _PATIENCE
        while not self._places.acquire(timeout=_BLINK):
            call.check()
            if monotonic() > until:
                raise SourceUnavailableError(
                    f"All {self._size} connections of this connector are in use.",
                    hint="Close the iterators that are not read to their end, or try again later.",
                )
        try:
            yield
        finally:
            self._places.release()

    def _taken(self, key: Key) -> Connection:
        while (entry := self._next(key)) is not None:
            if monotonic() - entry.since < self._idle_seconds and _holds(self._is_alive, entry.connection):
                return entry.connection
            self._discard(entry.connection)
        return self._opened(key)

    def _next(self, key: Key) -> _Idle[Key, Connection] | None:
        """Take out the last used connection of the key, counted as used."""
        with self._lock:
            for position in range(len(self._idle) - 1, -1, -1):
                if self._idle[position].key == key:
                    self._used += 1
                    return self._idle.pop(position)
        return None

    def _opened(self, key: Key) -> Connection:
        with self._lock:
            self._used += 1
            spare = self._idle.pop(0) if self._used + len(self._idle) > self._size else None
        if spare is not None:
            self._close(spare.connection)
        try:
            return self._open(key)
        except BaseException:
            with self._lock:
                self._used -= 1
            raise

    def _discard(self, connection: Connection) -> None:
        with self._lock:
            self._used -= 1
        self._close(connection)

    def _give_back(self, key: Key, connection: Connection) -> None:
        if not self._closed and _holds(self._reset, connection):
            with self._lock:
                if not self._closed:
                    self._used -= 1
                    self._idle.append(_Idle(key, connection, monotonic()))
                    return
        self._discard(connection)


def _holds(test: Callable[[Connection], bool], connection: Connection) -> bool:
    try:
        return test(connection)
    except Exception:  # noqa: BLE001 - a connection that cannot even be asked is not used again
        return False
