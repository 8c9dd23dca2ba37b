"""One connection through a proxy: bytes both ways, as the fault of the moment lets them pass."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from toucan_connectors.testing.faults._fault import Fault
from toucan_connectors.testing.faults._sockets import CHUNK, end, reset, unsent

__all__ = ["Address", "Connection", "Tally"]

Address: TypeAlias = tuple[socket.AddressFamily, Any]
"""A family, and an address as `socket.connect` takes it in that family."""


@dataclass
class Tally:
    """What a proxy counts over all its connections."""

    connections: int = 0
    bytes_from_server: int = 0


class Connection:
    """A client that was accepted, and the server that it is given."""

    def __init__(self, client: socket.socket, fault: Fault, tally: Tally) -> None:
        self.client = client
        self._tally = tally
        self._changed = asyncio.Event()
        self._fault, self._passed = fault, 0
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def switch(self, fault: Fault) -> None:
        """Let another fault hold from now on; its bytes count from here."""
        self._fault, self._passed = fault, 0
        self._changed.set()
        self._changed = asyncio.Event()

    async def serve(self, addresses: Sequence[Address]) -> None:
        """Carry bytes until both sides have ended, one has reset, a fault strikes, or this is cancelled.

        An error of one side, or a server that cannot be reached, is a reset of the other side.
        """
        sockets, farewell = [self.client], end
        try:
            server = await _connect(addresses)
            sockets.append(server)
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._carry_requests(server))
                ways.create_task(self._carry_answers(server))
        except* OSError:
            farewell = reset
        except* EOFError:
            pass
        finally:
            for sock in sockets:
                farewell(sock)

    async def _carry_requests(self, server: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while chunk := await loop.sock_recv(self.client, CHUNK):
            await self._silence()
            await loop.sock_sendall(server, chunk)
        await self._silence()
        server.shutdown(socket.SHUT_WR)

    async def _carry_answers(self, server: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while chunk := await loop.sock_recv(server, CHUNK):
            while chunk:
                chunk = chunk[await self._pass(chunk) :]
        await self._silence()
        self.client.shutdown(socket.SHUT_WR)

    async def _pass(self, chunk: bytes) -> int:
        """Send as much as may pass in one go, and return how much that was; or let the fault strike."""
        await self._silence()
        fault = self._fault
        piece = chunk[: fault.room(self._passed)]
        if not piece:
            await self._strike(fault)
        self._passed += len(piece)
        self._tally.bytes_from_server += len(piece)  # before it is sent: what a client has is counted
        await asyncio.get_running_loop().sock_sendall(self.client, piece)
        if pause := fault.pause(len(piece)):
            await self._change(within=pause)
        return len(piece)

    async def _strike(self, fault: Fault) -> None:
        if fault.then == "end":
            raise EOFError
        while unsent(self.client):  # noqa: ASYNC110 - the kernel has no event for it, and an RST would lose it
            await asyncio.sleep(0.005)
        raise ConnectionResetError

    async def _silence(self) -> None:
        while self._fault.is_silent(self._passed):
            await self._change()

    async def _change(self, within: float | None = None) -> None:
        """Wait for another fault, or for as many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), within)


async def _connect(addresses: Sequence[Address]) -> socket.socket:
    """Return a connection to the first address that takes one, or raise what the last one answered."""
    refusal = OSError("no address")
    for family, address in addresses:
        server = socket.socket(family, socket.SOCK_STREAM)
        server.setblocking(False)
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await asyncio.get_running_loop().sock_connect(server, address)
        except BaseException as error:
            server.close()
            if not isinstance(error, OSError):
                raise
            refusal = error
        else:
            return server
    raise refusal
