"""Decimals from the bytes of `numeric_send`, whole columns at a time.

The server says a numeric so at less than the price of its cast to float8, and exactly. The format is that of
PostgreSQL's binary protocol (`numeric_recv` in its numeric.c): four words (the number of digits, the weight
of the first, the sign, the scale), then the digits, each a word from 0 to 9999; all big-endian.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.types as pt

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

__all__ = ["DIGITS", "from_sent"]

DIGITS: Final = 15
"""Decimal digits: 64 bits hold them with three more, and floats hold each integer of so many."""

_HEAD: Final = 4
_LONGEST: Final = _HEAD + 5
"""Words of a value: 15 decimal digits fall into five words at most."""
_NEGATIVE: Final = 0x4000
_NAN: Final = 0xC000 - 0x10000
_POWERS: Final = 10_000 ** np.arange(5)

Integers = np.ndarray[Any, np.dtype[np.int64]]
Booleans = np.ndarray[Any, np.dtype[np.bool_]]


def from_sent(sent: ArrowArray, type_: ArrowType, scale: int) -> ArrowArray:
    """Return what was sent as floats, or as decimals of that scale, of at most DIGITS digits; NaN is null."""
    units, missing = _units(sent, scale)
    if pt.is_floating(type_):
        return pa.array(units / 10.0**scale, mask=missing)  # of two exact floats: the nearest there is
    halves = np.stack([units, units >> 63], axis=1)  # 128 bits, the lower half first
    valid = pa.array(~missing).buffers()[1] if missing.any() else None
    return pa.Array.from_buffers(type_, len(units), [valid, pa.py_buffer(halves.data)])


def _units(sent: ArrowArray, scale: int) -> tuple[Integers, Booleans]:
    """Return the numbers as integers of the last place, and which of them are missing."""
    words, starts = _words(sent)
    count, weight, sign = (words.take(starts + place) for place in range(3))
    units = np.zeros(len(starts), dtype=np.int64)
    for place in range(int(count.max(initial=0))):
        digit = words.take(starts + _HEAD + place)
        np.copyto(units, units * 10_000 + digit, where=place < count)
    fraction = -(-scale // 4)  # digits of four places for the scale
    units *= _POWERS.take(weight - count + 1 + fraction, mode="clip")
    units //= 10 ** (4 * fraction - scale)
    np.negative(units, out=units, where=sign == _NEGATIVE)
    return units, (sign == _NAN) | sent.is_null().to_numpy(zero_copy_only=False)


def _words(sent: ArrowArray) -> tuple[np.ndarray[Any, np.dtype[np.int16]], Integers]:
    """Return all words, and where each value's begin; some more behind the last, for a null to point at."""
    _, offsets, data = sent.buffers()
    places = np.frombuffer(offsets, np.int32)[sent.offset : sent.offset + len(sent) + 1].astype(np.int64)
    begin, length = int(places[0]), int(places[-1] - places[0]) // 2
    words = np.zeros(length + _LONGEST, dtype=np.int16)
    if length:
        words[:length] = np.frombuffer(data, ">i2", length, begin)
    return words, (places[:-1] - begin) // 2
