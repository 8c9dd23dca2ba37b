"""DuckDB's exceptions, by who must act."""

from __future__ import annotations

import re
from collections.abc import Mapping

from toucan_connectors.core.errors import (
    CallCancelledError,
    ConfigurationError,
    QueryError,
    QueryRefusedError,
    ResultError,
    SourceError,
    SourceUnavailableError,
    ToucanConnectorsError,
    ValueOutOfRangeError,
)

__all__ = ["translate"]


_TOO_LARGE = re.compile(r"to DECIMAL\(38,0\) when casting from source column (.*)")
"""What becomes of a 128-bit integer that Arrow's decimals cannot hold."""


def translate(error: Exception, left_out: Mapping[str, str]) -> ToucanConnectorsError | None:
    """Return our error for one of DuckDB's; what was left out of the folders may be what a query misses."""
    import pyarrow as pa

    import duckdb

    message = str(error).strip()
    if isinstance(error, OSError | pa.ArrowException):
        return _while_streaming(message.partition("\n\n")[0])
    if not isinstance(error, duckdb.Error):
        return None
    if found := _TOO_LARGE.search(message):
        return ValueOutOfRangeError(
            f"The column {found[1]!r} has an integer of more than 38 digits.",
            field=found[1],
            hint="CAST it to text in the query; options.decimals has no type for it.",
        )
    if isinstance(error, duckdb.CatalogException) and left_out:
        return QueryError(message, field="query", hint=_why_missing(message, left_out))
    if isinstance(error, duckdb.IOException) and "lock" in message:
        return SourceUnavailableError(
            "Another process has the database file open for writing.", field="path", hint="Try again later."
        )
    for kind, ours, at_fault in _KINDS:
        if isinstance(error, getattr(duckdb, kind)):
            return ours(message, field=at_fault)
    return QueryError(message, field="query")


def _while_streaming(message: str) -> ToucanConnectorsError:
    """Return the error of a stream, which has only its text to tell what it is."""
    if message.startswith("INTERRUPT"):
        return CallCancelledError(message)
    if message.startswith(("Out of Memory", "IO Error", "INTERNAL", "FATAL", "[Errno")):
        return SourceError(message)
    return ResultError(message, field="query")


def _why_missing(message: str, left_out: Mapping[str, str]) -> str:
    """Say of the left-out files that a query may have meant why they are no tables."""
    meant = [f"{name}: {reason}" for name, reason in left_out.items() if _view_of(name) in message]
    if meant:
        return f"This file is no table: {'; '.join(meant)}."
    return f"{len(left_out)} files are no tables: get_model_with_info() says why."


def _view_of(label: str) -> str:
    return label.rpartition("/")[2].partition(".")[0]


_KINDS: tuple[tuple[str, type[ToucanConnectorsError], str | None], ...] = (
    ("InterruptException", CallCancelledError, None),
    ("PermissionException", QueryRefusedError, "query"),
    ("OutOfMemoryException", SourceError, None),
    ("IOException", ConfigurationError, "path"),
    ("ResourceInUseException", SourceUnavailableError, "path"),
    ("OperationalError", SourceError, None),
    ("InternalError", SourceError, None),
    ("ConversionException", ResultError, "query"),
    ("InvalidInputException", ResultError, "query"),
    ("OutOfRangeException", ResultError, "query"),
    ("FatalException", SourceError, None),
)
