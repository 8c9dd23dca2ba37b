"""Responses in good order: the answer that was asked for, or a status that refuses it."""

from datetime import datetime
from email.utils import format_datetime
from typing import Final

from toucan_connectors.testing.faults.responses._response import EXAMPLE, Headers, Response, message

__all__ = ["STRANGE_RETRY_AFTERS", "ok", "status"]

STRANGE_RETRY_AFTERS: Final = (
    "",
    "-1",
    "1.5",
    "soon",
    "1e9",
    "NaN",
    "99999999999999999999",
    "Wed, 21 Oct 2015 07:28:00 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Fri, 31 Feb 2027 25:00:00 GMT",
)
"""Values of Retry-After that are empty, negative, no integer, no number, huge, past, far away, or no date."""


def ok(
    body: bytes | str = EXAMPLE,
    content_type: str = "application/json",
    headers: Headers | None = None,
) -> Response:
    """Return a 200 with this body; text goes out as UTF-8. A HEAD would get the body too."""
    content = body.encode() if isinstance(body, str) else body
    all_headers = {"Content-Type": content_type, "Content-Length": str(len(content)), **(headers or {})}
    return Response((message(200, all_headers, content),))


def status(
    code: int,
    *,
    retry_after: float | str | datetime | None = None,
    body: bytes = b"",
    headers: Headers | None = None,
) -> Response:
    """Return a response of this status. `retry_after` is seconds, an instant in UTC, or any text."""
    all_headers = {"Content-Length": str(len(body)), **(headers or {})}
    if isinstance(retry_after, datetime):
        retry_after = format_datetime(retry_after, usegmt=True)
    if retry_after is not None:
        all_headers["Retry-After"] = str(retry_after)
    return Response((message(code, all_headers, body),))
