"""The field `auth` of version 10: a type, and arguments by position or by name.

    {"type": "basic", "args": ["user", "password"]}

It keeps working; new configurations say `authentication`, whose kinds these types are read as.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

from pydantic import (
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError
from typing_extensions import override

from toucan_connectors.core.model import Model
from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.auth._client_credentials import ClientCredentialsOauth2
from toucan_connectors.http.auth._digest import DigestAuth
from toucan_connectors.http.auth._oauth1 import OAuth1Auth
from toucan_connectors.http.auth._oidc import OidcRefresh
from toucan_connectors.http.auth._secret_tree import Argument, SecretDict, hide, unhidden
from toucan_connectors.http.auth._simple import BasicAuth
from toucan_connectors.http.auth._token_server import TokenServer

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Request

__all__ = ["LegacyAuth", "LegacyAuthType"]


class LegacyAuthType(StrEnum):
    """What `auth` may be."""

    basic = "basic"
    digest = "digest"
    oauth1 = "oauth1"
    oauth2_backend = "oauth2_backend"
    oauth2_oidc = "oauth2_oidc"
    custom_token_server = "custom_token_server"  # noqa: S105 - no password


_Kind: TypeAlias = (
    type[BasicAuth]
    | type[DigestAuth]
    | type[OAuth1Auth]
    | type[ClientCredentialsOauth2]
    | type[OidcRefresh]
    | type[TokenServer]
)


@dataclass(frozen=True)
class _Meaning:
    """The kind that a type is read as, and what its arguments by position are called there."""

    kind: _Kind
    names: Sequence[str]

    def read(self, args: Sequence[object], kwargs: Mapping[str, object]) -> Auth:
        """Return the authentication; raises ValueError (ValidationError is one) for wrong arguments."""
        if len(args) > len(self.names):
            msg = (
                f"there are more arguments than the {len(self.names)} that are known: {', '.join(self.names)}"
            )
            raise ValueError(msg)
        given = dict(zip(self.names, args, strict=False))
        if twice := given.keys() & kwargs.keys():
            msg = f"given both by position and by name: {', '.join(sorted(twice))}"
            raise ValueError(msg)
        plain = {
            name: unhidden(value) for name, value in {**given, **kwargs}.items() if name not in _NO_MATTER
        }
        if isinstance(nested := plain.get("auth"), dict) and "kind" not in nested:
            plain["auth"] = LegacyAuth.model_validate(nested)._auth  # noqa: SLF001 - our own
        return self.kind.model_validate(plain)


_NO_MATTER: Final = frozenset({"decoding", "encoding"})
"""Of `requests_oauthlib`: how Python 2 made texts of bytes."""


_MEANINGS: Final[Mapping[LegacyAuthType, _Meaning]] = {
    LegacyAuthType.basic: _Meaning(BasicAuth, ("username", "password")),
    LegacyAuthType.digest: _Meaning(DigestAuth, ("username", "password")),
    LegacyAuthType.oauth1: _Meaning(
        OAuth1Auth,
        (
            *("client_key", "client_secret", "resource_owner_key", "resource_owner_secret", "callback_uri"),
            *("signature_method", "signature_type", "rsa_key", "verifier", "decoding"),
        ),
    ),
    LegacyAuthType.oauth2_backend: _Meaning(
        ClientCredentialsOauth2, ("token_url", "client_id", "client_secret")
    ),
    LegacyAuthType.oauth2_oidc: _Meaning(
        OidcRefresh, ("id_token", "refresh_token", "client_id", "client_secret", "token_endpoint")
    ),
    LegacyAuthType.custom_token_server: _Meaning(
        TokenServer,
        ("method", "url", "params", "data", "headers", "auth", "json", "filter", "token_header_name"),
    ),
}


class LegacyAuth(Model, Auth):  # type: ignore[no-redef]  # of `kwargs`, which the plugin names so itself
    """Arguments mean what they meant to `requests`; their secrets do not print, unlike in version 10."""

    model_config = ConfigDict(extra="ignore")  # as version 10: what is stored must load

    type: LegacyAuthType
    args: list[Argument] = Field(default_factory=list, title="Positional arguments")
    kwargs: SecretDict = Field(default_factory=dict, title="Named arguments")

    _auth: Auth = PrivateAttr()

    @field_validator("args", mode="before")
    @classmethod
    def _hide(cls, args: Any, info: ValidationInfo) -> Any:
        kind = info.data.get("type")
        if not isinstance(args, list | tuple) or kind is None:
            return args
        if not all(isinstance(arg, str | SecretStr) for arg in args):
            msg = "positional arguments are texts: give others by name, in kwargs"
            raise ValueError(msg)
        names = (*_MEANINGS[kind].names, *[""] * len(args))
        return [hide(arg, name) for arg, name in zip(args, names, strict=False)]

    @model_validator(mode="after")
    def _understood(self) -> Self:
        try:
            self._auth = _MEANINGS[self.type].read(self.args, self.kwargs)
        except ValidationError as error:
            said = "; ".join(f"{'.'.join(map(str, line['loc']))}: {line['msg']}" for line in error.errors())
            raise _wrong(f"the arguments of {self.type} are wrong: {said}") from None
        except ValueError as error:
            raise _wrong(str(error)) from None
        return self

    @override
    def flow(self, request: Request, ask: Ask) -> Flow:
        return self._auth.flow(request, ask)


def _wrong(message: str) -> ValidationError:
    """Return an error without its input: that of a validator of the whole model would hold all arguments."""
    line = InitErrorDetails(type=PydanticCustomError("value_error", "{said}", {"said": message}), input=None)
    return ValidationError.from_exception_data("LegacyAuth", [line], hide_input=True)
