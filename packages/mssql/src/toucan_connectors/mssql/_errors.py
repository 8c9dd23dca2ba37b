"""SQL Server's errors, by who must act: their number tells, where SQLSTATE says less.

https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    ConfigurationError,
    NetworkError,
    ResultError,
    SourceUnavailableError,
    TLSError,
    ToucanConnectorsError,
)
from toucan_connectors.sql_odbc.errors import state_of, words_of

if TYPE_CHECKING:
    from toucan_connectors.sql_odbc import pyodbc

__all__ = ["translate"]


class _Ours(NamedTuple):
    kind: type[ToucanConnectorsError]
    field: str | None = None
    hint: str | None = None


_LOGIN: Final = _Ours(
    AuthenticationError, "user", "Check user and password, and how the server lets logins in."
)
_DATABASE: Final = _Ours(
    ConfigurationError, "database", "Check the name of the database, and that the login may enter it."
)
_DENIED: Final = _Ours(AuthorizationError, None, "Ask the owner of the database for the right to read it.")
_BUSY: Final = _Ours(
    SourceUnavailableError, None, "The server is busy, starting or stopping: try again later."
)
_FIREWALL: Final = _Ours(
    AuthorizationError, "host", "Let this machine's address through in the server's firewall."
)
_PLAN: Final = _Ours(AuthorizationError, None, "Plans need a right of their own: GRANT SHOWPLAN TO the user.")
_NETWORK: Final = _Ours(NetworkError, "host", "Check host and port, and what is on the way to the server.")
_VALUE: Final = _Ours(ResultError, "query")

_BY_NUMBER: Final[Mapping[int, _Ours]] = {
    **dict.fromkeys((18452, 18456, 18463, 18464, 18470, 18486, 18487, 18488), _LOGIN),
    **dict.fromkeys((911, 916, 4060, 4064, 40532), _DATABASE),
    **dict.fromkeys((229, 230, 297, 300, 371), _DENIED),
    262: _PLAN,
    **dict.fromkeys(
        (40613, 40197, 40501, 40143, 49918, 49919, 49920, 10928, 10929, 1205, 6005, 17142), _BUSY
    ),
    40615: _FIREWALL,
    **dict.fromkeys((20003, 20004, 20006, 20009, 20017, 20047), _NETWORK),  # FreeTDS's own
    **dict.fromkeys((220, 232, 241, 242, 245, 8114, 8115, 8134), _VALUE),
}

_NATIVE: Final = re.compile(r" \((-?\d+)\) \(\w+\)")
"""The number that stands behind the driver's words, before the name of ODBC's function."""
_TLS: Final = ("SSL Provider", "certificate", "TLS", "encryption")


def translate(error: Exception, tls_hint: str) -> ToucanConnectorsError | None:
    """Return our error for one of pyodbc's that has a number of the server's, or is about TLS; else None."""
    from toucan_connectors.sql_odbc import pyodbc

    if not isinstance(error, pyodbc.Error) or len(error.args) < 2:
        return None
    message = words_of(error)
    found = _BY_NUMBER.get(_number_of(error))
    if found is not None:
        return found.kind(message, field=found.field, hint=found.hint)
    if state_of(error).startswith("08") and any(word in message for word in _TLS):
        return TLSError(message, field="trust_server_certificate", hint=tls_hint)
    return None


def _number_of(error: pyodbc.Error) -> int:
    found = _NATIVE.search(str(error.args[1]))
    return int(found[1]) if found else 0
