"""Tokens for programs: asked for once, kept while they live, and asked anew when refused."""

from __future__ import annotations

import copy
import os
import pickle
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from toucan_connectors.core.errors import AuthenticationError
from toucan_connectors.http.auth import ClientCredentialsOauth2
from toucan_connectors.http.auth import _kept as kept
from toucan_connectors.http.messages import Request
from toucan_connectors.http.oauth2 import TokenRefusedError

from .plain_http import send
from .strict_oauth import CLIENT_ID, CLIENT_SECRET, StrictOAuth, strict_oauth

THREADS = 20


@pytest.fixture
def server() -> Iterator[StrictOAuth]:
    with strict_oauth() as server:
        yield server


def auth(server: StrictOAuth, **changes: Any) -> ClientCredentialsOauth2:
    fields = {
        "token_url": f"{server.url}/token",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        **changes,
    }
    return ClientCredentialsOauth2.model_validate(fields)


def api(server: StrictOAuth) -> Request:
    return Request.build("GET", f"{server.url}/api")


@pytest.mark.parametrize("way", ["client_secret_basic", "client_secret_post"])
def test_a_secret_with_any_letter_is_understood_both_ways(server: StrictOAuth, way: str) -> None:
    assert send(auth(server, client_auth=way), api(server)).status == 200


def test_a_token_is_asked_for_once_and_kept(server: StrictOAuth) -> None:
    for each in (
        auth(server),
        auth(server),
        copy.deepcopy(auth(server)),
        pickle.loads(pickle.dumps(auth(server))),
    ):
        assert send(each, api(server)).status == 200
    assert server.given == {"client_credentials": 1}


def test_twenty_threads_ask_once(server: StrictOAuth) -> None:
    barrier = threading.Barrier(THREADS)

    def call(_: int) -> int:
        barrier.wait()
        return send(auth(server), api(server)).status

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(call, range(THREADS))) == [200] * THREADS
        server.end_access_tokens()
        assert list(pool.map(call, range(THREADS))) == [200] * THREADS
    assert server.given == {"client_credentials": 2}


def test_a_token_that_ends_within_30_s_is_asked_anew(server: StrictOAuth) -> None:
    server.lifetime = 25
    assert send(auth(server), api(server)).status == 200
    server.lifetime = 3600
    for _ in range(3):
        assert send(auth(server), api(server)).status == 200
    assert server.given == {"client_credentials": 2}


def test_a_token_whose_end_is_not_told_is_kept_until_it_is_refused(server: StrictOAuth) -> None:
    server.lifetime = None
    for _ in range(2):
        assert send(auth(server), api(server)).status == 200
    assert server.given == {"client_credentials": 1}
    server.end_access_tokens()
    assert send(auth(server), api(server)).status == 200
    assert server.given == {"client_credentials": 2}


def test_another_scope_or_secret_is_another_token(server: StrictOAuth) -> None:
    for scope in ("a", "b"):
        assert send(auth(server, scope=scope), api(server)).status == 200
    assert server.given == {"client_credentials": 2}
    with pytest.raises(TokenRefusedError, match="invalid_client") as caught:
        send(auth(server, client_secret="wrong-canary-9"), api(server))
    assert isinstance(caught.value, AuthenticationError)
    assert "canary" not in repr(caught.value)


def test_a_refusal_is_not_kept(server: StrictOAuth) -> None:
    wrong = auth(server, client_secret="wrong")
    for _ in range(2):
        with pytest.raises(TokenRefusedError):
            send(wrong, api(server))
    assert server.refused == ["invalid_client"] * 2


def test_an_api_that_takes_no_token_is_asked_twice_and_no_more(server: StrictOAuth) -> None:
    server.takes_tokens = False
    assert send(auth(server), api(server)).status == 401
    assert server.calls == 2
    assert server.given == {"client_credentials": 2}


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 3)
    models = [
        ClientCredentialsOauth2(token_url=f"http://{number}", client_id="c", client_secret="s")
        for number in range(5)
    ]
    for model in models:
        kept.kept_for(model, str).value = model.token_url
    assert len(kept._process.values) == 3
    assert kept.kept_for(models[-1], str).value == "http://4"
    assert kept.kept_for(models[0], str).value is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_does_not_wait_for_a_lock_that_no_thread_of_its_own_holds() -> None:
    held = kept.lock_of("flow")
    with held, kept._process.lock:
        child = os.fork()
        if child == 0:
            signal.alarm(30)  # ends it, should it wait
            os._exit(0 if kept.lock_of("flow").acquire(timeout=0) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
