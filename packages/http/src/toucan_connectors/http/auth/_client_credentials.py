"""OAuth2 for programs: the client's own credentials get a token, no user is asked (RFC 6749, 4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field
from typing_extensions import override

from toucan_connectors.core.model import Model
from toucan_connectors.core.secrets import Secret
from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.auth._kept import kept_for
from toucan_connectors.http.auth._simple import HIDDEN
from toucan_connectors.http.oauth2._endpoint import ClientAuth, TokenEndpoint
from toucan_connectors.http.oauth2._token import Token

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Request

__all__ = ["ClientCredentialsOauth2"]


class ClientCredentialsOauth2(Model, Auth):
    """A token is asked for once in a process, and again when it ends or is refused."""

    kind: Literal["ClientCredentialsOauth2"] = Field(
        default="ClientCredentialsOauth2", json_schema_extra=HIDDEN
    )
    token_url: str
    client_id: str
    client_secret: Secret
    scope: str | None = None
    client_auth: ClientAuth = "client_secret_basic"
    """Whether the secret goes into the Authorization header, or into the form."""

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        def make(_previous: Token | None) -> Token:
            return self._ask(ask)

        kept = kept_for(self, Token)
        token = kept.get(lambda known: not known.is_ending, make)
        response = yield request.with_headers(token.header)
        if response.status == 401:
            yield request.with_headers(kept.instead_of(token, make).header)

    def _ask(self, ask: Ask) -> Token:
        endpoint = TokenEndpoint(self.token_url, self.client_id, self.client_secret, self.client_auth)
        return Token.from_answer(endpoint.ask(ask, "client_credentials", scope=self.scope))
