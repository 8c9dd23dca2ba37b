"""What the connectors on a network share: how long they may wait, and how a wait is ended."""

from __future__ import annotations

import socket
from contextlib import suppress

from toucan_connectors.core.call import current_call

__all__ = ["stop", "within"]


def within(seconds: float) -> float:
    """Return what is left of these seconds, and of the call."""
    remaining = current_call().remaining()
    return seconds if remaining is None else max(0.001, min(seconds, remaining))


def stop(sock: socket.socket) -> None:
    """End a connection, from any thread, so that whoever reads from it wakes up."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
