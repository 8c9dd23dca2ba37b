"""Where a server is, and what its client is told: fields, a URI, or both, as pymongo's arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote_plus

from toucan_connectors.core.secrets import reveal

if TYPE_CHECKING:
    from pydantic import SecretStr

    from toucan_connectors.mongo._server import Address
    from toucan_connectors.mongo.connector import MongoConnector

__all__ = ["address_of", "checked_host", "hosts_of", "is_uri", "without_credentials"]

_PORT: Final = 27017
_SCHEMES: Final = ("mongodb://", "mongodb+srv://")
_SECRET_OPTIONS: Final[Mapping[str, str]] = {
    "tlscertificatekeyfilepassword": "give the certificate and its key as ssl_cert and ssl_key",
    "authmechanismproperties": "leave it out: sessions of AWS and OIDC are not supported",
}
"""What may not stand in a URI, since a URI is shown; by its name in lower case."""


def is_uri(host: str) -> bool:
    """Whether a host is written as a URI."""
    return host.startswith(_SCHEMES)


def checked_host(host: str) -> str:
    """Return the host as it is; ValueError for one that is none, or a URI with a secret in its options."""
    if not host.strip():
        msg = "the host is empty"
        raise ValueError(msg)
    if "://" in host and not is_uri(host):
        msg = f"a URI begins with {' or '.join(_SCHEMES)}"
        raise ValueError(msg)
    for name, _ in parse_qsl(host.partition("?")[2]):
        if name.lower() in _SECRET_OPTIONS:
            msg = f"the URI has {name}: {_SECRET_OPTIONS[name.lower()]}"
            raise ValueError(msg)
    return host


def without_credentials(uri: str) -> tuple[str, str | None, str | None]:
    """Return a URI without its user, the user, and the password; a host that is no URI stays as it is."""
    scheme, separator, rest = uri.partition("://")
    authority, slash, path = rest.partition("/")
    if not is_uri(uri) or "@" not in authority:
        return uri, None, None
    credentials, _, hosts = authority.rpartition("@")
    user, colon, password = credentials.partition(":")
    return (
        f"{scheme}{separator}{hosts}{slash}{path}",
        unquote_plus(user),
        unquote_plus(password) if colon else None,
    )


def hosts_of(host: str, port: int | None) -> list[tuple[str, int]]:
    """Return the hosts and ports that are named; none where DNS names them (`mongodb+srv`)."""
    if host.startswith("mongodb+srv://"):
        return []
    if not is_uri(host):
        return [_split(host, port or _PORT)]
    authority = host.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]
    return [_split(part, port or _PORT) for part in authority.split(",") if part]


def _split(text: str, port: int) -> tuple[str, int]:
    """Split a host from its port; the colons of an IPv6 address stand in brackets, or are several."""
    if text.startswith("["):
        inner, _, behind = text[1:].partition("]")
        return inner, int(behind[1:]) if behind[1:].isdigit() else port
    name, colon, number = text.rpartition(":")
    if colon and number.isdigit() and ":" not in name:
        return name, int(number)
    return text, port


def address_of(connector: MongoConnector, options: Mapping[str, Any]) -> Address:
    """Return where a connector's server is, and what its client is told: the `options` of its type, too."""
    from toucan_connectors.core.hosts import connect_timeout
    from toucan_connectors.mongo._server import Address

    milliseconds = int(connect_timeout(connector.connect_timeout, connector.options) * 1000)
    fields = {
        "host": connector.host,
        "port": connector.port,
        "username": connector.username,
        "password": reveal(connector.password),
        "tls": connector.ssl if connector.ssl is not None or connector.ssl_ca is None else True,
        "maxPoolSize": connector.max_pool_size,
        "replicaSet": connector.replica_set,
        "authSource": connector.auth_source,
        "authMechanism": connector.auth_mechanism,
        "readPreference": connector.read_preference,
        "connectTimeoutMS": milliseconds,
        "serverSelectionTimeoutMS": milliseconds,
        **options,
    }
    authority = _filled(connector.ssl_ca)
    identity = [_filled(part) for part in (connector.ssl_cert, connector.ssl_key)]
    pem = {"tlsCAFile": authority, "tlsCertificateKeyFile": "\n".join(filter(None, identity))}
    return Address(
        tuple(hosts_of(connector.host, connector.port)),
        {name: value for name, value in fields.items() if value is not None},
        {name: text for name, text in pem.items() if text},
        connector.options.network_policy,
    )


def _filled(secret: SecretStr | None) -> str | None:
    """Return the text of a secret; one that is blank is none."""
    text = reveal(secret)
    return text if text and text.strip() else None
