"""The field `auth` of version 10: what was stored keeps working, and wrong arguments are told at once."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from toucan_connectors.http.auth import (
    Auth,
    BasicAuth,
    ClientCredentialsOauth2,
    DigestAuth,
    LegacyAuth,
    OAuth1Auth,
    OidcRefresh,
    TokenServer,
)
from toucan_connectors.http.messages import Request

from .plain_http import ask

REQUEST = Request.build("GET", "http://api.example/")


def legacy(type_: str, *args: str, **kwargs: Any) -> LegacyAuth:
    return LegacyAuth.model_validate({"type": type_, "args": args, "kwargs": kwargs})


def plain(auth: Any) -> dict[str, Any]:
    dumped: dict[str, Any] = auth.model_dump(mode="json", context={"secrets": "plain"}, exclude_unset=True)
    return dumped


@pytest.mark.parametrize(
    ("auth", "meaning"),
    [
        (legacy("basic", "u", "p"), BasicAuth(username="u", password="p")),
        (legacy("basic", username="u", password="p"), BasicAuth(username="u", password="p")),
        (legacy("basic", "u", password="p"), BasicAuth(username="u", password="p")),
        (legacy("digest", "u", "p"), DigestAuth(username="u", password="p")),
        (legacy("oauth1", "k", "s"), OAuth1Auth(client_key="k", client_secret="s")),
        (
            legacy(
                "oauth1", "k", "s", "t", "ts", realm="r", signature_method="HMAC-SHA256", decoding="utf-8"
            ),
            OAuth1Auth(
                client_key="k",
                client_secret="s",
                resource_owner_key="t",
                resource_owner_secret="ts",
                realm="r",
                signature_method="HMAC-SHA256",
            ),
        ),
        (
            legacy("oauth2_backend", "http://t", "c", "s"),
            ClientCredentialsOauth2(token_url="http://t", client_id="c", client_secret="s"),
        ),
        (
            legacy(
                "oauth2_oidc",
                id_token="i",
                refresh_token="r",
                client_id="c",
                client_secret="s",
                token_endpoint="http://t",
            ),
            OidcRefresh(
                id_token="i", refresh_token="r", client_id="c", client_secret="s", token_endpoint="http://t"
            ),
        ),
        (legacy("custom_token_server", "GET", "http://x"), TokenServer(method="GET", url="http://x")),
        (
            legacy("custom_token_server", "POST", "http://x", json={"a": {"b": ["c", 1]}}, filter=".t"),
            TokenServer.model_validate(
                {"method": "POST", "url": "http://x", "json": {"a": {"b": ["c", 1]}}, "filter": ".t"}
            ),
        ),
    ],
)
def test_the_six_types_mean_the_kinds(auth: LegacyAuth, meaning: Any) -> None:
    assert type(auth._auth) is type(meaning)
    assert plain(auth._auth) == plain(meaning)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"type": "basic", "args": ["u"]}, "password: Field required"),
        ({"type": "basic"}, "username: Field required; password"),
        ({"type": "basic", "args": ["u", "p", "x"]}, "more arguments than the 2 .*: username, password"),
        (
            {"type": "basic", "args": ["u"], "kwargs": {"username": "u", "password": "p"}},
            "given both .*username",
        ),
        ({"type": "basic", "args": ["u", "p"], "kwargs": {"passwd": "p"}}, "passwd: Extra inputs"),
        ({"type": "basic", "args": ["u", 12345]}, "positional arguments are texts"),
        ({"type": "basic", "args": "u"}, "list"),
        ({"type": "oauth1"}, "client_key: Field required"),
        ({"type": "oauth1", "args": ["k"], "kwargs": {"force_include_body": True}}, "force_include_body"),
        ({"type": "oauth2_backend", "args": ["http://t", "c"]}, "client_secret: Field required"),
        ({"type": "oauth2_oidc", "args": ["i"]}, "client_id: Field required; token_endpoint"),
        ({"type": "custom_token_server", "args": ["GET"]}, "url: Field required"),
        (
            {"type": "custom_token_server", "args": ["GET", "u"], "kwargs": {"auth": {"type": "basic"}}},
            "username",
        ),
        (
            {"type": "custom_token_server", "args": ["GET", "u"], "kwargs": {"auth": {"type": "nope"}}},
            "basic",
        ),
        ({"type": "nope"}, "'basic', 'digest', 'oauth1'"),
        ({}, "type"),
    ],
)
def test_wrong_arguments_are_named_when_configured(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said) as caught:
        LegacyAuth.model_validate(fields)
    assert "12345" not in str(caught.value)


def test_an_error_shows_no_argument() -> None:
    with pytest.raises(ValidationError) as caught:
        LegacyAuth.model_validate({"type": "basic", "args": ["u", "canary-1", "canary-2"]})
    assert "canary" not in str(caught.value) + repr(caught.value.errors())


def test_it_lets_requests_in() -> None:
    auth: Auth = legacy("basic", "u", "p")
    assert next(auth.flow(REQUEST, ask)).headers["Authorization"] == "Basic dTpw"


def test_what_is_assigned_is_validated_and_used() -> None:
    auth = legacy("basic", "u", "p")
    auth.args = ["u", "q"]
    assert next(auth.flow(REQUEST, ask)).headers["Authorization"] == "Basic dTpx"
    assert "q" not in repr(auth.args)
    with pytest.raises(ValidationError):
        auth.args = ["u"]


def test_stored_fields_of_another_version_are_passed_over() -> None:
    assert LegacyAuth.model_validate({"type": "basic", "args": ["u", "p"], "else": 1}).type == "basic"


def test_the_form_is_that_of_version_10() -> None:
    schema = LegacyAuth.model_json_schema()
    properties = schema["properties"]
    assert properties["args"] == {
        "title": "Positional arguments",
        "type": "array",
        "items": {"type": "string"},
    }
    assert properties["kwargs"] == {
        "title": "Named arguments",
        "type": "object",
        "additionalProperties": True,
    }
    assert schema["required"] == ["type"]
    assert list(properties) == ["type", "args", "kwargs"]
