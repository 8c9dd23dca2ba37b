"""What a status means: who must act, and what the API says about it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    QueryError,
    SourceError,
    SourceUnavailableError,
    ToucanConnectorsError,
)

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Headers, Request, Response

__all__ = ["may_pass", "rate_limit", "secrets_of", "status_error"]

_WHO: Final[Mapping[int, tuple[type[ToucanConnectorsError], str | None, str]]] = {
    401: (AuthenticationError, None, "Check the credentials."),
    403: (AuthorizationError, None, "Check what the account may do."),
    404: (QueryError, "url", "Check the URL."),
    407: (AuthenticationError, "proxies", "Check the user and password of the proxy."),
    408: (SourceUnavailableError, None, "Try again."),
    425: (SourceUnavailableError, None, "Try again."),
    429: (SourceUnavailableError, None, "Ask less often, or try again later."),
    502: (SourceUnavailableError, None, "Try again later."),
    503: (SourceUnavailableError, None, "Try again later."),
    504: (SourceUnavailableError, None, "Try again later, or ask for less."),
}
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_SAYS: Final = ("message", "error_description", "detail", "error", "title", "errors")
"""The fields in which APIs say what is wrong, the more telling first."""
_SECRET: Final = re.compile(r"secret|password|token|assertion|code|key", re.IGNORECASE)
_LONGEST: Final = 300
_READ: Final = 20_000
_HARMLESS: Final = frozenset(
    {"accept", "accept-encoding", "accept-language", "cache-control", "content-type", "host", "user-agent"}
)


def may_pass(response: Response) -> bool:
    """Return whether what an API answers may be another answer later."""
    return _meaning(response) in _PASSING


def rate_limit(headers: Headers, name: str) -> str | None:
    """Return what an API says of its limit (`remaining`, `reset`), by a header of either usual name."""
    return headers.get(f"ratelimit-{name}", headers.get(f"x-ratelimit-{name}"))


def status_error(response: Response, secrets: Collection[str] = ()) -> ToucanConnectorsError:
    """Return the error that a status of 400 and more is; what the API says, without the secrets."""
    status = response.status
    other = (SourceError, None, None) if status >= 500 else (QueryError, "url", "Check the request.")
    kind, field, hint = _WHO.get(_meaning(response), other)
    host = urlsplit(response.request.url).hostname
    phrase = f" {HTTPStatus(status).phrase}" if status in HTTPStatus.__members__.values() else ""
    said = _said(response, secrets)
    return kind(f"{host} answered {status}{phrase}{f': {said}' if said else ''}.", field=field, hint=hint)


def secrets_of(sent: Request, plain: Request) -> list[str]:
    """Return what of a request may be secret: values of its headers, of a form, and of its signed query.

    An API may quote them when it refuses them.
    """
    values = [value for name, value in sent.headers.items() if name.lower() not in _HARMLESS]
    values += [value for name, value in sent.params if (name, value) not in plain.params]
    if sent.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        values += [
            value
            for name, value in parse_qsl((sent.content or b"").decode("latin-1"))
            if _SECRET.search(name)
        ]
    words = [word for value in values for word in (value, *value.split())]
    return sorted({word for word in words if len(word) >= 5}, key=len, reverse=True)


def _meaning(response: Response) -> int:
    """Return the status; for a 403 because of too many requests, as GitHub has it, the one that says so."""
    is_throttled = response.status == 403 and rate_limit(response.headers, "remaining") == "0"
    return 429 if is_throttled else response.status


def _said(response: Response, secrets: Collection[str]) -> str:
    text = response.body[:_READ].decode("utf-8", "replace").strip()
    if "html" in response.headers.get("content-type", "") or text.startswith("<"):
        return ""
    if text[:1] in ("{", "["):
        text = _told(text)
    for secret in secrets:
        text = text.replace(secret, "***")
    text = re.sub(r"[\x00-\x20\x7f-\x9f]+", " ", text).strip().rstrip(".")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _told(text: str) -> str:
    try:
        return _found(json.loads(text), depth=3)
    except (ValueError, RecursionError):
        return text


def _found(document: object, depth: int) -> str:
    """Return the first text in one of the fields, down to a depth."""
    if isinstance(document, str):
        return document
    if depth == 0:
        return ""
    if isinstance(document, list):
        return _found(document[0], depth - 1) if document else ""
    if not isinstance(document, dict):
        return ""
    return next((said for name in _SAYS if (said := _found(document.get(name), depth - 1))), "")
