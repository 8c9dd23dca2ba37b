"""Every error of the family, told apart by who must act.

    ToucanConnectorsError
    ├── ConfigurationError                 whoever configures: a field, an installation, a permission
    │   ├── UnknownConnectorTypeError
    │   ├── ConnectorUnavailableError
    │   ├── DuplicateConnectorTypeError
    │   ├── ConflictingDistributionError   (an ImportError too)
    │   ├── SecretReferenceError
    │   ├── UnsupportedCallError
    │   └── PermissionConditionError
    ├── CredentialsError                   whoever owns the account
    │   ├── AuthenticationError
    │   └── AuthorizationError
    ├── QueryError                         the author of the query
    │   ├── TemplateError
    │   │   ├── TemplateSyntaxError
    │   │   ├── TemplateLimitError
    │   │   └── UndefinedVariableError
    │   ├── QueryRefusedError
    │   ├── InvalidPageError
    │   ├── CacheKeyError
    │   └── ResultError
    │       ├── ResultTooLargeError
    │       ├── ValueOutOfRangeError
    │       └── UnsupportedValueError
    ├── NetworkError                       the network, retryable
    │   ├── NameResolutionError
    │   ├── AddressRefusedError            (the address policy: not retryable)
    │   └── TLSError                       (not retryable)
    ├── SourceError                        the source's own fault
    │   └── SourceUnavailableError         (retryable)
    ├── CallTimeoutError                   the budget of the call was too small
    ├── CallCancelledError                 the caller gave up
    └── InternalError                      us: please report it

An exception of a driver is always chained below one of these (`raise ... from`).
"""

from typing import ClassVar

__all__ = [
    "AddressRefusedError",
    "AuthenticationError",
    "AuthorizationError",
    "CacheKeyError",
    "CallCancelledError",
    "CallTimeoutError",
    "ConfigurationError",
    "ConflictingDistributionError",
    "ConnectorUnavailableError",
    "CredentialsError",
    "DuplicateConnectorTypeError",
    "InternalError",
    "InvalidPageError",
    "NameResolutionError",
    "NetworkError",
    "PermissionConditionError",
    "QueryError",
    "QueryRefusedError",
    "ResultError",
    "ResultTooLargeError",
    "SecretReferenceError",
    "SourceError",
    "SourceUnavailableError",
    "TLSError",
    "TemplateError",
    "TemplateLimitError",
    "TemplateSyntaxError",
    "ToucanConnectorsError",
    "UndefinedVariableError",
    "UnknownConnectorTypeError",
    "UnsupportedCallError",
    "UnsupportedValueError",
    "ValueOutOfRangeError",
]


class ToucanConnectorsError(Exception):
    """The root of the tree.

    `message` says what is wrong, `hint` what to do about it, and `field` names the field, column or
    variable that is at fault. `code` is stable across versions; `retryable` says whether the same call
    may succeed when it is simply made again.
    """

    code: ClassVar[str] = "error"
    retryable: bool = False

    def __init__(self, message: str, *, hint: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class ConfigurationError(ToucanConnectorsError):
    """A connector, a data source or the installation must be changed."""

    code = "configuration"


class UnknownConnectorTypeError(ConfigurationError, KeyError):
    """No installed distribution offers this type id."""

    code = "configuration.unknown_type"
    __str__ = ToucanConnectorsError.__str__


class ConnectorUnavailableError(ConfigurationError):
    """A distribution offers the type, but it cannot be loaded here: a driver is missing, say."""

    code = "configuration.unavailable"


class DuplicateConnectorTypeError(ConfigurationError):
    """Two installed distributions claim one type id."""

    code = "configuration.duplicate_type"


class ConflictingDistributionError(ConfigurationError, ImportError):
    """The older single distribution owns the `toucan_connectors` package."""

    code = "configuration.conflicting_distribution"


class SecretReferenceError(ConfigurationError):
    """A secret refers to something (`env:NAME`, `file:PATH`) that could not be read."""

    code = "configuration.secret_reference"


class UnsupportedCallError(ConfigurationError):
    """This type of connector does not have the call."""

    code = "configuration.unsupported_call"


class PermissionConditionError(ConfigurationError):
    """A permission cannot be applied exactly as it is written, so no data is given."""

    code = "configuration.permission"


class CredentialsError(ToucanConnectorsError):
    """The account is the problem."""

    code = "credentials"


class AuthenticationError(CredentialsError):
    """The source does not accept the user name, password, key or token."""

    code = "credentials.authentication"


class AuthorizationError(CredentialsError):
    """The account is known, but may not do this."""

    code = "credentials.authorization"


class QueryError(ToucanConnectorsError):
    """The query is the problem."""

    code = "query"


class TemplateError(QueryError):
    """A template of the query cannot be rendered."""

    code = "query.template"


class TemplateSyntaxError(TemplateError):
    """A template is not well formed, or uses a construct that templates here do not have."""

    code = "query.template.syntax"


class TemplateLimitError(TemplateError):
    """A template asks for more steps, output or nesting than its budget."""

    code = "query.template.limit"


class UndefinedVariableError(TemplateError):
    """A template uses a variable that the parameters do not define.

    `var_name` is the variable (also in `field`), or None where only its attribute is missing.
    """

    code = "query.template.undefined"

    @property
    def var_name(self) -> str | None:
        """The name that is not defined."""
        return self.field


class QueryRefusedError(QueryError):
    """The read-only guard does not let this statement through."""

    code = "query.refused"


class InvalidPageError(QueryError):
    """An offset or a limit is negative or not an integer."""

    code = "query.page"


class CacheKeyError(QueryError):
    """A value has no canonical form, so no cache key can be made of it."""

    code = "query.cache_key"


class ResultError(QueryError):
    """The query ran, but its result cannot be given as it is."""

    code = "query.result"


class ResultTooLargeError(ResultError):
    """The result has more rows or bytes than `options.max_rows` or `options.max_bytes`."""

    code = "query.result.too_large"


class ValueOutOfRangeError(ResultError):
    """A column holds a value that its dtype cannot hold."""

    code = "query.result.out_of_range"


class UnsupportedValueError(ResultError):
    """A column holds values that have no common type in the wanted form."""

    code = "query.result.unsupported"


class NetworkError(ToucanConnectorsError):
    """The source cannot be reached, or the connection to it broke."""

    code = "network"
    retryable = True


class NameResolutionError(NetworkError):
    """The host name has no address."""

    code = "network.name"


class AddressRefusedError(NetworkError):
    """The address policy (`options.network_policy`) does not allow this address."""

    code = "network.address_refused"
    retryable = False


class TLSError(NetworkError):
    """The encrypted connection could not be made: a certificate is not trusted, say."""

    code = "network.tls"
    retryable = False


class SourceError(ToucanConnectorsError):
    """The source itself failed."""

    code = "source"


class SourceUnavailableError(SourceError):
    """The source is starting, stopping, overloaded or out of connections."""

    code = "source.unavailable"
    retryable = True


class CallTimeoutError(ToucanConnectorsError):
    """The call took longer than its timeout; what it ran was stopped at the source."""

    code = "timeout"


class CallCancelledError(ToucanConnectorsError):
    """The caller cancelled the call; what it ran was stopped at the source."""

    code = "cancelled"


class InternalError(ToucanConnectorsError):
    """An assumption of ours does not hold; this is a bug to report."""

    code = "internal"
