"""PostgreSQL's errors, by who must act: the SQLSTATE tells, and where there is none yet, the text."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    CallCancelledError,
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

if TYPE_CHECKING:
    import adbc_driver_manager
    import psycopg

__all__ = ["from_sqlstate", "translate", "without_state"]


class _Ours(NamedTuple):
    kind: type[ToucanConnectorsError]
    field: str | None = None
    hint: str | None = None


_BY_STATE: Final[Mapping[str, _Ours]] = {
    "08": _Ours(NetworkError),
    "08P01": _Ours(ConfigurationError, None, "What is between here and the server refuses how we connect."),
    "22": _Ours(ResultError, "query"),
    "25006": _Ours(QueryRefusedError, "query", "Only read in it, or set options.read_only to false."),
    "28": _Ours(AuthenticationError, "user", "Check user, password and what pg_hba.conf asks for."),
    "3D000": _Ours(ConfigurationError, "database", "Check the name of the database."),
    "40": _Ours(SourceUnavailableError),
    "42501": _Ours(AuthorizationError, None, "Ask the owner of the database for the right to read it."),
    "53": _Ours(SourceUnavailableError, None, "The server is out of what it needs: try again later."),
    "55P03": _Ours(SourceUnavailableError),
    "57014": _Ours(CallCancelledError),
    "57P": _Ours(SourceUnavailableError, None, "The server is starting or stopping: try again later."),
    "58": _Ours(SourceError),
    "HV": _Ours(SourceError),
    "XX": _Ours(SourceError),
}
"""By SQLSTATE, or its beginning; what is not here is the query's fault."""

_PRIMARY: Final = re.compile(r"(?:ERROR|FATAL|PANIC): +([^\n]*)")
"""The server's own words in those of ADBC, which go on with the statement."""
_TLS: Final = ("certificate", "SSL error", "SSL SYSCALL", "support SSL", "tls", "SSL was required")
_BY_TEXT: Final[tuple[tuple[str, str], ...]] = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("pg_hba.conf", "28000"),
    ("authentication failed", "28000"),
    ("is not permitted to log in", "28000"),
    ("requires a valid client certificate", "28000"),
    ("permission denied", "42501"),
    ("is not currently accepting connections", "42501"),
    ("does not exist", "3D000"),
    ("too many connections", "53300"),
    ("too many clients", "53300"),
    ("remaining connection slots", "53300"),
    ("the database system is", "57P03"),
    ("terminating connection", "57P01"),
    ("unsupported startup parameter", "08P01"),
    ("unrecognized configuration parameter", "08P01"),
)
"""What a server that does not let us in says: libpq does not pass on its SQLSTATE."""


def translate(error: Exception) -> ToucanConnectorsError | None:
    """Return our error for one of psycopg's or ADBC's."""
    import psycopg

    if isinstance(error, psycopg.Error):
        return _of_psycopg(error)
    adbc = sys.modules.get("adbc_driver_manager")
    if adbc is not None and isinstance(error, adbc.Error):
        return _of_adbc(error)
    return None


def _of_psycopg(error: psycopg.Error) -> ToucanConnectorsError:
    import psycopg

    message = error.diag.message_primary or str(error).strip()
    if error.sqlstate is not None:
        return from_sqlstate(error.sqlstate, message)
    if isinstance(error, psycopg.DataError | psycopg.ProgrammingError | psycopg.NotSupportedError):
        return QueryError(f"A value cannot be bound: {message}.", field="parameters")
    return without_state(message)


def _of_adbc(error: adbc_driver_manager.Error) -> ToucanConnectorsError:
    said = _PRIMARY.search(str(error))
    if error.sqlstate and said:
        return from_sqlstate(error.sqlstate, said[1])
    return without_state(str(error).strip())


def from_sqlstate(state: str, message: str) -> ToucanConnectorsError:
    """Return our error for what the server says."""
    if state == "57014" and "timeout" in message:
        return CallTimeoutError(message, hint="Raise options.statement_timeout, or ask for less.")
    known = (_BY_STATE[state[:length]] for length in (5, 3, 2) if state[:length] in _BY_STATE)
    kind, field, hint = next(known, _Ours(QueryError, "query"))
    return kind(message, field=field, hint=hint)


def without_state(message: str) -> ToucanConnectorsError:
    """Return our error for what libpq says of a connection."""
    if "FATAL" in message or "no password supplied" in message:
        said = message.rpartition("FATAL:")[2].strip()
        state = next((state for text, state in _BY_TEXT if text in said), None)
        return SourceError(said) if state is None else from_sqlstate(state, said)
    if any(text in message for text in _TLS):
        return TLSError(
            message,
            field="ssl_mode",
            hint="Check ssl_mode, ssl_ca, and the name and dates of the certificate.",
        )
    return NetworkError(message)
