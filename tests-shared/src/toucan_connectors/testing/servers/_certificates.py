"""Certificates of one server: its authority's, its own, a client's, and one of an unknown authority."""

from __future__ import annotations

import ssl
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toucan_connectors.testing.servers._running import HOST, Running

if TYPE_CHECKING:
    import trustme

__all__ = ["Certificates", "make_certificates"]


@dataclass(frozen=True)
class Certificates:
    """PEM texts. `foreign_ca` has signed none of the others."""

    ca: str
    server_certificate: str
    server_key: str = field(repr=False)
    client_certificate: str
    client_key: str = field(repr=False)
    foreign_ca: str

    def write(self, folder: Path) -> None:
        """Write what a server needs: `ca.pem`, `server.pem` and, for its owner alone, `server.key`."""
        (folder / "ca.pem").write_text(self.ca)
        (folder / "server.pem").write_text(self.server_certificate)
        (folder / "server.key").touch(mode=0o600)
        (folder / "server.key").write_text(self.server_key)

    def server_context(self) -> ssl.SSLContext:
        """Return the context of a server with these certificates."""
        from toucan_connectors.core.pem import PemFiles

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with closing(PemFiles()) as files:
            context.load_cert_chain(files.path(self.server_certificate), files.path(self.server_key))
        return context

    def tell(self, running: Running, user: str) -> Running:
        """Return the running server with these certificates; `user` is who needs the client's."""
        return replace(
            running,
            ca=self.ca,
            ca_file=str(running.folder / "ca.pem") if running.folder else "",
            client_certificate=self.client_certificate,
            client_key=self.client_key,
            certificate_user=user,
            foreign_ca=self.foreign_ca,
        )


def make_certificates(client: str, *, expired: bool = False) -> Certificates:
    """Return certificates for this machine and for the client of that name; an expired one ended in 2020."""
    import trustme  # here: it is slow to import, and many a test run starts no server

    authority = trustme.CA()
    ended = datetime(2020, 1, 1, tzinfo=UTC) if expired else None
    own = authority.issue_cert(HOST, "localhost", not_after=ended)
    theirs = authority.issue_cert(f"{client}@localhost", common_name=client)
    return Certificates(
        ca=_text(authority.cert_pem),
        server_certificate="".join(map(_text, own.cert_chain_pems)),
        server_key=_text(own.private_key_pem),
        client_certificate="".join(map(_text, theirs.cert_chain_pems)),
        client_key=_text(theirs.private_key_pem),
        foreign_ca=_text(trustme.CA().cert_pem),
    )


def _text(pem: trustme.Blob) -> str:
    return pem.bytes().decode()
