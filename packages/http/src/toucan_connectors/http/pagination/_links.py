"""Links to other pages: where they lead, and RFC 8288's header that holds them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from toucan_connectors.core.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toucan_connectors.http.messages import Request

__all__ = ["linked", "links"]

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER: Final = re.compile(rf'\s*;\s*({_WORD})(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?')
_TARGET: Final = re.compile(r"[\s,]*<([^>]*)>")


def linked(link: str, base: Request, given: Request) -> Request:
    """Return the request that a link leads to, absolute or relative to the URL of the answer that has it.

    The parameters of the given request go along, but for those that the link has itself, and only to its own
    origin. Whether another origin may be asked, and with what headers, the client decides. Raises SourceError
    for a link to what is not HTTP.
    """
    try:
        url = urljoin(base.full_url, link.strip())
        found = given.at(url)
        same = found.origin == given.origin
    except ValueError as error:
        raise _no_link() from error
    if found.origin[0] not in {"http", "https"} or found.origin[1].startswith(":"):
        raise _no_link()
    if not same:
        return found
    own = {name for name, _ in found.params}
    kept = tuple((name, value) for name, value in given.params if name not in own)
    return replace(found, params=(*found.params, *kept))


def _no_link() -> SourceError:
    return SourceError("The link to the next page is no URL of HTTP.")


def links(header: str) -> dict[str, str]:
    """Return the target of each relation in a `Link` header, relations in lower case; the first wins.

    >>> links('</p?n=2>; rel="next prefetch", </p?n=9>; rel=last')
    {'next': '/p?n=2', 'prefetch': '/p?n=2', 'last': '/p?n=9'}
    """
    found: dict[str, str] = {}
    for target, parameters in _parsed(header):
        if "anchor" in parameters:  # a link of something else than this answer
            continue
        for relation in parameters.get("rel", "").lower().split():
            found.setdefault(relation, target)
    return found


def _parsed(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield targets with their parameters; a parameter's first value counts, and broken ends are left out."""
    position = 0
    while target := _TARGET.match(header, position):
        position, parameters = target.end(), dict[str, str]()
        while parameter := _PARAMETER.match(header, position):
            name, quoted, token = parameter.groups()
            value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else token or ""
            parameters.setdefault(name.lower(), value)
            position = parameter.end()
        yield target[1], parameters
