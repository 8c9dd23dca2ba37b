"""Memory that a driver writes a block of rows to: a column behind the other, each value in its own place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ctypes import c_short, c_ssize_t, c_ushort, c_void_p
from typing import TYPE_CHECKING

import numpy as np

from toucan_connectors.sql_odbc import _api as api
from toucan_connectors.sql_odbc.layouts import Cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toucan_connectors.sql_odbc.types import OdbcColumn

__all__ = ["Places"]


class Places:
    """Places for so many rows; `widths` are those of the columns, in units of their layouts."""

    def __init__(self, columns: Sequence[OdbcColumn], widths: NDArray[np.int64], rows: int) -> None:
        self._columns = columns
        self._widths = widths
        self._units = np.array([column.layout.dtype.itemsize for column in columns])
        self._ends = np.array([column.layout.terminated for column in columns])
        self._varies = np.array([column.layout.varies for column in columns])
        self._data = [
            np.zeros(rows * width, column.layout.dtype)
            for column, width in zip(columns, widths.tolist(), strict=True)
        ]
        self._lengths = np.zeros((len(columns), rows), np.int64)
        self._bindings = [self._binding(number) for number in range(len(columns))]

    def _binding(self, number: int) -> tuple[object, ...]:
        return (
            c_ushort(number + 1),
            c_short(self._columns[number].layout.code),
            c_void_p(self._data[number].ctypes.data),
            c_ssize_t(int(self._widths[number] * self._units[number])),
            c_void_p(self._lengths[number].ctypes.data),
        )

    def bind(self, statement: c_void_p) -> None:
        """Let the next rows of a statement be written here."""
        for binding in self._bindings:
            api.check("SQLBindCol", statement, *binding)

    def needed(self, rows: int) -> NDArray[np.int64]:
        """Return the width that the longest value of each column needs, as far as the driver tells."""
        lengths = self._lengths[:, :rows]
        longest = lengths.max(axis=1, initial=0) // self._units + self._ends
        untold = lengths.min(axis=1, initial=0) == api.NO_TOTAL
        found: NDArray[np.int64] = np.where(untold, self._widths + 1, longest)
        return np.where(self._varies, found, self._widths)

    def block(self, rows: int) -> Iterator[tuple[OdbcColumn, Cells]]:
        """Yield the columns of the first rows, as the driver wrote them here."""
        for number, column in enumerate(self._columns):
            yield column, self.cells(number, rows)

    def cells(self, number: int, rows: int) -> Cells:
        """Return the first rows of one column (the first is 0)."""
        data, lengths = self._data[number], self._lengths[number, :rows]
        nulls = lengths == api.NULL
        if not self._varies[number]:
            return Cells(data[:rows], nulls)
        return Cells(data, nulls, lengths // data.itemsize, np.arange(rows) * self._widths[number])
