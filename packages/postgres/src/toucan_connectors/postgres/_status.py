"""The steps of a status: each as far as the one attempt to connect came."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toucan_connectors.core.errors import NetworkError
from toucan_connectors.core.hosts import host_steps
from toucan_connectors.postgres._connecting import is_socket, socket_of

if TYPE_CHECKING:
    from toucan_connectors.core.status import LoginAttempt, StatusStep
    from toucan_connectors.postgres.connector import PostgresConnector

__all__ = ["steps"]


def steps(connector: PostgresConnector, attempt: LoginAttempt) -> list[StatusStep]:
    """Return the steps, in the order and with the labels that hosts show."""
    return [
        *_way_to(connector),
        ("Connected to PostgreSQL", attempt.connect),
        ("Authenticated", attempt.authenticate),
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
