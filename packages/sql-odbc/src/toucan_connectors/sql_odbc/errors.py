"""ODBC's errors, by who must act: the SQLSTATE tells, and where drivers are lazy with it, their text.

A driver gives HY000 for whatever it has no state for, and 08001 for all that went wrong while it connected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    CallCancelledError,
    ConfigurationError,
    NameResolutionError,
    NetworkError,
    QueryError,
    QueryRefusedError,
    ResultError,
    SourceError,
    SourceUnavailableError,
    TLSError,
    ToucanConnectorsError,
    UnsupportedCallError,
)
from toucan_connectors.sql_odbc.drivers import no_driver, no_driver_manager

__all__ = ["Place", "Places", "state_of", "translate", "words_of"]

Place: TypeAlias = Literal["driver", "host", "login", "tls", "database", "query"]
Places: TypeAlias = Mapping[Place, str]
"""Which field of a connector is at fault, by what went wrong."""


@dataclass(frozen=True)
class _Ours:
    kind: type[ToucanConnectorsError]
    place: Place | None = None
    hint: str | None = None


_LOGIN: Final = _Ours(AuthenticationError, "login", "Check user and password.")
_RIGHTS: Final = _Ours(AuthorizationError, None, "Ask the owner of the database for the right to read it.")
_DATABASE: Final = _Ours(ConfigurationError, "database", "Check the name of the database.")
_LATER: Final = _Ours(SourceUnavailableError, None, "Try again later.")
_NETWORK: Final = _Ours(
    NetworkError, "host", "Check host and port, and that nothing on the way is in between."
)
_NAME: Final = _Ours(NameResolutionError, "host", "Check the name of the host.")
_TLS: Final = _Ours(TLSError, "tls", "Check the settings of TLS, and which authorities are trusted.")
_WRITES: Final = _Ours(QueryRefusedError, "query", "Only read in it, or set options.read_only to false.")
_DRIVER: Final = _Ours(ConfigurationError, "driver", "Check the connection string, and odbcinst.ini.")

_BY_STATE: Final[Mapping[str, _Ours]] = {
    "08": _NETWORK,
    "0A": _Ours(QueryError, "query"),
    "22": _Ours(ResultError, "query"),
    "25006": _WRITES,
    "28": _LOGIN,
    "3D": _DATABASE,
    "40": _LATER,
    "42501": _RIGHTS,
    "53": _LATER,
    "57": _LATER,
    "HY008": _Ours(CallCancelledError),
    "HY010": _Ours(SourceError),
    "HYC00": _Ours(UnsupportedCallError, None, "The driver cannot do it."),
    "HYT00": _NETWORK,
    "HYT01": _NETWORK,
    "IM": _DRIVER,
    "S1T00": _NETWORK,
}
"""By SQLSTATE, or its beginning; what is not here is the query's fault."""

_BY_TEXT: Final[tuple[tuple[str, _Ours], ...]] = (
    (r"certificate|SSL error|TLS/SSL|SSL connection error|SSL is required|require_secure_transport", _TLS),
    (
        r"password authentication failed|no password supplied|Access denied for user|Login failed|pg_hba",
        _LOGIN,
    ),
    (r"permission denied|command denied|Access denied", _RIGHTS),
    (r"read.?only", _WRITES),
    (r"could not translate host name|Unknown (MySQL |MariaDB )?server host|Name or service not known", _NAME),
    (r"Unknown database|database \S+ does not exist|Cannot open database", _DATABASE),
    (r"too many (connections|clients)|remaining connection slots|the database system is", _LATER),
    (r"terminating connection|server has gone away|Lost connection|closed the connection", _NETWORK),
    (
        r"Connection refused|could not connect|Can't connect|communication link|reset by peer|broken pipe",
        _NETWORK,
    ),
    (
        r"Connection timed out|timeout expired|could not receive data|could not send data|EOF detected",
        _NETWORK,
    ),
)
"""What the words of common drivers mean, where their state tells nothing: HY000, 08001 and their like."""
_VAGUE: Final = ("HY000", "08", "01000", "S1000", "S1T00", "HYT", "28000")

_NO_DRIVER: Final = re.compile(r"Can't open lib '([^']*)'")
_SPEAKERS: Final = re.compile(r"^\[\w{5}\] (\[[^\]]*\])*| \(-?\d+\) \(\w+\)$|\s*\(\w+\)$")


def translate(error: Exception, places: Places) -> ToucanConnectorsError | None:
    """Return our error for one of pyodbc's, or for a library that is missing."""
    if isinstance(error, ImportError):
        return no_driver_manager(error)
    from toucan_connectors.sql_odbc import pyodbc

    if not isinstance(error, pyodbc.Error):
        return None
    state, words = state_of(error), words_of(error)
    if missing := _NO_DRIVER.search(str(error.args[-1])):
        return no_driver(repr(missing[1]), driver_field=places["driver"])
    if isinstance(error, pyodbc.DataError | pyodbc.ProgrammingError) and not state:
        return QueryError(f"A value cannot be bound: {words}.", field="parameters")
    ours = _ours(state, words)
    place = None if ours.place is None else places.get(ours.place)
    return ours.kind(f"{words} ({state})" if state else words, field=place, hint=ours.hint)


def state_of(error: Exception) -> str:
    """Return the SQLSTATE of one of pyodbc's errors, "" where it has none."""
    state = error.args[0] if len(error.args) > 1 else ""
    return state if isinstance(state, str) and re.fullmatch(r"\w{5}", state) else ""


def words_of(error: Exception) -> str:
    """Return what the driver says, without who passed it on."""
    text = str(error.args[-1]) if error.args else type(error).__name__
    return re.sub(_SPEAKERS, "", text).strip().partition("\n")[0] or type(error).__name__


def _ours(state: str, words: str) -> _Ours:
    if not state or state.startswith(_VAGUE):
        for pattern, ours in _BY_TEXT:
            if re.search(pattern, words, re.IGNORECASE):
                return ours
    known = (_BY_STATE[state[:length]] for length in (5, 3, 2) if state[:length] in _BY_STATE)
    return next(known, _Ours(QueryError, "query"))
