"""How a TCP connection ends, exactly: with a FIN or with an RST. It is written for Linux.

The calls go to `socket.socket` itself, past what an `ssl.SSLSocket` would add: a fault happens below TLS.
"""

import fcntl
import select
import socket
import struct
import sys
import termios
from contextlib import suppress
from typing import Final

__all__ = ["CHUNK", "end", "has_hung_up", "reset", "unsent"]

CHUNK: Final = 65_536
"""The most bytes that are read in one go."""

_NO_LINGER: Final = struct.pack("ii", 1, 0)
_HUNG_UP: Final = getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR


def end(sock: socket.socket) -> None:
    """Close with a FIN: the peer reads all that was sent, then the end."""
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_WR)
        sock.setblocking(False)
        while socket.socket.recv(sock, CHUNK):  # closed with something unread, the kernel would send an RST
            pass
    sock.close()


def reset(sock: socket.socket) -> None:
    """Close with an RST. The kernel drops what it has not sent yet: see `unsent`."""
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    sock.close()


def unsent(sock: socket.socket) -> int:
    """Return how many bytes the peer's kernel has not acknowledged yet."""
    answer = fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, bytes(4))
    return int.from_bytes(answer, sys.byteorder)


def has_hung_up(sock: socket.socket) -> bool:
    """Return whether the peer has ended its side, or we ours, though perhaps not all it sent is read yet."""
    if sock.fileno() == -1:
        return True
    poll = select.poll()
    poll.register(sock, _HUNG_UP)
    return bool(poll.poll(0))
