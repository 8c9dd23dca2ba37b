"""What connectors of services with OAuth2 are made with; the cases of version 10, and its defects mended."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import pandas as pd
import pytest
from pydantic import PrivateAttr

from toucan_connectors.core import ToucanConnector, ToucanDataSource
from toucan_connectors.core.secrets import MASK
from toucan_connectors.http.messages import Request
from toucan_connectors.http.oauth2 import (
    MissingOauthWorkflowError,
    NoInstanceUrlError,
    NoOAuth2RefreshTokenError,
    NotSignedInError,
    OAuth2Connector,
    OAuth2ConnectorConfig,
    OAuth2ConnectorConfigMissingError,
    SecretKeeperMissingError,
    StateMismatchError,
    TokenAnswerError,
    get_connector_secrets_form,
    get_oauth2_configuration,
    needs_sso_credentials,
    oauth2_secrets_form,
)

from .plain_http import ask, send
from .strict_oauth import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, Grant, StrictOAuth, strict_oauth


class Keeper:
    """A host's secrets keeper, as those of version 10: values go through JSON."""

    def __init__(self, **token: Any) -> None:
        self.kept: dict[str, Any] = {"flow": token} if token else {}
        self.saves = 0

    def save(self, key: str, value: Any) -> None:
        self.kept[key] = json.loads(json.dumps(value))
        self.saves += 1

    def load(self, key: str) -> Any:
        return self.kept.get(key)


@pytest.fixture
def server() -> Iterator[StrictOAuth]:
    with strict_oauth() as server:
        server.grants.append(Grant(refresh_token="r"))
        yield server


def made(server: StrictOAuth, keeper: Keeper | None, **changes: Any) -> OAuth2Connector:
    fields = {
        "auth_flow_id": "flow",
        "authorization_url": f"{server.url}/authorize",
        "scope": "full api",
        "token_url": f"{server.url}/token",
        "config": OAuth2ConnectorConfig.model_validate(
            {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        ),
        "redirect_uri": REDIRECT_URI,
        "secrets_keeper": keeper,
        "ask": ask,
        **changes,
    }
    return OAuth2Connector(**fields)


PAST = 1_700_000_000.0  # in 2023
FUTURE = 4_000_000_000.0  # in 2096


def test_a_sign_in_ends_with_a_token_in_the_keeper(server: StrictOAuth) -> None:
    keeper = Keeper()
    server.extra["instance_url"] = "https://i"
    connector = made(server, keeper)
    url = connector.build_authorization_url(small_app="s")
    state = json.loads(parse_qs(urlsplit(url).query)["state"][0])
    assert state["small_app"] == "s"
    assert json.loads(keeper.kept["flow"]["state"])["token"] == state["token"]
    connector.retrieve_tokens(server.sign_in(url))
    assert keeper.kept["flow"].keys() == {
        "access_token",
        "refresh_token",
        "expires_at",
        "token_type",
        "instance_url",
    }
    api = Request.build("GET", f"{server.url}/api")
    assert send(connector.session(), api).status == 200
    assert connector.get_access_token() == keeper.kept["flow"]["access_token"]


@pytest.mark.parametrize("state", ['{"token": "x"}', "{}", "no json", None])
def test_a_wrong_state_is_refused(server: StrictOAuth, state: str | None) -> None:
    connector = made(server, Keeper())
    back = server.sign_in(connector.build_authorization_url())
    code = parse_qs(urlsplit(back).query)["code"][0]
    query = urlencode({"code": code, **({} if state is None else {"state": state})})
    with pytest.raises(StateMismatchError):
        connector.retrieve_tokens(f"{REDIRECT_URI}?{query}")
    connector.retrieve_tokens(back)


@pytest.mark.parametrize("stored", [{}, {"access_token": "a"}])
def test_without_a_sign_in_there_is_nothing_to_retrieve(server: StrictOAuth, stored: dict[str, Any]) -> None:
    with pytest.raises(MissingOauthWorkflowError):
        made(server, Keeper(**stored)).retrieve_tokens(f"{REDIRECT_URI}?code=c&state=s")


def test_a_saved_state_that_cannot_be_read_is_told(server: StrictOAuth) -> None:
    with pytest.raises(StateMismatchError):
        made(server, Keeper(state="x")).retrieve_tokens(f"{REDIRECT_URI}?code=c&state=s")


@pytest.mark.parametrize("expires_at", [None, FUTURE, False, datetime.fromtimestamp(FUTURE, UTC)])
def test_a_living_access_token_is_given_as_it_is(server: StrictOAuth, expires_at: Any) -> None:
    keeper = Keeper(access_token="a", refresh_token="r", expires_at=expires_at)
    assert made(server, keeper).get_access_token() == "a"
    assert keeper.saves == 0


@pytest.mark.parametrize(
    "expires_at", [PAST, True, datetime.fromtimestamp(PAST, UTC), "2023-11-14T22:13:20+00:00"]
)
def test_an_ended_one_is_refreshed_and_nothing_of_it_is_lost(server: StrictOAuth, expires_at: Any) -> None:
    server.rotates = False  # the answer has no refresh token and no instance
    keeper = Keeper(access_token="a", refresh_token="r", expires_at=expires_at, instance_url="https://i")
    fresh = made(server, keeper).get_access_token()
    assert fresh != "a"
    assert keeper.saves == 1
    kept = keeper.kept["flow"]
    assert (kept["access_token"], kept["refresh_token"], kept["instance_url"]) == (fresh, "r", "https://i")
    assert kept["expires_at"] > time.time()


def test_an_ended_one_without_a_refresh_token_is_an_error(server: StrictOAuth) -> None:
    with pytest.raises(NoOAuth2RefreshTokenError):
        made(server, Keeper(access_token="a", expires_at=PAST)).get_access_token()


@pytest.mark.parametrize("stored", [{}, {"state": "{}"}])
def test_without_a_token_one_must_sign_in(server: StrictOAuth, stored: dict[str, Any]) -> None:
    connector = made(server, Keeper(**stored))
    for call in (connector.get_access_token, connector.get_access_data):
        with pytest.raises(NotSignedInError):
            call()


def test_what_is_stored_and_no_token_is_told(server: StrictOAuth) -> None:
    with pytest.raises(TokenAnswerError):
        made(server, Keeper(refresh_token="r")).get_access_token()


def test_access_data_is_refreshed_only_when_it_must(server: StrictOAuth) -> None:
    keeper = Keeper(access_token="a", refresh_token="r", instance_url="https://i", expires_at=FUTURE)
    data = made(server, keeper).get_access_data()
    assert (data["access_token"], data["instance_url"], keeper.saves) == ("a", "https://i", 0)
    keeper.kept["flow"]["expires_at"] = PAST
    data = made(server, keeper).get_access_data()
    assert data["instance_url"] == "https://i"
    assert data["access_token"] == keeper.kept["flow"]["access_token"] != "a"
    assert server.given == {"refresh_token": 1}


def test_access_data_needs_a_refresh_token_and_an_instance(server: StrictOAuth) -> None:
    with pytest.raises(NoOAuth2RefreshTokenError):
        made(server, Keeper(access_token="a", instance_url="https://i")).get_access_data()
    with pytest.raises(NoInstanceUrlError):
        made(server, Keeper(access_token="a", refresh_token="r")).get_access_data()


def test_many_threads_refresh_once(server: StrictOAuth) -> None:
    keeper = Keeper(access_token="a", refresh_token="r", instance_url="https://i", expires_at=PAST)
    barrier = threading.Barrier(20)

    def call(number: int) -> str:
        connector = made(server, keeper)
        barrier.wait()
        return connector.get_access_token() if number % 2 else connector.get_access_data()["access_token"]

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(call, range(20)))) == 1
    assert server.given == {"refresh_token": 1}
    assert server.refused == []


