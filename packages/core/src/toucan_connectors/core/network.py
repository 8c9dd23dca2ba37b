"""Where a connector may connect to: one policy for SQL hosts and HTTP URLs alike.

A host is resolved once, every address is checked, and the connection goes to a checked address, so that
a name cannot answer differently the second time (DNS rebinding).
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from toucan_connectors.core.errors import AddressRefusedError, NameResolutionError, NetworkError
from toucan_connectors.core.options import NetworkPolicy

__all__ = ["check_address", "open_tcp", "resolve"]

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def resolve(host: str, port: int, policy: NetworkPolicy = "any") -> list[str]:
    """Return the addresses of a host, in the order to try them, each allowed by the policy.

    Raises NameResolutionError when the name has no address, AddressRefusedError when one of them is not
    allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NameResolutionError(
            f"The host {host!r} has no address.",
            field="host",
            hint="Check its spelling and your DNS.",
        ) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        check_address(address, policy)
    return addresses


def check_address(address: str, policy: NetworkPolicy) -> None:
    """Raise AddressRefusedError when the policy does not allow this IP address."""
    if policy == "public" and not _is_public(ip_address(address.partition("%")[0])):
        raise AddressRefusedError(
            f"The address {address} is not on the public internet.",
            field="host",
            hint="options.network_policy is 'public'; 'any' allows it.",
        )


def open_tcp(host: str, port: int, timeout: float, policy: NetworkPolicy = "any") -> None:
    """Open a TCP connection and close it again, to see whether the port is open.

    Raises NetworkError, with what the last tried address answered.
    """
    refusals: list[OSError] = []
    for address in resolve(host, port, policy):
        try:
            socket.create_connection((address, port), timeout).close()
        except OSError as error:
            refusals.append(error)
        else:
            return
    raise NetworkError(
        f"{host} does not accept connections on port {port}: {refusals[-1]}.",
        field="port",
        hint="Check the port, and that a firewall lets this machine through.",
    ) from refusals[-1]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = _embedded_ipv4(address)
        if inner is not None:
            return _is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that a mapped, 6to4, Teredo or NAT64 address leads to."""
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
