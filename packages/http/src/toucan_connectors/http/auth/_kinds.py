"""All kinds of authentication, as the type of a field."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from toucan_connectors.http.auth._client_credentials import ClientCredentialsOauth2
from toucan_connectors.http.auth._digest import DigestAuth
from toucan_connectors.http.auth._oauth1 import OAuth1Auth
from toucan_connectors.http.auth._oidc import OidcRefresh
from toucan_connectors.http.auth._simple import ApiKeyAuth, BasicAuth, BearerAuth
from toucan_connectors.http.auth._token_server import TokenServer
from toucan_connectors.http.oauth2._config import AuthorizationCodeOauth2

__all__ = ["Authentication"]

Authentication: TypeAlias = Annotated[
    BasicAuth
    | DigestAuth
    | BearerAuth
    | ApiKeyAuth
    | OAuth1Auth
    | ClientCredentialsOauth2
    | AuthorizationCodeOauth2
    | OidcRefresh
    | TokenServer,
    Field(discriminator="kind"),
]
"""What a connector's field `authentication` takes; `kind` tells which."""
