"""Certificates as values, for a driver that wants files: there while the client reads them, and gone then."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from toucan_connectors.core.errors import ConfigurationError
from toucan_connectors.core.pem import PemFiles

__all__ = ["certificate_files"]


def _trust(context: ssl.SSLContext, path: str) -> None:
    context.load_verify_locations(path)


def _identify(context: ssl.SSLContext, path: str) -> None:
    context.load_cert_chain(path, password=_no_password)


def _no_password() -> str:
    """Answer for OpenSSL, which would ask at the terminal."""
    raise ValueError("the key has a passphrase")


_CHECKS: Final[Mapping[str, tuple[Callable[[ssl.SSLContext, str], None], str, str]]] = {
    "tlsCAFile": (_trust, "ssl_ca", "ssl_ca is no certificate in PEM."),
    "tlsCertificateKeyFile": (
        _identify,
        "ssl_key",
        "ssl_cert and ssl_key are no certificate and its key in PEM.",
    ),
}
"""By pymongo's argument: what reads the file, and what is said of one that cannot be read."""


@contextlib.contextmanager
def certificate_files(texts: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Give PEM texts as files, by pymongo's arguments. Raises ConfigurationError for texts that are none."""
    with contextlib.closing(PemFiles()) as files:
        paths = {name: files.path(text) for name, text in texts.items()}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        for name, path in paths.items():
            check, field, message = _CHECKS[name]
            try:
                check(context, path)
            except (ssl.SSLError, ValueError) as error:
                hint = "Paste the whole texts of the files; a key without a passphrase."
                raise ConfigurationError(message, field=field, hint=hint) from error
        yield paths
