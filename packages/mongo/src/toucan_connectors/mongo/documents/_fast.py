"""From documents to columns by whole columns: what reads most documents, in a part of the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.types as pt

from toucan_connectors.mongo.documents._columns import by_name
from toucan_connectors.mongo.documents._types import DATE, EXACT_IN_FLOAT
from toucan_connectors.mongo.documents._values import iso_texts
from toucan_connectors.mongo.documents._walk import Buffer, Cells, NotAlikeError, fields_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toucan_connectors.core.arrow_types import ArrowArray

__all__ = ["fast_arrays_of"]

_NULL: Final = 10
_MAX_DEPTH: Final = 32
_HEX: Final = np.array([int.from_bytes(b"%02x" % octet, "little") for octet in range(256)], "<u2")
"""The two digits of each byte."""
_DIGITS: Final = 24


def fast_arrays_of(documents: bytes, *, flatten: bool) -> tuple[int, dict[str, ArrowArray]] | None:
    """Return what `arrays_of` does, or None for documents that are not alike enough."""
    try:
        buffer = Buffer(documents)
        starts = buffer.documents()
        reader = _Reader(buffer, flatten=flatten)
        fields = fields_of(buffer, np.arange(len(starts)), starts)
        columns = [(name, reader.column(cells, len(starts))) for name, cells in fields.items()]
    except (NotAlikeError, IndexError, UnicodeError, pa.ArrowInvalid):
        return None
    if not flatten:
        return len(starts), dict(columns)
    return len(starts), by_name(inner for column in columns for inner in _taken_apart(*column))


def _taken_apart(name: str, array: ArrowArray) -> Iterator[tuple[str, ArrowArray]]:
    """Yield the columns of objects, named by the fields that lead to them; of anything else, the array."""
    if not pt.is_struct(array.type):
        yield name, array
        return
    for field, inner in zip(array.type, array.flatten(), strict=True):
        yield from _taken_apart(f"{name}.{field.name}", inner)


class _Reader:
    """Makes arrays of cells: of those of a row, or, `depth` deep, of those inside objects and lists."""

    def __init__(self, buffer: Buffer, *, flatten: bool, depth: int = 0) -> None:
        self._buffer = buffer
        self._flatten = flatten
        self._depth = depth
        if depth > _MAX_DEPTH:
            raise NotAlikeError

    def column(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        """Return an array of so many values: null where there is no cell."""
        there = [group for group in cells if group.kind != _NULL]
        if not there:
            return pa.nulls(count)
        kinds = frozenset(group.kind for group in there)
        for readers in (_INSIDE if self._depth and not self._flatten else {}, _READERS):
            if kinds in readers:
                return readers[kinds](self, there, count)
        raise NotAlikeError

    # Numbers.

    def integers(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        return _array(*self._gathered(cells, count, np.int64))

    def floats(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        return _array(*self._gathered(cells, count, np.float64))

    def mixed(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        """Read integers among floats, where a float holds each of them exactly."""
        integers, _ = self._gathered([group for group in cells if group.kind != 1], count, np.int64)
        if np.abs(integers).max(initial=0) > EXACT_IN_FLOAT or integers.min(initial=0) == -(2**63):
            raise NotAlikeError
        return self.floats(cells, count)

    def booleans(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        return _array(*self._gathered(cells, count, np.bool_))

    def dates(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        return self.integers(cells, count).view(DATE)

    def date_texts(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        values, missing = self._gathered(cells, count, np.int64)
        return pa.array(iso_texts(values).astype(object), pa.string(), mask=missing)

    def _gathered(self, cells: Sequence[Cells], count: int, dtype: Any) -> tuple[Any, NDArray[np.bool_]]:
        """Return the values of cells, and where there is none."""
        values, missing = np.zeros(count, dtype), np.ones(count, np.bool_)
        for group in cells:
            values[group.rows] = self._views[group.kind][group.places]
            missing[group.rows] = False
        return values, missing

    @property
    def _views(self) -> Mapping[int, Any]:
        buffer = self._buffer
        return {1: buffer.float64, 8: buffer.bytes, 9: buffer.int64, 16: buffer.int32, 18: buffer.int64}

    # Text.

    def texts(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        found = self._bytes(cells, count, header=4, tail=1, type_=pa.string())
        found.validate(full=True)
        return found

    def binaries(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        """Read binaries of the common subtype; others may be ids (UUID), or have another length inside."""
        if any(self._buffer.bytes[group.places + 4].any() for group in cells):
            raise NotAlikeError
        return self._bytes(cells, count, header=5, tail=0, type_=pa.binary())

    def _bytes(self, cells: Sequence[Cells], count: int, *, header: int, tail: int, type_: Any) -> ArrowArray:
        """Return values of their own lengths: an array over the buffer itself, its odd items the gaps."""
        starts, ends = np.zeros(count, np.int64), np.zeros(count, np.int64)
        missing = np.ones(count, np.bool_)
        for group in cells:
            starts[group.rows] = group.places + header
            ends[group.rows] = group.places + header + self._buffer.int32[group.places] - tail
            missing[group.rows] = False
        before = np.maximum.accumulate(ends)
        starts[missing] = ends[missing] = before[missing]
        offsets = np.empty(2 * count, np.int32)
        offsets[0::2], offsets[1::2] = starts, ends
        if (np.diff(offsets) < 0).any():
            raise NotAlikeError
        buffers = [None, pa.py_buffer(offsets.data), pa.py_buffer(self._buffer.raw)]
        with_gaps: Any = pa.Array.from_buffers(type_, 2 * count - 1, buffers)
        return with_gaps.take(pa.array(np.arange(0, 2 * count, 2), mask=missing if missing.any() else None))

    def ids(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        """Write ids as their 24 digits."""
        octets, missing = np.zeros((count, 12), np.uint8), np.ones(count, np.bool_)
        for group in cells:
            octets[group.rows, :8] = self._buffer.words[group.places].view(np.uint8).reshape(-1, 8)
            octets[group.rows, 8:] = self._buffer.int32[group.places + 8].view(np.uint8).reshape(-1, 4)
            missing[group.rows] = False
        offsets = np.arange(0, _DIGITS * (count + 1), _DIGITS, dtype=np.int32)
        buffers = [None, pa.py_buffer(offsets.data), pa.py_buffer(_HEX[octets].data)]
        found: Any = pa.Array.from_buffers(pa.string(), count, buffers)
        return found.take(pa.array(np.arange(count), mask=missing)) if missing.any() else found

    # Objects and lists.

    def objects(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        """Read objects as structs, where each has the same fields, or they are to be taken apart."""
        group = _together(cells)
        fields = fields_of(self._buffer, group.rows, group.places)
        whole = all(sum(len(part.rows) for part in parts) == len(group.rows) for parts in fields.values())
        if not fields or not (whole or self._flatten):
            raise NotAlikeError
        inner = self._inner(flatten=self._flatten)
        columns = [inner.column(parts, count) for parts in fields.values()]
        missing = np.ones(count, np.bool_)
        missing[group.rows] = False
        types = [pa.field(name, column.type) for name, column in zip(fields, columns, strict=True)]
        return pa.StructArray.from_arrays(columns, fields=types, mask=pa.array(missing))

    def lists(self, cells: Sequence[Cells], count: int) -> ArrowArray:
        """Read lists: an element's place in its list is the step at which it is found."""
        group = _together(cells)
        fields = fields_of(self._buffer, group.rows, group.places)
        if fields.keys() != {str(place) for place in range(len(fields))}:
            raise NotAlikeError
        lengths = np.zeros(count + 1, np.int64)
        for parts in fields.values():
            for part in parts:
                lengths[part.rows + 1] += 1
        offsets = np.cumsum(lengths)
        items = [
            Cells(part.kind, offsets[part.rows] + int(name), part.places)
            for name, parts in fields.items()
            for part in parts
        ]
        missing = np.ones(count, np.bool_)
        missing[group.rows] = False
        values = self._inner(flatten=False).column(items, int(offsets[-1]))
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, mask=pa.array(missing))

    def _inner(self, *, flatten: bool) -> _Reader:
        return _Reader(self._buffer, flatten=flatten, depth=self._depth + 1)


