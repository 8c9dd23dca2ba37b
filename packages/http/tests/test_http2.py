"""HTTP/2, where the server has it too: the same answers, by a server of this test's own."""

from __future__ import annotations

import contextlib
import gzip
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import h2.config
import h2.connection
import h2.events
import pytest

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import CallTimeoutError, NetworkError, SourceError
from toucan_connectors.core.options import Options
from toucan_connectors.http.client import Client, Retries, TlsMaterial
from toucan_connectors.http.messages import Request
from toucan_connectors.testing.servers._certificates import make_certificates

OWN = make_certificates("ann")
LARGE = b"0123456789" * 30_000
"""More than the windows of flow control, which begin with 64 KiB."""


class Http2Server:
    """Echoes the query of a path, in a way that the path says."""

    def __init__(self, folder: Path) -> None:
        OWN.write(folder)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(folder / "server.pem", folder / "server.key")
        self._tls.set_alpn_protocols(["h2"])
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[dict[str, str]] = []
        self.connections = 0
        self.together: Barrier | None = None
        self._open: list[ssl.SSLSocket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def hang_up(self) -> None:
        """End the connections, in order, and wait until it is done."""
        for sock in self._open:
            with contextlib.suppress(OSError):  # it has ended
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join(10)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self.hang_up()
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._threads.append(threading.Thread(target=self._serve, args=(client,), daemon=True))
            self._threads[-1].start()

    def _serve(self, client: socket.socket) -> None:
        try:
            sock = self._tls.wrap_socket(client, server_side=True)
        except OSError:
            client.close()
            return
        self._open.append(sock)
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        with sock:
            try:
                sock.sendall(connection.data_to_send())
                while data := sock.recv(65_536):
                    for event in connection.receive_data(data):
                        self._react(connection, event)
                    sock.sendall(connection.data_to_send())
            except OSError:
                pass

    def _react(self, connection: h2.connection.H2Connection, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.RequestReceived):
            headers = {_text(name): _text(value) for name, value in event.headers or []}
            self.requests.append(headers)
            if self.together is not None:
                self.together.wait()
            self._answer(connection, event.stream_id or 0, headers[":path"])
        elif isinstance(event, h2.events.WindowUpdated):
            self._pour(connection)

    def _answer(self, connection: h2.connection.H2Connection, stream: int, path: str) -> None:
        kind, _, query = path.partition("?")
        if kind == "/never":
            return
        if kind == "/reset":
            connection.reset_stream(stream)
            return
        body = LARGE if kind == "/large" else gzip.compress(query.encode())
        encoding = "identity" if kind == "/large" else "gzip"
        length = str(len(body) + (5 if kind == "/short" else 0))
        connection.send_headers(
            stream, [(":status", "200"), ("content-encoding", encoding), ("content-length", length)]
        )
        self._pouring = (stream, body)
        self._pour(connection)

    _pouring: tuple[int, bytes] = (0, b"")

    def _pour(self, connection: h2.connection.H2Connection) -> None:
        """Send as much of a body as may be sent now."""
        stream, body = self._pouring
        while body:
            size = min(connection.local_flow_control_window(stream), connection.max_outbound_frame_size)
            if not size:
                break
            connection.send_data(stream, body[:size], end_stream=len(body) <= size)
            body = body[size:]
        self._pouring = (stream, body)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Http2Server]:
    server = Http2Server(tmp_path)
    yield server
    server.close()


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client(Options(), tls=TlsMaterial(ca=OWN.ca), retries=Retries(attempts=1))
    yield client
    client.close()


def get(server: Http2Server, path: str, **headers: str) -> Request:
    return Request.build("GET", f"https://localhost:{server.port}{path}", headers=headers)


def test_one_connection_answers_one_after_the_other(client: Client, server: Http2Server) -> None:
    for n in range(5):
        assert client.send(get(server, f"/rows?n={n}", **{"X-Mine": "1"})).body == b"n=%d" % n
    assert server.connections == 1
    assert server.requests[0][":path"] == "/rows?n=0"
    assert (server.requests[0]["x-mine"], server.requests[0]["accept-encoding"]) == ("1", "gzip, deflate")


def test_threads_ask_at_once_and_get_their_own_answers(client: Client, server: Http2Server) -> None:
    server.together = Barrier(12, timeout=30)
    with ThreadPoolExecutor(12) as threads:
        asked = [threads.submit(client.send, get(server, f"/rows?n={n}")) for n in range(12)]
        assert [future.result().body for future in asked] == [b"n=%d" % n for n in range(12)]


def test_a_connection_that_the_server_ended_is_not_used(client: Client, server: Http2Server) -> None:
    assert client.send(get(server, "/rows?n=1")).body == b"n=1"
    server.hang_up()
    # A POST is never sent twice, so that this is the first try.
    asked = Request.build("POST", f"https://localhost:{server.port}/rows?n=2", data="body")
    assert client.send(asked).body == b"n=2"
    assert server.connections == 2


def test_large_bodies_are_whole(client: Client, server: Http2Server) -> None:
    assert client.send(get(server, "/large")).body == LARGE


@pytest.mark.parametrize("path", ["/reset", "/short"])
def test_a_broken_answer_is_an_error(client: Client, server: Http2Server, path: str) -> None:
    with pytest.raises((NetworkError, SourceError)):
        client.send(get(server, path))
    assert client.send(get(server, "/rows?n=1")).body == b"n=1"


def test_a_call_ends_with_its_budget(client: Client, server: Http2Server) -> None:
    with pytest.raises(CallTimeoutError), Call(0.3).active():
        client.send(get(server, "/never"))
    assert client.send(get(server, "/rows?n=1")).body == b"n=1"


def test_no_secret_is_logged(client: Client, server: Http2Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client.send(get(server, "/rows?key=query-secret", Authorization="Bearer header-secret"))
    assert "HTTP/2 200" in caplog.text
    assert "-secret" not in caplog.text
