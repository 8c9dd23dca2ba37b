"""The steps of a status: the name has an address, the port is open, a server answers, and it lets us in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from toucan_connectors.core.hosts import host_steps
from toucan_connectors.core.status import LoginAttempt

if TYPE_CHECKING:
    from toucan_connectors.core.options import Options
    from toucan_connectors.core.status import StatusStep

__all__ = ["steps"]


def steps(
    host: tuple[str, int] | None, options: Options, account: Callable[[], str | None]
) -> list[StatusStep]:
    """Return the steps, in order; those of a host where one is known with its port."""
    attempt = LoginAttempt(account)
    labels = ("Hostname resolved", "Port opened")
    return [
        *([] if host is None else host_steps(*host, options, labels=labels)),
        ("Host connection", attempt.connect),
        ("Authenticated", attempt.account),
    ]
