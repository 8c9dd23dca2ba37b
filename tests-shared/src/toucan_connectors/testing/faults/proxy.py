"""A TCP proxy that breaks: put between a client and a real server, it is the network on a bad day.

One fault holds at a time, on all connections, those that are open and those to come; switching to another
one, or healing, takes effect at once, and when the call returns it has. Bytes are counted for each
connection on its own: on an open one from the moment the fault is switched on, on a new one from its start.
The first n bytes of the server's answers pass, and the fault comes in place of byte n + 1.
"""

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine
from threading import Thread
from types import TracebackType
from typing import Final, Self, TypeVar

from toucan_connectors.testing.faults._connection import Connection, Tally
from toucan_connectors.testing.faults._fault import HEALTHY, Door, Fault
from toucan_connectors.testing.faults._sockets import end, has_hung_up

__all__ = ["FaultProxy"]

T = TypeVar("T")
_LOOPBACK: Final = "127.0.0.1"


class FaultProxy:
    """A proxy on loopback in front of (host, port), at (`proxy.host`, `proxy.port`), until it is closed.

    Raises OSError when the server's name has no address; a server that refuses is seen by clients as a reset.
    """

    def __init__(self, host: str, port: int) -> None:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        self._addresses = [(entry[0], entry[4]) for entry in found]
        self._place = _bound(0)  # keeps the port ours while nobody listens on it
        self.host: str = _LOOPBACK
        self.port: int = self._place.getsockname()[1]
        self._fault, self._tally = HEALTHY, Tally()
        self._listener: socket.socket | None = None
        self._connections: dict[asyncio.Task[None], Connection] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name=f"fault proxy {self.port}", daemon=True)
        self._thread.start()
        self.heal()

    # Faults

    def heal(self) -> None:
        """End the fault: what was held back passes, who was kept waiting is served, the port is open."""
        self._switch(HEALTHY)

    def refuse(self) -> None:
        """Refuse new connections; those that are open go on."""
        self._switch(Fault(door="shut"))

    def reset_after(self, n_bytes: int) -> None:
        """Let n bytes of answers pass, then reset (RST) the connection; the client can read all n bytes."""
        self._switch(Fault(passes=n_bytes, then="reset"))

    def truncate_after(self, n_bytes: int) -> None:
        """Let n bytes of answers pass, then end the connection in good order (FIN)."""
        self._switch(Fault(passes=n_bytes, then="end"))

    def stall(self, after: int = 0) -> None:
        """Let so many bytes of answers pass, then nothing any more, neither way; connections stay open."""
        self._switch(Fault(passes=after, then="silence"))

    def half_open(self) -> None:
        """Let nothing pass at all, not even that a side has left; nobody serves a new connection.

        The kernel accepts it: the client believes that it is connected. It is not counted until it is served.
        """
        self._switch(Fault(passes=0, then="silence", door="unattended"))

    def drip(self, bytes_per_second: float) -> None:
        """Let answers pass at no more than this speed, on each connection."""
        if bytes_per_second <= 0:
            raise ValueError("A drip has a speed above zero; nothing at all is stall().")
        self._switch(Fault(bytes_per_second=bytes_per_second))

    def cut(self) -> None:
        """End all open connections (FIN), as a server that restarts does; a fault goes on."""
        self._on_loop(self._end_all)

    # What was seen

    @property
    def connections(self) -> int:
        """How many connections were opened so far."""
        self._on_loop(self._greet)
        return self._tally.connections

    @property
    def open_connections(self) -> int:
        """How many connections are open: neither has their client ended them, nor the proxy."""
        return self._on_loop(self._count_open)

    @property
    def bytes_from_server(self) -> int:
        """How many bytes of the server's answers were passed on, over all connections."""
        return self._tally.bytes_from_server

    def wait_idle(self, timeout: float = 10.0) -> None:
        """Return once no connection is open. Raises TimeoutError after so many seconds."""
        deadline = time.monotonic() + timeout
        while count := self.open_connections:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{count} connections are still open after {timeout} seconds.")
            time.sleep(0.01)

    # Its life

    def close(self) -> None:
        """End all connections and give everything back; closing again does nothing."""
        if self._loop.is_closed():
            return
        self._on_loop(self._shut)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._place.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # On the loop of its thread

    def _on_loop(self, call: Callable[..., Coroutine[None, None, T]], *args: Fault) -> T:
        if self._loop.is_closed():
            raise RuntimeError("The proxy is closed.")
        return asyncio.run_coroutine_threadsafe(call(*args), self._loop).result()

    def _switch(self, fault: Fault) -> None:
        self._on_loop(self._apply, fault)

    async def _apply(self, fault: Fault) -> None:
        await self._greet()
        self._fault = fault
        for connection in self._connections.values():
            connection.switch(fault)
        self._set_door(fault.door)

    async def _greet(self) -> None:
        """Take in the clients at an open door, so that who connected before a call counts in it."""
        if self._listener is not None and self._fault.door == "open":
            self._take_in(self._listener)

    def _take_in(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            self._tally.connections += 1
            connection = Connection(client, self._fault, self._tally)
            task = self._loop.create_task(connection.serve(self._addresses))
            self._connections[task] = connection
            task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        end(self._connections.pop(task).client)  # a task that is cancelled before it started did not

    def _set_door(self, door: Door) -> None:
        if door == "shut":
            self._shut_door()
            return
        if self._listener is None:
            self._listener = _bound(self.port)
            self._listener.listen(128)
        if door == "open":
            self._loop.add_reader(self._listener, self._take_in, self._listener)
        else:
            self._loop.remove_reader(self._listener)

    def _shut_door(self) -> None:
        if self._listener is not None:
            self._loop.remove_reader(self._listener)
            self._listener.close()
            self._listener = None

    async def _count_open(self) -> int:
        await self._greet()
        return sum(not has_hung_up(connection.client) for connection in self._connections.values())

    async def _end_all(self) -> None:
        await self._greet()
        tasks = list(self._connections)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _shut(self) -> None:
        await self._end_all()
        self._shut_door()


def _bound(port: int) -> socket.socket:
    """Return a socket that does not listen yet; with SO_REUSEADDR two of them may hold one port."""
    sock = socket.socket()
    sock.setblocking(False)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((_LOOPBACK, port))
    return sock
