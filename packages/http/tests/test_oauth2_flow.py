"""Signing in, against an authorization server that forgives nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from toucan_connectors.core.errors import ToucanConnectorsError
from toucan_connectors.http.oauth2 import (
    AuthorizationCodeOauth2,
    AuthorizationRefusedError,
    MemoryTokenStore,
    MissingOauthWorkflowError,
    OAuth2ConnectorConfigMissingError,
    SecretKeeperMissingError,
    StateMismatchError,
    TokenRefusedError,
)

from .plain_http import ask
from .strict_oauth import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, Refused, StrictOAuth, strict_oauth


class Host:
    """What a host does: it keeps the workflow of a flow, and tokens."""

    def __init__(self) -> None:
        self.workflows: dict[str, str] = {}
        self.contexts: list[object] = []
        self.tokens = MemoryTokenStore()

    def save(self, flow_id: str, workflow: str, context: object) -> None:
        self.workflows[flow_id] = workflow
        self.contexts.append(context)

    def load(self, flow_id: str, context: object) -> str | None:
        self.contexts.append(context)
        return self.workflows.get(flow_id)


@pytest.fixture
def server() -> Iterator[StrictOAuth]:
    with strict_oauth() as server:
        yield server


@pytest.fixture
def host() -> Host:
    return Host()


def configured(server: StrictOAuth, host: Host | None = None, **changes: Any) -> AuthorizationCodeOauth2:
    fields = {
        "kind": "AuthorizationCodeOauth2",
        "authentication_url": f"{server.url}/authorize",
        "token_url": f"{server.url}/token",
        "scope": "read write",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "auth_flow_id": "flow",
        "redirect_uri": REDIRECT_URI,
        **changes,
    }
    authentication = AuthorizationCodeOauth2(**fields)
    if host is not None:
        authentication.set_secret_keeper(host.tokens, {"user": 1})
    return authentication


def test_a_sign_in_ends_with_a_stored_token(server: StrictOAuth, host: Host) -> None:
    authentication = configured(server, host)
    uri = authentication.build_authorization_uri(host.save, "the context", page="home")
    back = server.sign_in(uri)
    authentication.retrieve_token(host.load, "the context", back, ask=ask)
    token = host.tokens.load("flow")
    assert token is not None
    assert token.keys() == {"access_token", "refresh_token", "expires_at", "token_type"}
    assert server.given == {"authorization_code": 1}
    assert host.contexts == ["the context", "the context"]
    assert json.loads(json.dumps(token)) == token


def test_the_state_holds_what_the_host_gave_and_comes_back_as_it_was(server: StrictOAuth, host: Host) -> None:
    uri = configured(server).build_authorization_uri(host.save, page="home", n=1)
    back = server.sign_in(uri)
    state = json.loads(parse_qs(urlsplit(back).query)["state"][0])
    assert {name: state[name] for name in ("page", "n")} == {"page": "home", "n": 1}
    assert host.workflows["flow"].startswith(state["workflow_token"])


def test_nobody_but_the_host_learns_the_verifier(server: StrictOAuth, host: Host) -> None:
    uri = configured(server).build_authorization_uri(host.save)
    verifier = host.workflows["flow"].partition(".")[2]
    assert len(verifier) >= 43
    assert verifier not in uri
    assert CLIENT_SECRET not in uri


def test_no_two_sign_ins_share_a_state_or_a_challenge(server: StrictOAuth, host: Host) -> None:
    authentication = configured(server)
    queries = [parse_qs(urlsplit(authentication.build_authorization_uri(host.save)).query) for _ in range(2)]
    for name in ("state", "code_challenge"):
        assert queries[0][name] != queries[1][name]


def test_additional_parameters_are_sent_and_displace_none_of_ours(server: StrictOAuth, host: Host) -> None:
    authentication = configured(
        server,
        authentication_url=f"{server.url}/authorize?tenant=a%20b",
        additional_auth_params={"access_type": "offline", "code_challenge_method": "plain", "state": "mine"},
    )
    query = parse_qs(urlsplit(authentication.build_authorization_uri(host.save)).query)
    assert query["tenant"] == ["a b"]
    assert query["access_type"] == ["offline"]
    assert query["code_challenge_method"] == ["S256"]
    assert "workflow_token" in json.loads(query["state"][0])


def test_the_hosts_state_cannot_displace_the_workflow(server: StrictOAuth, host: Host) -> None:
    uri = configured(server).build_authorization_uri(host.save, workflow_token="mine")
    assert json.loads(parse_qs(urlsplit(uri).query)["state"][0])["workflow_token"] != "mine"


@pytest.mark.parametrize(
    "state",
    [
        '{"workflow_token": "another"}',
        '{"workflow_token": null}',
        '{"workflow_token": ["x"]}',
        '{"workflow_token": "é"}',
        '{"workflow_token": "\\ud800"}',
        "{}",
        "[]",
        "1",
        "no json",
        None,
    ],
)
def test_a_wrong_state_is_refused_before_the_code_is_spent(
    server: StrictOAuth, host: Host, state: str | None
) -> None:
    authentication = configured(server, host)
    back = server.sign_in(authentication.build_authorization_uri(host.save))
    code = parse_qs(urlsplit(back).query)["code"][0]
    wrong = f"{REDIRECT_URI}?{urlencode({'code': code, **({} if state is None else {'state': state})})}"
    with pytest.raises(StateMismatchError):
        authentication.retrieve_token(host.load, None, wrong, ask=ask)
    assert server.given == {}
    assert host.tokens.load("flow") is None
    authentication.retrieve_token(host.load, None, back, ask=ask)
    assert host.tokens.load("flow") is not None


def test_a_code_is_spent_once(server: StrictOAuth, host: Host) -> None:
    authentication = configured(server, host)
    back = server.sign_in(authentication.build_authorization_uri(host.save))
    authentication.retrieve_token(host.load, None, back, ask=ask)
    with pytest.raises(TokenRefusedError, match="invalid_grant"):
        authentication.retrieve_token(host.load, None, back, ask=ask)


def test_a_code_is_worth_nothing_without_its_verifier(server: StrictOAuth, host: Host) -> None:
    authentication = configured(server, host)
    back = server.sign_in(authentication.build_authorization_uri(host.save))
    word, _, _ = host.workflows["flow"].partition(".")
    for workflow in (word, f"{word}.{'x' * 64}"):  # what version 10 kept; what a thief would guess
        host.workflows["flow"] = workflow
        with pytest.raises(TokenRefusedError, match="invalid_grant"):
            authentication.retrieve_token(host.load, None, back, ask=ask)
    assert host.tokens.load("flow") is None


def test_the_strict_server_wants_pkce(server: StrictOAuth, host: Host) -> None:
    uri = configured(server).build_authorization_uri(host.save)
    with pytest.raises(Refused, match="invalid_request"):
        server.sign_in(uri.replace("code_challenge=", "no_challenge="))


def test_a_wrong_client_secret_is_a_credentials_error_without_the_secret(
    server: StrictOAuth, host: Host
) -> None:
    authentication = configured(server, host, client_secret="wrong-canary-123")
    back = server.sign_in(authentication.build_authorization_uri(host.save))
    with pytest.raises(TokenRefusedError, match="invalid_client") as caught:
        authentication.retrieve_token(host.load, None, back, ask=ask)
    assert "wrong-canary-123" not in repr(caught.value)


def test_the_users_no_is_told(server: StrictOAuth, host: Host) -> None:
    authentication = configured(server, host)
    back = server.sign_in(authentication.build_authorization_uri(host.save))
    state = parse_qs(urlsplit(back).query)["state"][0]
    no = urlencode({"error": "access_denied", "error_description": "Alice said no", "state": state})
    with pytest.raises(AuthorizationRefusedError, match="Alice said no"):
        authentication.retrieve_token(host.load, None, f"{REDIRECT_URI}?{no}", ask=ask)


def test_an_answer_without_a_sign_in_is_refused(server: StrictOAuth, host: Host) -> None:
    with pytest.raises(MissingOauthWorkflowError):
        configured(server, host).retrieve_token(host.load, None, f"{REDIRECT_URI}?code=c&state=s", ask=ask)


def test_what_is_missing_is_named(server: StrictOAuth, host: Host) -> None:
    with pytest.raises(OAuth2ConnectorConfigMissingError, match="auth_flow_id"):
        configured(server, host, auth_flow_id=None).build_authorization_uri(host.save)
    with pytest.raises(SecretKeeperMissingError):
        configured(server).retrieve_token(host.load, None, REDIRECT_URI, ask=ask)
    for error in (OAuth2ConnectorConfigMissingError, SecretKeeperMissingError, StateMismatchError):
        assert issubclass(error, ToucanConnectorsError)


def test_a_configuration_with_fields_of_another_version_loads(server: StrictOAuth) -> None:
    assert configured(server, of_another_version=1).scope == "read write"


def test_the_form_hides_what_the_host_fills_in() -> None:
    schema = AuthorizationCodeOauth2.model_json_schema()
    hidden = {name for name, field in schema["properties"].items() if field.get("ui.hidden")}
    assert hidden == {"auth_flow_id", "redirect_uri", "kind"}
    assert list(schema["properties"]) == [
        "authentication_url",
        "token_url",
        "scope",
        "additional_auth_params",
        "client_id",
        "auth_flow_id",
        "redirect_uri",
        "kind",
        "client_secret",
    ]
    assert schema["required"] == ["authentication_url", "token_url", "scope", "client_id", "kind"]
