"""ID tokens: their end is read, they are refreshed, and what was refreshed is not lost."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from toucan_connectors.http.auth import OidcRefresh
from toucan_connectors.http.auth._kept import _process
from toucan_connectors.http.messages import Headers, Request, Response
from toucan_connectors.http.oauth2 import MemoryTokenStore, NoOAuth2RefreshTokenError, TokenRefusedError

from .plain_http import ask
from .strict_oauth import CLIENT_ID, CLIENT_SECRET, Grant, StrictOAuth, strict_oauth

REQUEST = Request.build("GET", "http://api.example/")


def jwt(seconds: float, **claims: Any) -> str:
    """Return an ID token that ends so many seconds from now; nobody here checks the signature."""
    body = {"exp": int(time.time() + seconds), "sub": "alice", **claims}
    parts = [{"alg": "RS256"}, body]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


@pytest.fixture
def server() -> Iterator[StrictOAuth]:
    with strict_oauth() as server:
        server.grants.append(Grant(refresh_token="first"))
        server.extra["id_token"] = jwt(3600, nonce="fresh")
        yield server


def auth(server: StrictOAuth, id_token: str, **changes: Any) -> OidcRefresh:
    fields = {
        "id_token": id_token,
        "refresh_token": "first",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "token_endpoint": f"{server.url}/token",
        **changes,
    }
    return OidcRefresh.model_validate(fields)


def sent(each: OidcRefresh) -> str:
    return next(each.flow(REQUEST, ask)).headers["Authorization"]


def test_a_living_id_token_is_sent_as_it_is(server: StrictOAuth) -> None:
    living = jwt(3600)
    assert sent(auth(server, living)) == f"Bearer {living}"
    assert server.given == {}


def test_an_ending_one_is_refreshed_and_the_rotated_refresh_token_kept(server: StrictOAuth) -> None:
    old = jwt(25)
    fresh = f"Bearer {server.extra['id_token']}"
    assert [sent(auth(server, old)) for _ in range(3)] == [fresh] * 3
    assert server.given == {"refresh_token": 1}
    server.extra["id_token"] = jwt(7200, nonce="fresher")
    flow = auth(server, old).flow(REQUEST, ask)
    first = next(flow)
    second = flow.send(_refused(first))
    assert second.headers["Authorization"] == f"Bearer {server.extra['id_token']}"
    assert server.given == {"refresh_token": 2}
    assert server.refused == []


def test_twenty_threads_refresh_once(server: StrictOAuth) -> None:
    old = jwt(-3600)
    barrier = threading.Barrier(20)

    def call(_: int) -> str:
        barrier.wait()
        return sent(auth(server, old))

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(call, range(20))) == {f"Bearer {server.extra['id_token']}"}
    assert server.given == {"refresh_token": 1}


def test_a_store_carries_what_was_refreshed_over_a_restart(server: StrictOAuth) -> None:
    store = MemoryTokenStore()
    old = jwt(0)
    for _ in range(2):
        _process.begin()  # as a new process has it
        each = auth(server, old)
        each.set_token_store(store, "flow")
        assert sent(each) == f"Bearer {server.extra['id_token']}"
    assert server.given == {"refresh_token": 1}
    opaque = {**(store.load("flow") or {}), "access_token": "opaque", "expires_at": None}
    store.save("flow", opaque)
    each = auth(server, jwt(1))  # one that ends tells nothing against it
    each.set_token_store(store, "flow")
    assert sent(each) == "Bearer opaque"
    newer = jwt(9000)  # a newly configured one is not hidden by what is stored
    each = auth(server, newer)
    each.set_token_store(store, "flow")
    assert sent(each) == f"Bearer {newer}"


def test_without_a_refresh_token_an_ended_one_is_an_error(server: StrictOAuth) -> None:
    with pytest.raises(NoOAuth2RefreshTokenError):
        sent(auth(server, jwt(0), refresh_token=None))


def test_a_refused_refresh_is_a_credentials_error(server: StrictOAuth) -> None:
    with pytest.raises(TokenRefusedError, match="invalid_grant"):
        sent(auth(server, jwt(0), refresh_token="of another"))


@pytest.mark.parametrize("text", ["opaque", "a.b.c", "a.W10.c", "a.bnVsbA.c", "a.e30.c"])
def test_what_is_no_jwt_or_tells_no_end_is_sent_until_it_is_refused(server: StrictOAuth, text: str) -> None:
    flow = auth(server, text).flow(REQUEST, ask)
    first = next(flow)
    assert first.headers["Authorization"] == f"Bearer {text}"
    assert flow.send(_refused(first)).headers["Authorization"] == f"Bearer {server.extra['id_token']}"


def _refused(request: Request) -> Response:
    return Response(request, 401, Headers(), b"")
