"""From the text in which PostgreSQL writes a value to Arrow: exact for every value that the type can hold.

A whole column is cast by Arrow where its text is one that Arrow reads; the rest (years before Christ or
after 9999, infinities, offsets with seconds) value by value. Instants that Arrow cannot hold become the
ticks that the dtype contract takes for infinite.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

__all__ = [
    "INFINITE_DATE",
    "INFINITE_INSTANT",
    "Parse",
    "binaries",
    "booleans",
    "cast",
    "dates",
    "decimals",
    "documents",
    "instants",
    "intervals",
    "same",
    "times",
]

Parse: TypeAlias = "Callable[[ArrowArray, ArrowType], ArrowArray]"
"""From a column of texts to one of the Arrow type."""

INFINITE_DATE: Final = 2**31 - 1
INFINITE_INSTANT: Final = 2**63 - 1
_SECOND: Final = 10**6
_DAY: Final = 24 * 3600 * _SECOND
_ERA: Final = 146_097
"""The days of 400 years, after which the calendar repeats."""
_EPOCH: Final = date(1970, 1, 1).toordinal()


def same(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return the texts as they are."""
    del type_
    return texts


def cast(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return what Arrow reads in the texts: integers, floats with NaN and infinities."""
    return pc.cast(texts, type_)


def decimals(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return decimals; NaN, which decimals do not have, is null."""
    try:
        return pc.cast(texts, type_)
    except pa.ArrowInvalid:
        numbers = pc.if_else(pc.equal(texts, pa.scalar("NaN")), pa.scalar(None, pa.string()), texts)
        return pc.cast(numbers, type_)


def booleans(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return the booleans of `t` and `f`."""
    del type_
    return pc.equal(texts, pa.scalar("t"))


def binaries(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    r"""Return the bytes of `\x00ff`."""
    return pa.array([None if text is None else bytes.fromhex(text[2:]) for text in texts.to_pylist()], type_)


def documents(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return JSON texts as documents."""
    return pa.ExtensionArray.from_storage(type_, texts)


def dates(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return dates, from 4713 BC to 5874897, and the infinities."""
    return _cast_or(_date, texts, type_, pa.int32())


def instants(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return instants in microseconds, in UTC where the text has an offset."""
    return _cast_or(_instant, texts, type_, pa.int64())


def times(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return times of day, 24:00:00 too: a day after midnight."""
    ticks = [None if text is None else _time(text) for text in texts.to_pylist()]
    return pa.array(ticks, pa.int64()).view(type_)


def intervals(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return intervals as ISO 8601 writes them: `P1Y2M3DT-4H`."""
    return pa.array([None if text is None else _iso_interval(text) for text in texts.to_pylist()], type_)


def _cast_or(one: Callable[[str], int], texts: ArrowArray, type_: ArrowType, ticks: ArrowType) -> ArrowArray:
    try:
        return pc.cast(texts, type_)
    except pa.ArrowInvalid:
        values = [None if text is None else one(text) for text in texts.to_pylist()]
        return pa.array(values, ticks).view(type_)


def _date(text: str) -> int:
    if text.endswith("infinity"):
        return -INFINITE_DATE if text.startswith("-") else INFINITE_DATE
    written, _, before_christ = text.partition(" ")
    year, month, day = map(int, written.rsplit("-", 2))
    return _days(1 - year if before_christ else year, month, day)


def _days(year: int, month: int, day: int) -> int:
    """Return the days since 1970 in the Gregorian calendar, whatever the year."""
    eras, within = divmod(year, 400)
    return (eras - 1) * _ERA + date(within + 400, month, day).toordinal() - _EPOCH


_INSTANT: Final = re.compile(r"(\d+)-(\d\d)-(\d\d) ([\d:.]+)(?:([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?)?( BC)?")


def _instant(text: str) -> int:
    if text.endswith("infinity"):
        return -INFINITE_INSTANT if text.startswith("-") else INFINITE_INSTANT
    found = _INSTANT.fullmatch(text)
    if found is None:
        msg = f"{text!r} is no instant as PostgreSQL writes it in its ISO style"
        raise ValueError(msg)
    year, month, day, clock, sign, *offset, before_christ = found.groups()
    days = _days(1 - int(year) if before_christ else int(year), int(month), int(day))
    hours, minutes, seconds = (int(part or 0) for part in offset)
    ahead = (hours * 3600 + minutes * 60 + seconds) * _SECOND * (-1 if sign == "-" else 1)
    return min(days * _DAY + _time(clock) - ahead, INFINITE_INSTANT)


def _time(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    whole, _, fraction = seconds.partition(".")
    in_seconds = int(hours) * 3600 + int(minutes) * 60 + int(whole)
    return in_seconds * _SECOND + int(fraction.ljust(6, "0") or 0)


_PART: Final = re.compile(r"([+-]?\d+) (year|mon|day)s?")
_CLOCK: Final = re.compile(r"([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?$")
_LETTERS: Final = {"year": "Y", "mon": "M", "day": "D"}


def _iso_interval(text: str) -> str:
    """Return `1 year 2 mons -3 days 04:05:06.7` as ISO 8601 writes it, each part with its own sign."""
    parts = ((int(number), _LETTERS[unit]) for number, unit in _PART.findall(text))
    written = "".join(f"{number}{letter}" for number, letter in parts if number)
    found = _CLOCK.search(text)
    clock = "" if found is None else _iso_clock(*found.groups(default=""))
    if not written and not clock:
        return "PT0S"
    return f"P{written}T{clock}" if clock else f"P{written}"


def _iso_clock(sign: str, hours: str, minutes: str, seconds: str, fraction: str) -> str:
    sign = "-" if sign == "-" else ""
    parts = ((int(hours), "H"), (int(minutes), "M"))
    written = "".join(f"{sign}{number}{letter}" for number, letter in parts if number)
    fraction = fraction.rstrip("0")
    if int(seconds) or fraction:
        written += f"{sign}{int(seconds)}{'.' if fraction else ''}{fraction}S"
    return written