def _together(cells: Sequence[Cells]) -> Cells:
    """Return cells of one kind, found at several steps, as one group in the order of their rows."""
    if len(cells) == 1:
        return cells[0]
    rows = np.concatenate([group.rows for group in cells])
    order = np.argsort(rows, kind="stable")
    return Cells(cells[0].kind, rows[order], np.concatenate([group.places for group in cells])[order])


def _array(values: NDArray[Any], missing: NDArray[np.bool_]) -> ArrowArray:
    return pa.array(values, mask=missing if missing.any() else None)


_Read: TypeAlias = Callable[[_Reader, Sequence[Cells], int], "ArrowArray"]
_READERS: Final[Mapping[frozenset[int], _Read]] = {
    frozenset({1}): _Reader.floats,
    frozenset({2}): _Reader.texts,
    frozenset({3}): _Reader.objects,
    frozenset({4}): _Reader.lists,
    frozenset({5}): _Reader.binaries,
    frozenset({7}): _Reader.ids,
    frozenset({8}): _Reader.booleans,
    frozenset({9}): _Reader.dates,
    **dict.fromkeys(map(frozenset, ({16}, {18}, {16, 18})), _Reader.integers),
    **dict.fromkeys(map(frozenset, ({1, 16}, {1, 18}, {1, 16, 18})), _Reader.mixed),
}
"""By the kinds of a column's values."""


def _not_alike(_: _Reader, __: Sequence[Cells], ___: int) -> ArrowArray:
    raise NotAlikeError


_INSIDE: Final[Mapping[frozenset[int], _Read]] = {
    frozenset({5}): _not_alike,
    frozenset({9}): _Reader.date_texts,
}
"""Inside objects and lists values are as JSON has them."""
