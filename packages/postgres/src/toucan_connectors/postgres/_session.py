"""A session with the server: a connection of psycopg, and what is known of its database.

Statements have their values as literals, written by psycopg, and go by the extended protocol, which takes
one statement only. Every value comes back as its text.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import threading
from collections.abc import Callable, Generator, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import psycopg
from psycopg import generators
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus, TransactionStatus

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import QueryRefusedError
from toucan_connectors.postgres._known import Known
from toucan_connectors.postgres._literals import literal

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

    from toucan_connectors.postgres._copy import Copying
    from toucan_connectors.postgres._rules import SessionRules
    from toucan_connectors.sql.statement import Statement

__all__ = ["Rows", "Session"]

_CANCEL_SECONDS: Final = 2.0
_CANCEL_AGAIN: Final = 0.1
_RESET_SECONDS: Final = 5.0
_CHUNK_ROWS: Final = 8192

_COPIES: Final = (ExecStatus.COPY_IN, ExecStatus.COPY_OUT, ExecStatus.COPY_BOTH)
_DONE: Final = (TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INERROR)

Rows: TypeAlias = list[tuple[str | None, ...]]
"""Each value as its text."""


class Session:
    """A connection, used by one call at a time.

    `copied` reads a whole result beside it, by ADBC; `aside` asks in another session, since a connection
    that has more of a result to come takes no other statement.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        rules: SessionRules,
        copied: Callable[[str], Copying],
        aside: Callable[[str], Rows],
    ) -> None:
        self.connection = connection
        self.copied = copied
        self._aside = aside
        self._rules = rules
        self._lock = threading.Lock()
        self._leased = True
        self._broken = False
        self._quiet = threading.Event()
        self._resetting = False
        self.known = Known(connection.info.server_version, self._catalogue if rules.own_types else None)

    # What is run.

    def literal(self, statement: Statement) -> str:
        """Return the text of a statement with its values as literals."""
        return literal(self.connection, statement)

    def results(
        self, text: str, timeout: float | None, *, behind: str | None = None
    ) -> Generator[PGresult, None, None]:
        """Run one statement and yield its results, some rows in each; at least one, which may have none.

        The statement is stopped at the server when the call is, after the timeout, or when the iterator is
        closed before its end. Another one, `behind` it, is sent with it: `behind` has its result.
        """
        deadline = None if timeout is None else monotonic() + timeout
        pgconn = self.connection.pgconn
        with self._stoppable(deadline):
            if behind is not None:
                pgconn.enter_pipeline_mode()
            pgconn.send_query_params(text.encode(), None)
            if behind is not None:
                pgconn.send_flush_request()  # or the server keeps the rows until it has both answers
                pgconn.send_query_params(behind.encode(), None)
                pgconn.pipeline_sync()
            self.connection.wait(generators.send(pgconn))
            if psycopg.capabilities.has_stream_chunked():
                pgconn.set_chunked_rows_mode(_CHUNK_ROWS)
        while (result := self._next(deadline)) is not None:
            yield result

    def behind(self, results: Iterator[PGresult], timeout: float | None) -> PGresult:
        """Return the result of what was sent behind other results; what is left of these is passed over."""
        deadline = None if timeout is None else monotonic() + timeout
        for _ in results:
            pass
        found = self._next(deadline)
        while (ended := self._next(deadline)) is None or ended.status != ExecStatus.PIPELINE_SYNC:
            pass
        self.connection.pgconn.exit_pipeline_mode()
        assert found is not None  # noqa: S101 - a statement has a result, and only then its end
        return found

    def _next(self, deadline: float | None) -> PGresult | None:
        with self._stoppable(deadline):
            result: PGresult | None = self.connection.wait(generators.fetch(self.connection.pgconn))
        if result is not None:
            self._check(result)
        return result

    def rows(self, result: PGresult) -> Rows:
        """Return the rows of a result, every value as its text."""
        transformer = Transformer(self.connection)
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple)

    def ask(self, text: str) -> Rows:
        """Return all rows of one of our own statements."""
        return [row for result in self.results(text, None) for row in self.rows(result)]

    def described(self, text: str, timeout: float | None) -> PGresult:
        """Return a result without rows that has the columns of a statement, which is not run."""
        pgconn = self.connection.pgconn
        with self._stoppable(None if timeout is None else monotonic() + timeout):
            pgconn.send_prepare(b"", text.encode())
            self._check(*self.connection.wait(generators.execute(pgconn)))
            pgconn.send_describe_prepared(b"")
            result: PGresult
            [result] = self.connection.wait(generators.execute(pgconn))
            self._check(result)
        return result

    def _check(self, *results: PGresult) -> None:
        for result in results:
            if result.status in _COPIES:
                self._broken = True  # only hanging up ends it
                raise QueryRefusedError("COPY is no query: its rows are not columns.", field="query")
            if result.status in (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE):
                error = psycopg.errors.error_from_result(result, encoding=self.connection.info.encoding)
                with contextlib.suppress(psycopg.Error):
                    self.connection.wait(generators.fetch_many(self.connection.pgconn))
                raise error

    def _catalogue(self, text: str) -> Rows:
        """Ask the catalogue, also while there is more of a result to come."""
        busy = self.connection.pgconn.transaction_status == TransactionStatus.ACTIVE
        return self._aside(text) if busy else self.ask(text)

    # Its life.

    @contextlib.contextmanager
    def _stoppable(self, deadline: float | None) -> Iterator[None]:
        left = None if deadline is None else max(0.001, deadline - monotonic())
        with current_call().stopped_by(self.stop, left):
            self._quiet.clear()
            try:
                yield
            finally:
                self._quiet.set()

    def stop(self) -> None:
        """Cancel what runs at the server; hang up if that brings no answer, since the network may be silent.

        A server that is asked before it has begun passes over it, and would not notice that we hang up: it
        is asked again.
        """
        with self._lock:
            if not self._leased:
                return
            self._broken = True
        until = monotonic() + _CANCEL_SECONDS
        while monotonic() < until:
            with contextlib.suppress(psycopg.Error):
                self.connection.cancel_safe(timeout=_CANCEL_SECONDS)
            if self._quiet.wait(_CANCEL_AGAIN):
                return
        self._hang_up()

    def _hang_up(self) -> None:
        with (
            contextlib.suppress(OSError, psycopg.Error),
            socket.socket(fileno=os.dup(self.connection.fileno())) as twin,
        ):
            twin.shutdown(socket.SHUT_RDWR)

    def give_back(self) -> bool:
        """Begin to reset the session, without waiting; False where it is not fit to be used again."""
        with self._lock:
            self._leased = False
            pgconn = self.connection.pgconn
            if self._broken or not self._rules.reset:
                return False
            self._pass_over_what_arrived()
            if pgconn.transaction_status not in _DONE:
                return False
            pgconn.send_query(self._rules.reset)
            pgconn.flush()
            self._resetting = True
        return True

    def _pass_over_what_arrived(self) -> None:
        """Take the end of a result of which no more rows were wanted, if it is there already."""
        pgconn = self.connection.pgconn
        pgconn.consume_input()
        while not pgconn.is_busy() and pgconn.get_result() is not None:
            pass

    def take(self) -> bool:
        """Whether the session was reset and its server is still there."""
        if self._resetting and not self._is_reset():
            return False
        with self._lock:
            self._leased = True
            if self._broken or self._has_something_to_say():
                return False
        self.begin()
        return True

    def begin(self) -> None:
        """Begin a call, where the server wants that said."""
        if self._rules.begin:
            self.ask(self._rules.begin)

    def _has_something_to_say(self) -> bool:
        """Whether something arrived while nothing was asked: the server's farewell, in all likelihood."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.connection.fileno(), selectors.EVENT_READ)
            return bool(selector.select(0))

    def _is_reset(self) -> bool:
        pgconn = self.connection.pgconn
        results = self.connection.wait(generators.execute(pgconn), timeout=_RESET_SECONDS)
        self._resetting = False
        return all(result.status == ExecStatus.COMMAND_OK for result in results)

    def close(self) -> None:
        """End the connection; what it still runs is cancelled."""
        running = self.connection.pgconn.transaction_status == TransactionStatus.ACTIVE
        if running and not self._broken and not self._resetting:
            with contextlib.suppress(psycopg.Error):
                self.connection.cancel_safe(timeout=_CANCEL_SECONDS)
        self.connection.close()
