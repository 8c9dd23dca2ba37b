"""What a token server answers, and what stores of any version gave back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import SecretStr

from toucan_connectors.core.errors import AddressRefusedError
from toucan_connectors.http.messages import Headers, Request, Response
from toucan_connectors.http.oauth2 import Token, TokenAnswerError, TokenRefusedError
from toucan_connectors.http.oauth2._endpoint import TokenEndpoint, asking
from toucan_connectors.testing.faults import FaultHttpServer, responses

NOW = time.time()


def about(seconds: float | None) -> Any:
    return None if seconds is None else pytest.approx(NOW + seconds, abs=7200)


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        ({"access_token": "a"}, None),
        ({"access_token": "a", "expires_in": 100_000}, 100_000),
        ({"access_token": "a", "expires_in": "100000"}, 100_000),
        ({"access_token": "a", "expires_in": 100_000.5}, 100_000.5),
        ({"accessToken": "a", "refreshToken": "r", "expiresIn": 100_000}, 100_000),
        ({"access_token": "a", "expires_at": NOW + 100_000}, 100_000),
        ({"access_token": "a", "expires_at": str(NOW + 100_000)}, 100_000),
        ({"accessToken": "a", "expiresAt": datetime.fromtimestamp(NOW + 100_000, UTC).isoformat()}, 100_000),
        (
            {
                "access_token": "a",
                "expires_at": datetime.now(timezone(timedelta(hours=9))) + timedelta(days=1),
            },
            86_400,
        ),
        ({"access_token": "a", "expires_at": NOW + 100_000, "expires_in": 500_000}, 100_000),
    ],
)
def test_the_end_of_a_token_is_read_in_all_its_forms(answer: dict[str, Any], ends: float | None) -> None:
    token = Token.from_answer(answer)
    assert token.access_token == "a"
    assert token.stored()["expires_at"] == about(ends)
    assert token.expires_at is None or token.expires_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "answer",
    [
        {"access_token": "a", "expires_at": NOW - 100},
        {"access_token": "a", "expires_in": -1},
        {"access_token": "a", "expiresAt": "2001-01-01T00:00:00"},
        {"access_token": "a", "expires_at": True},
        {"access_token": "a", "expires_in": "soon"},
        {"access_token": "a", "expires_in": []},
        {"access_token": "a", "expires_in": "nan"},
        {"access_token": "a", "expires_at": "soon"},
        {"access_token": ""},
        {"access_token": 1},
        {"refresh_token": "r"},
        {},
    ],
)
def test_what_is_no_living_token_is_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(TokenAnswerError):
        Token.from_answer(answer)


def test_an_end_beyond_all_calendars_is_far_away() -> None:
    for seconds in (10**12, "1e300", "inf"):
        token = Token.from_answer({"access_token": "a", "expires_in": seconds})
        assert not token.is_ending


def test_a_lifetime_is_supposed_only_for_what_can_be_refreshed() -> None:
    hour = timedelta(hours=1)
    assert Token.from_answer({"access_token": "a"}, hour).expires_at is None
    refreshable = Token.from_answer({"access_token": "a", "refresh_token": "r"}, hour)
    assert refreshable.stored()["expires_at"] == about(3600)
    told = Token.from_answer({"access_token": "a", "refresh_token": "r", "expires_in": 100}, hour)
    assert told.stored()["expires_at"] == about(100)


def test_an_end_is_of_no_use_without_a_refresh_token() -> None:
    token = Token.from_answer({"access_token": "a", "expires_in": 100})
    assert token.without_useless_end().stored()["expires_at"] is None


@pytest.mark.parametrize(
    ("stored", "ending"),
    [
        (lambda _: None, False),
        (lambda _: False, False),
        (lambda _: True, True),
        (lambda now: now - 1, True),
        (lambda now: int(now) + 20, True),
        (lambda now: now + 90, False),
        (lambda now: datetime.fromtimestamp(now + 90, UTC), False),
        (lambda now: datetime.fromtimestamp(now - 90, UTC).replace(tzinfo=None), True),
        (lambda now: datetime.fromtimestamp(now + 3600, UTC).replace(tzinfo=None).isoformat(), False),
        (lambda _: "2001-01-01T00:00:00Z", True),
    ],
)
def test_stored_ends_of_version_10_are_understood(stored: Callable[[float], Any], ending: bool) -> None:
    token = Token.from_stored({"access_token": "a", "expires_at": stored(time.time())})
    assert token.is_ending is ending


def test_a_token_is_stored_as_json_and_loads_again() -> None:
    answer = {
        "access_token": "a",
        "refresh_token": "r",
        "expires_in": 100,
        "scope": "s",
        "token_type": "bearer",
        "instance_url": "https://i",
        "nested": {"x": [1]},
    }
    token = Token.from_answer(answer)
    assert Token.from_stored(json.loads(json.dumps(token.stored()))) == token


def answered(body: bytes, content_type: str = "application/json") -> Any:
    endpoint = TokenEndpoint("http://t.example/token", "c")

    def ask(request: Request) -> Response:
        return Response(request, 200, Headers({"Content-Type": content_type}), body)

    return endpoint.ask(ask, "client_credentials")


def test_a_form_is_an_answer_too() -> None:
    form = b"access_token=a&scope=x%20y"
    assert answered(form, "application/x-www-form-urlencoded; charset=utf-8") == {
        "access_token": "a",
        "scope": "x y",
    }


@pytest.mark.parametrize("body", [b"", b"canary", b"[]", b"null", b'"canary"', b"\xff"])
def test_an_answer_that_is_no_object_is_an_error_without_the_answer(body: bytes) -> None:
    with pytest.raises(TokenAnswerError) as caught:
        answered(body)
    assert "canary" not in str(caught.value)


def test_a_refusal_with_a_status_of_200_is_a_refusal() -> None:
    with pytest.raises(TokenRefusedError, match="the code is spent"):
        answered(b'{"error": "bad_verification_code", "error_description": "the code is spent"}')


def test_a_client_without_a_secret_says_only_who_it_is() -> None:
    asked: list[Request] = []

    def recorded(request: Request) -> Response:
        asked.append(request)
        return Response(request, 200, Headers(), b'{"access_token": "a"}')

    TokenEndpoint("http://t.example/token?v=1", "c").ask(
        recorded, "refresh_token", refresh_token="r", scope=None
    )
    assert asked[0].content == b"grant_type=refresh_token&refresh_token=r&client_id=c"
    assert "authorization" not in asked[0].headers
    assert asked[0].full_url == "http://t.example/token?v=1"


@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_token_endpoint_that_redirects_elsewhere_gives_no_secret_away(status: int) -> None:
    with FaultHttpServer() as server, FaultHttpServer() as thief:
        thief.answer("/", [responses.ok('{"access_token": "a"}')])
        server.answer("/token", [responses.redirect(f"{thief.url}/", status)])
        endpoint = TokenEndpoint(f"{server.url}/token", "c", SecretStr("canary"), "client_secret_post")
        with pytest.raises(AddressRefusedError), asking(None) as ask:
            endpoint.ask(ask, "refresh_token", refresh_token="canary")
        assert thief.requests == []
        assert b"canary" in server.requests[0].body
