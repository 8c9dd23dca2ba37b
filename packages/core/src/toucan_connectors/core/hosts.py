"""A source that is a host and a port: its addresses, how long to try, the first steps of a status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from toucan_connectors.core.call import current_call
from toucan_connectors.core.network import open_tcp, resolve

if TYPE_CHECKING:
    from toucan_connectors.core.options import Options
    from toucan_connectors.core.status import StatusStep

__all__ = ["connect_timeout", "first_connected", "host_steps"]

Connection = TypeVar("Connection")


def connect_timeout(own: float | None, options: Options) -> float:
    """Return for how many seconds to try to connect: a field of the type, or the option, within the budget.

    Raises CallTimeoutError where the budget of the call is used up.
    """
    call = current_call()
    call.check()
    wanted = options.connect_timeout if own is None else own
    remaining = call.remaining()
    return wanted if remaining is None else min(wanted, remaining)


def first_connected(
    addresses: Sequence[str], connect: Callable[[str], Connection], unreachable: type[Exception]
) -> Connection:
    """Return the connection to the first address that answers; raise what the last one raised.

    `addresses` are those that `core.network.resolve` gave: connecting to the name would ask for them again.
    An exception that is not `unreachable` (a wrong password) is the answer, and no other address is tried.
    """
    for address in addresses[:-1]:
        try:
            return connect(address)
        except unreachable:
            continue
    return connect(addresses[-1])


def host_steps(
    host: str, port: int, options: Options, labels: tuple[str, str] = ("Host resolved", "Port opened")
) -> list[StatusStep]:
    """Return the steps that a status begins with: the name has an address, the port is open."""
    resolved, opened = labels
    policy = options.network_policy
    return [
        (resolved, lambda: resolve(host, port, policy) and None),
        (opened, lambda: open_tcp(host, port, options.connect_timeout, policy)),
    ]
