"""JSON as it came: bytes of any Unicode encoding to Python objects, no number rounded.

orjson decodes, but makes floats of integers over 64 bits: a page that may have one goes to the standard
library.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import orjson

from toucan_connectors.core.collector import collector_paused
from toucan_connectors.core.errors import SourceError

if TYPE_CHECKING:
    from toucan_connectors.http.decode._json_types import Json

__all__ = ["has_digits", "json_bytes", "json_document", "json_text"]

_UTF_8: Final = ("utf-8", "utf-8-sig")
_BOM: Final = b"\xef\xbb\xbf"
_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER: Final = re.compile(rb"(?:^|[\[:,\s])-?\d{19,}(?=[\s,\]}]|$)")


def json_document(body: bytes) -> Json:
    """Return the document of a body in UTF-8, 16 or 32, with or without a byte order mark.

    Of a key that comes twice the last value counts. Integers are exact, whatever their size. Raises
    SourceError, with the position but not the content, for what is no JSON (RFC 8259): nothing at all, NaN
    and Infinity, a number beyond double precision, half of a surrogate pair, 1,024 levels of nesting.
    """
    text = json_bytes(body)
    if not text.strip():
        raise SourceError("The answer is empty, where JSON was expected.", field="responsetype")
    try:
        with collector_paused():
            return _exact(text) if _has_long_number(text) else orjson.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _no_json(error) from error


def json_bytes(body: bytes) -> bytes:
    """Return a body in UTF-8 without a byte order mark."""
    encoding = json.detect_encoding(body)
    if encoding in _UTF_8:
        return body.removeprefix(_BOM)
    try:
        return body.decode(encoding).encode()
    except UnicodeError as error:
        raise SourceError(f"The answer is neither JSON in UTF-8 nor in {encoding}.") from error


def json_text(value: Json) -> str:
    """Return a document as compact JSON text, no number rounded."""
    try:
        return orjson.dumps(value).decode()
    except (TypeError, ValueError):  # an integer over 64 bits, or 255 levels of nesting
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def has_digits(text: bytes, count: int) -> bool:
    """Say whether so many digits follow each other anywhere; ten times as fast as a regular expression."""
    return text.translate(_DIGITS).find(b"0" * count) >= 0


def _has_long_number(text: bytes) -> bool:
    return has_digits(text, 19) and _LONG_NUMBER.search(text) is not None


def _exact(text: bytes) -> Json:
    orjson.loads(text)  # it refuses what the standard library lets through
    return json.loads(text)


def _no_json(error: Exception) -> SourceError:
    place = "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        place = f"line {error.lineno}, column {error.colno}: {error.msg}"
    return SourceError(
        f"The answer is no JSON ({place}).",
        hint="Look at what the source answers: an error page, or XML?",
        field="responsetype",
    )
