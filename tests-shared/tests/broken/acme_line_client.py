"""The driver of the line protocol, and a pool of its connections: of the standard library alone."""

from __future__ import annotations

import json
import select
import socket
import threading
from typing import Any

from acme_sockets import stop

__all__ = ["LineConnection", "LineError", "Pool"]


class LineError(Exception):
    """The server refuses a request; the connection is as good as before."""


class LineConnection:
    """An open connection."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._answers = sock.makefile("rb")

    def ask(self, *words: str, seconds: float) -> list[Any]:
        """Return the lines of an answer; ConnectionError unless it is whole, TimeoutError on silence."""
        self._sock.settimeout(seconds)
        self._sock.sendall(json.dumps(words).encode() + b"\n")
        lines = self._lines()
        if lines and isinstance(lines[0], dict) and "error" in lines[0]:
            raise LineError(lines[0]["error"])
        return lines

    def _lines(self) -> list[Any]:
        lines = []
        while (line := self._answers.readline()) != b"END\n":
            if not line.endswith(b"\n"):
                msg = "the answer was cut off"
                raise ConnectionError(msg)
            lines.append(json.loads(line))
        return lines

    def is_usable(self) -> bool:
        """Whether the server is still there: between two requests it has nothing to say but goodbye."""
        readable, _, _ = select.select([self._sock], [], [], 0)
        return not readable

    def stop(self) -> None:
        """End the connection, from any thread, so that whoever reads from it wakes up."""
        stop(self._sock)

    def close(self) -> None:
        """Close the connection."""
        self._answers.close()
        self._sock.close()


class Pool:
    """Keeps one connection that nobody uses."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: LineConnection | None = None

    def take(self) -> LineConnection | None:
        """Return the connection that is kept, if it is still good."""
        with self._lock:
            kept, self._idle = self._idle, None
        if kept is not None and not kept.is_usable():
            kept.close()
            return None
        return kept

    def give(self, connection: LineConnection) -> None:
        """Keep a connection, or close it where one is kept already."""
        with self._lock:
            surplus, self._idle = self._idle, connection
        if surplus is not None:
            surplus.close()

    def close(self) -> None:
        """Close what is kept."""
        if (kept := self.take()) is not None:
            kept.close()
