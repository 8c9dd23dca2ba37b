"""The steps of a status: each as far as the one attempt to connect came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toucan_connectors.core.hosts import host_steps
from toucan_connectors.mssql._address import DEFAULT_PORT

if TYPE_CHECKING:
    from toucan_connectors.core.status import LoginAttempt, StatusStep
    from toucan_connectors.mssql.connector import MSSQLConnector

__all__ = ["steps"]


def steps(connector: MSSQLConnector, attempt: LoginAttempt) -> list[StatusStep]:
    """Return the steps; of a named instance only the server knows the port, so that none is tried."""
    address = connector.address()
    way = host_steps(address.name, address.known_port or DEFAULT_PORT, connector.options)
    return [
        *(way if address.known_port else way[:1]),
        ("Connected to SQL Server", attempt.connect),
        ("Authenticated", attempt.authenticate),
        ("Default database opened", attempt.account),
    ]
