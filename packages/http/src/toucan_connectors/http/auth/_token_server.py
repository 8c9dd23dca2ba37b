"""A server of the user's own that gives tokens, in whatever way: one is asked for before every request."""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import ConfigDict, Field
from typing_extensions import override

from toucan_connectors.core.model import Model
from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.auth._client_credentials import ClientCredentialsOauth2
from toucan_connectors.http.auth._digest import DigestAuth
from toucan_connectors.http.auth._oauth1 import OAuth1Auth
from toucan_connectors.http.auth._oidc import OidcRefresh
from toucan_connectors.http.auth._secret_tree import SecretDict, SecretTree, revealed
from toucan_connectors.http.auth._simple import HIDDEN, ApiKeyAuth, BasicAuth, BearerAuth
from toucan_connectors.http.messages import Request, Response
from toucan_connectors.http.oauth2._errors import TokenAnswerError, TokenRefusedError

__all__ = ["TokenServer", "TokenServerAuth"]

TokenServerAuth: TypeAlias = Annotated[
    BasicAuth | DigestAuth | BearerAuth | ApiKeyAuth | OAuth1Auth | ClientCredentialsOauth2 | OidcRefresh,
    Field(discriminator="kind"),
]


class TokenServer(Model, Auth):
    """The token is what `filter` finds in the JSON that the server answers."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    kind: Literal["TokenServer"] = Field(default="TokenServer", json_schema_extra=HIDDEN)
    method: str
    url: str
    params: SecretDict | None = None
    data: SecretTree = None
    """A form as an object, or a text that is sent as it is."""
    headers: SecretDict | None = None
    auth: TokenServerAuth | None = None
    """How the token server lets us in."""
    json_: SecretTree = Field(default=None, alias="json")
    filter: str = "."
    """Of jq. Its first result is the token; a word by itself is sent as `Bearer word`."""
    token_header_name: str = "Authorization"  # noqa: S105 - no password

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        asked = Request.build(
            self.method,
            self.url,
            params=revealed(self.params),
            headers=revealed(self.headers),
            json=revealed(self.json_),
            data=revealed(self.data),
        )
        answer = ask(asked) if self.auth is None else (yield from _let_in(self.auth, asked, ask))
        yield request.with_headers({self.token_header_name: self._token(answer)})

    def _token(self, answer: Response) -> str:
        found = self._found(answer)
        if not isinstance(found, str) or not found.strip():
            raise TokenAnswerError(
                "The filter finds no token in what the token server answers.", field="filter"
            )
        words = found.split()
        return f"Bearer {words[0]}" if len(words) == 1 else " ".join(words)

    def _found(self, answer: Response) -> object:
        import json

        from toucan_connectors.http.decode import jq_filter

        try:
            document: Any = json.loads(answer.body)
        except ValueError:
            raise TokenAnswerError("The token server answered no JSON.", field="url") from None
        return next(iter(jq_filter(self.filter, document)), None)


def _let_in(auth: Auth, request: Request, ask: Ask) -> Generator[Request, Response, Response]:
    """Yield a request and what else its own authentication needs, and return the last answer.

    They are yielded, not asked, since a refusal is a step of some kinds (Digest), not an error.
    """
    steps = auth.flow(request, ask)
    step = next(steps)
    while True:
        answer = yield step
        try:
            step = steps.send(answer)
        except StopIteration:
            break
    if not answer.is_success:
        raise TokenRefusedError(f"The token server refuses with a status of {answer.status}.")
    return answer
