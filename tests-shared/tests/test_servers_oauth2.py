"""The OAuth2 server of the kit: its flows are those of the specifications, and it checks PKCE."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from http.client import HTTPConnection
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest

from toucan_connectors.testing.servers import OAuth2, ServerMissingError

VERIFIER = "v" * 43


def asked(server: OAuth2, **form: str) -> dict[str, Any]:
    with urlopen(f"{server.running.url}/token", urlencode(form).encode()) as answer:
        document: dict[str, Any] = json.load(answer)
        return document


def code(server: OAuth2) -> str:
    challenge = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code",
        "client_id": "c",
        "redirect_uri": "http://host.example/back",
        "scope": "openid",
        "state": "s",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    connection = HTTPConnection(server.running.host, server.running.port, timeout=60)
    connection.request("GET", f"/authorize?{urlencode(query)}")
    answer = connection.getresponse()
    connection.close()
    back = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (answer.status, back["state"]) == (302, ["s"])
    return back["code"][0]


def test_it_tells_where_everything_is(oauth2_server: OAuth2) -> None:
    url = oauth2_server.running.url
    with urlopen(f"{url}/.well-known/openid-configuration") as answer:
        told = json.load(answer)
    assert told["token_endpoint"] == f"{url}/token"
    assert "S256" in told["code_challenge_methods_supported"]


def test_a_program_gets_a_token(oauth2_server: OAuth2) -> None:
    token = asked(oauth2_server, grant_type="client_credentials", scope="a")
    assert (token["expires_in"], token["access_token"].count(".")) == (3600, 2)


def test_a_user_gets_tokens_that_can_be_refreshed(oauth2_server: OAuth2) -> None:
    token = asked(
        oauth2_server,
        grant_type="authorization_code",
        code=code(oauth2_server),
        code_verifier=VERIFIER,
        client_id="c",
    )
    assert token.keys() >= {"access_token", "refresh_token", "id_token"}
    again = asked(oauth2_server, grant_type="refresh_token", refresh_token=token["refresh_token"])
    assert again["access_token"]


def test_a_wrong_verifier_is_refused(oauth2_server: OAuth2) -> None:
    with pytest.raises(HTTPError) as caught:
        asked(
            oauth2_server, grant_type="authorization_code", code=code(oauth2_server), code_verifier="w" * 43
        )
    caught.value.close()
    assert caught.value.code == 400


def test_without_node_it_is_missing_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOUCAN_TEST_OAUTH2_URL", raising=False)
    monkeypatch.setattr("toucan_connectors.testing.servers._oauth2.program", lambda _: None)
    server = OAuth2()
    assert "Node.js" in str(server.missing())
    with pytest.raises(ServerMissingError, match="Node.js"):
        server.start()
