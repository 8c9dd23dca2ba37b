"""OAuth2 for users who sign in by a browser: the authorization code flow, and the tokens it gives.

    build the URL --> browser --> exchange the code --> store <-- session: use, refresh once for all threads

- `_config.py`: the kind of authentication that a user fills in
- `_connector.py`: what connectors of one service are made with; `_catalogue.py`: what hosts ask of a class
- `_flow.py`: sign-in, exchange, refresh; `_session.py`: tokens in use; `_endpoint.py`: the one way to a token
- `_token.py`, `_store.py`, `_errors.py`
"""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.http.oauth2._catalogue import (
        ConnectorSecretsForm,
        OAuth2Configuration,
        get_connector_secrets_form,
        get_oauth2_configuration,
        needs_sso_credentials,
        oauth2_secrets_form,
    )
    from toucan_connectors.http.oauth2._config import AuthorizationCodeOauth2
    from toucan_connectors.http.oauth2._connector import OAuth2Connector, OAuth2ConnectorConfig, SecretsKeeper
    from toucan_connectors.http.oauth2._errors import (
        AuthorizationRefusedError,
        MissingOauthWorkflowError,
        NoInstanceUrlError,
        NoOAuth2RefreshTokenError,
        NotSignedInError,
        OAuth2ConnectorConfigMissingError,
        SecretKeeperMissingError,
        StateMismatchError,
        TokenAnswerError,
        TokenRefusedError,
    )
    from toucan_connectors.http.oauth2._flow import AuthorizationCodeFlow, Workflow
    from toucan_connectors.http.oauth2._session import OAuth2Session
    from toucan_connectors.http.oauth2._store import (
        BoundStore,
        CallbackTokenStore,
        MemoryTokenStore,
        TokenStore,
    )
    from toucan_connectors.http.oauth2._token import Token
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "_catalogue": "ConnectorSecretsForm OAuth2Configuration get_connector_secrets_form "
            "get_oauth2_configuration needs_sso_credentials oauth2_secrets_form",
            "_config": "AuthorizationCodeOauth2",
            "_connector": "OAuth2Connector OAuth2ConnectorConfig SecretsKeeper",
            "_errors": "AuthorizationRefusedError MissingOauthWorkflowError NoInstanceUrlError "
            "NoOAuth2RefreshTokenError NotSignedInError OAuth2ConnectorConfigMissingError "
            "SecretKeeperMissingError StateMismatchError TokenAnswerError TokenRefusedError",
            "_flow": "AuthorizationCodeFlow Workflow",
            "_session": "OAuth2Session",
            "_store": "BoundStore CallbackTokenStore MemoryTokenStore TokenStore",
            "_token": "Token",
        },
    )

__all__ = [
    "AuthorizationCodeFlow",
    "AuthorizationCodeOauth2",
    "AuthorizationRefusedError",
    "BoundStore",
    "CallbackTokenStore",
    "ConnectorSecretsForm",
    "MemoryTokenStore",
    "MissingOauthWorkflowError",
    "NoInstanceUrlError",
    "NoOAuth2RefreshTokenError",
    "NotSignedInError",
    "OAuth2Configuration",
    "OAuth2Connector",
    "OAuth2ConnectorConfig",
    "OAuth2ConnectorConfigMissingError",
    "OAuth2Session",
    "SecretKeeperMissingError",
    "SecretsKeeper",
    "StateMismatchError",
    "Token",
    "TokenAnswerError",
    "TokenRefusedError",
    "TokenStore",
    "Workflow",
    "get_connector_secrets_form",
    "get_oauth2_configuration",
    "needs_sso_credentials",
    "oauth2_secrets_form",
]
