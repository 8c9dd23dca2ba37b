"""The token endpoint: a form is posted, a token or a refusal comes back (RFC 6749, 4 to 6)."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import parse_qsl, quote

from toucan_connectors.core.errors import CredentialsError, QueryError
from toucan_connectors.core.secrets import reveal
from toucan_connectors.http.messages import Request, Response
from toucan_connectors.http.oauth2._errors import TokenAnswerError, TokenRefusedError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from toucan_connectors.http.auth._auth import Ask

__all__ = ["ClientAuth", "TokenEndpoint", "asking", "basic"]

ClientAuth: TypeAlias = Literal["client_secret_basic", "client_secret_post"]
"""How a client shows its secret: in the Authorization header, or in the form."""


@dataclass(frozen=True)
class TokenEndpoint:
    """Where tokens are given, and who asks for them."""

    url: str
    client_id: str
    client_secret: SecretStr | None = field(default=None, repr=False)
    client_auth: ClientAuth = "client_secret_basic"

    def ask(self, ask: Ask, grant_type: str, **form: str | None) -> dict[str, Any]:
        """Return what the server answers to a form; what is None is left out of it.

        Raises TokenRefusedError where the server refuses, TokenAnswerError where it answers no token.
        """
        request = Request.build(
            "POST",
            self.url,
            headers={"Accept": "application/json", **self._headers()},
            data={"grant_type": grant_type, **form, **self._form()},
        )
        try:
            response = ask(request)
        except (CredentialsError, QueryError) as error:  # a status of 4xx
            raise TokenRefusedError(
                f"The token server refuses: {error.message}",
                hint="Sign in again, or mend the client's id and secret.",
            ) from error
        return _answer(response)

    def _headers(self) -> dict[str, str]:
        secret = reveal(self.client_secret)
        if not secret or self.client_auth != "client_secret_basic":
            return {}
        # encoded before they are joined: RFC 6749, 2.3.1
        return {"Authorization": basic(quote(self.client_id, safe=""), quote(secret, safe=""))}

    def _form(self) -> dict[str, str | None]:
        secret = reveal(self.client_secret)
        if secret and self.client_auth == "client_secret_basic":
            return {}
        return {"client_id": self.client_id, "client_secret": secret or None}


def basic(user: str, password: str) -> str:
    """Return the value of an Authorization header (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


@contextlib.contextmanager
def asking(ask: Ask | None) -> Iterator[Ask]:
    """Give what asks token servers: the caller's, or a client of our own with the default options."""
    if ask is not None:
        yield ask
        return
    from toucan_connectors.core.options import Options
    from toucan_connectors.http.client import Client

    client = Client(Options())
    try:
        yield client.ask
    finally:
        client.close()


def _answer(response: Response) -> dict[str, Any]:
    if "x-www-form-urlencoded" in response.headers.get("content-type", ""):
        answer: object = dict(parse_qsl(response.body.decode()))
    else:
        try:
            answer = json.loads(response.body)
        except ValueError:
            raise TokenAnswerError("The token server answered no JSON.", field="token_url") from None
    if not isinstance(answer, dict):
        raise TokenAnswerError("The token server answered no JSON object.", field="token_url")
    if error := answer.get("error"):  # some refuse with a status of 200
        said = answer.get("error_description") or error
        raise TokenRefusedError(f"The token server refuses: {said}", hint="Sign in again.")
    return answer
