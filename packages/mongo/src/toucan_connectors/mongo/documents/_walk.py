"""BSON, walked over all documents at once: where each field's values are, without an object made of any.

An element is a byte for its kind, its name up to a zero byte, and its value. Documents of one collection
most often agree on the elements at their beginning, then on those behind, and so on: a step looks at one
element of each document, and those that are alike are one group.
Source: https://bsonspec.org/spec.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

__all__ = ["Buffer", "Cells", "NotAlikeError", "fields_of"]

_PADDING: Final = 1024
"""What is read behind the end, at most, by names of that length."""
_MAX_GROUPS: Final = 512
"""Of documents that differ more, or have more elements, objects are made."""
_FIXED: Final = {1: 8, 7: 12, 8: 1, 9: 8, 10: 0, 16: 4, 18: 8}
"""Bytes of a value by its kind: double, id, boolean, date, null, and integers."""
_MEASURED: Final = {2: 4, 3: 0, 4: 0, 5: 5}
"""Text, object, list, binary: they begin with a length; so many bytes more than it says."""
_LENGTH: Final = Struct("<i")


class NotAlikeError(Exception):
    """Documents that are not read this way: too different, of rarer kinds, or broken."""


class Buffer:
    """Bytes, read at any place as what they may be."""

    def __init__(self, documents: bytes) -> None:
        padded = documents + bytes(_PADDING)
        self.size = len(documents)
        self.raw = documents
        self.bytes = np.frombuffer(padded, np.uint8)
        self.int32 = self._view(padded, "<i4")
        self.int64 = self._view(padded, "<i8")
        self.float64 = self._view(padded, "<f8")
        self.words = self._view(padded, "<u8")

    @staticmethod
    def _view(padded: bytes, dtype: str) -> NDArray[Any]:
        """Let each byte be the beginning of a number."""
        size = np.dtype(dtype).itemsize
        return np.ndarray((len(padded) - size + 1,), dtype, padded, strides=(1,))

    def documents(self) -> Places:
        """Return where the documents begin that stand one behind the other."""
        starts, place, raw, size, unpack = [], 0, self.raw, self.size, _LENGTH.unpack_from
        while place < size:
            starts.append(place)
            (length,) = unpack(raw, place)
            if length < 5:
                raise NotAlikeError
            place += length
        if place != size:
            raise NotAlikeError
        return np.array(starts, np.int64)


@dataclass(frozen=True, slots=True)
class Cells:
    """Values of one kind of one field: which rows they are of, and where they stand."""

    kind: int
    rows: Places
    places: Places


def fields_of(buffer: Buffer, rows: Places, starts: Places) -> dict[str, list[Cells]]:
    """Return the fields of documents that begin at these places, in the order in which they first come.

    Raises NotAlikeError.
    """
    found: dict[str, list[Cells]] = {}
    order: dict[str, tuple[int, int]] = {}
    for step, (name, cells) in enumerate(_groups(buffer, rows, starts + 4)):
        first = int(cells.rows.min()), step
        order[name] = min(order.get(name, first), first)
        found.setdefault(name, []).append(cells)
    return {name: found[name] for name in sorted(found, key=order.__getitem__)}


def _groups(buffer: Buffer, rows: Places, at: Places) -> Iterator[tuple[str, Cells]]:
    groups = 0
    while len(rows):
        following: list[tuple[Places, Places]] = []
        while len(rows):
            if (groups := groups + 1) > _MAX_GROUPS:
                raise NotAlikeError
            head = _head(buffer, int(at[0]))
            alike = _have(buffer, at, head)
            mine = (rows, at) if alike.all() else (rows[alike], at[alike])
            rows, at = rows[~alike], at[~alike]
            if head[0]:
                cells = Cells(head[0], mine[0], mine[1] + len(head))
                yield head[1:-1].decode(), cells
                following.append((cells.rows, _ends(buffer, cells)))
        rows, at = (
            (np.concatenate(parts) for parts in zip(*following, strict=True)) if following else (rows, at)
        )


def _head(buffer: Buffer, place: int) -> bytes:
    """Return the kind and the name of an element; the end of a document is a kind of its own."""
    if buffer.bytes[place] == 0:
        return b"\0"
    end = buffer.raw.find(b"\0", place + 1)
    if end < 0:
        raise NotAlikeError
    return buffer.raw[place : end + 1]


def _have(buffer: Buffer, at: Places, head: bytes) -> NDArray[np.bool_]:
    """Say which elements have this head: eight bytes are compared at once."""
    alike = np.ones(len(at), np.bool_)
    for start in range(0, len(head), 8):
        part = head[start : start + 8]
        words = buffer.words[at + start]
        if len(part) < 8:
            words &= np.uint64((1 << 8 * len(part)) - 1)
        alike &= np.equal(words, np.uint64(int.from_bytes(part, "little")))
    return alike


def _ends(buffer: Buffer, cells: Cells) -> Places:
    """Return where values end, which is inside of the buffer."""
    if cells.kind in _FIXED:
        ends = cells.places + _FIXED[cells.kind]
    elif cells.kind in _MEASURED:
        lengths = buffer.int32[cells.places].astype(np.int64)
        if lengths.min() < 0:
            raise NotAlikeError
        ends = cells.places + lengths + _MEASURED[cells.kind]
    else:
        raise NotAlikeError
    if ends.max() >= buffer.size:
        raise NotAlikeError
    return ends
