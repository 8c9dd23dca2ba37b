"""Where a connector may connect to: one policy for SQL hosts and HTTP URLs alike.

A host is resolved once, every address is checked, and the connection goes to a checked address, so that
a name cannot answer differently the second time (DNS rebinding).
"""

import socket
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias

from toucan_connectors.core.errors import AddressRefusedError, NameResolutionError, NetworkError
from toucan_connectors.core.options import NetworkPolicy

__all__ = ["check_address", "open_tcp", "resolve"]

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# Our own tables: what `ipaddress` calls global differs between the versions of Python.
_NOT_PUBLIC: Final[Mapping[Network, str]] = {
    # The registry of special addresses of IPv4 (RFC 6890), and what clouds and networks added
    IPv4Network("0.0.0.0/8"): "this network",
    IPv4Network("10.0.0.0/8"): "private",
    IPv4Network("100.64.0.0/10"): "shared by a carrier (CGNAT)",
    IPv4Network("127.0.0.0/8"): "loopback",
    IPv4Network("168.63.129.16/32"): "the host of a virtual machine of Azure",
    IPv4Network("169.254.0.0/16"): "link-local, where clouds have their metadata",
    IPv4Network("172.16.0.0/12"): "private",
    IPv4Network("192.0.0.0/24"): "reserved for protocols",
    IPv4Network("192.0.2.0/24"): "for documentation",
    IPv4Network("192.88.99.0/24"): "a relay of 6to4",
    IPv4Network("192.168.0.0/16"): "private",
    IPv4Network("198.18.0.0/15"): "for benchmarks",
    IPv4Network("198.51.100.0/24"): "for documentation",
    IPv4Network("203.0.113.0/24"): "for documentation",
    IPv4Network("224.0.0.0/4"): "multicast",
    IPv4Network("240.0.0.0/4"): "reserved",
    # Of IPv6, what is not 2000::/3 is not public at all; these are named for the message
    IPv6Network("::/128"): "this network",
    IPv6Network("::1/128"): "loopback",
    IPv6Network("64:ff9b:1::/48"): "a local NAT64",
    IPv6Network("fc00::/7"): "private",
    IPv6Network("fe80::/10"): "link-local",
    IPv6Network("fec0::/10"): "site-local",
    IPv6Network("ff00::/8"): "multicast",
    # Inside 2000::/3
    IPv6Network("2001::/23"): "reserved for protocols, Teredo among them",
    IPv6Network("2001:db8::/32"): "for documentation",
    IPv6Network("3fff::/20"): "for documentation",
}
_LEADS_TO_IPV4: Final[Mapping[IPv6Network, int]] = {
    IPv6Network("::ffff:0:0/96"): 0,  # mapped
    IPv6Network("64:ff9b::/96"): 0,  # NAT64, RFC 6052
    IPv6Network("2002::/16"): 80,  # 6to4
}
"""Networks whose addresses are IPv4 addresses in disguise, and by how many bits those are shifted."""
_UNICAST: Final = (IPv6Network("2000::/3"), *_LEADS_TO_IPV4)
"""What of IPv6 may be public."""
_ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)
"""What stands before the IPv4 address in an ISATAP address (RFC 5214), in any network."""


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
    if policy == "public" and (why := _why_not_public(ip_address(address.partition("%")[0]))):
        raise AddressRefusedError(
            f"The address {address} is not on the public internet: it is {why}.",
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


def _why_not_public(address: Address) -> str | None:
    """Return what an address is that is not on the public internet, None for one that is."""
    for candidate in (address, *_inner_ipv4(address)):
        for network, what in _NOT_PUBLIC.items():
            if candidate in network:
                return what
    is_known = isinstance(address, IPv4Address) or any(address in network for network in _UNICAST)
    return None if is_known else "not a global unicast address"


def _inner_ipv4(address: Address) -> Iterator[IPv4Address]:
    """Yield the IPv4 address that a mapped, NAT64, 6to4 or ISATAP address leads to."""
    if not isinstance(address, IPv6Address):
        return
    bits = int(address)
    for network, shift in _LEADS_TO_IPV4.items():
        if address in network:
            yield IPv4Address(bits >> shift & 0xFFFF_FFFF)
    if bits >> 32 & 0xFFFF_FFFF in _ISATAP:
        yield IPv4Address(bits & 0xFFFF_FFFF)
