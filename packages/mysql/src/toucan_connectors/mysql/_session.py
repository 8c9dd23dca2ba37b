"""A session: a connection that reads the same everywhere, and how its statement is stopped at the server.

- Values are exchanged as utf8mb4, which has every character of every charset.
- The time zone is UTC: a TIMESTAMP, which is an instant, is read as one, and `now()` is UTC as well.
- The SQL mode is fixed, since it decides how text is read: backslashes escape, double quotes hold text, `||`
  is OR. Whether GROUP BY must be full stays as the server has it.
- A server waits as long as needed for a slow reader.
"""

from __future__ import annotations

import logging
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pymysql

from toucan_connectors.core.alarm import Alarm
from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import ConfigurationError, NetworkError
from toucan_connectors.core.hosts import first_connected
from toucan_connectors.core.network import resolve
from toucan_connectors.mysql._connection import ServerConnection
from toucan_connectors.mysql._errors import is_of_server, number_of
from toucan_connectors.mysql._tls import Tls, context_of
from toucan_connectors.sql.dialects import DIALECTS

if TYPE_CHECKING:
    from toucan_connectors.core.options import NetworkPolicy

__all__ = ["Server", "Session"]

_logger = logging.getLogger(__name__)

_SETTINGS: Final = (
    "SET autocommit = 1, time_zone = '+00:00', net_write_timeout = 3600,"
    " sql_mode = IF(FIND_IN_SET('ONLY_FULL_GROUP_BY', @@sql_mode), 'ONLY_FULL_GROUP_BY', '')"
)
_READ_ONLY: Final = DIALECTS["MySQL"].rules.transaction or ""
_TIMEOUTS: Final = {True: "max_statement_time = {seconds:.6f}", False: "max_execution_time = {ms:.0f}"}
"""The server's own bound on a statement: MariaDB's, and MySQL's, which is about SELECT alone."""
_UNKNOWN_VARIABLE: Final = 1193
_KILL_TIMEOUT: Final = 5.0
"""Seconds for the second connection, which ends what runs on the first."""


@dataclass(frozen=True)
class Server:
    """Where to log in, and as whom."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: Tls = field(repr=False)
    collation: str | None = None
    policy: NetworkPolicy = "any"

    def connection(self, database: str | None) -> ServerConnection:
        """Return a connection that is not yet made."""
        connection = ServerConnection(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password.encode(),
            database=database,
            charset="utf8mb4",
            collation=self.collation,
            autocommit=None,
            ssl_disabled=True,  # it would make a context of its own
            defer_connect=True,
        )
        connection.encrypt_with(context_of(self.tls), required=self.tls.mode is not None)
        return connection

    def connect(self, connection: ServerConnection, timeout: float) -> None:
        """Log in, within so many seconds for the way and as many for the login.

        Raises pymysql's errors, and those of the network.
        """
        addresses = resolve(self.host, self.port, self.policy)
        sock = first_connected(addresses, self._door(timeout), OSError)
        ending = Alarm(timeout, connection.shut)
        try:
            connection.open_on(sock, timeout)
        except RuntimeError as error:  # of the driver, where a library is missing
            raise ConfigurationError(
                f"This account cannot log in here: {error}.",
                field="user",
                hint="pip install 'toucan-connectors-mysql[rsa]', or use TLS.",
            ) from error
        except (IndexError, UnicodeError, struct.error, pymysql.InternalError) as error:
            raise NetworkError(
                f"What listens at {self.host}:{self.port} does not answer as MySQL does.",
                field="port",
                hint="Check host and port.",
            ) from error
        finally:
            ending.off()

    def _door(self, timeout: float) -> Callable[[str], socket.socket]:
        return lambda address: socket.create_connection((address, self.port), timeout)


class Session:
    """A connection in use by one call at a time, many times over."""

    def __init__(
        self,
        server: Server,
        database: str | None,
        *,
        timeout: float,
        read_only: bool,
        statement_timeout: float | None,
    ) -> None:
        self._server = server
        self._read_only = read_only
        self._lock = threading.Lock()
        self._use = 0
        self._stopped = False
        self.at_rest = True
        self.connection = server.connection(database)
        try:
            with current_call().stopped_by(self.connection.shut):
                server.connect(self.connection, timeout)
                self._prepare(statement_timeout)
        except BaseException:
            self.connection.drop()
            raise
        self.connection.wait_for_ever()

    def _prepare(self, statement_timeout: float | None) -> None:
        run = self.connection.run
        run(_SETTINGS)
        if self._read_only:
            run(_READ_ONLY)
        if statement_timeout is not None:
            setting = _TIMEOUTS[self.connection.is_mariadb]
            try:
                run("SET " + setting.format(seconds=statement_timeout, ms=max(1, 1000 * statement_timeout)))
            except pymysql.MySQLError as error:
                if number_of(error) != _UNKNOWN_VARIABLE:  # an old server: the call's own bound holds
                    raise

    # How it ends.

    def stopper(self) -> Callable[[], None]:
        """Return what stops the statement of the use that the session is in now, and of no later one."""
        use = self._use

        def stop() -> None:
            with self._lock:
                if self._stopped or self._use != use:
                    return
                self._stopped = True
                self.connection.shut()  # whoever waits for an answer does not wait for the end there
            threading.Thread(target=self._kill, name="toucan-connectors-mysql-kill", daemon=True).start()

        return stop

    def _kill(self) -> None:
        """End it at the server too, which does not look whether a client is there while it computes."""
        try:
            second = self._server.connection(None)
            try:
                self._server.connect(second, _KILL_TIMEOUT)
                with suppress(pymysql.MySQLError):  # it has ended by itself
                    second.run(f"KILL {self.connection.number}")
            finally:
                second.drop()
        except Exception as error:  # noqa: BLE001 - nobody waits for this thread
            _logger.warning("A query may go on at its server: %s.", type(error).__name__)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """While inside, an answer is awaited: a whole one, or the server's own error, leaves it at rest."""
        self.at_rest = False
        try:
            yield
        except pymysql.MySQLError as error:
            self.at_rest = is_of_server(error)
            raise
        self.at_rest = True

    def is_alive(self) -> bool:
        """Whether an idle session can be used again, as far as this side knows."""
        return not self.connection.has_news()

    def reset(self) -> bool:
        """Say whether the next call finds the session as new: nothing is left to read, nothing was set."""
        with self._lock:
            self._use += 1
            return self._read_only and self.at_rest and not self._stopped and self.connection.open

    def close(self) -> None:
        """End the session, whatever state it is in."""
        with suppress(pymysql.MySQLError):
            if self.at_rest and not self._stopped:
                self.connection.close()  # it says goodbye
            else:
                self.connection.drop()
