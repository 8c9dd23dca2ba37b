"""One exchange with a source, while it lasts: which socket it uses, so that another thread can stop it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextvars import ContextVar

__all__ = ["Exchange", "current_exchange"]


class Exchange:
    """What one thread has to do with the network to get one answer; any thread can stop it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.last: socket.socket | None = None
        """The socket that was used last."""
        self._is_stopped = False
        self.sent = False
        """Whether something of the request may have left."""

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """Make this what the streams that are used meanwhile belong to."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    @contextlib.contextmanager
    def using(self, sock: socket.socket) -> Iterator[None]:
        """Let `stop` end what is done with the socket meanwhile. Raises OSError where it was stopped."""
        with self._lock:
            self._check()
            self._socket = self.last = sock
        try:
            yield
        finally:
            with self._lock:
                self._socket = None
        self._check()  # what is read of a socket that was shut down looks like an end in good order

    def stop(self) -> None:
        """End what is going on, and what would come."""
        with self._lock:
            self._is_stopped = True
            if self._socket is not None:
                with contextlib.suppress(OSError):  # it has ended by itself
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # below TLS, which has no lock

    def _check(self) -> None:
        if self._is_stopped:
            raise OSError("the exchange was stopped")


_current: ContextVar[Exchange | None] = ContextVar("toucan_connectors_exchange", default=None)


def current_exchange() -> Exchange | None:
    """Return the exchange that this thread is at; None outside of one."""
    return _current.get()
