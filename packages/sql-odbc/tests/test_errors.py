"""What drivers say, by who must act; the texts are those of real drivers."""

from __future__ import annotations

import pytest

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
    SourceUnavailableError,
    TLSError,
    ToucanConnectorsError,
)
from toucan_connectors.sql_odbc import pyodbc
from toucan_connectors.sql_odbc.errors import Places, translate

PLACES: Places = {
    "driver": "driver",
    "host": "host",
    "login": "user",
    "tls": "ssl_mode",
    "database": "database",
    "query": "query",
}

SAID = [
    ("08001", 'FATAL:  password authentication failed for user "u"', AuthenticationError, "user"),
    (
        "28000",
        "[ma-3.1.15]Access denied for user 'u'@'localhost' (using password: YES)",
        AuthenticationError,
        "user",
    ),
    ("08001", "SSL error: certificate verify failed", TLSError, "ssl_mode"),
    ("HY000", "[ma-3.1.15]TLS/SSL error: certificate verify failed", TLSError, "ssl_mode"),
    (
        "08001",
        'could not translate host name "x" to address: Name or service not known',
        NameResolutionError,
        "host",
    ),
    ("08001", "connection to server failed: Connection refused", NetworkError, "host"),
    ("08S01", "Communication link failure", NetworkError, "host"),
    ("HYT00", "Login timeout expired", NetworkError, "host"),
    ("08001", 'FATAL:  database "x" does not exist', ConfigurationError, "database"),
    ("08001", "FATAL:  sorry, too many clients already", SourceUnavailableError, None),
    ("42S02", 'ERROR: relation "x" does not exist', QueryError, "query"),
    ("HY000", "[SQLite]no such table: x (1)", QueryError, "query"),
    ("42501", "ERROR: permission denied for table x", AuthorizationError, None),
    ("25006", "ERROR: cannot execute INSERT in a read-only transaction", QueryRefusedError, "query"),
    ("HY000", "[SQLite]attempt to write a readonly database (8)", QueryRefusedError, "query"),
    ("22012", "ERROR: division by zero", ResultError, "query"),
    ("HY008", "Operation canceled", CallCancelledError, None),
    ("IM002", "[unixODBC][Driver Manager]Data source name not found", ConfigurationError, "driver"),
    ("40001", "deadlock detected", SourceUnavailableError, None),
]


@pytest.mark.parametrize(
    ("state", "text", "kind", "field"), SAID, ids=[f"{said[0]} {said[1]}" for said in SAID]
)
def test_a_drivers_error_names_who_must_act(
    state: str, text: str, kind: type[ToucanConnectorsError], field: str | None
) -> None:
    error = translate(pyodbc.Error(state, f"[{state}] {text} (7) (SQLDriverConnect)"), PLACES)
    assert type(error) is kind
    assert error.field == field
    assert not error.message.startswith("[")
    assert error.message.endswith(f"({state})")


def test_a_driver_that_is_not_there_is_told_with_those_that_are() -> None:
    text = (
        "[01000] [unixODBC][Driver Manager]Can't open lib 'No Driver' : file not found (0) (SQLDriverConnect)"
    )
    error = translate(pyodbc.Error("01000", text), PLACES)
    assert type(error) is ConfigurationError
    assert "no ODBC driver 'No Driver'; installed are:" in error.message
    assert error.field == "driver"


def test_a_missing_library_is_a_configuration_error() -> None:
    error = translate(ImportError("libodbc.so.2: cannot open shared object file"), PLACES)
    assert type(error) is ConfigurationError


def test_what_is_not_of_odbc_is_left_alone() -> None:
    assert translate(ValueError("x"), PLACES) is None
