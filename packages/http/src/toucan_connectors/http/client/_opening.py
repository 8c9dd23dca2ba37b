"""Opens connections: over TLS or not, by a proxy or not, over HTTP/2 where both sides have it."""

from __future__ import annotations

import logging
import ssl
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import httpcore

from toucan_connectors.core.errors import ConfigurationError
from toucan_connectors.http.client._lanes import KEPT_SECONDS, Route
from toucan_connectors.http.client._tls import TlsMaterial, make_context

if TYPE_CHECKING:
    from toucan_connectors.http.client._network import CheckedBackend

__all__ = ["Opening"]

_TALKATIVE: Final = ("hpack", "httpcore")
"""Loggers that write headers at the level DEBUG, and with them secrets."""


class Opening:
    """Opens what a route needs, with one TLS context for all routes."""

    def __init__(self, backend: CheckedBackend, tls: TlsMaterial | None) -> None:
        self._backend = backend
        self._tls = tls
        self._http2 = find_spec("h2") is not None
        for name in _TALKATIVE:
            if (logger := logging.getLogger(name)).level == logging.NOTSET:  # else somebody wants it so
                logger.setLevel(logging.INFO)

    def __call__(self, route: Route) -> httpcore.ConnectionPool:
        """Return a pool of one connection, to be made at its first request."""
        return httpcore.ConnectionPool(
            ssl_context=self._context if route.scheme == b"https" else None,
            proxy=None if route.proxy is None else self._proxy(route.proxy, route.scheme),
            max_connections=1,
            keepalive_expiry=KEPT_SECONDS,
            http2=self._http2,
            network_backend=self._backend,
        )

    def _proxy(self, url: str, scheme: bytes) -> httpcore.Proxy:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        is_usable = parts.scheme == "http" or (parts.scheme == "https" and scheme == b"http")
        try:
            port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
            host = (parts.hostname or "").encode("ascii")
        except ValueError:
            is_usable = False
        if not is_usable or not host:
            raise ConfigurationError(
                "A proxy is given by a URL that cannot be used.",
                field="proxies",
                hint="Give http://host:port; one of https can only be asked for URLs of http.",
            )
        account = None
        if parts.username is not None:
            account = unquote(parts.username).encode(), unquote(parts.password or "").encode()
        place = httpcore.URL(scheme=parts.scheme.encode(), host=host, port=port, target=b"/")
        return httpcore.Proxy(place, account, ssl_context=self._context_of_proxies(parts.scheme))

    def _context_of_proxies(self, scheme: str) -> ssl.SSLContext | None:
        """Return the context for a proxy: who we are is not for it."""
        if scheme == "http":
            return None
        return make_context(TlsMaterial(ca=self._tls.ca if self._tls else None))

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return make_context(self._tls)
