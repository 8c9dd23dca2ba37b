"""DuckDB's exceptions, by who must act."""

from __future__ import annotations

from collections.abc import Mapping

from toucan_connectors.core.errors import (
    CallCancelledError,
    ConfigurationError,
    QueryError,
    QueryRefusedError,
    SourceError,
    SourceUnavailableError,
    ToucanConnectorsError,
)

__all__ = ["translate"]


def translate(error: Exception, left_out: Mapping[str, str]) -> ToucanConnectorsError | None:
    """Return our error for one of DuckDB's; what was left out of the folders may be what a query misses."""
    import duckdb

    if not isinstance(error, duckdb.Error):
        return None
    message = str(error).strip()
    if isinstance(error, duckdb.CatalogException) and left_out:
        files = "; ".join(f"{name}: {reason}" for name, reason in left_out.items())
        return QueryError(message, field="query", hint=f"These files are not tables: {files}.")
    if isinstance(error, duckdb.IOException) and "lock" in message:
        return SourceUnavailableError(
            "Another process has the database file open for writing.", field="path", hint="Try again later."
        )
    for kind, ours, at_fault in _KINDS:
        if isinstance(error, getattr(duckdb, kind)):
            return ours(message, field=at_fault)
    return QueryError(message, field="query")


_KINDS: tuple[tuple[str, type[ToucanConnectorsError], str | None], ...] = (
    ("InterruptException", CallCancelledError, None),
    ("PermissionException", QueryRefusedError, "query"),
    ("OutOfMemoryException", SourceError, None),
    ("IOException", ConfigurationError, "path"),
    ("ResourceInUseException", SourceUnavailableError, "path"),
    ("OperationalError", SourceError, None),
    ("InternalError", SourceError, None),
    ("FatalException", SourceError, None),
)
