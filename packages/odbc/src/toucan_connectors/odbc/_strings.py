"""What a connection string is looked at for: it goes to the driver as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from toucan_connectors.core.errors import AddressRefusedError, ConfigurationError
from toucan_connectors.core.secrets import MASK
from toucan_connectors.sql_odbc.connection_string import parse

if TYPE_CHECKING:
    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.core.options import NetworkPolicy

__all__ = ["Endpoint", "checked", "driver_of", "endpoint_of", "forget"]

FIELD: Final = "connection_string"
_HOSTS: Final = ("server", "servername", "host", "hostname")
_PASSWORDS: Final = ("pwd", "password", "passwd", "accesstoken", "pqopt")


class Endpoint(NamedTuple):
    """Where a source listens."""

    host: str
    port: int


def checked(text: str, policy: NetworkPolicy) -> str:
    """Return a connection string that can be connected with.

    Raises ConfigurationError for one that cannot be read, and AddressRefusedError where only public addresses
    are allowed: a driver connects by itself, so nobody can say to where.
    """
    if not _values(text):
        raise ConfigurationError("The connection string is empty.", field=FIELD, hint="Driver=...;Server=...")
    if policy == "public":
        raise AddressRefusedError(
            "To which address a driver of ODBC connects cannot be checked.",
            field=FIELD,
            hint="options.network_policy is 'public'; 'any' allows it.",
        )
    return text


def driver_of(text: str) -> str | None:
    """Return the driver that a connection string names, None for one that names a data source instead."""
    return _values(text).get("driver")


def endpoint_of(text: str) -> Endpoint | None:
    """Return the host and the port that a connection string names, None where it does not name both."""
    values = _values(text)
    host = next((values[key] for key in _HOSTS if values.get(key)), None)
    port = values.get("port", "")
    return Endpoint(host, int(port)) if host and port.isascii() and port.isdecimal() else None


def forget(error: ToucanConnectorsError | None, text: str) -> ToucanConnectorsError | None:
    """Return the error without the passwords of the connection string, should the driver have named them."""
    if error is None:
        return None
    try:
        values = _values(text)
    except ConfigurationError:
        return error
    for password in filter(None, map(values.get, _PASSWORDS)):
        error.message = error.message.replace(password, MASK)
    error.args = (error.message,)
    return error


def _values(text: str) -> Mapping[str, str]:
    return {key.casefold(): value for key, value in parse(text, field=FIELD).items()}
