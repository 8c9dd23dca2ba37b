"""Tokens in use: refreshed in time, once for all threads, and never lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import CallCancelledError, ToucanConnectorsError
from toucan_connectors.http.auth._kept import holding, lock_of
from toucan_connectors.http.messages import Request
from toucan_connectors.http.oauth2 import (
    AuthorizationCodeOauth2,
    CallbackTokenStore,
    MemoryTokenStore,
    NotSignedInError,
    SecretKeeperMissingError,
    Token,
    TokenRefusedError,
)

from .plain_http import ask, send
from .strict_oauth import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, StrictOAuth, strict_oauth

THREADS = 20


@pytest.fixture
def server() -> Iterator[StrictOAuth]:
    with strict_oauth() as server:
        yield server


@pytest.fixture
def store() -> MemoryTokenStore:
    return MemoryTokenStore()


def configured(server: StrictOAuth, store: Any) -> AuthorizationCodeOauth2:
    authentication = AuthorizationCodeOauth2(
        kind="AuthorizationCodeOauth2",
        authentication_url=f"{server.url}/authorize",
        token_url=f"{server.url}/token",
        scope="read",
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        auth_flow_id="flow",
        redirect_uri=REDIRECT_URI,
    )
    if store is not None:
        authentication.set_secret_keeper(store, "context")
    return authentication


def signed_in(server: StrictOAuth, store: MemoryTokenStore, lifetime: int | None) -> AuthorizationCodeOauth2:
    """Sign in; the token lives so long, those that follow an hour."""
    server.lifetime = lifetime
    authentication = configured(server, store)
    workflows: dict[str, str] = {}
    uri = authentication.build_authorization_uri(lambda flow_id, text, _: workflows.update({flow_id: text}))
    authentication.retrieve_token(lambda flow_id, _: workflows[flow_id], None, server.sign_in(uri), ask=ask)
    server.lifetime = 3600
    return authentication


def api(server: StrictOAuth) -> Request:
    return Request.build("GET", f"{server.url}/api")


def test_a_living_token_is_used_as_it_is(server: StrictOAuth, store: MemoryTokenStore) -> None:
    authentication = signed_in(server, store, lifetime=3600)
    before = store.load("flow")
    assert send(authentication, api(server)).body == b'{"user": "alice"}'
    assert store.load("flow") == before
    assert server.given["refresh_token"] == 0


def test_a_token_that_ends_within_30_s_is_refreshed_before_it_is_used(
    server: StrictOAuth, store: MemoryTokenStore
) -> None:
    authentication = signed_in(server, store, lifetime=25)
    assert send(authentication, api(server)).status == 200
    assert send(authentication, api(server)).status == 200
    assert server.given["refresh_token"] == 1
    assert server.calls == 2


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_the_zone_of_the_machine_changes_nothing(
    server: StrictOAuth, store: MemoryTokenStore, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        living = signed_in(server, store, lifetime=3600)
        assert send(living, api(server)).status == 200
        assert server.given["refresh_token"] == 0
        token = store.load("flow") or {}
        store.save("flow", {**token, "expires_at": (datetime.now(UTC) - timedelta(hours=1)).timestamp()})
        assert send(living, api(server)).status == 200
        assert server.given["refresh_token"] == 1
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_twenty_threads_refresh_once(server: StrictOAuth, store: MemoryTokenStore) -> None:
    signed_in(server, store, lifetime=25)
    barrier = threading.Barrier(THREADS)

    def call(_: int) -> int:
        authentication = configured(server, store)  # hosts make connectors anew for each call
        barrier.wait()
        return send(authentication, api(server)).status

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(call, range(THREADS))) == [200] * THREADS
    assert server.given["refresh_token"] == 1
    assert server.refused == []


def test_twenty_threads_with_a_revoked_token_refresh_once(
    server: StrictOAuth, store: MemoryTokenStore
) -> None:
    signed_in(server, store, lifetime=3600)
    server.end_access_tokens()
    barrier = threading.Barrier(THREADS)

    def call(_: int) -> int:
        authentication = configured(server, store)
        barrier.wait()
        return send(authentication, api(server)).status

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(call, range(THREADS))) == [200] * THREADS
    assert server.given["refresh_token"] == 1
    assert server.refused == []


def test_a_rotated_refresh_token_is_the_next_one_used(server: StrictOAuth, store: MemoryTokenStore) -> None:
    authentication = signed_in(server, store, lifetime=3600)
    for number in range(1, 4):
        server.end_access_tokens()
        assert send(authentication, api(server)).status == 200
        assert server.given["refresh_token"] == number
    assert server.refused == []


def test_the_previous_refresh_token_stays_where_the_answer_has_none(
    server: StrictOAuth, store: MemoryTokenStore
) -> None:
    authentication = signed_in(server, store, lifetime=25)
    server.rotates = False
    before = (store.load("flow") or {})["refresh_token"]
    assert send(authentication, api(server)).status == 200
    after = store.load("flow") or {}
    assert after["refresh_token"] == before
    assert after["expires_at"] > time.time() + 3000


def test_without_a_told_end_a_refreshable_token_is_taken_to_last_an_hour(
    server: StrictOAuth, store: MemoryTokenStore
) -> None:
    signed_in(server, store, lifetime=None)
    ends = (store.load("flow") or {})["expires_at"]
    assert 3500 < ends - time.time() <= 3600


def test_the_end_of_a_token_that_cannot_be_refreshed_is_left_to_the_api(
    server: StrictOAuth, store: MemoryTokenStore
) -> None:
    server.refreshable = False
    authentication = signed_in(server, store, lifetime=25)
    assert {name: (store.load("flow") or {})[name] for name in ("expires_at", "refresh_token")} == {
        "expires_at": None,
        "refresh_token": None,
    }
    assert send(authentication, api(server)).status == 200


def test_a_refused_token_is_refreshed_once_and_no_more(server: StrictOAuth, store: MemoryTokenStore) -> None:
    authentication = signed_in(server, store, lifetime=3600)
    before = store.load("flow") or {}
    server.takes_tokens = False
    assert send(authentication, api(server)).status == 401
    assert server.calls == 2
    assert server.given["refresh_token"] == 1
    assert (store.load("flow") or {})["access_token"] != before["access_token"]


def test_a_stolen_refresh_token_that_was_used_locks_out_with_an_error(
    server: StrictOAuth, store: MemoryTokenStore
) -> None:
    authentication = signed_in(server, store, lifetime=3600)
    stolen = store.load("flow") or {}
    server.end_access_tokens()
    assert send(authentication, api(server)).status == 200
    store.save("flow", {**stolen, "expires_at": 0})
    with pytest.raises(TokenRefusedError, match="invalid_grant"):
        send(authentication, api(server))


def test_what_another_process_refreshed_is_used(server: StrictOAuth, store: MemoryTokenStore) -> None:
    authentication = signed_in(server, store, lifetime=25)
    spent = store.load("flow") or {}
    assert send(authentication, api(server)).status == 200
    fresh = store.load("flow") or {}
    loads = iter([spent, spent, fresh])  # it saves while we are being refused
    saved: list[object] = []
    late = configured(
        server,
        CallbackTokenStore(lambda *_: next(loads), lambda *token: saved.append(token), lambda *_: None),
    )
    flow = late.flow(api(server), ask)
    assert next(flow).headers["Authorization"] == f"Bearer {fresh['access_token']}"
    assert saved == []


def test_a_store_is_told_whose_token_it_is_and_to_delete_before_it_saves(
    server: StrictOAuth, store: MemoryTokenStore
) -> None:
    signed_in(server, store, lifetime=25)
    calls: list[tuple[object, ...]] = []

    def save(flow_id: str, token: Any, context: object) -> None:
        calls.append(("save", flow_id, context))

    def delete(flow_id: str, context: object) -> None:
        calls.append(("delete", flow_id, context))

    authentication = configured(server, CallbackTokenStore(store.load, save, delete))
    assert send(authentication, api(server)).status == 200
    assert calls == [("delete", "flow", "context"), ("save", "flow", "context")]


def test_without_a_token_one_must_sign_in(server: StrictOAuth, store: MemoryTokenStore) -> None:
    with pytest.raises(NotSignedInError):
        send(configured(server, store), api(server))
    with pytest.raises(SecretKeeperMissingError):
        send(configured(server, None), api(server))
    assert server.calls == 0


def test_a_token_without_refresh_token_and_end_is_used_until_it_is_refused(server: StrictOAuth) -> None:
    store = MemoryTokenStore()
    store.save("flow", {"access_token": "a"})
    assert send(configured(server, store), api(server)).status == 401
    assert server.calls == 1


def test_waiting_for_another_threads_refresh_ends_with_the_call() -> None:
    lock = lock_of("a flow")
    call = Call()
    errors: list[ToucanConnectorsError] = []

    def wait() -> None:
        with call.active():
            try:
                with holding(lock_of("a flow")):
                    pass
            except CallCancelledError as error:
                errors.append(error)

    with lock:
        thread = threading.Thread(target=wait)
        thread.start()
        call.cancel()
        thread.join(60)
        assert not thread.is_alive()
    assert len(errors) == 1


def test_nothing_of_a_token_prints() -> None:
    token = Token.from_answer(
        {"access_token": "canary-a", "refresh_token": "canary-r", "id_token": "canary-i"}
    )
    assert "canary" not in repr(token)
    assert "canary" not in str(token)
