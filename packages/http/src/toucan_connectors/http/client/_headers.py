"""Method and headers as they are sent: those of the caller, without what would break HTTP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from toucan_connectors.core.errors import ConfigurationError

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Request

__all__ = ["checked_method", "raw_headers"]

_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110
_NO_VALUE: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_OF_THE_CLIENT: Final = frozenset(
    {"accept-encoding", "connection", "content-length", "keep-alive", "te", "transfer-encoding", "upgrade"}
)
"""What the client says itself: it is about the connection, and about what it can read."""


def checked_method(request: Request) -> str:
    """Return the method. Raises ConfigurationError for what is no word."""
    if not _NAME.fullmatch(request.method):
        raise ConfigurationError("The method is none of HTTP.", field="method", hint="Use GET or POST, say.")
    return request.method


def raw_headers(request: Request) -> list[tuple[bytes, bytes]]:
    """Return the headers as they are sent. Raises ConfigurationError for one that no header can be."""
    return [
        _raw(name, value) for name, value in request.headers.items() if name.lower() not in _OF_THE_CLIENT
    ]


def _raw(name: str, value: str) -> tuple[bytes, bytes]:
    value = value.strip(" \t\r\n")  # a key is often pasted with its line's end
    if not _NAME.fullmatch(name) or _NO_VALUE.search(value):
        raise ConfigurationError(
            f"The header {name!r} cannot be sent: it has characters that no header has.",
            field="headers",
            hint="Take line breaks and control characters out of it.",
        )
    try:
        return name.encode("ascii"), value.encode("latin-1")
    except UnicodeEncodeError:
        return name.encode("ascii"), value.encode("utf-8", "replace")
