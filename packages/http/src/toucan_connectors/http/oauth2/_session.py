"""Requests in the name of a signed-in user: the stored token is used, and refreshed once for all threads."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import override

from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.auth._kept import holding, lock_of
from toucan_connectors.http.oauth2._errors import NotSignedInError, TokenRefusedError

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Request
    from toucan_connectors.http.oauth2._flow import AuthorizationCodeFlow
    from toucan_connectors.http.oauth2._store import BoundStore
    from toucan_connectors.http.oauth2._token import Token

__all__ = ["OAuth2Session"]


@dataclass(frozen=True)
class OAuth2Session(Auth):
    """The token of one flow in one store."""

    about: AuthorizationCodeFlow
    store: BoundStore

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        token = self.token(ask)
        response = yield request.with_headers(token.header)
        if response.status == 401 and token.refresh_token:
            yield request.with_headers(self.instead_of(token, ask).header)

    def token(self, ask: Ask) -> Token:
        """Return a token that does not end within 30 s, refreshed and saved if need be.

        Raises NotSignedInError where none is stored, NoOAuth2RefreshTokenError or TokenRefusedError where an
        ending one cannot be refreshed.
        """
        token = self._stored()
        return self.instead_of(token, ask) if token.is_ending else token

    def instead_of(self, refused: Token, ask: Ask) -> Token:
        """Return another token than this one: what another thread or process has saved, or a refreshed one.

        A refresh token is spent once: servers that rotate them take a second use for a theft, and revoke all.
        """
        with holding(self._lock()):
            token = self._stored()
            if token.access_token != refused.access_token and not token.is_ending:
                return token
            try:
                refreshed = self.about.refresh(token, ask)
            except TokenRefusedError:
                saved = self._stored()
                if saved.access_token != token.access_token:  # another process was faster
                    return saved
                raise
            self.store.save(refreshed)
            return refreshed

    def _stored(self) -> Token:
        token = self.store.load()
        if token is None:
            raise NotSignedInError("There is no token for this flow.", hint="Sign in first.")
        return token

    def _lock(self) -> threading.Lock:
        return lock_of(self.store.flow_id, self.about.endpoint.url, self.about.endpoint.client_id)
