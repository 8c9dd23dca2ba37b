"""Authentication by the client: what is sent, asked for again, and never told."""

from __future__ import annotations

import logging
import traceback
from typing import Any

import pytest

from toucan_connectors.core.errors import (
    AuthenticationError,
    QueryError,
)
from toucan_connectors.core.options import Options
from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.client import Client, Retries
from toucan_connectors.http.messages import Request
from toucan_connectors.testing.faults import FaultHttpServer, responses

ONCE = Retries(attempts=1)
FORM = {"client_secret": "s3cret-s3cret"}


class Key(Auth):
    """A key in a header and in the query."""

    def flow(self, request: Request, ask: Ask) -> Flow:
        yield request.with_headers({"X-Api-Key": "key-in-header"}).with_params(key="key-in-query")


class Token(Auth):
    """A token that is asked for, and once more when it is refused."""

    def __init__(self, url: str) -> None:
        self.url = url

    def flow(self, request: Request, ask: Ask) -> Flow:
        for _ in range(2):
            token = ask(Request.build("POST", self.url, data=FORM)).body.decode()
            answer = yield request.with_headers({"Authorization": f"Bearer {token}"})
            if answer.status != 401:
                return


def get(server: FaultHttpServer, path: str = "/", **more: Any) -> Request:
    return Request.build("GET", server.url + path, **more)


def test_authentication_is_sent_and_not_told(fault_http_server: FaultHttpServer) -> None:
    client = Client(Options(), auth=Key(), retries=ONCE)
    fault_http_server.answer("/", [responses.ok()])
    answer = client.send(get(fault_http_server))
    (seen,) = fault_http_server.requests
    assert (seen.query, seen.headers["X-Api-Key"]) == ("key=key-in-query", "key-in-header")
    assert (answer.request.params, len(answer.request.headers)) == ((), 0)
    client.close()


def test_a_token_is_asked_for_again_when_it_is_refused(fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/token", [responses.ok("old"), responses.ok("new")])
    fault_http_server.answer("/", [responses.status(401), responses.ok("[1]")])
    client = Client(Options(), auth=Token(fault_http_server.url + "/token"))
    assert client.send(get(fault_http_server)).body == b"[1]"
    asked = [request.headers["Authorization"] for request in fault_http_server.requests]
    assert asked == [None, "Bearer old", None, "Bearer new"]
    client.close()


def test_an_api_that_quotes_secrets_does_not_make_us_tell_them(fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [lambda request: responses.status(401, body=_quoted(request))])
    fault_http_server.answer("/token", [lambda request: responses.status(400, body=_quoted(request))])
    request = get(fault_http_server, headers={"Authorization": "Bearer my-own-token"})
    for auth in (Key(), Token(fault_http_server.url + "/token")):
        client = Client(Options(), auth=auth, retries=ONCE)
        with pytest.raises((AuthenticationError, QueryError)) as raised:
            client.send(request)
        told = "".join(traceback.format_exception(raised.value)) + repr(raised.value.args)
        assert "***" in told
        for secret in ("key-in-header", "key-in-query", "my-own-token", "s3cret-s3cret"):
            assert secret not in told
        client.close()


def _quoted(request: Any) -> bytes:
    return f"no: {request.query} {request.body.decode()} {list(request.headers.values())}".encode()


def test_no_secret_is_logged(fault_http_server: FaultHttpServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client(Options(), auth=Key(), retries=Retries(first_wait=0))
    fault_http_server.answer(
        "/hooks/path-secret", [responses.status(503), responses.ok(headers={"Set-Cookie": "cookie-secret"})]
    )
    client.send(get(fault_http_server, "/hooks/path-secret"))
    client.close()
    assert "503" in caplog.text
    for secret in ("key-in-header", "key-in-query", "path-secret", "cookie-secret"):
        assert secret not in caplog.text
