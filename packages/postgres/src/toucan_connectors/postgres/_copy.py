"""One COPY by ADBC, in a thread of its own: the network is read while batches are converted.

A thread, too, because nothing ends a blocking read of ADBC's when a network is silent: the call goes on
without it then, and the thread ends with its connection.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from importlib import import_module
from time import monotonic
from typing import Final, TypeAlias

import pyarrow as pa
from adbc_driver_manager import AdbcConnection, AdbcDatabase, AdbcStatement, Error
from adbc_driver_manager._reader import AdbcRecordBatchReader

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import CallCancelledError

__all__ = ["Bulk", "Copying"]

_AHEAD: Final = 2
"""Batches that are read before they are asked for."""
_BATCH_BYTES: Final = 4 * 2**20
_BATCH_OPTION: Final = "adbc.postgresql.batch_size_hint_bytes"
_BLINK: Final = 0.05
_PATIENCE: Final = 2.0
"""Seconds for which a reading that was stopped is waited for."""

_Found: TypeAlias = pa.Schema | pa.RecordBatch | BaseException | None
"""What the thread tells: the schema, then the batches; None at the end."""


def _driver() -> str:
    """Return the path of ADBC's driver, which its package does not type."""
    path: str = import_module("adbc_driver_postgresql")._driver_path()  # noqa: SLF001 - nothing else tells it
    return path


class Bulk:
    """A connection of ADBC: another session than the driver's, begun in the same way."""

    def __init__(self, conninfo: str) -> None:
        self._opened = contextlib.ExitStack()
        try:
            database = self._opened.enter_context(
                contextlib.closing(AdbcDatabase(driver=_driver(), uri=conninfo))
            )
            self.connection = self._opened.enter_context(contextlib.closing(AdbcConnection(database)))
        except BaseException:
            self.close()
            raise
        self.failed = False

    def is_as_new(self) -> bool:
        """Make the session as new; whether it answered, and nothing had failed in it."""
        with contextlib.closing(AdbcStatement(self.connection)) as statement:
            statement.set_sql_query("DISCARD ALL")
            statement.execute_update()
        return True

    def is_whole(self) -> bool:
        """Whether nothing failed in it."""
        return not self.failed

    def close(self) -> None:
        """Disconnect."""
        self._opened.close()


class Copying:
    """Runs one statement; `next` gives its schema, and then its batches."""

    def __init__(self, lease: contextlib.AbstractContextManager[Bulk], text: str) -> None:
        self._lease, self._text = lease, text
        self._call = current_call()
        self._found: queue.Queue[_Found] = queue.Queue(_AHEAD)
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._statement: AdbcStatement | None = None
        self._canceller: threading.Thread | None = None
        self._at_end = False
        self._thread = threading.Thread(target=self._run, name="toucan-connectors-copy", daemon=True)
        self._thread.start()

    # The thread that asks.

    def next(self, timeout: float | None) -> pa.Schema | pa.RecordBatch | None:
        """Return what was read next, None at the end; raise what the reading raised."""
        with current_call().stopped_by(self.stop, timeout):
            found = self._wait()
            if isinstance(found, BaseException):
                raise found
        self._at_end = found is None
        return found

    def _wait(self) -> _Found:
        while not self._stopped.is_set():
            with contextlib.suppress(queue.Empty):
                return self._found.get(timeout=_BLINK)
        raise CallCancelledError("The reading was stopped.")

    def stop(self) -> None:
        """Cancel what runs at the server, without waiting for it."""
        with self._lock:
            self._stopped.set()
            if self._canceller is None:
                name = "toucan-connectors-cancel"
                self._canceller = threading.Thread(target=self._cancel, name=name, daemon=True)
                self._canceller.start()

    def close(self) -> None:
        """End the reading, wherever it is; one that does not end soon is left behind."""
        if self._thread.is_alive() and not self._at_end:
            self.stop()
        until = monotonic() + _PATIENCE
        for thread in (self._thread, self._canceller):
            if thread is not None:
                thread.join(max(0.0, until - monotonic()))

    def _cancel(self) -> None:
        until = monotonic() + _PATIENCE
        while self._thread.is_alive() and monotonic() < until:
            with self._lock, contextlib.suppress(Error):
                if self._statement is not None:
                    self._statement.cancel()
            self._thread.join(_BLINK)  # a server that had not begun passes over it: it is asked again

    # The thread that reads.

    def _run(self) -> None:
        try:
            with self._call.active(), self._lease as bulk:
                bulk.failed = True  # until the end is reached
                self._read(bulk)
                bulk.failed = self._stopped.is_set()
        except BaseException as error:  # noqa: BLE001 - raised where the result is waited for
            self._tell(error)
        else:
            self._tell(None)

    def _read(self, bulk: Bulk) -> None:
        statement = self._statement = AdbcStatement(bulk.connection)
        try:
            statement.set_options(**{_BATCH_OPTION: str(_BATCH_BYTES)})
            statement.set_sql_query(self._text)
            handle, _ = statement.execute_query()
            with AdbcRecordBatchReader._import_from_c(handle.address) as reader:  # noqa: SLF001 - pyarrow's way
                going_on = self._tell(reader.schema)
                while going_on and (batch := next(reader, None)) is not None:
                    going_on = self._tell(batch)
        finally:
            with self._lock:
                self._statement = None
            statement.close()

    def _tell(self, found: _Found) -> bool:
        """Hand over what was found; whether anybody still wants it."""
        while not self._stopped.is_set():
            with contextlib.suppress(queue.Full):
                self._found.put(found, timeout=_BLINK)
                return True
        return False
