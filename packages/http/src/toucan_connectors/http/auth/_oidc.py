"""OpenID Connect: an ID token that is sent until it ends, and refreshed then."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import Field, PrivateAttr
from typing_extensions import override

from toucan_connectors.core.model import Model
from toucan_connectors.core.secrets import Secret, reveal
from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.auth._kept import kept_for
from toucan_connectors.http.auth._simple import HIDDEN
from toucan_connectors.http.oauth2._endpoint import TokenEndpoint
from toucan_connectors.http.oauth2._errors import NoOAuth2RefreshTokenError
from toucan_connectors.http.oauth2._store import BoundStore, TokenStore
from toucan_connectors.http.oauth2._token import Token, instant

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Request

__all__ = ["OidcRefresh"]


class OidcRefresh(Model, Auth):
    """What was refreshed is kept in the process, and in the token store where the host gave one.

    Without a store, a server that gives a new refresh token each time locks a restarted process out.
    """

    kind: Literal["OidcRefresh"] = Field(default="OidcRefresh", json_schema_extra=HIDDEN)
    id_token: Secret
    """A JWT. Its `exp` is read, its signature is the API's to check."""
    refresh_token: Secret | None = None
    client_id: str
    client_secret: Secret | None = None
    token_endpoint: str

    _store: BoundStore | None = PrivateAttr(default=None)

    def set_token_store(self, store: TokenStore, flow_id: str, context: object = None) -> None:
        """Let the store keep what is refreshed, under that name."""
        self._store = BoundStore(store, flow_id, context)

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        def usable(previous: Token | None) -> Token:
            token = previous or self._first()
            return self._refreshed(token, ask) if token.is_ending else token

        kept = kept_for(self, Token)
        token = kept.get(lambda known: not known.is_ending, usable)
        response = yield request.with_headers(token.header)
        if response.status == 401 and token.refresh_token:
            other = kept.instead_of(token, lambda _: self._refreshed(token, ask))
            yield request.with_headers(other.header)

    def _first(self) -> Token:
        """Return the stored token, or the configured one where that is the newer."""
        text = reveal(self.id_token) or ""
        configured = Token(
            access_token=text, refresh_token=reveal(self.refresh_token), expires_at=_end_of(text)
        )
        stored = self._store.load() if self._store else None
        if stored is None or _ends_later(configured, stored):
            return configured
        return stored

    def _refreshed(self, token: Token, ask: Ask) -> Token:
        if not token.refresh_token:
            raise NoOAuth2RefreshTokenError(
                "The ID token has expired.", hint="Give a new one, or a refresh token."
            )
        endpoint = TokenEndpoint(
            self.token_endpoint, self.client_id, self.client_secret, "client_secret_post"
        )
        answer = endpoint.ask(ask, "refresh_token", refresh_token=token.refresh_token)
        refreshed = _of_answer(answer).succeeding(token)
        if self._store:
            self._store.save(refreshed)
        return refreshed


def _of_answer(answer: Mapping[str, object]) -> Token:
    """Return the ID token of an answer, with the end that it names itself, or else its access token."""
    token = Token.from_answer(
        {**answer, "access_token": answer.get("id_token") or answer.get("access_token")}
    )
    ends = _end_of(token.access_token)
    return token if ends is None else replace(token, expires_at=ends)


def _ends_later(one: Token, other: Token) -> bool:
    if one.expires_at is None or other.expires_at is None:
        return other.expires_at is None and not one.is_ending
    return one.expires_at >= other.expires_at


def _end_of(jwt: str) -> datetime | None:
    """Return the moment that a JWT's `exp` says, or None where it says none."""
    try:
        payload = jwt.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return None
    return instant(claims.get("exp")) if isinstance(claims, dict) else None
