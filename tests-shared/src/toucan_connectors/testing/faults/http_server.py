"""A small HTTP/1.1 server on raw sockets that answers from a script, with faults that no web framework has.

It sends the bytes of a response as they are: what is wrong in them stays wrong. The script decides, not the
method: a HEAD gets what its path has.
"""

import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from toucan_connectors.testing.faults._request import Request, read_request
from toucan_connectors.testing.faults._sockets import CHUNK, end, reset, unsent
from toucan_connectors.testing.faults.responses import Answer, Response, status

__all__ = ["FaultHttpServer"]


class FaultHttpServer:
    """A server on loopback, at `server.url`, until it is closed; over TLS where it is given a context."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._scripts: dict[str, list[Answer]] = {}
        self._requests: list[Request] = []
        self._connections = 0
        self._open: set[socket.socket] = set()
        self._threads: list[Thread] = []
        self._lock = Lock()
        self._closing = Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.host: str = "127.0.0.1"
        self.port: int = self._listener.getsockname()[1]
        self._thread = Thread(target=self._accept, name=f"fault server {self.port}", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The root of the server, without a slash at its end."""
        return f"{'http' if self._tls is None else 'https'}://{self.host}:{self.port}"

    def answer(self, path: str, answers: Sequence[Answer]) -> None:
        """Answer the requests of a path, with whatever query, one after the other; the last answer repeats.

        It replaces what the path answered before. A path without answers is a 404.
        """
        with self._lock:
            self._scripts[path] = list(answers)

    @property
    def requests(self) -> list[Request]:
        """The requests so far; each is there before its answer is."""
        with self._lock:
            return list(self._requests)

    @property
    def connections(self) -> int:
        """How many connections were accepted so far."""
        with self._lock:
            return self._connections

    def close(self) -> None:
        """End all connections and give everything back; closing again does nothing."""
        self._closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._thread.join()
        self._listener.close()
        with self._lock:
            for sock in self._open:
                with suppress(OSError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)  # wakes the thread that reads or sends
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            with suppress(OSError):  # the client has left already, or we close
                sock, _ = self._listener.accept()
                self._start(sock)

    def _start(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock = client if self._tls is None else self._wrapped(client, self._tls)
        with self._lock:
            self._connections += 1
            self._open.add(sock)
        thread = Thread(target=self._serve, args=(sock, self._connections), daemon=True)
        self._threads = [*(old for old in self._threads if old.is_alive()), thread]
        thread.start()

    def _wrapped(self, client: socket.socket, tls: ssl.SSLContext) -> ssl.SSLSocket:
        try:
            return tls.wrap_socket(client, server_side=True, do_handshake_on_connect=False)
        except OSError:
            client.close()
            raise

    def _serve(self, sock: socket.socket, connection: int) -> None:
        farewell = end
        with suppress(OSError):  # the client has left, or does not trust us: it knows
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            if self._converse(sock, connection) == "reset":
                farewell = reset
        with self._lock:  # so that `close` never touches a socket that is closed here
            self._open.remove(sock)
            farewell(sock)

    def _converse(self, sock: socket.socket, connection: int) -> str:
        """Answer requests until the connection is to end, and return how."""
        with sock.makefile("rb") as reader:
            while request := read_request(reader, connection):
                response = self._next_response(request)
                self._send(sock, response)
                if response.then == "silence":
                    while sock.recv(CHUNK):  # until the client leaves, or we close
                        pass
                if response.then != "keep" or not request.wants_more:
                    return response.then
        return "end"

    def _next_response(self, request: Request) -> Response:
        with self._lock:
            self._requests.append(request)
            script = self._scripts.get(request.path) or [status(404)]
            answer = script.pop(0) if len(script) > 1 else script[0]
        return answer if isinstance(answer, Response) else answer(request)

    def _send(self, sock: socket.socket, response: Response) -> None:
        for number, piece in enumerate(response.pieces):
            if number and response.pause:
                self._closing.wait(response.pause)
            sock.sendall(piece)
        while response.then == "reset" and unsent(sock) and not self._closing.wait(0.005):
            pass  # an RST would lose what is not acknowledged
