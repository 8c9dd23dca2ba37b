"""Types of SQL Server that pysqlbridge does not have, as its wire protocol (MS-TDS 2.2.5.4) writes them.

Beside `_tds_wire.py`, which runs where nothing of ours can be imported.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal
from typing import Any, Final

__all__ = ["READERS", "TYPES", "Type", "read_value"]

_NULL_BYTE: Final = b"\x00"
_NULL_CHUNKS: Final = b"\xff" * 8
_EXACT: Final = Context(prec=76)
_FIRST_DAY: Final = date(1, 1, 1).toordinal()
_MAGNITUDES: Final = ((9, 4), (19, 8), (28, 12), (38, 16))
"""The precision up to which a decimal has so many bytes."""
_FRACTION_BYTES: Final = (3, 3, 3, 4, 4, 5, 5, 5)
"""By the digits of its fraction, how many bytes a time of day has."""


@dataclass(frozen=True)
class Type:
    """A type: its name, what declares it on the wire, how a value is written, and read from JSON."""

    name: str
    info: bytes
    write: Callable[[Any], bytes]
    read: Callable[[Any], Any] = lambda value: value
    null: bytes = _NULL_BYTE
    nullable: bool = True

    def type_info(self) -> bytes:
        """Return what declares a column of this type."""
        return self.info

    def encode(self, value: Any) -> bytes:
        """Return a value with its length, or null."""
        return self.null if value is None else self.write(value)


def _sized(raw: bytes) -> bytes:
    return bytes([len(raw)]) + raw


def _chunked(raw: bytes) -> bytes:
    length = struct.pack("<Q", len(raw))
    return length + (struct.pack("<I", len(raw)) + raw if raw else b"") + struct.pack("<I", 0)


def _decimal(precision: int, scale: int) -> Type:
    width = next(width for digits, width in _MAGNITUDES if precision <= digits)

    def write(value: Any) -> bytes:
        number = int(Decimal(str(value)).scaleb(scale, _EXACT))
        return _sized(bytes([number >= 0]) + abs(number).to_bytes(width, "little"))

    info = bytes([0x6A, width + 1, precision, scale])
    return Type(f"decimal({precision},{scale})", info, write, Decimal)


def _money(value: Any) -> bytes:
    number = int(Decimal(str(value)).scaleb(4, _EXACT))
    return _sized(struct.pack("<iI", number >> 32, number & 0xFFFF_FFFF))


def _day(value: date) -> bytes:
    return (value.toordinal() - _FIRST_DAY).to_bytes(3, "little")


def _clock(value: time | datetime, digits: int) -> bytes:
    since = timedelta(
        hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
    )
    ticks = since // timedelta(microseconds=1) * 10 // 10 ** (7 - digits)
    return int(ticks).to_bytes(_FRACTION_BYTES[digits], "little")


def _time(digits: int) -> Type:
    return Type(
        f"time({digits})",
        bytes([0x29, digits]),
        lambda value: _sized(_clock(value, digits)),
        time.fromisoformat,
    )


def _datetime2(digits: int) -> Type:
    return Type(
        f"datetime2({digits})",
        bytes([0x2A, digits]),
        lambda value: _sized(_clock(value, digits) + _day(value)),
        datetime.fromisoformat,
    )


def _datetimeoffset(digits: int) -> Type:
    def write(value: datetime) -> bytes:
        moment, offset = value.astimezone(UTC), value.utcoffset() or timedelta()
        minutes = struct.pack("<h", int(offset.total_seconds() // 60))
        return _sized(_clock(moment, digits) + _day(moment) + minutes)

    return Type(f"datetimeoffset({digits})", bytes([0x2B, digits]), write, datetime.fromisoformat)


_ALL: Final = (
    Type("date", b"\x28", lambda value: _sized(_day(value)), date.fromisoformat),
    Type("money", b"\x6e\x08", _money, Decimal),
    Type("xml", b"\xf1\x00", lambda value: _chunked(value.encode("utf-16-le")), null=_NULL_CHUNKS),
    Type("varbinary(max)", b"\xa5\xff\xff", _chunked, bytes.fromhex, _NULL_CHUNKS),
    *(_decimal(precision, scale) for precision, scale in ((38, 6), (38, 0), (10, 2))),
    *(_time(digits) for digits in (0, 6, 7)),
    *(_datetime2(digits) for digits in (0, 3, 6, 7)),
    *(_datetimeoffset(digits) for digits in (6, 7)),
)
TYPES: Final[Mapping[str, Type]] = {made.name: made for made in _ALL}
"""The types, by how SQL Server names them."""


# What a client sends for its parameters.


def _read_decimal(scale: int, raw: bytes) -> Decimal:
    number = int.from_bytes(raw[1:], "little")
    return Decimal(number if raw[0] else -number).scaleb(-scale, _EXACT)


def _read_day(raw: bytes) -> date:
    return date.fromordinal(int.from_bytes(raw, "little") + _FIRST_DAY)


def _read_clock(digits: int, raw: bytes) -> timedelta:
    return timedelta(microseconds=int.from_bytes(raw, "little") * 10 ** (7 - digits) // 10)


def _read_moment(digits: int, raw: bytes) -> datetime:
    return datetime.combine(_read_day(raw[-3:]), time()) + _read_clock(digits, raw[:-3])


def _read_offset(digits: int, raw: bytes) -> datetime:
    return _read_moment(digits, raw[:-2]).replace(tzinfo=UTC)


READERS: Final[Mapping[int, tuple[int, Callable[[int, bytes], Any]]]] = {
    0x28: (0, lambda _, raw: _read_day(raw)),
    0x29: (1, lambda digits, raw: (datetime(1, 1, 1, tzinfo=UTC) + _read_clock(digits, raw)).time()),
    0x2A: (1, _read_moment),
    0x2B: (1, _read_offset),
    0x6A: (3, _read_decimal),
    0x6C: (3, _read_decimal),
}
"""By the number of a type: how many bytes declare it, the scale the last of them, and what reads a value."""


def read_value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    """Read the declaration of a parameter and its value; give that, and where it ends."""
    declared, read = READERS[kind]
    scale = payload[at + declared - 1] if declared else 0
    length, begins = payload[at + declared], at + declared + 1
    raw = payload[begins : begins + length]
    return (read(scale, raw) if raw else None), begins + length
