"""What a test is told of a running server, whoever started it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

__all__ = ["HOST", "Running", "own_running", "own_url", "variable"]

HOST: Final = "127.0.0.1"

_PORTS: Final = {
    "postgresql": 5432,
    "postgres": 5432,
    "mysql": 3306,
    "mariadb": 3306,
    "mongodb": 27017,
    "mssql": 1433,
    "https": 443,
}


@dataclass(frozen=True)
class Running:
    """How to reach a running server; a text that does not apply is empty.

    `url` has the password in it. `ca`, `client_certificate`, `client_key` and `foreign_ca` are PEM texts, of
    a server with TLS; `ca_file` is the first of them as a file. `certificate_user` is the account that needs
    the client certificate. `odbc` is a connection string, and `folder` the server's own, with its Unix socket
    if it has one.
    """

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    database: str = ""
    url: str = field(default="", repr=False)
    version: str = ""
    ca: str = field(default="", repr=False)
    ca_file: str = ""
    client_certificate: str = field(default="", repr=False)
    client_key: str = field(default="", repr=False)
    certificate_user: str = ""
    foreign_ca: str = field(default="", repr=False)
    odbc: str = field(default="", repr=False)
    folder: Path | None = None


def variable(name: str, what: str) -> str:
    """Return the environment variable for `what` ("URL", "CA") of the user's own server of that name."""
    return f"TOUCAN_TEST_{name.upper().replace('-', '_')}_{what}"


def own_url(name: str) -> str:
    """Return the address of the user's own server, or an empty text where the kit should start one."""
    return os.environ.get(variable(name, "URL"), "")


def own_running(name: str) -> Running:
    """Return what the user's own URL says, and the authority whose PEM file `TOUCAN_TEST_<NAME>_CA` names."""
    url = urlsplit(own_url(name))
    ca_file = os.environ.get(variable(name, "CA"), "")
    return Running(
        host=url.hostname or HOST,
        port=url.port or _PORTS.get(url.scheme.partition("+")[0], 80),
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        database=unquote(url.path.removeprefix("/")),
        url=url.geturl(),
        ca=Path(ca_file).read_text() if ca_file else "",
        ca_file=ca_file,
    )
