"""Values of BSON inside documents, as JSON has them: the same whatever the documents around them are."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import numpy as np
from bson import Binary, Code, DBRef, Decimal128, Int64, MaxKey, MinKey, ObjectId, Regex, Timestamp
from bson.datetime_ms import DatetimeMS

__all__ = ["inner_value", "iso_texts", "json_text", "text_of"]

_FLAGS: Final = ((2, "i"), (8, "m"), (16, "s"), (64, "x"), (4, "l"), (32, "u"))
"""Of `re`, and the letters that BSON has for them."""


def json_text(value: object) -> str:
    """Return a document, or any value, as JSON text."""
    try:
        return json.dumps(value, default=inner_value, ensure_ascii=False, allow_nan=False)
    except ValueError:  # JSON has no NaN and no infinity
        return json.dumps(_without_nan(value), default=inner_value, ensure_ascii=False)


def inner_value(value: Any) -> Any:
    """Return a value that JSON does not have as one that it has: text, a number, an object."""
    for kind, told in _TOLD:
        if isinstance(value, kind):
            return told(value)
    return str(value)


def iso_texts(milliseconds: Any) -> Any:
    """Return instants, milliseconds since 1970, as ISO 8601 has them: `2024-01-31T12:30:15.123Z`."""
    return np.datetime_as_string(np.asarray(milliseconds, np.int64).view("datetime64[ms]"), timezone="UTC")


def text_of(value: Any) -> str:
    """Return what is text in a frame: an id's 24 digits, a regular expression as `/pattern/flags`."""
    if isinstance(value, Regex):
        flags = "".join(letter for bit, letter in _FLAGS if value.flags & bit)
        return f"/{value.pattern if isinstance(value.pattern, str) else value.pattern.decode()}/{flags}"
    return str(value)


def _without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, Decimal128):
        return _without_nan(float(value.to_decimal()))
    return [_without_nan(item) for item in value] if isinstance(value, list) else value


_TOLD: Final[tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...]] = (
    (DatetimeMS, lambda value: str(iso_texts(int(value)))),
    (Decimal128, lambda value: float(value.to_decimal())),
    ((Binary, bytes), lambda value: base64.b64encode(value).decode()),
    (Timestamp, lambda value: str(iso_texts(value.time * 1000))),
    (DBRef, lambda value: dict(value.as_doc())),
    ((ObjectId, UUID, Regex, MinKey, MaxKey, Code, Int64), text_of),
)
