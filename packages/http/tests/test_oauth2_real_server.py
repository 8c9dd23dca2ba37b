"""The flows against a server that others wrote: npm's oauth2-mock-server, with JWTs and PKCE."""

from __future__ import annotations

import base64
import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from toucan_connectors.http.auth import ClientCredentialsOauth2, OidcRefresh
from toucan_connectors.http.messages import Request
from toucan_connectors.http.oauth2 import AuthorizationCodeOauth2, MemoryTokenStore, TokenRefusedError

from .plain_http import ask, send

if TYPE_CHECKING:
    from toucan_connectors.testing.servers import OAuth2


def claims(jwt: str) -> dict[str, Any]:
    payload = jwt.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return found


def browsed(uri: str) -> str:
    """Return where a browser that visits the URI is sent back to."""
    parts = urlsplit(uri)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = connection.getresponse().headers["Location"]
    connection.close()
    return back


def signing_in(server: OAuth2, store: MemoryTokenStore) -> AuthorizationCodeOauth2:
    url = server.running.url
    authentication = AuthorizationCodeOauth2(
        kind="AuthorizationCodeOauth2",
        authentication_url=f"{url}/authorize",
        token_url=f"{url}/token",
        scope="openid profile",
        client_id="c",
        client_secret="s",
        auth_flow_id="flow",
        redirect_uri="http://host.example/back",
    )
    authentication.set_secret_keeper(store)
    return authentication


def test_a_user_signs_in_and_is_who_the_api_sees(oauth2_server: OAuth2) -> None:
    store = MemoryTokenStore()
    authentication = signing_in(oauth2_server, store)
    kept: dict[str, str] = {}
    uri = authentication.build_authorization_uri(lambda flow, text, _: kept.update({flow: text}), page=1)
    authentication.retrieve_token(lambda flow, _: kept[flow], None, browsed(uri), ask=ask)
    token = store.load("flow") or {}
    assert claims(token["id_token"])["sub"] == "johndoe"
    me = Request.build("GET", f"{oauth2_server.running.url}/userinfo")
    assert json.loads(send(authentication, me).body) == {"sub": "johndoe"}
    store.save("flow", {**token, "expires_at": 1})
    assert send(authentication, me).status == 200
    assert (store.load("flow") or {})["expires_at"] == pytest.approx(
        claims(token["access_token"])["exp"], abs=60
    )


def test_a_wrong_verifier_is_refused(oauth2_server: OAuth2) -> None:
    authentication = signing_in(oauth2_server, MemoryTokenStore())
    kept: dict[str, str] = {}
    uri = authentication.build_authorization_uri(lambda flow, text, _: kept.update({flow: text}))
    wrong = f"{kept['flow'].partition('.')[0]}.{'x' * 43}"
    with pytest.raises(TokenRefusedError, match="code_verifier"):
        authentication.retrieve_token(lambda *_: wrong, None, browsed(uri), ask=ask)


def test_a_program_gets_a_token(oauth2_server: OAuth2) -> None:
    url = oauth2_server.running.url
    auth = ClientCredentialsOauth2.model_validate(
        {"token_url": f"{url}/token", "client_id": "c", "client_secret": "s", "scope": "a b"}
    )
    sent = next(auth.flow(Request.build("GET", url), ask)).headers["Authorization"]
    assert claims(sent)["scope"] == "a b"


def test_an_id_token_that_has_ended_is_refreshed(oauth2_server: OAuth2) -> None:
    url = oauth2_server.running.url
    auth = OidcRefresh.model_validate(
        {
            "id_token": "e30.eyJleHAiOjF9.c2ln",  # its exp is 1
            "refresh_token": "r",
            "client_id": "c",
            "token_endpoint": f"{url}/token",
        }
    )
    sent = next(auth.flow(Request.build("GET", url), ask)).headers["Authorization"]
    assert claims(sent)["iss"] == url
    assert claims(sent)["aud"] == "c"
