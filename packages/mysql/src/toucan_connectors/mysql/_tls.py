"""TLS as `ssl_mode` says it: one context for equal settings, which takes longer to make than a connection."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from toucan_connectors.core.errors import ConfigurationError

if TYPE_CHECKING:
    import ssl

__all__ = ["SSLMode", "Tls", "context_of"]

SSLMode = Literal["VERIFY_IDENTITY", "VERIFY_CA", "REQUIRED"]

_CACHED: Final = 64


class Tls(NamedTuple):
    """How to encrypt: a mode, and PEM texts; None as a mode encrypts where the server can."""

    mode: SSLMode | None = None
    ca: str | None = None
    certificate: str | None = None
    key: str | None = None


@lru_cache(maxsize=_CACHED)
def context_of(tls: Tls) -> ssl.SSLContext:
    """Return the context of such settings. Raises ConfigurationError for PEM texts that are none."""
    import ssl

    verified = tls.mode in ("VERIFY_CA", "VERIFY_IDENTITY")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = tls.mode == "VERIFY_IDENTITY"
    context.verify_mode = ssl.CERT_REQUIRED if verified else ssl.CERT_NONE
    if verified:
        _trust(context, tls.ca)
    if tls.certificate and tls.key:
        _identify(context, tls.certificate, tls.key)
    return context


def _trust(context: ssl.SSLContext, authority: str | None) -> None:
    """Trust an authority, or those of the system where none is given."""
    import ssl

    from toucan_connectors.core.pem import repaired_pem

    if authority is None:
        context.load_default_certs()
        return
    try:
        context.load_verify_locations(cadata=repaired_pem(authority))
    except (ssl.SSLError, ValueError) as error:
        raise ConfigurationError(
            "ssl_ca is no certificate in PEM.", field="ssl_ca", hint="Paste the whole text of the file."
        ) from error


def _identify(context: ssl.SSLContext, certificate: str, key: str) -> None:
    import ssl

    from toucan_connectors.core.pem import PemFiles

    files = PemFiles()
    try:
        context.load_cert_chain(files.path(certificate), files.path(key), _no_password)
    except (ssl.SSLError, ValueError) as error:
        raise ConfigurationError(
            "ssl_cert and ssl_key are no certificate and its key in PEM.",
            field="ssl_key",
            hint="Paste the whole texts of the files; the key without a passphrase.",
        ) from error
    finally:
        files.close()


def _no_password() -> str:
    """Answer for OpenSSL, which would ask at the terminal."""
    raise ValueError("the key has a passphrase")
