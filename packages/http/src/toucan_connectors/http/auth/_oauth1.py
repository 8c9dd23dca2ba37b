"""OAuth 1.0 (RFC 5849): every request is signed with the client's and the user's secrets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, cast

from pydantic import Field, ValidationInfo, field_validator
from typing_extensions import override

from toucan_connectors.core.errors import ConfigurationError
from toucan_connectors.core.model import Model
from toucan_connectors.core.secrets import Secret, reveal
from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.auth._simple import HIDDEN
from toucan_connectors.http.messages import Headers, Request
from toucan_connectors.http.urls import place_of

__all__ = ["OAuth1Auth", "SignatureMethod"]

SignatureMethod = Literal[
    "HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512", "PLAINTEXT"
]

_FORM = "application/x-www-form-urlencoded"


class OAuth1Auth(Model, Auth):
    """The names and the meaning are those of `requests_oauthlib.OAuth1`.

    The RSA methods need the distribution `oauthlib[signedtoken]`.
    """

    kind: Literal["OAuth1Auth"] = Field(default="OAuth1Auth", json_schema_extra=HIDDEN)
    client_key: str
    client_secret: Secret | None = None
    resource_owner_key: Secret | None = None
    """The token."""
    resource_owner_secret: Secret | None = None
    """The token's secret."""
    callback_uri: str | None = None
    signature_method: SignatureMethod = "HMAC-SHA1"
    signature_type: Literal["AUTH_HEADER", "QUERY", "BODY"] = "AUTH_HEADER"
    """Where the signature goes; `BODY` is for forms only."""
    rsa_key: Secret | None = None
    """The PEM text of the private key, for the RSA methods."""
    verifier: Secret | None = None
    realm: str | None = None

    @field_validator("signature_type", mode="before")
    @classmethod
    def _in_capitals(cls, place: Any) -> Any:
        return place.upper() if isinstance(place, str) else place

    @field_validator("rsa_key", mode="after")
    @classmethod
    def _rsa_has_a_key(cls, key: Secret | None, info: ValidationInfo) -> Secret | None:
        method = info.data.get("signature_method", "")
        if method.startswith("RSA") and key is None:
            msg = f"signature_method {method} needs it"
            raise ValueError(msg)
        return key

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        yield self._signed(request)

    def _signed(self, request: Request) -> Request:
        from oauthlib.oauth1 import Client

        client = Client(
            self.client_key,
            client_secret=reveal(self.client_secret),
            resource_owner_key=reveal(self.resource_owner_key),
            resource_owner_secret=reveal(self.resource_owner_secret),
            callback_uri=self.callback_uri,
            signature_method=self.signature_method,
            signature_type=self.signature_type,
            rsa_key=reveal(self.rsa_key),
            verifier=reveal(self.verifier),
            realm=self.realm,
        )
        place = place_of(request)
        form = _form(request)
        try:
            url, headers, body = client.sign(
                place.root + place.target.removeprefix("/"),
                cast("Any", request.method),  # typed as the usual ones, but any will do
                form,
                {"Content-Type": _FORM} if form is not None else {},
            )
        except ImportError as error:
            raise ConfigurationError(
                "The RSA methods need PyJWT and cryptography.", hint='pip install "oauthlib[signedtoken]"'
            ) from error
        except ValueError:  # whose text quotes the form, the key or the URL
            raise ConfigurationError(
                "The request cannot be signed.",
                hint="Check that the form is urlencoded, and that rsa_key is a PEM text.",
            ) from None
        params = request.at(url).params
        signed = replace(request, params=params, headers=request.headers.merged(Headers(headers)))
        return signed if form is None else replace(signed, content=body.encode())


def _form(request: Request) -> str | None:
    """Return the body where it is a form: only its parameters are signed, never another body."""
    if request.content is None or not request.headers.get("content-type", "").startswith(_FORM):
        return None
    return request.content.decode()
