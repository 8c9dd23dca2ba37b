"""The simple kinds, and what all kinds have in common."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from toucan_connectors.core.cache_key import canonical_text
from toucan_connectors.core.model import Model
from toucan_connectors.core.secrets import MASK, install_resolver, secrets_in
from toucan_connectors.http.auth import (
    ApiKeyAuth,
    Auth,
    Authentication,
    BasicAuth,
    BearerAuth,
    LegacyAuth,
)
from toucan_connectors.http.auth._challenge import challenges
from toucan_connectors.http.messages import Request

from .plain_http import ask

CANARY = "canary-7f3a"

EVERY_KIND: list[dict[str, Any]] = [
    {"kind": "BasicAuth", "username": "u", "password": CANARY},
    {"kind": "DigestAuth", "username": "u", "password": CANARY},
    {"kind": "BearerAuth", "token": CANARY},
    {"kind": "ApiKeyAuth", "key": CANARY},
    {"kind": "OAuth1Auth", "client_key": "k", "client_secret": CANARY, "resource_owner_secret": CANARY},
    {"kind": "ClientCredentialsOauth2", "token_url": "http://t", "client_id": "c", "client_secret": CANARY},
    {
        "kind": "AuthorizationCodeOauth2",
        "authentication_url": "http://a",
        "token_url": "http://t",
        "scope": "s",
        "client_id": "c",
        "client_secret": CANARY,
    },
    {
        "kind": "OidcRefresh",
        "id_token": CANARY,
        "refresh_token": CANARY,
        "client_id": "c",
        "token_endpoint": "t",
    },
    {
        "kind": "TokenServer",
        "method": "POST",
        "url": "http://t",
        "json": {"username": "u", "password": [CANARY, {"deep": CANARY}]},
        "headers": {"Accept": "application/json", "X-Key": CANARY},
        "auth": {"kind": "BasicAuth", "username": "u", "password": CANARY},
    },
    {"type": "basic", "args": ["u", CANARY]},
    {"type": "custom_token_server", "args": ["GET", "http://t"], "kwargs": {"data": {"pin": CANARY}}},
]
ADAPTER: TypeAdapter[Any] = TypeAdapter(Authentication)


def made(fields: dict[str, Any]) -> Any:
    return LegacyAuth(**fields) if "type" in fields else ADAPTER.validate_python(fields)


every_kind = pytest.mark.parametrize(
    "fields", EVERY_KIND, ids=lambda fields: fields.get("kind") or fields["type"]
)

REQUEST = Request.build("GET", "http://api.example/rows?a=1", headers={"Accept": "x"})


def first(auth: Auth) -> Request:
    return next(auth.flow(REQUEST, ask))


@every_kind
def test_no_kind_shows_its_secrets(fields: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    auth = made(fields)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("kinds").debug("%s %r", auth, auth)
    shown = [repr(auth), str(auth), repr(auth.model_dump()), auth.model_dump_json(), caplog.text]
    assert all(CANARY not in text for text in shown)
    assert MASK in auth.model_dump_json()
    assert {secret.get_secret_value() for secret in secrets_in(auth)} >= {CANARY}


@every_kind
def test_what_is_stored_with_its_secrets_loads_again(fields: dict[str, Any]) -> None:
    auth = made(fields)
    stored = auth.model_dump(mode="json", context={"secrets": "plain"})
    assert CANARY in json.dumps(stored)
    again = made(stored)
    assert again.model_dump(mode="json", context={"secrets": "plain"}) == stored
    assert {name: stored[name] for name in fields} == fields or fields["kind"] == "TokenServer"


@every_kind
def test_a_masked_dump_is_refused_rather_than_used(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="mask"):
        made(made(fields).model_dump(mode="json"))


@every_kind
def test_every_kind_can_be_copied_and_pickled(fields: dict[str, Any]) -> None:
    auth = made(fields)
    for other in (pickle.loads(pickle.dumps(auth)), copy.deepcopy(auth), auth.model_copy()):
        assert other.model_dump_json(context={"secrets": "plain"}) == auth.model_dump_json(
            context={"secrets": "plain"}
        )


@every_kind
def test_cache_keys_know_who_asks_but_no_secret(fields: dict[str, Any]) -> None:
    text = canonical_text(made(fields))
    assert CANARY not in text
    if fields.get("kind") not in ("BearerAuth", "ApiKeyAuth"):
        assert '"u"' in text or "http" in text or '"k"' in text or '"c"' in text


def test_two_users_have_two_cache_keys() -> None:
    for change in (
        lambda user: {"kind": "BasicAuth", "username": user, "password": "p"},
        lambda user: {"type": "basic", "args": [user, "p"]},
        lambda user: {"type": "digest", "kwargs": {"username": user, "password": "p"}},
        lambda user: {
            "type": "custom_token_server",
            "args": ["GET", "t"],
            "kwargs": {"json": {"login": user}},
        },
    ):
        assert canonical_text(made(change("ann"))) != canonical_text(made(change("bob")))


def test_the_kind_tells_which_and_forms_hide_it() -> None:
    class Configured(Model):
        authentication: Authentication

    schema = Configured.model_json_schema()
    mapping = schema["properties"]["authentication"]["discriminator"]["mapping"]
    kinds = {fields["kind"] for fields in EVERY_KIND if "kind" in fields}
    assert mapping.keys() == kinds
    assert all(schema["$defs"][kind]["properties"]["kind"]["ui.hidden"] for kind in kinds)
    with pytest.raises(ValidationError, match="kind"):
        ADAPTER.validate_python({"token": "t"})
    with pytest.raises(ValidationError, match="Extra inputs"):
        ADAPTER.validate_python({"kind": "BearerAuth", "token": "t", "tokn": "t"})


def test_basic_sends_user_and_password_as_rfc_7617() -> None:
    sent = first(BasicAuth(username="Aladdin", password="open sesame"))
    assert sent.headers["authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert sent.headers["accept"] == "x"
    assert (
        first(BasicAuth(username="test", password="123£")).headers["Authorization"]
        == "Basic dGVzdDoxMjPCow=="
    )


def test_bearer_sends_the_token() -> None:
    assert first(BearerAuth(token="t")).headers["Authorization"] == "Bearer t"
    assert first(BearerAuth(token="t", scheme="Token")).headers["Authorization"] == "Token t"


def test_an_api_key_goes_into_a_header_or_the_query() -> None:
    assert first(ApiKeyAuth(key="k")).headers["x-api-key"] == "k"
    assert first(ApiKeyAuth(key="k", name="key", place="query")).params == (("a", "1"), ("key", "k"))


def test_a_reference_is_followed_when_the_secret_is_used() -> None:
    auths: list[Auth] = [
        BearerAuth(token="env:T"),
        LegacyAuth.model_validate({"type": "basic", "args": ["u", "env:T"]}),
    ]
    install_resolver(lambda text: {"env:T": "resolved"}.get(text, text))
    try:
        assert [first(auth).headers["Authorization"] for auth in auths] == [
            "Bearer resolved",
            "Basic dTpyZXNvbHZlZA==",
        ]
    finally:
        install_resolver(None)


def test_challenges_are_read_as_rfc_9110_has_them() -> None:
    header = (
        'Basic realm="simple, \\"quoted\\"", Negotiate, NTLM abc==, Digest nonce="n,1" , qop=auth,stale=TRUE'
    )
    found = [(challenge.scheme, challenge.parameters) for challenge in challenges(header)]
    assert found == [
        ("basic", {"realm": 'simple, "quoted"'}),
        ("negotiate", {}),
        ("ntlm", {}),
        ("digest", {"nonce": "n,1", "qop": "auth", "stale": "TRUE"}),
    ]
    assert list(challenges("")) == []
    assert list(challenges("=?")) == []
