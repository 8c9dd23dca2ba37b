"""How a session begins: which driver, its connection string, and what it is told first.

Keys are those of the two families of drivers, and no others: nothing in a value adds one, a trace file say.
https://learn.microsoft.com/sql/connect/odbc/dsn-connection-string-attribute
https://www.freetds.org/userguide/OdbcConnAttr.html
"""

from __future__ import annotations

import contextlib
import platform
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from toucan_connectors.core.errors import TLSError
from toucan_connectors.core.hosts import connect_timeout
from toucan_connectors.core.network import open_tcp, resolve
from toucan_connectors.core.secrets import reveal
from toucan_connectors.mssql._address import DEFAULT_PORT
from toucan_connectors.mssql._types import TYPES
from toucan_connectors.sql_odbc.connection_string import build
from toucan_connectors.sql_odbc.drivers import Installing, find_driver
from toucan_connectors.sql_odbc.session import Login

if TYPE_CHECKING:
    from toucan_connectors.mssql.connector import MSSQLConnector
    from toucan_connectors.sql_odbc.pyodbc import Connection

__all__ = ["connection_string", "driver_of", "login", "packaged_driver"]

_LONGEST: Final = 8000
"""Bytes of a value that are sent as one: Microsoft's driver takes longer ones in pieces only."""
_APPLICATION: Final = "toucan-connectors"
_PACKAGE: Final = "mssql-python-odbc"
_INSTALLING: Final = Installing(
    {"pip": "'toucan-connectors-mssql[driver]'"},
    "pip install 'toucan-connectors-mssql[driver]', or see the README.",
)
_KEYS: Final = frozenset(
    {
        *("Driver", "Server", "Database", "UID", "PWD", "APP"),
        *("Encrypt", "TrustServerCertificate", "HostNameInCertificate", "ConnectRetryCount"),  # Microsoft's
        *("Port", "TDS_Version", "Encryption", "ClientCharset"),  # FreeTDS's
    }
)


def connection_string(connector: MSSQLConnector, database: str | None) -> str:
    """Return what to connect with, the password in it.

    Raises ConfigurationError where no driver is there, TLSError where it cannot verify who the server is, and
    NameResolutionError and AddressRefusedError.
    """
    driver = driver_of(connector)
    own = _freetds if _is_freetds(driver) else _microsoft
    values = {
        "Driver": driver,
        **own(connector, _checked_host(connector)),
        "UID": connector.user,
        "PWD": reveal(connector.password) or "",
        "APP": _APPLICATION,
        **({"Database": database} if database else {}),
    }
    return build(values, allowed=_KEYS)


def driver_of(connector: MSSQLConnector) -> str:
    """Return the driver to connect with, its name or its path; ConfigurationError where there is none."""
    shipped = packaged_driver()
    wanted = [str(shipped or name) if name == _PACKAGE else name for name in connector.drivers]
    return find_driver(wanted, _INSTALLING, driver_field="drivers")


def packaged_driver() -> Path | None:
    """Return Microsoft's driver where the registry's package is installed, and has one for this system."""
    package = find_spec(_PACKAGE.replace("-", "_"))
    if package is None or package.origin is None:
        return None
    libraries = Path(package.origin).parent / "libs"
    machine = {"aarch64": "arm64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    pattern = f"macos/{machine}/lib/libmsodbcsql*.dylib"
    if sys.platform == "linux":
        pattern = f"linux/{_distribution()}/{machine}/lib/libmsodbcsql*.so*"
    return next(iter(sorted(libraries.glob(pattern), reverse=True)), None)


def _distribution() -> str:
    """Return the family of Linux, as the package calls it; one that is not told is taken for a Debian."""
    told = ""
    with contextlib.suppress(OSError):
        release = platform.freedesktop_os_release()
        told = f"{release.get('ID', '')} {release.get('ID_LIKE', '')}"
    return next((family for word, family in _FAMILIES.items() if word in told), _DEBIAN)


_DEBIAN: Final = "debian_ubuntu"
_FAMILIES: Final = {
    "debian": _DEBIAN,
    "ubuntu": _DEBIAN,
    "rhel": "rhel",
    "fedora": "rhel",
    "suse": "suse",
    "alpine": "alpine",
}


def login(connection: Connection, *, read_only: bool) -> Login:
    """Return how a session goes on: what only reads is in a transaction that is rolled back behind it."""
    connection.maxwrite = _LONGEST
    return Login(
        autocommit=not read_only,
        read_only=read_only,
        settings=("SET TEXTSIZE 2147483647",),  # FreeTDS would cut long texts off
        types=TYPES,
        whole_values=False,
    )


def _checked_host(connector: MSSQLConnector) -> str:
    """Return what to connect to: an address that was checked, where the policy asks for that.

    The port is tried first: drivers say no more of a host that is not there than that time is up.
    """
    address, options = connector.address(), connector.options
    if address.known_port is not None:
        timeout = connect_timeout(connector.connect_timeout, options)
        open_tcp(address.name, address.known_port, timeout, options.network_policy)
    if options.network_policy == "any":
        return address.name
    return resolve(address.name, address.known_port or DEFAULT_PORT, options.network_policy)[0]


def _is_freetds(driver: str) -> bool:
    return any(name in Path(driver).name.lower() for name in ("freetds", "tdsodbc"))


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _microsoft(connector: MSSQLConnector, host: str) -> dict[str, str]:
    address = connector.address()
    return {
        "Server": address.server(host),
        "Encrypt": "yes",
        "TrustServerCertificate": _yes(connector.trust_server_certificate),
        **({} if host == address.host else {"HostNameInCertificate": address.host}),
        "ConnectRetryCount": "0",  # a session that was lost is not silently another one
    }


def _freetds(connector: MSSQLConnector, host: str) -> dict[str, str]:
    if not connector.trust_server_certificate:
        raise TLSError(
            "FreeTDS cannot be told by us to verify the server's certificate.",
            field="trust_server_certificate",
            hint="Use Microsoft's driver: pip install 'toucan-connectors-mssql[driver]'; or set it to true.",
        )
    address = connector.address()
    place = {"Server": f"{host}\\{address.instance}"} if address.known_port is None else {
        "Server": host, "Port": str(address.known_port)
    }  # fmt: skip
    return {**place, "TDS_Version": "7.4", "ClientCharset": "UTF-8", "Encryption": "require"}
