"""What the client sends, and over which connections: against a server that answers from a script."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from toucan_connectors.core.errors import (
    ConfigurationError,
    InternalError,
    NetworkError,
)
from toucan_connectors.core.options import Options
from toucan_connectors.http.client import Client, Retries
from toucan_connectors.http.messages import Request
from toucan_connectors.testing.faults import FaultHttpServer, Response, responses

ONCE = Retries(attempts=1)


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client(Options(), retries=ONCE)
    yield client
    client.close()


def get(server: FaultHttpServer, path: str = "/", **more: Any) -> Request:
    return Request.build("GET", server.url + path, **more)


def test_a_request_is_sent_as_it_is_written(client: Client, fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/a%20b/%C3%A9", [responses.ok("{}")])
    request = Request.build(
        "post",
        fault_http_server.url + "/a b/é?x=1",
        params={"y": ["é", "a&b"], "z": None},
        headers={"X-Mine": "pasted\n", "Accept-Encoding": "br", "Content-Length": "7"},
        json={"k": 1},
    )
    answer = client.send(request)
    (seen,) = fault_http_server.requests
    assert (seen.method, seen.target) == ("POST", "/a%20b/%C3%A9?x=1&y=%C3%A9&y=a%26b")
    assert seen.body == b'{"k": 1}'
    assert seen.headers["X-Mine"] == "pasted"
    assert seen.headers["Content-Type"] == "application/json"
    assert seen.headers["Accept-Encoding"] == "gzip, deflate"
    assert seen.headers["Host"] == f"127.0.0.1:{fault_http_server.port}"
    assert answer.is_success
    assert (answer.request, answer.body) == (request, b"{}")
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_is_sent(client: Client, fault_http_server: FaultHttpServer, method: str) -> None:
    fault_http_server.answer("/", [responses.ok("[]")])
    assert client.send(Request.build(method, fault_http_server.url)).body == b"[]"
    assert fault_http_server.requests[0].method == method


def test_an_account_in_the_url_is_a_header(client: Client, fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.ok("[]")])
    url = fault_http_server.url.replace("://", "://ann:p%40ss@")
    answer = client.send(Request.build("GET", url))
    assert fault_http_server.requests[0].headers["Authorization"] == "Basic YW5uOnBAc3M="
    assert "@" not in answer.request.url


def test_a_connection_is_kept(client: Client, fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.ok(), responses.compressed(), responses.status(204)])
    for _ in range(20):
        client.send(get(fault_http_server))
    assert fault_http_server.connections == 1


def test_twenty_threads_ask_at_once(client: Client, fault_http_server: FaultHttpServer) -> None:
    together = Barrier(20, timeout=30)

    def answer(request: Any) -> Response:
        together.wait()  # each answer waits for the requests of all
        return responses.ok(request.query)

    fault_http_server.answer("/", [answer])
    with ThreadPoolExecutor(20) as threads:
        asked = [threads.submit(client.send, get(fault_http_server, params={"n": str(n)})) for n in range(20)]
        answers = [future.result().body for future in asked]
    assert answers == [b"n=%d" % n for n in range(20)]


def test_cookies_are_nobodys(client: Client, fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.ok(headers={"Set-Cookie": "session=1; Path=/"})])
    client.send(get(fault_http_server))
    client.send(get(fault_http_server))
    assert all("Cookie" not in request.headers for request in fault_http_server.requests)


@pytest.mark.parametrize(
    "headers", [{"X-Key": "s3cret\r\nX-Other: 1"}, {"X-Key": "s3cret\0"}, {"X Key": "s3cret"}, {"": "s3cret"}]
)
def test_a_header_that_would_be_two_is_refused(
    client: Client, fault_http_server: FaultHttpServer, headers: dict[str, str]
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        client.send(get(fault_http_server, headers=headers))
    assert "s3cret" not in "".join(traceback.format_exception(raised.value))
    assert fault_http_server.requests == []


def test_a_header_beyond_ascii_is_sent(client: Client, fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.ok()])
    client.send(get(fault_http_server, headers={"X-One": "é", "X-Two": "€"}))
    seen = fault_http_server.requests[0].headers
    assert (seen["X-One"], seen["X-Two"].encode("latin-1").decode()) == ("é", "€")


def test_a_method_that_is_none_is_refused(client: Client, fault_http_server: FaultHttpServer) -> None:
    with pytest.raises(ConfigurationError):
        client.send(Request.build("GET / HTTP/1.1\r\nX:", fault_http_server.url))
    assert fault_http_server.requests == []


def test_nobody_listening_is_an_error_of_the_network(
    client: Client, fault_http_server: FaultHttpServer
) -> None:
    fault_http_server.close()
    with pytest.raises(NetworkError, match="cannot be connected to") as raised:
        client.send(get(fault_http_server))
    assert raised.value.retryable


def test_a_closed_client_sends_nothing(client: Client, fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.ok()])
    client.send(get(fault_http_server))
    client.close()
    client.close()
    with pytest.raises(InternalError):
        client.send(get(fault_http_server))
    assert len(fault_http_server.requests) == 1
