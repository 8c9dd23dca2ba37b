"""Token servers of the user's own, and APIs behind them, on a server that records what it gets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from toucan_connectors.core.errors import QueryError
from toucan_connectors.http.auth import LegacyAuth, TokenServer
from toucan_connectors.http.messages import Request
from toucan_connectors.http.oauth2 import TokenAnswerError, TokenRefusedError
from toucan_connectors.testing.faults import FaultHttpServer, responses

from .plain_http import ask, send


@pytest.fixture
def server() -> Iterator[FaultHttpServer]:
    with FaultHttpServer() as server:
        server.answer("/api", [responses.ok("[]")])
        yield server


def token_server(server: FaultHttpServer, **fields: Any) -> TokenServer:
    return TokenServer.model_validate({"method": "POST", "url": f"{server.url}/token", **fields})


def answers(server: FaultHttpServer, document: object) -> None:
    server.answer("/token", [responses.ok(json.dumps(document))])


def header_for(server: FaultHttpServer, auth: TokenServer | LegacyAuth, name: str = "Authorization") -> str:
    assert send(auth, Request.build("GET", f"{server.url}/api")).status == 200
    return server.requests[-1].headers[name.lower()]


def test_a_word_is_sent_as_a_bearer_token(server: FaultHttpServer) -> None:
    answers(server, {"data": {"token": "t1"}})
    assert header_for(server, token_server(server, filter=".data.token")) == "Bearer t1"


def test_two_words_are_sent_as_they_are(server: FaultHttpServer) -> None:
    answers(server, "Token t1")
    assert header_for(server, token_server(server)) == "Token t1"


def test_jq_may_make_the_token_and_another_header_take_it(server: FaultHttpServer) -> None:
    answers(server, {"kind": "Key", "value": "v"})
    auth = token_server(server, filter='.kind + " " + .value', token_header_name="X-Auth")
    assert header_for(server, auth, "X-Auth") == "Key v"


def test_the_token_is_asked_for_as_configured(server: FaultHttpServer) -> None:
    answers(server, "t")
    header_for(
        server,
        token_server(
            server,
            params={"a": 1},
            headers={"X-Key": "k"},
            json={"username": "u", "password": "p", "n": [1, None]},
        ),
    )
    asked = server.requests[0]
    assert (asked.method, asked.query, asked.headers["x-key"]) == ("POST", "a=1", "k")
    assert json.loads(asked.body) == {"username": "u", "password": "p", "n": [1, None]}


@pytest.mark.parametrize(("data", "body"), [({"pin": "1&2"}, b"pin=1%262"), ("<xml/>", b"<xml/>")])
def test_the_body_may_be_a_form_or_a_text(server: FaultHttpServer, data: Any, body: bytes) -> None:
    answers(server, "t")
    header_for(server, token_server(server, data=data))
    assert server.requests[0].body == body


def test_each_request_gets_a_token_of_its_own(server: FaultHttpServer) -> None:
    server.answer("/token", [responses.ok(json.dumps(word)) for word in ("t1", "t2")])
    auth = token_server(server)
    assert [header_for(server, auth) for _ in range(2)] == ["Bearer t1", "Bearer t2"]


@pytest.mark.parametrize(
    "auth",
    [
        {"kind": "BasicAuth", "username": "u", "password": "p"},
        {"kind": "DigestAuth", "username": "u", "password": "p"},
    ],
)
def test_the_token_server_may_want_authentication_itself(
    server: FaultHttpServer, auth: dict[str, str]
) -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth"'}
    unauthorised = [responses.status(401, headers=challenge)] if auth["kind"] == "DigestAuth" else []
    server.answer("/token", [*unauthorised, responses.ok('"t"')])
    assert header_for(server, token_server(server, auth=auth)) == "Bearer t"
    asked = [request for request in server.requests if request.path == "/token"]
    assert asked[-1].headers["authorization"].startswith(("Basic dTpw", 'Digest username="u"'))
    assert len(asked) == len(unauthorised) + 1


def test_a_refusal_is_a_credentials_error(server: FaultHttpServer) -> None:
    server.answer("/token", [responses.status(403)])
    with pytest.raises(TokenRefusedError, match="403"):
        header_for(server, token_server(server, auth={"kind": "BearerAuth", "token": "canary-5"}))


@pytest.mark.parametrize(
    "answer", [b"no json", b"{}", b'{"token": null}', b'{"token": ""}', b'{"token": [1]}', b"[]"]
)
def test_an_answer_without_a_token_is_an_error_that_quotes_nothing(
    server: FaultHttpServer, answer: bytes
) -> None:
    server.answer("/token", [responses.ok(answer)])
    with pytest.raises((TokenAnswerError, QueryError)) as caught:
        header_for(server, token_server(server, filter=".token"))
    assert "[]" not in str(caught.value) or answer != b"[]"
    assert all(request.path != "/api" for request in server.requests)


def test_a_filter_without_result_is_an_error(server: FaultHttpServer) -> None:
    answers(server, {})
    with pytest.raises(TokenAnswerError, match="no token"):
        header_for(server, token_server(server, filter="empty"))


def test_the_legacy_form_of_it_works(server: FaultHttpServer) -> None:
    answers(server, {"token": "t"})
    auth = LegacyAuth.model_validate(
        {
            "type": "custom_token_server",
            "args": ["POST", f"{server.url}/token"],
            "kwargs": {
                "json": {"username": "u", "password": "p"},
                "filter": ".token",
                "auth": {"type": "basic", "args": ["u", "p"]},
            },
        }
    )
    assert header_for(server, auth) == "Bearer t"
    assert json.loads(server.requests[0].body) == {"username": "u", "password": "p"}
    assert server.requests[0].headers["authorization"] == "Basic dTpw"


def test_asking_goes_by_the_client_alone(server: FaultHttpServer) -> None:
    asked: list[Request] = []

    def recorded(request: Request) -> Any:
        asked.append(request)
        return ask(request)

    answers(server, "t")
    next(token_server(server).flow(Request.build("GET", f"{server.url}/api"), recorded))
    assert [request.url for request in asked] == [f"{server.url}/token"]
