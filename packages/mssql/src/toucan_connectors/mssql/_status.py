"""The steps of a status: each as far as the one attempt to connect came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toucan_connectors.core.errors import AuthenticationError, NetworkError, ToucanConnectorsError
from toucan_connectors.core.hosts import host_steps
from toucan_connectors.mssql._address import DEFAULT_PORT
from toucan_connectors.mssql._catalogue import ACCOUNT

if TYPE_CHECKING:
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.mssql.connector import MSSQLConnector

__all__ = ["steps"]


def steps(connector: MSSQLConnector) -> list[StatusStep]:
    """Return the steps; of a named instance only the server knows the port, so that none is tried."""
    address, attempt = connector.address(), _Attempt(connector)
    way = host_steps(address.name, address.known_port or DEFAULT_PORT, connector.options)
    return [
        *(way if address.known_port else way[:1]),
        ("Connected to SQL Server", attempt.connect),
        ("Authenticated", attempt.require_authenticated),
        ("Default database opened", attempt.account),
    ]


class _Attempt:
    """One attempt to connect: it may end at the network, the account or the database."""

    def __init__(self, connector: MSSQLConnector) -> None:
        self._connector = connector
        self._refusal: ToucanConnectorsError | None = None
        self._account: str | None = None

    def connect(self) -> None:
        try:
            [(self._account,)] = self._connector._fetch(ACCOUNT)  # noqa: SLF001 - its own status
        except NetworkError:
            raise
        except ToucanConnectorsError as error:
            self._refusal = error

    def require_authenticated(self) -> None:
        if isinstance(self._refusal, AuthenticationError):
            raise self._refusal

    def account(self) -> str | None:
        if self._refusal is not None:
            raise self._refusal
        return self._account
