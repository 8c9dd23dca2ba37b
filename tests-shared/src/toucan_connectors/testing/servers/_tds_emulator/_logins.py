"""Who connects, and to what."""

# ruff: noqa: SLF001 - pysqlbridge lets nobody say more of a login

from __future__ import annotations

import contextlib
from typing import Any, Final

from ._bridge import Call, module, serving

__all__ = ["admitted", "name_of_login", "with_socket", "without_server"]

_NO_DATABASE: Final = 4060
"""The number of the error: the database cannot be opened."""


def name_of_login(connection: Any) -> str | None:
    """Return who logged in, with a password as well."""
    return connection.login.user_name if connection.login else None


def without_server(admits: Call, store: Any, user: str, password: str) -> bool:
    """Ask for a login by its name alone: `u@server` is for gateways."""
    return bool(admits(store, user.partition("@")[0], password))


def admitted(finish: Call, connection: Any, responses: list[bytes]) -> None:
    """Refuse a database that is not there, as the server does; let in who names none, or one that is."""
    wanted = connection.login.database if connection.login else ""
    if wanted and wanted.lower() not in (connection._database.lower(), "master"):
        text = f'Cannot open database "{wanted}" requested by the login. The login failed.'
        refusal = module("tds.token").error_response(
            _NO_DATABASE,
            text,
            server=connection._server_name,
            severity=11,
            tds_version=connection._tds_version,
        )
        connection._send(responses, refusal)
        connection._state = module("tds.connection").ConnectionState.FAILED
        return
    finish(connection, responses)


def with_socket(handle: Call, handler: Any) -> None:
    """Serve a client, its socket known to what a query reads."""
    serving.socket = handler.request
    with contextlib.suppress(OSError):
        handle(handler)
