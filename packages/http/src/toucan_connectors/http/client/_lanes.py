"""Connections that are kept for reuse, each used by one exchange at a time.

Also those of HTTP/2: httpcore does not lock one against threads, which then take each other's streams; and to
stop one exchange would be to end the others.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import httpcore

__all__ = ["KEPT_SECONDS", "Lanes", "Route"]

KEPT_SECONDS: Final = 30.0
"""How long a connection that nobody uses is kept."""
_MOST_KEPT: Final = 64


class Route(NamedTuple):
    """What a connection was made for."""

    scheme: bytes
    host: bytes
    port: int
    proxy: str | None

    def __repr__(self) -> str:
        return f"Route({self.host!r}, {self.port})"  # a proxy's URL may hold a password


class _Idle(NamedTuple):
    route: Route
    pool: httpcore.ConnectionPool
    sock: socket.socket | None


class Lanes:
    """Pools of one connection each. Taken by one thread at a time; the one that was used last comes first."""

    def __init__(self, open_: Callable[[Route], httpcore.ConnectionPool]) -> None:
        self._open = open_
        self._lock = threading.Lock()
        self._idle: list[_Idle] = []
        self._is_closed = False

    def take(self, route: Route) -> httpcore.ConnectionPool:
        """Return a pool that nobody else uses until it is given back, or closed."""
        while (idle := self._popped(route)) is not None:
            if not _has_hung_up(idle.sock):
                return idle.pool
            idle.pool.close()
        return self._open(route)

    def give_back(self, route: Route, pool: httpcore.ConnectionPool, sock: socket.socket | None) -> None:
        """Keep a pool for the next, if its connection is still open; the socket is the connection's."""
        surplus = pool
        with self._lock:
            if not self._is_closed and pool.connections:
                self._idle.append(_Idle(route, pool, sock))
                if len(self._idle) <= _MOST_KEPT:
                    return
                surplus = self._idle.pop(0).pool
        surplus.close()

    def _popped(self, route: Route) -> _Idle | None:
        with self._lock:
            for index in reversed(range(len(self._idle))):
                if self._idle[index].route == route:
                    return self._idle.pop(index)
        return None

    def close(self) -> None:
        """Close what is idle, and the others when they are given back."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for kept in idle:
            kept.pool.close()


def _has_hung_up(sock: socket.socket | None) -> bool:
    """Return whether the other side has ended, though it may have said something before: of HTTP/2, often.

    Where the system cannot tell, it is found out by asking.
    """
    if sock is None or not hasattr(select, "POLLRDHUP"):
        return False
    if sock.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(sock, select.POLLRDHUP)
    return bool(poll.poll(0))
