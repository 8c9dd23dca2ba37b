"""The steps of a status: the name has an address, the port is open, TLS, who we are, a first answer."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from toucan_connectors.core.errors import CredentialsError, TLSError, ToucanConnectorsError
from toucan_connectors.core.hosts import connect_timeout, first_connected, host_steps
from toucan_connectors.core.network import resolve

if TYPE_CHECKING:
    from toucan_connectors.core.options import Options
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.http.client import Client, TlsMaterial

__all__ = ["steps"]

_KNOWN_TO_NOBODY: Final = frozenset({404, 405, 406})
"""What an API says of a root that is no place of its own: it answered, and let us in."""


def steps(
    root: str,
    options: Options,
    tls: TlsMaterial | None,
    connected: Callable[[], AbstractContextManager[Client]],
) -> list[StatusStep]:
    """Return the steps, in order. The root may be a path that the API does not know: it answered, then."""
    parts = urlsplit(root)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    answer = _Answer(root, connected)
    encrypted: list[StatusStep] = [
        ("TLS verified", lambda: _shake_hands(host, port, options, tls)),
    ]
    return [
        *host_steps(host, port, options),
        *(encrypted if parts.scheme == "https" else []),
        ("Authenticated", answer.require_let_in),
        ("Answered", answer.require_answer),
    ]


def _shake_hands(host: str, port: int, options: Options, tls: TlsMaterial | None) -> None:
    from toucan_connectors.http.client import make_context

    seconds = connect_timeout(None, options)
    addresses = resolve(host, port, options.network_policy)
    context = make_context(tls)

    def connect(address: str) -> socket.socket:
        return socket.create_connection((address, port), seconds)

    with first_connected(addresses, connect, OSError) as sock:
        try:
            context.wrap_socket(sock, server_hostname=host.rstrip(".")).close()
        except ssl.SSLError as error:
            raise TLSError(
                f"{host} cannot be trusted: {error.reason or error}.",
                hint="Check the certificate's name, its dates, and the authority that signed it.",
            ) from error


class _Answer:
    """One request to the root: it may end at the account, or at the source."""

    def __init__(self, root: str, connected: Callable[[], AbstractContextManager[Client]]) -> None:
        self._root = root
        self._connected = connected
        self._refusal: ToucanConnectorsError | None = None

    def require_let_in(self) -> None:
        from toucan_connectors.http.messages import Request

        with self._connected() as client:
            try:
                client.send(Request.build("GET", self._root), allowed=_KNOWN_TO_NOBODY)
            except CredentialsError:
                raise
            except ToucanConnectorsError as error:
                self._refusal = error

    def require_answer(self) -> None:
        if self._refusal is not None:
            raise self._refusal
