"""From blocks of rows to columns: the text protocol cut by whole columns, and read by Arrow.

A row is its values one behind the other, each with its length before it. The lengths of one column, of all
rows of a block, are read at once; what stands between two values of a column is a gap. So an Arrow array over
the block itself, its odd items the gaps, has the column as its even items, and nothing was copied by Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toucan_connectors.core.arrow_types import ArrowArray
    from toucan_connectors.mysql._protocol import Block

    Places = NDArray[np.int64]

__all__ = ["Cells", "columns_of"]

_NULL: Final = 251
"""A length from here on is no length: null, or how many bytes the length has."""
_LENGTHS: Final = {252: 2, 253: 3, 254: 8}


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of a block: where its values begin and end; `nulls` says which are none, if any is."""

    data: NDArray[np.uint8]
    starts: Places
    ends: Places
    nulls: NDArray[np.bool_] | None

    def __len__(self) -> int:
        return len(self.starts)

    def as_bytes(self, *, text: bool = False) -> ArrowArray:
        """Return the values as Arrow binary, or as text that is not looked at to be UTF-8."""
        count = len(self.starts)
        offsets = np.empty(2 * count, np.int32)
        offsets[0::2] = self.starts
        offsets[1::2] = self.ends
        buffers = [None, pa.py_buffer(offsets.data), pa.py_buffer(self.data.data)]
        with_gaps: ArrowArray = pa.Array.from_buffers(
            pa.string() if text else pa.binary(), 2 * count - 1, buffers
        )
        evens: ArrowArray = pa.array(np.arange(0, 2 * count, 2, dtype=np.int32), mask=self.nulls)
        return with_gaps.take(evens)

    def without_first(self, size: int) -> Cells:
        """Return the values without their first bytes."""
        return Cells(self.data, np.minimum(self.starts + size, self.ends), self.ends, self.nulls)


def columns_of(block: Block, number: int) -> Iterator[Cells]:
    """Yield the columns of a block, as many as there are."""
    data = np.frombuffer(block.data, np.uint8)
    places: Places = np.frombuffer(block.starts, np.int64)
    for _ in range(number):
        cells = _cells(data, places)
        yield cells
        places = cells.ends


def _cells(data: NDArray[np.uint8], places: Places) -> Cells:
    """Return the column whose values, their lengths before them, are at these places."""
    lengths: Places = data[places].astype(np.int64)
    starts = places + 1
    if lengths.max() < _NULL:
        return Cells(data, starts, starts + lengths, None)
    nulls = lengths == _NULL
    for mark, size in _LENGTHS.items():
        if (found := np.flatnonzero(lengths == mark)).size:
            lengths[found] = _numbers(data, starts[found], size)
            starts[found] += size
    lengths[nulls] = 0
    return Cells(data, starts, starts + lengths, nulls if nulls.any() else None)


def _numbers(data: NDArray[np.uint8], places: Places, size: int) -> Places:
    """Return numbers of so many bytes, the lowest first."""
    octets = data[places[:, None] + np.arange(size)].astype(np.int64)
    numbers: Places = (octets << (8 * np.arange(size))).sum(axis=1)
    return numbers
