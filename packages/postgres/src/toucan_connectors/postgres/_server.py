"""One configuration of a connector, connected: its pools of connections, the files of its certificates."""

from __future__ import annotations

import threading
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

import psycopg

from toucan_connectors.core.pem import PemFiles
from toucan_connectors.postgres._connecting import conninfo
from toucan_connectors.postgres._literals import adapters
from toucan_connectors.postgres._session import Rows, Session
from toucan_connectors.sql.pool import Pool

if TYPE_CHECKING:
    from toucan_connectors.postgres._copy import Bulk, Copying
    from toucan_connectors.postgres._rules import SessionRules
    from toucan_connectors.postgres.connector import PostgresConnector

__all__ = ["Server"]


class Server:
    """Keeps connections, by database. The files live as long: to cancel a query is to connect once more."""

    def __init__(self, connector: PostgresConnector, rules: SessionRules) -> None:
        self._connector = connector
        self._rules = rules
        self._files = PemFiles()
        self._lock = threading.Lock()
        self._bulks: Pool[str, Bulk] | None = None
        self.sessions: Pool[str, Session] = Pool(
            self._open, Session.close, is_alive=Session.take, reset=Session.give_back
        )

    def conninfo(self, database: str) -> str:
        """Return libpq's connection string for a database, with its password in it."""
        startup = self._settings() if self._rules.at_startup else {}
        return conninfo(self._connector, database, self._files, startup)

    def close(self) -> None:
        """Close every connection."""
        self.sessions.close()
        if self._bulks is not None:
            self._bulks.close()
        self._files.close()

    def _settings(self) -> dict[str, str]:
        options, found = self._connector.options, dict(self._rules.settings)
        if options.read_only and self._rules.read_only:
            found[self._rules.read_only] = "on"
        if options.statement_timeout is not None and found:
            found["statement_timeout"] = str(ceil(options.statement_timeout * 1000))
        return found

    def _open(self, database: str) -> Session:
        try:
            connection = psycopg.connect(
                self.conninfo(database), autocommit=True, prepare_threshold=None, context=adapters()
            )
        except psycopg.Error as error:
            _forget_password(error)
            raise
        session = Session(
            connection, self._rules, partial(self._copied, database), partial(self._asked, database)
        )
        try:
            if not self._rules.at_startup:
                for name, value in self._settings().items():
                    session.ask(f"SET {name} TO '{value}'")
            session.begin()
        except BaseException:
            session.close()
            raise
        return session

    def _asked(self, database: str, text: str) -> Rows:
        """Ask in another session."""
        with self.sessions.lease(database) as session:
            return session.ask(text)

    def _copied(self, database: str, text: str) -> Copying:
        """Read the result of a statement by ADBC, which is loaded now."""
        from toucan_connectors.postgres._copy import Bulk, Copying

        with self._lock:
            if self._bulks is None:
                self._bulks = Pool(
                    lambda name: Bulk(self.conninfo(name)),
                    Bulk.close,
                    is_alive=Bulk.is_as_new,
                    reset=Bulk.is_whole,
                )
        return Copying(self._bulks.lease(database), text)


def _forget_password(error: BaseException | None) -> None:
    """Take out of an exception, and those behind it, what psycopg keeps there: all that it connected with."""
    while error is not None:
        if isinstance(error, psycopg.Error):
            error._pgconn = None  # noqa: SLF001 - there is no other way to it
        error = error.__cause__ or error.__context__
