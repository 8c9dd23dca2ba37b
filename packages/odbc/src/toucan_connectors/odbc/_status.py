"""The steps of a status: as far as a connection string tells where the source is, and as the driver comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toucan_connectors.core.errors import ConfigurationError
from toucan_connectors.core.hosts import host_steps
from toucan_connectors.core.secrets import reveal
from toucan_connectors.odbc._strings import driver_of, endpoint_of
from toucan_connectors.sql_odbc.drivers import Installing, find_driver

if TYPE_CHECKING:
    from toucan_connectors.core.status import LoginAttempt, StatusStep
    from toucan_connectors.odbc.connector import OdbcConnector

__all__ = ["steps"]


def steps(connector: OdbcConnector, attempt: LoginAttempt) -> list[StatusStep]:
    """Return the steps, in order; those of the network only where the string has a host and a port."""
    text = reveal(connector.connection_string) or ""
    try:
        endpoint = endpoint_of(text)
    except ConfigurationError:
        endpoint = None
    way = [] if endpoint is None else host_steps(*endpoint, connector.options)
    return [
        *way,
        ("Driver found", lambda: _require_driver(text)),
        ("Connected", attempt.connect),
        ("Authenticated", attempt.account),
    ]


def _require_driver(text: str) -> None:
    driver = driver_of(text)
    if driver is not None:
        find_driver([driver], Installing(), driver_field="connection_string")
