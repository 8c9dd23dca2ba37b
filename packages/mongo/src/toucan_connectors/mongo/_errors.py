"""pymongo's errors, by who must act: the server's numbers, and what ended the way to it."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator, Mapping
from typing import Any, Final

from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    CallTimeoutError,
    ConfigurationError,
    NetworkError,
    QueryError,
    QueryRefusedError,
    ResultError,
    SourceUnavailableError,
    TLSError,
    ToucanConnectorsError,
)

__all__ = ["reason_of", "translate"]

_Ours = tuple[type[ToucanConnectorsError], str | None, str | None]
"""An error, the field that is at fault, and what to do."""

_NUMBERS: Final[Mapping[_Ours, tuple[int, ...]]] = {
    (AuthenticationError, "password", "Check username, password and auth_source."): (18, 8000),
    (AuthorizationError, None, "Ask the owner of the database for the role 'read' on it."): (13, 31),
    (CallTimeoutError, None, "The server ended it: raise options.statement_timeout, or ask for less."): (
        24, 46, 50, 262,
    ),
    # Shutdown, elections, a cursor or an operation that was killed, and what is used up.
    (SourceUnavailableError, None, "Try again later."): (
        6, 7, 43, 63, 89, 91, 133, 134, 189, 237, 10058, 10107, 11600, 11601, 11602, 13388, 13435, 13436,
    ),
    (QueryRefusedError, "query", "Only read in it, or ask the owner of the database."): (166,),
    # What is said of a value: conversions, arithmetic, regular expressions.
    (ResultError, "query", None): (14, 241, 16020, 16554, 16555, 16702, 16608, 31032, 40485),
    (ResultError, "query", "Ask for less, or set allowDiskUse at the server."): (292,),
}  # fmt: skip
_TLS: Final = re.compile(r".*\[SSL: \w+\]|.*SSL handshake failed:")
"""How pymongo's own errors tell of one of TLS, which it does not always chain."""
_BY_NUMBER: Final = {number: ours for ours, numbers in _NUMBERS.items() for number in numbers}


def translate(error: Exception) -> ToucanConnectorsError | None:
    """Return our error for one of pymongo's, or of those that it lets pass."""
    from bson.errors import BSONError
    from pymongo import errors

    for cause in _chain(error):
        if isinstance(cause, ToucanConnectorsError):
            return cause
        if isinstance(cause, ssl.SSLError) or _TLS.search(str(cause)):
            return _tls(cause)
    if isinstance(error, errors.OperationFailure):
        return _answered(error)
    if isinstance(error, errors.ConfigurationError | errors.InvalidURI):
        return ConfigurationError(f"{error}.", field="host", hint="Check the URI and its options.")
    if isinstance(error, errors.ConnectionFailure | OSError):
        return NetworkError(f"The connection to the server failed: {_first_line(error)}.", field="host")
    if isinstance(error, errors.DocumentTooLarge):
        return QueryError("The query is larger than the server takes.", field="query")
    if isinstance(error, errors.PyMongoError | BSONError):
        return QueryError(f"{_first_line(error)}.", field="query")
    return None


def _answered(error: Any) -> ToucanConnectorsError:
    message = str((error.details or {}).get("errmsg") or error)
    if error.code not in _BY_NUMBER:
        return QueryError(f"The server refused the query: {message} ({error.code}).", field="query")
    ours, field, hint = _BY_NUMBER[error.code]
    return ours(f"{message} ({error.code})", field=field, hint=hint)


def _tls(error: BaseException) -> ToucanConnectorsError:
    reason = _TLS.sub("", _first_line(error).partition(" (_ssl")[0]).strip(" :")
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return TLSError(
            f"The server's certificate is not trusted: {reason}.",
            field="ssl_ca",
            hint="Give the authority that signed it as ssl_ca, and the host by the certificate's name.",
        )
    return TLSError(
        f"TLS could not be made: {reason}.",
        field="ssl",
        hint="Check that the server has TLS, and whether it wants a certificate of yours.",
    )


def reason_of(error: BaseException, servers: Mapping[Any, Any]) -> BaseException:
    """Return why no server could be selected: the last error of one, where a description has it.

    pymongo raises a timeout then, whose text has the reason and whose chain has not.
    """
    found = [description.error for description in servers.values() if description.error is not None]
    return found[0] if found else error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _first_line(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    return text.partition(", Timeout: ")[0].partition("\n")[0].rstrip(".")
