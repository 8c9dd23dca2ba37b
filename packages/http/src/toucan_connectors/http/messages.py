"""Requests and responses, as the rest of the toolkit knows them: values, not connections."""

from __future__ import annotations

import json as json_
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

__all__ = ["Headers", "Request", "Response"]

Pairs = tuple[tuple[str, str], ...]


class Headers(Mapping[str, str]):
    """Headers by name, whatever its case; they keep the case and the order in which they were given.

    Of a name that comes twice, the values are joined by commas, as RFC 9110 (5.3) has it.
    """

    def __init__(self, headers: Mapping[str, str] | Sequence[tuple[str, str]] = ()) -> None:
        self._found: dict[str, tuple[str, str]] = {}
        for name, value in headers.items() if isinstance(headers, Mapping) else headers:
            key = name.lower()
            joined = f"{self._found[key][1]}, {value}" if key in self._found else value
            self._found[key] = (name, joined)

    def __getitem__(self, name: str) -> str:
        return self._found[name.lower()][1]

    def __iter__(self) -> Any:
        return (name for name, _ in self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return f"Headers({', '.join(self)})"  # values may be secrets

    def merged(self, others: Mapping[str, str]) -> Headers:
        """Return these headers and others, which win."""
        kept = [(name, value) for name, value in self.items() if name not in Headers(others)]
        return Headers([*kept, *others.items()])


@dataclass(frozen=True)
class Request:
    """What to ask. The URL is absolute and has no query of its own: that is `params`, in order."""

    method: str
    url: str
    params: Pairs = ()
    headers: Headers = field(default_factory=Headers)
    content: bytes | None = field(default=None, repr=False)
    proxies: Mapping[str, str] | None = field(default=None, repr=False)
    """A proxy's URL by the scheme that is asked (`http`, `https`)."""

    @classmethod
    def build(
        cls,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        json: Any = None,
        data: str | bytes | Mapping[str, Any] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a request as `requests` would make it.

        A list in `params` or `data` is a value each, None none at all. `data` is a form, or text that is sent
        as it is, and wins over `json`. The URL's own query stays, before `params`.
        """
        parts = urlsplit(url)
        query = (*parse_qsl(parts.query, keep_blank_values=True), *_pairs(params or {}))
        content, type_ = _content(json, data)
        given = Headers({name: str(value) for name, value in (headers or {}).items() if value is not None})
        if type_ and "content-type" not in given:
            given = given.merged({"Content-Type": type_})
        bare = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        return cls(method.upper(), bare, query, given, content, proxies)

    @property
    def full_url(self) -> str:
        """The URL with its query."""
        return f"{self.url}?{urlencode(self.params)}" if self.params else self.url

    @property
    def origin(self) -> tuple[str, str]:
        """Scheme, and host with port: who gets the request."""
        parts = urlsplit(self.url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        return parts.scheme, f"{(parts.hostname or '').lower()}:{port}"

    def with_params(self, /, **params: object) -> Request:
        """Return the request with these parameters in the place of those of the same names, at their end."""
        kept = tuple((name, value) for name, value in self.params if name not in params)
        return replace(self, params=(*kept, *_pairs(params)))

    def with_headers(self, headers: Mapping[str, str]) -> Request:
        """Return the request with these headers too, which win."""
        return replace(self, headers=self.headers.merged(headers))

    def at(self, url: str) -> Request:
        """Return the request at another URL, whose query is the only one."""
        parts = urlsplit(url)
        bare = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        return replace(self, url=bare, params=tuple(parse_qsl(parts.query, keep_blank_values=True)))


@dataclass(frozen=True)
class Response:
    """A whole answer: nothing of it is missing, or it would have been an error."""

    request: Request
    status: int
    headers: Headers
    body: bytes = field(repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the status is one of 200 to 299."""
        return 200 <= self.status < 300


def _pairs(params: Mapping[str, Any]) -> Pairs:
    found: list[tuple[str, str]] = []
    for name, value in params.items():
        values = value if isinstance(value, list | tuple | set | frozenset) else [value]
        found += [(str(name), _text(item)) for item in values if item is not None]
    return tuple(found)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode()
    return str(value)


def _content(json: Any, data: str | bytes | Mapping[str, Any] | None) -> tuple[bytes | None, str | None]:
    if isinstance(data, Mapping):
        return urlencode(_pairs(data)).encode(), "application/x-www-form-urlencoded"
    if data is not None:
        return (data.encode() if isinstance(data, str) else data), None
    if json is not None:
        return json_.dumps(json, allow_nan=False).encode(), "application/json"
    return None, None
