"""Where an answer sends a request on to, and what of the request may go there."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urljoin

from toucan_connectors.core.errors import AddressRefusedError, QueryError, SourceError
from toucan_connectors.http.messages import Headers, Request, Response
from toucan_connectors.http.urls import place_of, split_url

__all__ = ["MOST_REDIRECTS", "is_same_place", "next_hop", "too_many_redirects", "without_secrets"]

MOST_REDIRECTS: Final = 10

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HARMLESS: Final = frozenset({"accept", "accept-language", "accept-charset", "user-agent"})
"""The headers that another origin may get: none can hold a secret."""
_OF_CONTENT: Final = frozenset({"content-type", "content-encoding", "content-language", "content-length"})


def next_hop(request: Request, response: Response) -> Request | None:
    """Return the request that a redirect asks for, as browsers understand it; None for any other answer.

    `request` is without what authentication added. What may not be followed is an AddressRefusedError:
    another protocol than HTTP, from https to http, an account in the URL.
    """
    location = response.headers.get("location", "").strip()
    if response.status not in _REDIRECTS or not location:
        return None
    url = _checked(request, location)
    hop = _as_get(request) if _becomes_get(request.method, response.status) else request
    hop = hop.at(url)
    return hop if is_same_place(request, hop) else without_secrets(hop)


def is_same_place(one: Request, other: Request) -> bool:
    """Return whether a request's secrets may go where the other goes: to the same origin.

    The same host over https, each at its usual port, is the same place: what could be sent in the open may be
    sent encrypted.
    """
    before, after = place_of(one), place_of(other)
    if (before.scheme, before.host, before.port) == (after.scheme, after.host, after.port):
        return True
    upgrade = ("http", before.host, 80), ("https", before.host, 443)
    return ((before.scheme, before.host, before.port), (after.scheme, after.host, after.port)) == upgrade


def without_secrets(request: Request) -> Request:
    """Return what of a request another origin may get: its headers that can hold no secret."""
    allowed = _HARMLESS | ({"content-type"} if request.content is not None else set())
    kept = [(name, value) for name, value in request.headers.items() if name.lower() in allowed]
    return replace(request, headers=Headers(kept))


def too_many_redirects() -> SourceError:
    """Return the error of an answer that is one redirect too many."""
    return SourceError(f"The API redirects more than {MOST_REDIRECTS} times.", hint="Check the URL.")


def _checked(request: Request, location: str) -> str:
    before = split_url(request.url)
    try:
        url = urljoin(request.full_url, _as_utf8(location))
        after = split_url(url)
    except (QueryError, ValueError):
        raise _refused("to what is no URL of HTTP") from None
    if "@" in after.netloc:
        raise _refused("to a URL with an account in it")
    if before.scheme == "https" and after.scheme == "http":
        raise _refused("from https to http")
    return url


def _as_utf8(location: str) -> str:
    """Return a Location that was read as Latin-1, as headers are, in what servers write it in."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _becomes_get(method: str, status: int) -> bool:
    """Follow the Fetch standard, as browsers do."""
    return (status == 303 and method not in ("GET", "HEAD")) or (status in (301, 302) and method == "POST")


def _as_get(request: Request) -> Request:
    kept = [(name, value) for name, value in request.headers.items() if name.lower() not in _OF_CONTENT]
    return replace(request, method="GET", headers=Headers(kept), content=None)


def _refused(where: str) -> AddressRefusedError:
    return AddressRefusedError(
        f"The API redirects {where}, which is not followed.", field="url", hint="Check the URL."
    )
