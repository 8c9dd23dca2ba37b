"""How values lie in the memory that a driver writes to, and how a column of them becomes Arrow.

Numbers, days and instants have a size; text (UTF-16) and bytes are as long as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

__all__ = [
    "BIT",
    "BYTES",
    "DAY",
    "FLOAT",
    "INSTANT",
    "INTEGER",
    "SINGLE",
    "TEXT",
    "UNSIGNED",
    "UTF8",
    "Cells",
    "Layout",
]


@dataclass(frozen=True, slots=True)
class Cells:
    """The values of one column as a driver wrote them; `nulls` says which are none.

    Texts and bytes have `lengths`, in units of the layout, and begin at `starts`, or one behind the other; of
    a null these may be any.
    """

    data: NDArray[Any]
    nulls: NDArray[np.bool_]
    lengths: NDArray[np.int64] | None = None
    starts: NDArray[np.int64] | None = None


ToArrow: TypeAlias = "Callable[[Cells, ArrowType], ArrowArray]"


@dataclass(frozen=True, slots=True)
class Layout:
    """`code` is the C type that the driver is asked for, `dtype` that of a value, or of a unit of one.

    `terminated` says that a driver needs one unit more than a value has.
    """

    code: int
    dtype: np.dtype[np.generic]
    to_arrow: ToArrow
    varies: bool = False
    terminated: bool = False


def _numbers(cells: Cells, type_: ArrowType) -> ArrowArray:
    return pa.array(cells.data.copy(), type_, mask=cells.nulls)  # the driver writes there again


def _bits(cells: Cells, _: ArrowType) -> ArrowArray:
    return pa.array(cells.data != 0, pa.bool_(), mask=cells.nulls)


_DAY: Final = np.dtype([("year", "i2"), ("month", "u2"), ("day", "u2")])
_INSTANT: Final = np.dtype(
    [*((name, _DAY[name]) for name in _DAY.names or ()), ("hour", "u2"), ("minute", "u2"), ("second", "u2"),
     ("nanoseconds", "u4")]
)  # fmt: skip


def _since_1970(data: NDArray[np.void]) -> NDArray[np.int64]:
    """Return days; a day that no month has gives one of the next month, so that nulls may hold anything."""
    months = (data["year"].astype(np.int64) - 1970) * 12 + data["month"].astype(np.int64) - 1
    first: NDArray[np.int64] = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return first + data["day"].astype(np.int64) - 1


def _days(cells: Cells, type_: ArrowType) -> ArrowArray:
    days = _since_1970(cells.data).astype(np.int32)
    return pa.array(days, pa.int32(), mask=cells.nulls).view(type_)


ENDLESS: Final = 2**63 - 1
"""What the dtype contract takes for an infinite instant, and we for one that nanoseconds cannot hold."""
_SECONDS: Final = ENDLESS // 10**9
"""How many seconds nanoseconds can hold, on each side of 1970."""


def _instants(cells: Cells, type_: ArrowType) -> ArrowArray:
    """Return instants in the unit of the type: micro- or nanoseconds."""
    data = cells.data
    seconds = _since_1970(data) * 86_400
    for name, factor in (("hour", 3600), ("minute", 60), ("second", 1)):
        seconds += data[name].astype(np.int64) * factor
    per_second, part = (10**9, 1) if type_.unit == "ns" else (10**6, 1000)
    ticks = seconds * per_second + data["nanoseconds"].astype(np.int64) // part
    if per_second == 10**9:  # which hold some 292 years on each side
        ticks = np.select([seconds < -_SECONDS, seconds >= _SECONDS], [-ENDLESS, ENDLESS], ticks)
    return pa.array(ticks, pa.int64(), mask=cells.nulls).view(type_)


def _strings(cells: Cells, type_: ArrowType) -> ArrowArray:
    """Return texts of UTF-16 as Arrow's, of UTF-8; UnicodeDecodeError for half a character."""
    valid, bounds, written = _packed(cells).buffers()
    ends = np.frombuffer(bounds, np.int64, len(cells.nulls) + 1) // 2
    units = np.frombuffer(written or b"", np.uint16, ends[-1])
    if not units.size or units.max() < 0x80:
        utf8 = units.astype(np.uint8)
    else:
        utf8 = np.frombuffer(units.tobytes().decode("utf-16-le").encode(), np.uint8)
        sizes = 1 + (units >= 0x80) + ((units >= 0x800) & ((units & 0xF800) != 0xD800))  # of each unit
        ends = np.concatenate([[0], np.cumsum(sizes)])[ends]
    there = [valid, pa.py_buffer(ends.data), pa.py_buffer(utf8.data)]
    return pc.cast(pa.Array.from_buffers(pa.large_string(), len(cells.nulls), there), type_)


def _bytes(cells: Cells, type_: ArrowType) -> ArrowArray:
    """Return bytes, or texts that are UTF-8 already; ArrowInvalid for a text that is not."""
    return pc.cast(_packed(cells), type_)


def _packed(cells: Cells) -> ArrowArray:
    """Return values one behind the other, as bytes.

    The values, and what is between them, are an array without a copy, of which every other element is taken.
    """
    assert cells.lengths is not None  # noqa: S101 - of what varies, they are always given
    count, lengths = len(cells.nulls), np.where(cells.nulls, 0, cells.lengths)
    starts = np.cumsum(lengths) - lengths if cells.starts is None else cells.starts
    bounds = np.empty(2 * count + 1, np.int64)
    bounds[:-1:2] = starts
    bounds[1::2] = starts + lengths
    bounds[-1] = cells.data.size
    bounds *= cells.data.itemsize
    there = [None, pa.py_buffer(bounds.data), pa.py_buffer(cells.data.data)]
    places = pa.Array.from_buffers(pa.large_binary(), 2 * count, there)
    values: ArrowArray = pa.array(np.arange(0, 2 * count, 2), mask=cells.nulls)
    return places.take(values)


INTEGER: Final = Layout(-25, np.dtype(np.int64), _numbers)
UNSIGNED: Final = Layout(-27, np.dtype(np.uint64), _numbers)
FLOAT: Final = Layout(8, np.dtype(np.float64), _numbers)
SINGLE: Final = Layout(7, np.dtype(np.float32), _numbers)
BIT: Final = Layout(-7, np.dtype(np.uint8), _bits)
DAY: Final = Layout(91, _DAY, _days)
INSTANT: Final = Layout(93, _INSTANT, _instants)
TEXT: Final = Layout(-8, np.dtype("<u2"), _strings, varies=True, terminated=True)
UTF8: Final = Layout(1, np.dtype(np.uint8), _bytes, varies=True, terminated=True)
"""Text in one byte a character: for ASCII, and for drivers whose encoding is UTF-8 wherever they run."""
BYTES: Final = Layout(-2, np.dtype(np.uint8), _bytes, varies=True)
