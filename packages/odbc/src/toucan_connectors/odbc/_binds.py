"""What is bound for a value where drivers bind it inexactly."""

from __future__ import annotations

import datetime as dt
from typing import Any

from toucan_connectors.core.errors import QueryError

__all__ = ["instants_as_text", "whole"]


def whole(value: Any) -> Any:
    """Return the value; QueryError for a text with a NUL character, where drivers end it."""
    if isinstance(value, str) and "\0" in value:
        raise QueryError(
            "A value has a NUL character, where its driver would end it.",
            field="parameters",
            hint="Take the character out.",
        )
    return value


def instants_as_text(value: Any) -> Any:
    """Return an instant or a time of day as text, in UTC: their binds have no fractions of a second."""
    if isinstance(value, dt.datetime):
        in_utc = value if value.tzinfo is None else value.astimezone(dt.UTC).replace(tzinfo=None)
        return in_utc.isoformat(" ")
    return value.isoformat() if isinstance(value, dt.time) else whole(value)
