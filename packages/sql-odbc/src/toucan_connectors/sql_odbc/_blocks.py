"""Reading by the block: a driver writes many rows at once to memory of ours.

Text and bytes have a place of a fixed width there. A short first block tells what width; where a value does
not fit, the block is fetched again with wider places (and fewer rows), which needs a cursor that can go back.
Without one the places are as wide as the columns are declared. There are places for two blocks, so that one
can be read while the next is written.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from ctypes import byref, c_short, c_size_t, c_ssize_t, c_void_p
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from toucan_connectors.sql_odbc import _api as api
from toucan_connectors.sql_odbc import pyodbc
from toucan_connectors.sql_odbc._places import Places
from toucan_connectors.sql_odbc.parsing import instants

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toucan_connectors.sql_odbc.layouts import Cells
    from toucan_connectors.sql_odbc.types import OdbcColumn

__all__ = ["Block", "Blocks", "fits"]

_ROWS: Final = 4096
_BYTES: Final = 8 * 2**20
"""What the places of a block take at the most, if more than one row can be had."""
_FIRST_ROWS: Final = 1024
_FIRST_WIDTH: Final = 64
_LEAST_WIDTH: Final = 16
"""Units of a place of text or bytes, at first, and of one for short values."""
_WIDEST: Final = 8000
"""Units of a place that no value is wider than, where a driver cannot go back."""
_ROW_ERROR: Final = 5
_NEXT: Final = 1
_ABSOLUTE: Final = 5


def fits(columns: Sequence[OdbcColumn]) -> bool:
    """Whether no value can be wider than a place, so that no block need be fetched again."""
    return all(not column.layout.varies or 0 < column.size <= _WIDEST for column in columns)


Block: TypeAlias = "Iterable[tuple[OdbcColumn, Cells]]"
"""The columns of some rows, to be read once."""


class Blocks:
    """The blocks of one result. `goes_back` says that the cursor does."""

    def __init__(self, statement: c_void_p, columns: Sequence[OdbcColumn], *, goes_back: bool) -> None:
        self._statement = statement
        self._columns = list(columns)
        self._goes_back = goes_back
        self._fetched = c_size_t()
        self._position = 1
        self._way, self._rows = _NEXT, 0
        self._bind(self._first_widths(), _FIRST_ROWS if goes_back else _ROWS)

    def __iter__(self) -> Iterator[Block]:
        """Yield one block after the other; each is to be read before the next but one is asked for."""
        while self._fetch():
            rows = self._fetched.value
            if self._goes_back and (doubted := self._doubted(rows)):
                self._read_as_text(doubted)
                continue
            self._position += rows
            yield self._places.block(rows)
            if rows < self._rows:
                return
            self._make_ready(rows)

    def _doubted(self, rows: int) -> list[int]:
        """Return the columns whose values the driver may not have read."""
        return [
            number
            for number, column in enumerate(self._columns)
            if column.doubt is not None and column.doubt(self._places.cells(number, rows))
        ]

    def _read_as_text(self, doubted: list[int]) -> None:
        """Fetch the block again, and what is behind it."""
        for number in doubted:
            self._columns[number] = self._columns[number].as_text(instants)
        self._bind(self._first_widths(), self._rows)

    def _fetch(self) -> bool:
        """Fetch the next block, whole; False where there is none."""
        way, self._way = self._way, _NEXT
        if self._scroll(way) == api.NO_DATA:
            return False
        while True:
            needed = self._places.needed(self._fetched.value)
            too_narrow = needed > self._widths
            if not too_narrow.any():
                return True
            if not self._goes_back:
                raise pyodbc.DataError("22001", "[22001] A value is longer than its column is declared.")
            wider = np.maximum(needed, 2 * self._widths)
            self._bind(np.where(too_narrow, wider, self._widths), self._rows)
            self._scroll(_ABSOLUTE)

    def _scroll(self, way: int) -> int:
        if self._goes_back:
            code = api.check("SQLFetchScroll", self._statement, c_short(way), c_ssize_t(self._position))
        else:
            code = api.check("SQLFetch", self._statement)
        if code == api.SUCCESS_WITH_INFO and (self._statuses[: self._fetched.value] == _ROW_ERROR).any():
            raise api.error_of(self._statement, "SQLFetch")
        return code

    # The places.

    def _first_widths(self) -> NDArray[np.int64]:
        return np.array([self._first_width(column) for column in self._columns], np.int64)

    def _first_width(self, column: OdbcColumn) -> int:
        if not column.layout.varies:
            return 1
        declared = column.size or _FIRST_WIDTH
        width = min(declared, _FIRST_WIDTH) if self._goes_back else declared
        return width + column.layout.terminated

    def _bind(self, widths: NDArray[np.int64], most: int) -> None:
        """Make places of these widths for the next block, for as many rows as there is memory for."""
        self._widths, self._way = widths, _ABSOLUTE  # what is next depends on how many rows there were
        units = [column.layout.dtype.itemsize for column in self._columns]
        self._rows = max(1, min(most, _BYTES // int(widths @ units + 8 * len(units))))
        self._statuses = np.zeros(self._rows, np.uint16)
        api.set_attribute(self._statement, api.ROW_ARRAY_SIZE, c_void_p(self._rows))
        api.set_attribute(self._statement, api.ROWS_FETCHED, ctypes.cast(byref(self._fetched), c_void_p))
        api.set_attribute(self._statement, api.ROW_STATUSES, c_void_p(self._statuses.ctypes.data))
        self._other: Places | None = None
        self._write_to(self._new_places())

    def _new_places(self) -> Places:
        return Places(tuple(self._columns), self._widths, self._rows)

    def _write_to(self, places: Places) -> None:
        places.bind(self._statement)
        self._places = places

    def _make_ready(self, rows: int) -> None:
        """Let the next block be written behind this one, or to new places where those are too wide for it."""
        if self._goes_back and self._rows < _ROWS:
            widths = np.minimum(self._widths, np.maximum(_LEAST_WIDTH, 2 * self._places.needed(rows)))
            if self._rows == _FIRST_ROWS or 2 * widths.sum() < self._widths.sum():
                self._bind(widths, _ROWS)
                return
        # Not sooner than the block before this one was read: SQLite's driver writes a length when it binds.
        places = self._new_places() if self._other is None else self._other
        self._other = self._places
        self._write_to(places)
