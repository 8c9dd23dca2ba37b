"""TLS in front of a server that has none: what comes in encrypted goes on in the clear."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
from types import TracebackType
from typing import Self

__all__ = ["TlsFront"]

_PATIENCE = 5.0


class TlsFront:
    """Listens on a free port of 127.0.0.1 until it is left."""

    def __init__(self, context: ssl.SSLContext, host: str, port: int) -> None:
        self._context = context
        self._behind = host, port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listening.getsockname()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(2 * _PATIENCE)

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(plain,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        plain.settimeout(_PATIENCE)
        with (
            contextlib.suppress(OSError),
            plain,
            self._context.wrap_socket(plain, server_side=True) as outside,
            socket.create_connection(self._behind) as inside,
        ):
            while not self._over.is_set() and self._passed_on(outside, inside):
                pass

    @staticmethod
    def _passed_on(outside: ssl.SSLSocket, inside: socket.socket) -> bool:
        """Pass on what has come from either side; whether neither has ended."""
        pair: dict[socket.socket, socket.socket] = {outside: inside, inside: outside}
        ready = [outside] if outside.pending() else select.select([*pair], [], [], 0.2)[0]
        for source in ready:
            some = source.recv(65_536)
            if not some:
                return False
            pair[source].sendall(some)
        return True
