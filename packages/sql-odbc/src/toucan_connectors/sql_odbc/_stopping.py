"""How what runs in a session is stopped at the source, while its own thread waits inside of the driver.

By SQLCancel; or by a second connection that kills it, where a driver's own way is none. Either is repeated
until nothing runs: a statement that has not begun passes over it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.sql_odbc import _api as api
from toucan_connectors.sql_odbc import pyodbc

if TYPE_CHECKING:
    from toucan_connectors.sql_odbc._worker import Worker

__all__ = ["Stopping"]

_logger = logging.getLogger(__name__)

_AGAIN: Final = 0.1
"""Seconds between two attempts."""


class Stopping:
    """Knows what a session runs. `kill` ends it by other ways than SQLCancel, where that is needed."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._lock = threading.Lock()
        self._statement: Any = None
        self._awaited = False
        self.kill: Callable[[], None] | None = None

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """While inside, there is somebody who waits for an answer."""
        self._awaited = True
        try:
            yield
        finally:
            self._awaited = False

    @contextmanager
    def running(self, statement: object) -> Iterator[None]:
        """While inside, this is the statement that runs."""
        with self._lock:
            self._statement = statement
        try:
            yield
        finally:
            with self._lock:
                self._statement = None

    def stop(self) -> None:
        """Stop what runs, and let nobody wait for long; returns at once."""
        self._worker.tell_to_stop()
        threading.Thread(target=self._stop, name="toucan-connectors-odbc-stop", daemon=True).start()

    def _stop(self) -> None:
        pause = threading.Event()
        while self._awaited and not self._worker.lost:
            with suppress(pyodbc.Error):
                (self.kill or self._cancel)()
            pause.wait(_AGAIN)
        if self._worker.lost:
            _logger.warning("A query may go on at its source: the driver did not stop it.")

    def _cancel(self) -> None:
        with self._lock:
            if self._statement is not None:
                api.cancel(self._statement)
