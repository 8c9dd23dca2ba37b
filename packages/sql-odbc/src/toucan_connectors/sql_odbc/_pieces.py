"""Reading value by value, for drivers that cannot go back and columns whose values have no bound."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from ctypes import byref, c_short, c_ssize_t, c_ushort
from typing import TYPE_CHECKING, Final

import numpy as np

from toucan_connectors.sql_odbc import _api as api
from toucan_connectors.sql_odbc.layouts import Cells

if TYPE_CHECKING:
    from ctypes import c_void_p

    from toucan_connectors.sql_odbc.layouts import Layout
    from toucan_connectors.sql_odbc.types import OdbcColumn

__all__ = ["Pieces"]

_ROWS: Final = 1024
_BYTES: Final = 4 * 2**20
"""What a block of rows holds at the most, if it has more than one."""
_PIECE: Final = 64 * 2**10


class Pieces:
    """The rows of one result, some at a time."""

    def __init__(self, statement: c_void_p, columns: Sequence[OdbcColumn]) -> None:
        self._statement = statement
        self._columns = columns
        self._buffer = ctypes.create_string_buffer(_PIECE)

    def __iter__(self) -> Iterator[list[tuple[OdbcColumn, Cells]]]:
        """Yield some rows after the other, as columns."""
        while rows := self._rows():
            values = zip(*rows, strict=True)
            yield [
                (column, _cells(column.layout, list(of)))
                for column, of in zip(self._columns, values, strict=True)
            ]

    def _rows(self) -> list[list[bytes | None]]:
        rows: list[list[bytes | None]] = []
        held = 0
        while len(rows) < _ROWS and held < _BYTES and api.check("SQLFetch", self._statement) != api.NO_DATA:
            row = [self._value(number + 1, column.layout) for number, column in enumerate(self._columns)]
            held += sum(len(value) for value in row if value)
            rows.append(row)
        return rows

    def _value(self, number: int, layout: Layout) -> bytes | None:
        """Return a value as the driver writes it, put together of its pieces; None for null."""
        end = layout.dtype.itemsize if layout.terminated else 0
        pieces: list[bytes] = []
        told = c_ssize_t()
        while True:
            code = api.check(
                "SQLGetData", self._statement, c_ushort(number), c_short(layout.code), self._buffer,
                c_ssize_t(_PIECE), byref(told),
            )  # fmt: skip
            if code == api.NO_DATA:
                return b"".join(pieces)
            if told.value == api.NULL:
                return None
            there = _PIECE - end
            whole = told.value != api.NO_TOTAL and told.value <= there
            pieces.append(self._buffer.raw[: told.value if whole else there])
            if whole:
                return b"".join(pieces)


def _cells(layout: Layout, values: Sequence[bytes | None]) -> Cells:
    nulls = np.array([value is None for value in values])
    missing = b"" if layout.varies else bytes(layout.dtype.itemsize)
    written = b"".join(missing if value is None else value for value in values)
    data = np.frombuffer(written, layout.dtype)
    if not layout.varies:
        return Cells(data, nulls)
    lengths = np.array([len(value or b"") for value in values], np.int64) // layout.dtype.itemsize
    return Cells(data, nulls, lengths)
