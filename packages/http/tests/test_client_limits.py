"""What bounds an answer: its size, unpacked; the budget of the call; a caller that gives up."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import (
    AuthenticationError,
    CallCancelledError,
    CallTimeoutError,
    NetworkError,
    ResultTooLargeError,
)
from toucan_connectors.core.options import Options
from toucan_connectors.http.client import Client, Retries
from toucan_connectors.http.messages import Request
from toucan_connectors.testing.faults import FaultHttpServer, Response, responses

SOON = 12.0
"""Seconds; long for a machine that is busy, short for what would go on for ever."""
FOREVER = {
    "silence": responses.never(),
    "headers that drip": responses.slow_headers(0.02, b"x" * 10**6),
    "a body that drips": responses.slow_body(0.02, b"x" * 10**6),
    "a body without a length that drips": Response(
        (b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 10**4), pause=0.02, then="end"
    ),
    "a packed body that drips": Response(
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
            *(bytes([byte]) for byte in gzip.compress(bytes(range(256)) * 40)),
        ),
        pause=0.02,
    ),
}
"""By its name, what takes far more than a second."""


def send(server: FaultHttpServer, method: str = "GET", **options: Any) -> int:
    client = Client(Options(**options), retries=Retries(attempts=1))
    try:
        return len(client.send(Request.build(method, server.url)).body)
    finally:
        client.close()


@pytest.mark.parametrize("answer", [responses.ok(b"x" * 100), responses.compressed(b"x" * 100)])
def test_max_bytes_is_of_the_unpacked_body(fault_http_server: FaultHttpServer, answer: Response) -> None:
    fault_http_server.answer("/", [answer])
    assert send(fault_http_server, max_bytes=100) == 100
    with pytest.raises(ResultTooLargeError) as raised:
        send(fault_http_server, max_bytes=99)
    assert raised.value.field == "max_bytes"


def test_what_an_error_says_is_heard_however_little_is_wanted(fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.status(401, body=b"who are you?")])
    with pytest.raises(AuthenticationError, match="who are you"):
        send(fault_http_server, max_bytes=1)


@pytest.mark.parametrize("cap", [{}, {"max_bytes": 1_000_000}, {"max_bytes": 10**12}])
def test_a_bomb_is_refused_before_it_is_in_memory(
    fault_http_server: FaultHttpServer, cap: dict[str, Any]
) -> None:
    fault_http_server.answer("/", [responses.decompression_bomb(300)])
    tracemalloc.start()
    try:
        with pytest.raises(ResultTooLargeError):
            send(fault_http_server, **cap)
        megabytes = tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
    assert megabytes < 60


def test_repetitive_data_is_no_bomb(fault_http_server: FaultHttpServer) -> None:
    rows = b'{"name": "the same", "value": 12345678},' * 100_000
    fault_http_server.answer("/", [responses.compressed(rows)])
    assert len(gzip.compress(rows)) * 100 < len(rows)
    assert send(fault_http_server) == len(rows)


def test_a_silent_source_is_waited_for_as_long_as_the_option_says(fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.never()])
    with pytest.raises(NetworkError, match="did not answer in time") as raised:
        send(fault_http_server, read_timeout=0.2)
    assert raised.value.retryable


@pytest.mark.parametrize("answer", FOREVER.values(), ids=FOREVER)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_call_ends_with_its_budget(
    fault_http_server: FaultHttpServer, answer: Response, method: str
) -> None:
    fault_http_server.answer("/", [answer])
    started = time.monotonic()
    with pytest.raises(CallTimeoutError), Call(0.5).active():
        send(fault_http_server, method)
    assert time.monotonic() - started < SOON


@pytest.mark.parametrize("answer", FOREVER.values(), ids=FOREVER)
def test_a_cancelled_call_ends_at_once(fault_http_server: FaultHttpServer, answer: Response) -> None:
    fault_http_server.answer("/", [answer])
    assert _cancelled(lambda: send(fault_http_server), lambda: bool(fault_http_server.requests)) < SOON


@pytest.fixture
def full_port() -> Iterator[int]:
    """A port that neither accepts nor refuses: its queue is full, so that connecting takes for ever."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = []
        for _ in range(3):
            sock = socket.socket()
            sock.setblocking(False)
            sock.connect_ex(("127.0.0.1", port))
            waiting.append(sock)
        yield port
        for sock in waiting:
            sock.close()


def test_connecting_ends_with_its_timeout_the_budget_or_a_cancellation(full_port: int) -> None:
    request = Request.build("GET", f"http://127.0.0.1:{full_port}/")
    patient, hasty = Client(Options()), Client(Options(connect_timeout=0.2))
    with pytest.raises(NetworkError, match="connected to in time"):
        hasty.send(request)
    with pytest.raises(CallTimeoutError), Call(0.3).active():
        patient.send(request)
    started = time.monotonic()
    assert _cancelled(lambda: patient.send(request), lambda: time.monotonic() - started > 0.3) < SOON


def test_the_resolver_ends_with_the_budget_or_a_cancellation(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def getaddrinfo(*_: object, **__: object) -> list[object]:
        let_go.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    client, request = Client(Options()), Request.build("GET", "http://slow.example/")
    try:
        with pytest.raises(CallTimeoutError), Call(0.2).active():
            client.send(request)
        started = time.monotonic()
        assert _cancelled(lambda: client.send(request), lambda: time.monotonic() - started > 0.2) < SOON
    finally:
        let_go.set()


def test_after_a_stop_the_client_goes_on(fault_http_server: FaultHttpServer) -> None:
    client = Client(Options())
    request = Request.build("GET", fault_http_server.url)
    fault_http_server.answer("/", [responses.ok("1"), responses.never(), responses.ok("2")])
    assert client.send(request).body == b"1"
    with pytest.raises(CallTimeoutError), Call(0.3).active():
        client.send(request)
    with Call(60).active():
        assert client.send(request).body == b"2"
    client.close()


def _cancelled(work: Callable[[], object], is_busy: Callable[[], bool]) -> float:
    """Cancel the work once it is busy, see that it ends so, and return within how many seconds it did."""
    call, raised = Call(), []

    def run() -> None:
        try:
            with call.active():
                work()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while not is_busy():
        time.sleep(0.01)
    time.sleep(0.1)
    call.cancel()
    started = time.monotonic()
    thread.join(SOON)
    assert [type(error) for error in raised] == [CallCancelledError]
    return time.monotonic() - started
