"""The authorization code flow (RFC 6749, 4.1) with PKCE (RFC 7636). It keeps nothing itself."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from toucan_connectors.http.messages import Request
from toucan_connectors.http.oauth2._errors import (
    AuthorizationRefusedError,
    NoOAuth2RefreshTokenError,
    StateMismatchError,
)
from toucan_connectors.http.oauth2._token import Token

if TYPE_CHECKING:
    from toucan_connectors.http.auth._auth import Ask
    from toucan_connectors.http.oauth2._endpoint import TokenEndpoint

__all__ = ["AuthorizationCodeFlow", "Workflow"]


@dataclass(frozen=True)
class Workflow:
    """A sign-in that was begun: what to keep, secretly, until the browser comes back."""

    word: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    """What the answer's state must hold."""
    verifier: str | None = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)
    """Of PKCE; None for a sign-in that version 10 began."""


@dataclass(frozen=True)
class AuthorizationCodeFlow:
    """What there is to know about a server, and about us at that server."""

    authorization_url: str
    endpoint: TokenEndpoint
    scope: str | None
    redirect_uri: str | None
    extra_params: Mapping[str, Any] = field(default_factory=dict)
    """More for the authorization URL: `access_type=offline`, say."""
    state_name: str = "workflow_token"
    """What the workflow's word is called in the state, which is JSON."""
    lifetime: timedelta | None = None
    """For refreshable tokens whose end the server does not tell."""

    def authorization_uri(self, workflow: Workflow, state: Mapping[str, Any]) -> str:
        """Return where to send the browser. `state` comes back with the answer, for the host to read."""
        asked = {name: value for name, value in self._asked(workflow, state).items() if value is not None}
        request = Request.build("GET", self.authorization_url)
        return request.with_params(**{**self.extra_params, **asked}).full_url

    def _asked(self, workflow: Workflow, state: Mapping[str, Any]) -> dict[str, str | None]:
        challenge = sha256((workflow.verifier or "").encode()).digest()
        return {
            "response_type": "code",
            "client_id": self.endpoint.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": json.dumps({**state, self.state_name: workflow.word}, separators=(",", ":")),
            "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
        }

    def exchange(self, workflow: Workflow, authorization_response: str, ask: Ask) -> Token:
        """Return the token for the code in the URL with which the browser came back.

        Raises StateMismatchError where it is not the answer to this workflow, AuthorizationRefusedError where
        the user or the server said no, TokenRefusedError where the code is spent or not for us.
        """
        answer = {
            name: values[0] for name, values in parse_qs(urlsplit(authorization_response).query).items()
        }
        self._check_state(workflow, answer.get("state", ""))
        if error := answer.get("error"):
            raise AuthorizationRefusedError(
                f"The sign-in was refused: {answer.get('error_description') or error}."
            )
        if not answer.get("code"):
            raise StateMismatchError("The answer to the sign-in holds no code.", hint="Sign in again.")
        given = self.endpoint.ask(
            ask,
            "authorization_code",
            code=answer["code"],
            redirect_uri=self.redirect_uri,
            code_verifier=workflow.verifier,
        )
        return Token.from_answer(given, self.lifetime)

    def refresh(self, token: Token, ask: Ask) -> Token:
        """Return the token that follows, with the previous refresh token where the server gives no other.

        Raises NoOAuth2RefreshTokenError where there is none, TokenRefusedError where it is spent or revoked.
        """
        if not token.refresh_token:
            raise NoOAuth2RefreshTokenError(
                "The access token has expired, and there is no refresh token.", hint="Sign in again."
            )
        given = self.endpoint.ask(ask, "refresh_token", refresh_token=token.refresh_token)
        return Token.from_answer(given).succeeding(token).lasting(self.lifetime)

    def _check_state(self, workflow: Workflow, state: str) -> None:
        try:
            word = json.loads(state)[self.state_name]
        except (ValueError, KeyError, TypeError):
            word = ""
        if not isinstance(word, str) or not hmac.compare_digest(_bytes(word), _bytes(workflow.word)):
            raise StateMismatchError(
                "The answer does not belong to the sign-in that was begun.", hint="Sign in again."
            )


def _bytes(word: str) -> bytes:
    return word.encode(errors="surrogatepass")  # JSON may hold what no text does
