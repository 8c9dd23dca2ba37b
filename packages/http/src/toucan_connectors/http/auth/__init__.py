"""Authentication, a class a kind: each is a model to configure, and an `Auth` that lets requests in.

    {"kind": "BearerAuth", "token": "..."}

- what every kind is: `_auth.py`; which kinds there are: `_kinds.py`
- `_simple.py` (basic, bearer, API key), `_digest.py` with `_challenge.py`, `_oauth1.py`
- tokens: `_client_credentials.py`, `_oidc.py`, `_token_server.py`; a signed-in user's: the package `oauth2`
- the field `auth` of version 10: `_legacy.py`; the secrets in its arguments: `_secret_tree.py`
- `_kept.py`: what is kept in the process between requests, so that many threads ask for one token once
"""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.http.auth._auth import Ask, Auth, Flow
    from toucan_connectors.http.auth._client_credentials import ClientCredentialsOauth2
    from toucan_connectors.http.auth._digest import DigestAuth
    from toucan_connectors.http.auth._kinds import Authentication
    from toucan_connectors.http.auth._legacy import LegacyAuth, LegacyAuthType
    from toucan_connectors.http.auth._oauth1 import OAuth1Auth
    from toucan_connectors.http.auth._oidc import OidcRefresh
    from toucan_connectors.http.auth._simple import ApiKeyAuth, BasicAuth, BearerAuth
    from toucan_connectors.http.auth._token_server import TokenServer
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "_auth": "Ask Auth Flow",
            "_client_credentials": "ClientCredentialsOauth2",
            "_digest": "DigestAuth",
            "_kinds": "Authentication",
            "_legacy": "LegacyAuth LegacyAuthType",
            "_oauth1": "OAuth1Auth",
            "_oidc": "OidcRefresh",
            "_simple": "ApiKeyAuth BasicAuth BearerAuth",
            "_token_server": "TokenServer",
        },
    )

__all__ = [
    "ApiKeyAuth",
    "Ask",
    "Auth",
    "Authentication",
    "BasicAuth",
    "BearerAuth",
    "ClientCredentialsOauth2",
    "DigestAuth",
    "Flow",
    "LegacyAuth",
    "LegacyAuthType",
    "OAuth1Auth",
    "OidcRefresh",
    "TokenServer",
]
