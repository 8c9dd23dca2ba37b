"""What goes wrong with OAuth2, told apart by who must act.

ConfigurationError                     whoever configures
├── OAuth2ConnectorConfigMissingError
└── SecretKeeperMissingError
CredentialsError                       whoever owns the account
├── NoInstanceUrlError
├── AuthenticationError
│   ├── MissingOauthWorkflowError
│   ├── StateMismatchError
│   ├── NotSignedInError
│   ├── NoOAuth2RefreshTokenError
│   └── TokenRefusedError
└── AuthorizationError
    └── AuthorizationRefusedError
SourceError                            the server
└── TokenAnswerError
"""

from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    ConfigurationError,
    CredentialsError,
    SourceError,
)

__all__ = [
    "AuthorizationRefusedError",
    "MissingOauthWorkflowError",
    "NoInstanceUrlError",
    "NoOAuth2RefreshTokenError",
    "NotSignedInError",
    "OAuth2ConnectorConfigMissingError",
    "SecretKeeperMissingError",
    "StateMismatchError",
    "TokenAnswerError",
    "TokenRefusedError",
]


class OAuth2ConnectorConfigMissingError(ConfigurationError):
    """A part of the OAuth2 configuration is not there; `field` names it."""

    code = "configuration.oauth2"


class SecretKeeperMissingError(ConfigurationError):
    """The host gave no store for tokens."""

    code = "configuration.oauth2.secret_keeper"


class NoInstanceUrlError(CredentialsError):
    """The stored token does not say which instance of the service it is for."""

    code = "credentials.oauth2.instance_url"


class MissingOauthWorkflowError(AuthenticationError):
    """An answer of an authorization server came back, but nothing was saved when the sign-in began."""

    code = "credentials.authentication.workflow"


class StateMismatchError(AuthenticationError):
    """An answer of an authorization server is not of the sign-in that was begun."""

    code = "credentials.authentication.state"


class NotSignedInError(AuthenticationError):
    """There is no token: nobody has signed in yet, or the token was deleted."""

    code = "credentials.authentication.not_signed_in"


class NoOAuth2RefreshTokenError(AuthenticationError):
    """The access token has expired, and there is no refresh token to get another with."""

    code = "credentials.authentication.no_refresh_token"


class TokenRefusedError(AuthenticationError):
    """The token server refuses: a code or a refresh token is spent, or the client is not who it says."""

    code = "credentials.authentication.token_refused"


class AuthorizationRefusedError(AuthorizationError):
    """The user, or the authorization server, said no to a sign-in."""

    code = "credentials.authorization.refused"


class TokenAnswerError(SourceError):
    """What a token server answered, or a store gave back, is not a token."""

    code = "source.token"