def test_what_is_missing_is_named(server: StrictOAuth) -> None:
    with pytest.raises(OAuth2ConnectorConfigMissingError, match="id and secret"):
        made(server, Keeper(), config=None).build_authorization_url()
    with pytest.raises(OAuth2ConnectorConfigMissingError, match="auth_flow_id"):
        made(server, Keeper(), auth_flow_id=None).build_authorization_url()
    with pytest.raises(SecretKeeperMissingError):
        made(server, None).get_access_token()


def test_nothing_secret_prints(server: StrictOAuth, caplog: pytest.LogCaptureFixture) -> None:
    keeper = Keeper(access_token="canary-a", refresh_token="r", expires_at=PAST, instance_url="https://i")
    connector = made(server, keeper)
    with caplog.at_level("DEBUG"):
        data = connector.get_access_data()
    shown = repr(connector) + repr(connector.session()) + caplog.text
    assert all(secret not in shown for secret in ("canary-a", CLIENT_SECRET, data["access_token"]))


class Sources(ToucanDataSource):
    pass


class SignedIn(ToucanConnector[Sources], data_source_model=Sources):
    _auth_flow: ClassVar[str] = "oauth2"
    _oauth_trigger: ClassVar[str] = "instance"

    @staticmethod
    def get_connector_secrets_form() -> Any:
        return oauth2_secrets_form("# Make an app")

    def _retrieve_data(self, data_source: Sources) -> pd.DataFrame:
        return pd.DataFrame()


class AsInVersion10(SignedIn, data_source_model=Sources):
    _auth_flow: str = PrivateAttr(default="managed_oauth2")  # type: ignore[misc]
    _sso_credentials_access: bool = PrivateAttr(default=True)


class Plain(ToucanConnector[Sources], data_source_model=Sources):
    def _retrieve_data(self, data_source: Sources) -> pd.DataFrame:
        return pd.DataFrame()


def test_a_host_learns_how_people_sign_in() -> None:
    assert get_oauth2_configuration(SignedIn) == (True, "instance")
    assert get_oauth2_configuration(AsInVersion10) == (True, "instance")
    assert get_oauth2_configuration(Plain) == (False, None)
    assert [needs_sso_credentials(each) for each in (SignedIn, AsInVersion10, Plain)] == [False, True, False]


def test_the_administrators_form_has_a_client_and_its_secret() -> None:
    form = get_connector_secrets_form(SignedIn)
    assert form is not None
    assert form.documentation_md == "# Make an app"
    assert form.secrets_schema["required"] == ["client_id", "client_secret"]
    assert form.secrets_schema["properties"]["client_secret"]["format"] == "password"
    assert get_connector_secrets_form(Plain) is None
    config = OAuth2ConnectorConfig.model_validate({"client_id": "c", "client_secret": "canary"})
    assert MASK in config.model_dump_json()
