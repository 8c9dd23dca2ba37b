"""What Azure asks of names: the whole name of a server, and a login that says which server is meant."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

__all__ = ["login_at", "whole_name"]

_PUBLIC: Final = ".database.windows.net"
_WHOLE: Final = (
    _PUBLIC,
    ".database.chinacloudapi.cn",
    ".database.usgovcloudapi.net",
    ".database.cloudapi.de",
    ".database.fabric.microsoft.com",
    ".datawarehouse.fabric.microsoft.com",
    ".sql.azuresynapse.net",
    ".sql.azuresynapse.azure.cn",
    ".sql.azuresynapse.usgovcloudapi.net",
)
"""What names of servers end with, in all of Azure's clouds."""


def whole_name(host: str) -> str:
    """Return the whole name of a server: `shop` is one of the public cloud; an address is one as it is."""
    name = host.strip().rstrip(".")
    return name if name.lower().endswith(_WHOLE) or _is_address(name) else name + _PUBLIC


def login_at(user: str, host: str) -> str:
    """Return the login with the server's name behind it, which gateways ask for; one that has it as it is."""
    return user if "@" in user or _is_address(host) else f"{user}@{host.partition('.')[0]}"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
