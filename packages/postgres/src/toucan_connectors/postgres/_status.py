"""The steps of a status: each as far as the one attempt to connect came."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toucan_connectors.core.errors import AuthenticationError, NetworkError, ToucanConnectorsError
from toucan_connectors.core.hosts import host_steps
from toucan_connectors.postgres._connecting import is_socket, socket_of

if TYPE_CHECKING:
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.postgres.connector import PostgresConnector

__all__ = ["steps"]


def steps(connector: PostgresConnector) -> list[StatusStep]:
    """Return the steps, in the order and with the labels that hosts show."""
    attempt = _Attempt(connector)
    return [
        *_way_to(connector),
        ("Connected to PostgreSQL", attempt.connect),
        ("Authenticated", attempt.require_authenticated),
        ("Default Database connection", attempt.account),
    ]


def _way_to(connector: PostgresConnector) -> list[StatusStep]:
    if not is_socket(connector.host):
        return host_steps(connector.host or "", connector.port, connector.options)
    folder = Path(socket_of(connector.host, connector.port))
    return [
        ("Host resolved", lambda: _require(folder.is_dir(), f"There is no folder {folder}.")),
        (
            "Port opened",
            lambda: _require(
                (folder / f".s.PGSQL.{connector.port}").exists(),
                f"There is no socket of port {connector.port} in {folder}.",
            ),
        ),
    ]


def _require(found: bool, otherwise: str) -> None:
    if not found:
        raise NetworkError(
            otherwise, field="host", hint="Check that the server runs, and where its sockets are."
        )


class _Attempt:
    """One attempt to connect: it may end at the network, the account or the database."""

    def __init__(self, connector: PostgresConnector) -> None:
        self._connector = connector
        self._refusal: ToucanConnectorsError | None = None
        self._account: str | None = None

    def connect(self) -> None:
        try:
            [(self._account,)] = self._connector._fetch("SELECT current_user")  # noqa: SLF001 - its own status
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
