"""Where a connector connects to, as far as its fields tell: a host and a port, or a URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from toucan_connectors.core import ToucanConnector

__all__ = ["Endpoint", "check_tls", "endpoint_of"]

_HOSTS: Final = ("host", "hostname", "server")
_URLS: Final = ("baseroute", "base_url", "url", "endpoint", "instance_url")
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Endpoint:
    """A host, its port where it is known, and whether TLS is spoken from the first byte."""

    host: str
    port: int | None
    tls: bool


def endpoint_of(connector: ToucanConnector[Any]) -> Endpoint | None:
    """Return where the connector connects to, None where no field says so."""
    for name in (*_HOSTS, *_URLS):
        value = getattr(connector, name, None)
        if value is None:
            continue
        text = str(value)
        if "://" in text:
            return _of_url(text)
        if name in _HOSTS and text:
            port = str(getattr(connector, "port", None))
            return Endpoint(text, int(port) if port.isdecimal() else None, tls=False)
    return None


def _of_url(text: str) -> Endpoint | None:
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port or _PORTS.get(url.scheme)
    except ValueError:
        return None
    return None if host is None else Endpoint(host, port, tls=url.scheme == "https")


def check_tls(endpoint: Endpoint, timeout: float) -> str:
    """Return the version of TLS that is spoken, the certificate verified. Raises TLSError."""
    import socket
    import ssl

    from toucan_connectors.core.errors import NetworkError, TLSError

    try:
        with (
            socket.create_connection((endpoint.host, endpoint.port or 443), timeout) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=endpoint.host) as encrypted,
        ):
            return encrypted.version() or "TLS"
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", None) or error.reason or "the handshake failed"
        raise TLSError(
            f"{endpoint.host} does not speak TLS as it must: {reason}.",
            field="host",
            hint="Check its certificate, or give the authority that signed it.",
        ) from error
    except OSError as error:
        raise NetworkError(f"The connection to {endpoint.host} broke: {error}.") from error
