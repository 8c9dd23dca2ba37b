"""Where a request goes, read strictly: what two parsers may read differently is no URL here."""

from __future__ import annotations

import re
import socket
from base64 import b64encode
from dataclasses import replace
from ipaddress import IPv6Address
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit, urlunsplit

from toucan_connectors.core.errors import QueryError

if TYPE_CHECKING:
    from toucan_connectors.http.messages import Request

__all__ = ["Place", "place_of", "split_url", "without_account"]

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_NO_NAME: Final = re.compile(r"[^a-z0-9._~\-\x80-\U0010ffff]")
"""What no name of a host has. Which other letters one may have, IDNA says."""
_NUMBER: Final = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}")
_PATH_SAFE: Final = "/%!$&'()*+,;=:@[]~"


class Place(NamedTuple):
    """A URL in its parts."""

    scheme: str
    host: str
    """In lower case; an address in its usual form."""
    port: int
    target: str
    """Path and query, as they are sent."""
    account: tuple[str, str] | None
    """The user and the password that the URL has."""

    @property
    def root(self) -> str:
        """The URL without account, path and query: what of it can be told."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}/"


def place_of(request: Request) -> Place:
    """Return where a request goes. Raises QueryError for what is no URL of HTTP."""
    parts = split_url(request.url)
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    query = f"?{urlencode(request.params)}" if request.params else ""
    account = None
    if parts.username is not None:
        account = unquote(parts.username), unquote(parts.password or "")
    scheme = parts.scheme
    port = parts.port if parts.port is not None else {"http": 80, "https": 443}[scheme]
    return Place(scheme, _usual(parts.hostname or ""), port, path + query, account)


def without_account(request: Request) -> Request:
    """Return the request with a user and a password of its URL as a header, as browsers send them."""
    account = place_of(request).account
    if account is None:
        return request
    parts = urlsplit(request.url)
    bare = replace(request, url=urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))
    if "authorization" in request.headers:
        return bare
    encoded = b64encode(":".join(account).encode()).decode("ascii")
    return bare.with_headers({"Authorization": f"Basic {encoded}"})


def split_url(url: str) -> SplitResult:
    """Return the parts of a URL of HTTP, its host and port being ones. Raises QueryError."""
    if _CONTROL.search(url) or url != url.strip():
        raise _no_url("it has blanks or control characters")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for what is none
    except ValueError as error:
        raise _no_url(str(error)) from None
    if parts.scheme not in ("http", "https"):
        raise _no_url("it does not begin with http:// or https://")
    if not parts.hostname or "\\" in parts.netloc:
        raise _no_url("its host is none")
    _usual(parts.hostname)
    return parts


def _usual(host: str) -> str:
    """Return a host as browsers read it: in lower case, `127.1` and `0x7f000001` as the address they are."""
    host = host.lower()
    if ":" in host:
        return _usual_ipv6(host)
    if _NO_NAME.search(host) or not host.strip("."):
        raise _no_url("its host is none")
    if not _NUMBER.fullmatch(host):
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        raise _no_url("its host is a number, but no address") from None


def _usual_ipv6(host: str) -> str:
    try:
        address = IPv6Address(host)
    except ValueError:
        raise _no_url("its host is no address of IPv6") from None
    if address.scope_id is not None:
        raise _no_url("its host names an interface of this machine")
    return str(address)


def _no_url(why: str) -> QueryError:
    return QueryError(f"The URL is not one that can be asked: {why}.", field="url", hint="Check the URL.")
