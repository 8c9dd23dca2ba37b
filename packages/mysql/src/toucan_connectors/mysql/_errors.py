"""MySQL's error numbers, by who must act.

The numbers below 2000, and those from 3000 on, are the server's (MySQL and MariaDB share them up to 1900);
those between are the client's, about the connection.
"""

from __future__ import annotations

import ssl
from typing import Final

from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    CallTimeoutError,
    ConfigurationError,
    NetworkError,
    QueryError,
    QueryRefusedError,
    ResultError,
    SourceError,
    SourceUnavailableError,
    TLSError,
    ToucanConnectorsError,
)

__all__ = ["is_of_server", "number_of", "translate"]

_Ours = tuple[type[ToucanConnectorsError], str | None, str | None]
"""An error, the field that is at fault, and what to do."""

_LOGIN: Final[_Ours] = (
    AuthenticationError,
    "password",
    "Check user and password, and whether the account needs ssl_mode or a client certificate.",
)
_RIGHTS: Final[_Ours] = (AuthorizationError, None, "Ask the owner of the database to grant it.")
_LATER: Final[_Ours] = (SourceUnavailableError, None, "Try again later.")
_TIMEOUT: Final[_Ours] = (
    CallTimeoutError,
    None,
    "The server ended it: raise options.statement_timeout, or ask for less.",
)
_WRITES: Final[_Ours] = (
    QueryRefusedError,
    "query",
    "Only read in it, or set options.read_only to false.",
)
_VALUE: Final[_Ours] = (ResultError, "query", None)
_COLLATION: Final[_Ours] = (
    ConfigurationError,
    "charset_collation",
    "Give a collation of utf8mb4, or none: SHOW COLLATION lists them.",
)

_NUMBERS: Final[dict[_Ours, tuple[int, ...]]] = {
    _LOGIN: (1045, 1251, 1275, 1524, 1698, 1820, 1862, 2049, 2059, 2061, 3118, 3955, 4151),
    (AuthorizationError, "host", "The server does not let in this machine: ask its owner."): (1129, 1130),
    _RIGHTS: (1044, 1142, 1143, 1227, 1370, 1410, 3530),
    (ConfigurationError, "database", "Check the name of the database."): (1049, 1102),
    (ConfigurationError, "ssl_mode", "Set ssl_mode: the server wants TLS."): (3159,),
    _COLLATION: (1115, 1253, 1273),
    # Connections, memory and disks that are used up; locks; a server that starts or stops.
    _LATER: (1021, 1037, 1038, 1040, 1041, 1053, 1077, 1079, 1114, 1203, 1205, 1213, 1226, 1317, 1927, 3169),
    _TIMEOUT: (1907, 1969, 3024),
    _WRITES: (1290, 1792, 1836),
    # What is said of a value: XML, regular expressions, JSON, and the keys of groups among them.
    _VALUE: (
        1062, 1105, 1139, 1264, 1292, 1365, 1366, 1367, 1406, 1411, 1416, 1425, 1426, 1427, 1525, 1586, 1690,
        3037, *range(3140, 3159), *range(3685, 3701), *range(4035, 4046),
    ),
    (SourceError, None, None): (1030, 1034, 1194, 1195, 1815),
    (TLSError, "ssl_mode", "Check ssl_mode, and that ssl_ca signed the server's certificate."): (2026,),
}  # fmt: skip
_BY_NUMBER: Final = {number: ours for ours, numbers in _NUMBERS.items() for number in numbers}
_UNKNOWN_COLUMN: Final = 1054
_FAREWELLS: Final = frozenset({1053, 1077, 1079, 1927})
"""What a server says before it ends a connection."""


def number_of(error: Exception) -> int:
    """Return the number of one of the driver's errors, 0 where it has none."""
    number = error.args[0] if error.args else 0
    return number if isinstance(number, int) else 0


def is_of_server(error: Exception) -> bool:
    """Whether an error is what the server answered, so that the connection goes on."""
    number = number_of(error)
    return number not in _FAREWELLS and (1000 <= number < 2000 or number >= 3000)


def translate(error: Exception) -> ToucanConnectorsError | None:
    """Return our error for one of pymysql's."""
    import pymysql

    if isinstance(error, ssl.SSLError):
        return _tls(error)
    if isinstance(error, OSError):
        return NetworkError(f"The connection to the server failed: {error}.")
    if not isinstance(error, pymysql.MySQLError):
        return None
    number = number_of(error)
    message = str(error.args[-1]) if error.args else type(error).__name__
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, ssl.SSLError):
        return _tls(cause)
    if number in _BY_NUMBER:
        ours, field, hint = _BY_NUMBER[number]
        return ours(f"{message} ({number})", field=field, hint=hint)
    if isinstance(error, pymysql.InterfaceError) or 2000 <= number < 2100:
        return NetworkError(f"The connection to the server failed: {message}.")
    if number == _UNKNOWN_COLUMN:
        hint = "Text stands in single quotes; what stands in double quotes may be read as a name."
        return QueryError(f"{message} ({number})", field="query", hint=hint)
    return QueryError(f"{message} ({number})" if number else message, field="query")


def _tls(error: ssl.SSLError) -> ToucanConnectorsError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return TLSError(
            f"The server's certificate is not trusted: {error.verify_message}.",
            field="ssl_ca",
            hint="Give the authority that signed it as ssl_ca; VERIFY_CA does not look at the host's name.",
        )
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return NetworkError("The server ended the connection while TLS was made.")
    return TLSError(f"TLS could not be made: {error.reason or error}.", field="ssl_mode")
