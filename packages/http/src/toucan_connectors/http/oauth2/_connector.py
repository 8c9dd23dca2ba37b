"""What connectors of services with OAuth2 are made with: the sign-in, and tokens that are fresh when used.

    self._oauth2 = OAuth2Connector(
        auth_flow_id=..., authorization_url=..., scope=..., token_url=..., redirect_uri=...,
        config=OAuth2ConnectorConfig(client_id=..., client_secret=...), secrets_keeper=...,
    )

`client_id`, `client_secret`, `redirect_uri` and `secrets_keeper` are what the host gives to a connector's
constructor: no fields, since they are the administrator's and not the user's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import Field

from toucan_connectors.core.model import Model
from toucan_connectors.core.secrets import Secret
from toucan_connectors.http.oauth2._endpoint import ClientAuth, TokenEndpoint, asking
from toucan_connectors.http.oauth2._errors import (
    MissingOauthWorkflowError,
    NoInstanceUrlError,
    NoOAuth2RefreshTokenError,
    NotSignedInError,
    OAuth2ConnectorConfigMissingError,
    SecretKeeperMissingError,
    StateMismatchError,
)
from toucan_connectors.http.oauth2._flow import AuthorizationCodeFlow, Workflow
from toucan_connectors.http.oauth2._session import OAuth2Session
from toucan_connectors.http.oauth2._store import BoundStore, StoredToken

if TYPE_CHECKING:
    from toucan_connectors.http.auth._auth import Ask

__all__ = ["OAuth2Connector", "OAuth2ConnectorConfig", "SecretsKeeper"]


class OAuth2ConnectorConfig(Model):
    """Who we are at the service: an administrator fills it in, once for all users."""

    client_id: str = Field(title="Client ID")
    client_secret: Secret = Field(title="Client secret")


class SecretsKeeper(Protocol):
    """Where a host keeps what belongs to a flow: first a sign-in's state, then the token."""

    def save(self, key: str, value: StoredToken) -> None:
        """Keep a JSON object, in the place of the one before."""

    def load(self, key: str) -> StoredToken | None:
        """Return what was saved last, or None."""


@dataclass(frozen=True)
class _KeeperStore:
    """A secrets keeper as a token store: it replaces what it has, so that nothing is deleted before."""

    keeper: SecretsKeeper

    def load(self, flow_id: str, _context: object) -> StoredToken | None:
        stored = self.keeper.load(flow_id)
        return stored if stored and "state" not in stored else None

    def save(self, flow_id: str, token: StoredToken, _context: object) -> None:
        self.keeper.save(flow_id, token)

    def delete(self, flow_id: str, _context: object) -> None:
        pass


@dataclass(frozen=True)
class OAuth2Connector:
    """The OAuth2 half of a connector; holds no token itself."""

    auth_flow_id: str | None
    authorization_url: str
    scope: str
    token_url: str
    config: OAuth2ConnectorConfig | None
    redirect_uri: str | None
    secrets_keeper: SecretsKeeper | None
    client_auth: ClientAuth = "client_secret_basic"
    extra_params: Mapping[str, Any] | None = None
    """More for the authorization URL."""
    ask: Ask | None = None
    """What asks the token server; None means a client of our own."""

    def build_authorization_url(self, **state: Any) -> str:
        """Return where to send the browser; `state` (JSON values) comes back in its parameter `state`."""
        workflow = Workflow()
        url = self._flow().authorization_uri(workflow, state)
        saved = json.dumps({**state, "token": workflow.word})
        self._keeper().save(self._flow_id(), {"state": saved, "code_verifier": workflow.verifier})
        return url

    def retrieve_tokens(self, authorization_response: str) -> None:
        """Exchange the code in the URL that the browser came back to for a token, and let the keeper save it.

        Raises MissingOauthWorkflowError where no sign-in was begun, and what
        `AuthorizationCodeFlow.exchange` raises.
        """
        saved = self._keeper().load(self._flow_id())
        if not saved or not saved.get("state"):
            raise MissingOauthWorkflowError("No sign-in was begun.", hint="Sign in again.")
        workflow = Workflow(_word_of(saved["state"]), saved.get("code_verifier"))
        with asking(self.ask) as ask:
            token = self._flow().exchange(workflow, authorization_response, ask)
        self._store().save(token)

    def session(self) -> OAuth2Session:
        """Return the authentication for requests in the name of whoever signed in."""
        return OAuth2Session(self._flow(), self._store())

    def get_access_token(self) -> str:
        """Return an access token that does not end within 30 s, refreshed if need be.

        Raises NotSignedInError where there is none, NoOAuth2RefreshTokenError where it cannot be refreshed,
        TokenRefusedError where the server does not refresh it.
        """
        with asking(self.ask) as ask:
            return self.session().token(ask).access_token

    def get_access_data(self) -> dict[str, Any]:
        """Return all that is known of a token that does not end within 30 s: also the `instance_url`.

        Raises NoInstanceUrlError without one, and what `get_access_token` raises; a token that cannot be
        refreshed at all is a NoOAuth2RefreshTokenError even before it ends.
        """
        token = self._store().load()
        if token is None:
            raise NotSignedInError("There is no token for this flow.", hint="Sign in first.")
        if not token.refresh_token:
            raise NoOAuth2RefreshTokenError("There is no refresh token.", hint="Sign in again.")
        if not token.extra.get("instance_url"):
            raise NoInstanceUrlError(
                "The token does not say which instance it is for.", hint="Sign in again."
            )
        with asking(self.ask) as ask:
            return self.session().token(ask).stored()

    def _flow(self) -> AuthorizationCodeFlow:
        if self.config is None:
            raise OAuth2ConnectorConfigMissingError(
                "The client's id and secret are missing.", hint="An administrator gives them.", field="config"
            )
        endpoint = TokenEndpoint(
            self.token_url, self.config.client_id, self.config.client_secret, self.client_auth
        )
        return AuthorizationCodeFlow(
            authorization_url=self.authorization_url,
            endpoint=endpoint,
            scope=self.scope,
            redirect_uri=self.redirect_uri,
            extra_params=self.extra_params or {},
            state_name="token",
        )

    def _keeper(self) -> SecretsKeeper:
        if self.secrets_keeper is None:
            raise SecretKeeperMissingError("The host gave no secrets keeper.", field="secrets_keeper")
        return self.secrets_keeper

    def _store(self) -> BoundStore:
        return BoundStore(_KeeperStore(self._keeper()), self._flow_id())

    def _flow_id(self) -> str:
        if not self.auth_flow_id:
            raise OAuth2ConnectorConfigMissingError("auth_flow_id is missing.", field="auth_flow_id")
        return self.auth_flow_id


def _word_of(state: str) -> str:
    """Return the word of a saved state. Raises StateMismatchError where it has none."""
    try:
        return str(json.loads(state)["token"])
    except (ValueError, KeyError, TypeError):
        raise StateMismatchError(
            "What was saved of the sign-in cannot be read.", hint="Sign in again."
        ) from None
