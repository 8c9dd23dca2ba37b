"""A session: a connection of pyodbc's in use, how its statement is described, run, and stopped at the source.

- pyodbc logs in, binds and runs; rows are read by the block, on its handles (`_blocks.py`).
- Every call of the driver is done in the session's own thread, so that a silent network holds nobody.
- A statement is stopped at the source when its call is (`_stopping.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from ctypes import c_void_p
from decimal import Decimal
from functools import partial
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import QueryError, ToucanConnectorsError
from toucan_connectors.sql_odbc import _api as api
from toucan_connectors.sql_odbc import pyodbc
from toucan_connectors.sql_odbc._describing import described, origin
from toucan_connectors.sql_odbc._stopping import Stopping
from toucan_connectors.sql_odbc._worker import Job, Worker
from toucan_connectors.sql_odbc.login import Login
from toucan_connectors.sql_odbc.types import OdbcColumn, column_of

if TYPE_CHECKING:
    from toucan_connectors.sql.statement import Statement

__all__ = ["Login", "Result", "Session"]

Done = TypeVar("Done")

_ENDING: Final = 2.0
"""Seconds that ending a session may take."""
_FETCHING: Final = 0.25
"""Seconds that rows may still be on their way when nobody wants them any more."""
_UNBOUNDED_WRITE: Final = 2**30
"""Bytes of a value that are sent as one: what is sent in pieces, MariaDB's driver stores with others'."""
_LARGE: Final = 2**63
_STATIC: Final = 3
_SQL_STATIC_CURSOR_ATTRIBUTES1: Final = 167
_GOES_BACK: Final = 0x2
"""SQL_CA1_ABSOLUTE."""
_READ_ONLY_ACCESS: Final = 1


class Result(NamedTuple):
    """A statement that was run. `goes_back` says that its rows can be read again from one on."""

    cursor: pyodbc.Cursor
    columns: list[OdbcColumn]
    goes_back: bool


class Session:
    """A connection in use by one call at a time, many times over.

    `attributes` of the connection are set before it is made, numbers as pyodbc has them (`SQL_ATTR_...`).
    `login_of` says how to go on with one that is made: by then the source behind it is known.
    Raises pyodbc's errors, and NetworkError where the driver does not come back in time.
    """

    def __init__(
        self,
        connection_string: str,
        login_of: Callable[[pyodbc.Connection], Login],
        *,
        timeout: float,
        attributes: Mapping[int, Any] = MappingProxyType({}),
    ) -> None:
        self._worker = Worker()
        self._stopping = Stopping(self._worker)
        self._ahead: Job[Any] | None = None
        self._rollback: Job[None] | None = None
        self._changed = False
        self._cursor: pyodbc.Cursor | None = None

        def connected() -> pyodbc.Connection:
            return pyodbc.connect(
                connection_string, autocommit=True, timeout=ceil(timeout), attrs_before=dict(attributes)
            )

        def begin() -> tuple[pyodbc.Connection, Login]:
            connection = connected()
            try:
                return connection, self._begun(connection, login_of(connection), connected)
            except BaseException:
                connection.close()
                raise

        try:
            with current_call().stopped_by(self._worker.tell_to_stop, timeout):
                self.connection, self.login = self._worker.do(begin)
        except BaseException:
            self._worker.end()
            raise
        self._has_static_cursors = self.login.goes_back and self._knows_static_cursors()

    def _begun(
        self, connection: pyodbc.Connection, login: Login, again: Callable[[], pyodbc.Connection]
    ) -> Login:
        if login.whole_values:
            connection.maxwrite = _UNBOUNDED_WRITE
        if login.read_only:
            with suppress(pyodbc.Error):  # a hint, which not every driver takes
                connection.set_attr(pyodbc.SQL_ATTR_ACCESS_MODE, _READ_ONLY_ACCESS)
        for setting in login.settings:
            connection.execute(setting).close()
        if login.killed is not None:
            self._stopping.kill = partial(_run_on, again, login.killed(connection))
        connection.autocommit = login.autocommit
        return login

    def _knows_static_cursors(self) -> bool:
        with suppress(pyodbc.Error):
            return bool(self.info(_SQL_STATIC_CURSOR_ATTRIBUTES1) & _GOES_BACK)
        return False

    # What is asked.

    def info(self, number: int) -> Any:
        """Return what the driver says of itself or its source, as SQLGetInfo has it."""
        return self._worker.do(lambda: self.connection.getinfo(number))

    def columns(self, statement: Statement, timeout: float | None) -> list[OdbcColumn]:
        """Return the columns of a statement, which is prepared and not run."""

        def describe() -> list[OdbcColumn]:
            with api.prepared(self.connection, statement.text) as handle, self._stopping.running(handle):
                return self._described(handle)

        return self.ask(describe, timeout)

    def execute(self, statement: Statement, timeout: float | None) -> Result:
        """Run a statement, and return what comes of it; the session closes its cursor at the end."""
        bound = self.login.bound
        binds = [_fitting(value if bound is None else bound(value)) for value in statement.binds]

        def run() -> Result:
            self._end_statement()
            cursor = self._cursor = self.connection.cursor()
            if self._has_static_cursors:
                with suppress(pyodbc.Error):
                    api.set_attribute(cursor.hstmt, api.CURSOR_TYPE, c_void_p(_STATIC))
            with self._stopping.running(cursor.hstmt):
                cursor.execute(statement.text, *binds)
                return Result(cursor, self._described(cursor.hstmt), self._goes_back_in(cursor))

        return self.ask(run, timeout)

    def _goes_back_in(self, cursor: pyodbc.Cursor) -> bool:
        """Whether the cursor is as it was asked for: a driver may give another one."""
        return self._has_static_cursors and api.attribute(cursor.hstmt, api.CURSOR_TYPE) == _STATIC

    def _described(self, handle: Any) -> list[OdbcColumn]:
        found = described(handle)
        if self.login.asked_again is not None:
            found = self.login.asked_again(self.connection, found, partial(origin, handle))
        return [column_of(column, self.login.types) for column in found]

    # How it runs, and ends.

    def ask(self, work: Callable[[], Done], timeout: float | None) -> Done:
        """Do what asks the driver, until the call or the timeout ends it."""
        self._rollback = None
        try:
            with self._stopping.awaited(), current_call().stopped_by(self._stopping.stop, timeout):
                return self._worker.do(work)
        except UnicodeEncodeError as error:
            raise QueryError(
                "The query, or one of its values, has half of a character.", field="query"
            ) from error

    def fetch(self, cursor: pyodbc.Cursor, work: Callable[[], Done]) -> Job[Done]:
        """Begin to read rows of a statement that was run; `result` has what comes of it."""

        def fetched() -> Done:
            with self._stopping.running(cursor.hstmt):
                return work()

        self._ahead = self._worker.start(fetched)
        return self._ahead

    def result(self, job: Job[Done], timeout: float | None) -> Done:
        """Wait for what was begun, until the call or the timeout ends it."""
        with self._stopping.awaited(), current_call().stopped_by(self._stopping.stop, timeout):
            return self._worker.wait(job)

    def finish(self) -> None:
        """Begin to end the statement, whose rows were read: first its transaction.

        A driver takes its time to free many rows, for which nobody waits but the next call.
        """
        self._rollback = self._worker.start(self._roll_back)
        self._worker.start(self._end_statement)

    def is_alive(self) -> bool:
        """Whether an idle session can be used again."""
        if self._worker.lost:
            return False
        if self.login.probe is None:
            return True
        probe = self.login.probe
        return self._worker.do(lambda: self.connection.execute(probe).fetchone(), _ENDING) is not None

    def reset(self) -> bool:
        """Say whether the next call finds the session as new: it only read, and nothing was cut off."""
        if self._worker.gives_up or self._changed or not self.login.read_only or self._is_busy():
            return False
        if self._rollback is None:
            self._worker.do(self._begin_anew, _ENDING)
        else:
            self._worker.wait(self._rollback, _ENDING)
        return True

    def _begin_anew(self) -> None:
        self._end_statement()
        self._roll_back()

    def _roll_back(self) -> None:
        if not self.login.autocommit:
            self.connection.rollback()

    def spoil(self) -> None:
        """Say that the session was changed, so that no other call may find it."""
        self._changed = True

    def _is_busy(self) -> bool:
        """Whether rows are still being fetched that nobody waits for any more."""
        return self._ahead is not None and not self._ahead.done.wait(_FETCHING)

    def _end_statement(self) -> None:
        if self._cursor is not None:
            cursor, self._cursor = self._cursor, None
            cursor.close()

    def close(self) -> None:
        """End the session, whatever state it is in."""
        with suppress(pyodbc.Error, ToucanConnectorsError), self._stopping.awaited():
            if self._is_busy():
                self._stopping.stop()
            self._worker.do(self._close, _ENDING)
        self._worker.end()

    def _close(self) -> None:
        with suppress(pyodbc.Error):
            self._begin_anew()
        self.connection.close()


def _fitting(value: Any) -> Any:
    """Return the value; an integer that has more than 64 bits as the decimal that it is to ODBC."""
    is_large = isinstance(value, int) and not -_LARGE <= value < _LARGE
    return Decimal(value) if is_large else value


def _run_on(connected: Callable[[], pyodbc.Connection], text: str) -> None:
    """Run a statement on a connection of its own."""
    with closing(connected()) as connection:
        connection.execute(text)
