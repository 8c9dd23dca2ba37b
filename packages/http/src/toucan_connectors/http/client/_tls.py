"""Whom to trust and who we are, as PEM texts: one context for all connections of a client."""

from __future__ import annotations

import ssl
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from toucan_connectors.core.errors import ConfigurationError
from toucan_connectors.core.pem import PemFiles, repaired_pem

__all__ = ["TlsMaterial", "make_context"]


@dataclass(frozen=True, repr=False)
class TlsMaterial:
    """Certificates and a key. `repr` shows none of them."""

    ca: str | None = None
    """The PEM text of the authorities to trust; None is those of the system."""
    cert: str | None = None
    """The PEM text of a client's certificate, with its chain."""
    key: str | None = field(default=None)
    """The PEM text of its key, without a passphrase; None if `cert` has it too."""
    cert_files: tuple[Path, ...] = ()
    """Files instead of texts, as `requests` takes them: one with both, or the certificate and the key."""

    def __repr__(self) -> str:
        return "TlsMaterial(...)"


def make_context(material: TlsMaterial | None = None) -> ssl.SSLContext:
    """Return a context that verifies certificate and name. Raises ConfigurationError for what is no PEM."""
    material = material or TlsMaterial()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _trust(context, material.ca)
    if material.cert is not None:
        with closing(PemFiles()) as files:
            _identify(context, files.path(material.cert), files.path(material.key or material.cert))
    elif material.cert_files:
        _identify(context, *map(str, material.cert_files[:2]))
    return context


def _trust(context: ssl.SSLContext, authority: str | None) -> None:
    if authority is None:
        import certifi

        context.load_default_certs()
        context.load_verify_locations(certifi.where())  # small containers have no others
        return
    try:
        context.load_verify_locations(cadata=repaired_pem(authority))
    except (ssl.SSLError, ValueError) as error:
        raise ConfigurationError(
            "The authority is no certificate in PEM.", field="ca", hint="Paste the whole text of the file."
        ) from error


def _identify(context: ssl.SSLContext, cert: str, key: str | None = None) -> None:
    try:
        context.load_cert_chain(cert, key, _no_password)
    except (ssl.SSLError, ValueError, OSError) as error:
        raise ConfigurationError(
            "The client's certificate and its key cannot be used together.",
            field="cert",
            hint="Give both whole, in PEM; the key without a passphrase.",
        ) from error


def _no_password() -> str:
    """Answer for OpenSSL, which would ask at the terminal."""
    raise ValueError("the key has a passphrase")
