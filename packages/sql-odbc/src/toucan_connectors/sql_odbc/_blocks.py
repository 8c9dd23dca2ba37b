"""Reading by the block: a driver writes many rows at once to memory of ours, a column behind the other.

Text and bytes have a place of a fixed width there. It begins narrow; where a value does not fit, the block is
fetched again with wider places (and fewer rows), which needs a cursor that can go back. Without one the
places are as wide as the columns are declared.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from ctypes import byref, c_short, c_size_t, c_ssize_t, c_ushort, c_void_p
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from toucan_connectors.sql_odbc import _api as api
from toucan_connectors.sql_odbc import pyodbc
from toucan_connectors.sql_odbc.layouts import Cells
from toucan_connectors.sql_odbc.parsing import instants

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toucan_connectors.sql_odbc.types import OdbcColumn

__all__ = ["Block", "Blocks", "fits"]

_ROWS: Final = 4096
_BYTES: Final = 16 * 2**20
"""What the places of a block take at the most, if more than one row can be had."""
_NARROW: Final = 64
"""Units, at first, of a place of text or bytes."""
_WIDEST: Final = 8000
"""Units of a place that no value is wider than, where a driver cannot go back."""
_ROW_ERROR: Final = 5
_NEXT: Final = 1
_ABSOLUTE: Final = 5


def fits(columns: Sequence[OdbcColumn]) -> bool:
    """Whether no value can be wider than a place, so that no block need be fetched again."""
    return all(not column.layout.varies or 0 < column.size <= _WIDEST for column in columns)


Block: TypeAlias = list[tuple["OdbcColumn", Cells]]
"""The columns of some rows."""


def _trusted(block: Block) -> list[OdbcColumn]:
    """Return the columns, as texts those whose values their driver may not have read."""
    return [
        column.as_text(instants) if column.doubt is not None and column.doubt(cells) else column
        for column, cells in block
    ]


@dataclass
class _Place:
    """Where one column of a block is written; `width` is in units of its layout."""

    width: int
    data: NDArray[np.generic]
    lengths: NDArray[np.int64]


class Blocks:
    """The blocks of one result. `goes_back` says that the cursor does."""

    def __init__(self, statement: c_void_p, columns: Sequence[OdbcColumn], *, goes_back: bool) -> None:
        self._statement = statement
        self._columns = list(columns)
        self._goes_back = goes_back
        self._way = _NEXT
        self._fetched = c_size_t()
        self._position = 1
        self._widths = [self._first_width(column) for column in columns]
        self._bind()

    def __iter__(self) -> Iterator[Block]:
        """Yield one block after the other, as columns with how they were fetched."""
        while self._fetch():
            block = [(column, self._cells(number)) for number, column in enumerate(self._columns)]
            if self._goes_back and (trusted := _trusted(block)) != self._columns:
                self._change(trusted)
                continue
            last = self._fetched.value < self._rows
            self._position += self._fetched.value
            yield block
            if last:
                return
            self._narrow()

    def _change(self, columns: list[OdbcColumn]) -> None:
        """Fetch the block again, and what is behind it, with other layouts."""
        self._columns = columns
        self._widths = [self._first_width(column) for column in columns]
        self._bind()
        self._way = _ABSOLUTE

    def _first_width(self, column: OdbcColumn) -> int:
        if not column.layout.varies:
            return 1
        declared = column.size or _NARROW
        width = min(declared, _NARROW) if self._goes_back else declared
        return width + column.layout.terminated

    def _fetch(self) -> bool:
        """Fetch the next block, whole; False where there is none."""
        way, self._way = self._way, _NEXT
        if self._scroll(way) == api.NO_DATA:
            return False
        while wider := self._wider():
            if not self._goes_back:
                raise pyodbc.DataError("22001", "[22001] A value is longer than its column is declared.")
            self._widths = wider
            self._bind()
            self._scroll(_ABSOLUTE)
        return True

    def _scroll(self, way: int) -> int:
        if self._goes_back:
            code = api.check("SQLFetchScroll", self._statement, c_short(way), c_ssize_t(self._position))
        else:
            code = api.check("SQLFetch", self._statement)
        if code == api.SUCCESS_WITH_INFO and (self._statuses[: self._fetched.value] == _ROW_ERROR).any():
            raise api.error_of(self._statement, "SQLFetch")
        return code

    # The places.

    def _bind(self) -> None:
        """Make places of the widths there are now, for as many rows as there is memory for."""
        row = sum(
            column.layout.dtype.itemsize * width + 8
            for column, width in zip(self._columns, self._widths, strict=True)
        )
        self._rows = max(1, min(_ROWS, _BYTES // row))
        self._statuses = np.zeros(self._rows, np.uint16)
        api.set_attribute(self._statement, api.ROW_ARRAY_SIZE, c_void_p(self._rows))
        api.set_attribute(self._statement, api.ROWS_FETCHED, ctypes.cast(byref(self._fetched), c_void_p))
        api.set_attribute(self._statement, api.ROW_STATUSES, c_void_p(self._statuses.ctypes.data))
        self._places = [self._bound(number) for number in range(len(self._columns))]

    def _bound(self, number: int) -> _Place:
        layout, width = self._columns[number].layout, self._widths[number]
        place = _Place(width, np.zeros(self._rows * width, layout.dtype), np.zeros(self._rows, np.int64))
        api.check(
            "SQLBindCol", self._statement, c_ushort(number + 1), c_short(layout.code),
            c_void_p(place.data.ctypes.data), c_ssize_t(width * layout.dtype.itemsize),
            c_void_p(place.lengths.ctypes.data),
        )  # fmt: skip
        return place

    def _wider(self) -> list[int] | None:
        """Return the widths that the block needs, None where every value has found its place."""
        longest = [self._longest(number) for number in range(len(self._columns))]
        if not any(need > width for need, width in zip(longest, self._widths, strict=True)):
            return None
        return [
            max(need, 2 * width) if need > width else width
            for need, width in zip(longest, self._widths, strict=True)
        ]

    def _longest(self, number: int) -> int:
        """Return the units that the longest value of a column needs, as far as the driver tells."""
        layout, place = self._columns[number].layout, self._places[number]
        if not layout.varies:
            return place.width
        lengths = place.lengths[: self._fetched.value]
        if (lengths == api.NO_TOTAL).any():
            return place.width + 1
        return int(lengths.max(initial=0)) // layout.dtype.itemsize + layout.terminated

    def _narrow(self) -> None:
        """Make places narrower again behind a block that was wide for a few values."""
        if self._rows < _ROWS and self._goes_back:
            widths = [
                max(self._first_width(column), min(width, 2 * self._longest(number)))
                if column.layout.varies else 1
                for number, (column, width) in enumerate(zip(self._columns, self._widths, strict=True))
            ]  # fmt: skip
            if 2 * sum(widths) < sum(self._widths):
                self._widths = widths
                self._bind()

    def _cells(self, number: int) -> Cells:
        """Return a column of the block, in memory of its own: the places are written again."""
        layout, place, rows = self._columns[number].layout, self._places[number], self._fetched.value
        lengths = place.lengths[:rows]
        nulls = lengths == api.NULL
        if not layout.varies:
            return Cells(place.data[:rows].copy(), nulls)
        units = np.where(nulls, 0, lengths) // layout.dtype.itemsize
        longest = int(units.max(initial=0))
        table = place.data.reshape(-1, place.width)[:rows, :longest]
        return Cells(table[np.arange(longest) < units[:, None]], nulls, units)
