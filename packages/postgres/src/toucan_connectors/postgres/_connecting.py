"""What libpq is told to connect: nothing is left to the environment, or to files of this process's user."""

from __future__ import annotations

import os
from collections.abc import Mapping
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.core.errors import AddressRefusedError
from toucan_connectors.core.hosts import connect_timeout
from toucan_connectors.core.network import resolve
from toucan_connectors.core.secrets import reveal

if TYPE_CHECKING:
    from toucan_connectors.core.pem import PemFiles
    from toucan_connectors.postgres.connector import PostgresConnector

__all__ = ["conninfo", "is_socket", "socket_of"]

_NOWHERE: Final = str(Path(os.devnull, "none"))
"""A file that is not there, so that libpq does not look for one of the user's."""
_SOCKET_FOLDERS: Final = ("/var/run/postgresql", "/tmp")  # noqa: S108 - where PostgreSQL has its sockets
_ALWAYS: Final[Mapping[str, Any]] = {
    "application_name": "toucan-connectors",
    "gssencmode": "disable",  # a round trip to ask for what nobody has
    "keepalives": 1,
    "keepalives_count": 3,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "passfile": _NOWHERE,
    "tcp_user_timeout": 30_000,
}


def conninfo(connector: PostgresConnector, database: str, files: PemFiles, startup: Mapping[str, str]) -> str:
    """Return libpq's connection string; `startup` are settings of the session, from its beginning.

    Raises NameResolutionError, AddressRefusedError, and CallTimeoutError when there is no time to connect.
    """
    from psycopg.conninfo import make_conninfo

    timeout = ceil(connect_timeout(connector.connect_timeout, connector.options))
    options = " ".join(f"-c {name}={_escaped(value)}" for name, value in startup.items())
    return make_conninfo(
        **_ALWAYS,
        **_place(connector),
        **_tls(connector, files),
        user=connector.user,
        password=reveal(connector.password) or "",  # an empty one is given: PGPASSWORD is not asked
        dbname=database,
        client_encoding=connector.charset or "utf8",
        connect_timeout=max(timeout, 1),
        options=options,
    )


def is_socket(host: str | None) -> bool:
    """Whether the server is on this machine, behind a Unix socket."""
    return host is None or host.startswith(("/", "@"))


def socket_of(host: str | None, port: int) -> str:
    """Return the folder of a Unix socket: the one given, or the first usual one that has such a socket."""
    if host is not None:
        return host
    found = (folder for folder in _SOCKET_FOLDERS if Path(folder, f".s.PGSQL.{port}").exists())
    return next(found, _SOCKET_FOLDERS[0])


def _place(connector: PostgresConnector) -> dict[str, Any]:
    host, port, policy = connector.host, connector.port, connector.options.network_policy
    if not is_socket(host):
        addresses = resolve(host or "", port, policy)
        # libpq connects to the addresses, that were checked; the name is for the certificate.
        hosts = ",".join([host or ""] * len(addresses))
        return {"host": hosts, "hostaddr": ",".join(addresses), "port": port}
    if policy == "public":
        raise AddressRefusedError(
            "A Unix socket is not on the public internet.",
            field="host",
            hint="options.network_policy is 'public'; 'any' allows it.",
        )
    return {"host": socket_of(host, port), "hostaddr": "", "port": port}


def _tls(connector: PostgresConnector, files: PemFiles) -> dict[str, str]:
    ca, certificate, key = (
        reveal(text) for text in (connector.ssl_ca, connector.ssl_cert, connector.ssl_key)
    )
    mode = connector.tls_mode()
    root = files.path(ca) if ca else "system" if mode == "verify-full" else _NOWHERE
    found = {"sslmode": mode, "sslrootcert": root, "sslcert": _NOWHERE, "sslkey": _NOWHERE, "sslcrl": ""}
    if certificate and key:
        found |= {"sslcert": files.path(certificate), "sslkey": files.path(key)}
    return found


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")
