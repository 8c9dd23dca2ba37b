"""A value brought to the type of the column it is compared with, exactly or not at all."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import pyarrow as pa
import pyarrow.types as pt

from toucan_connectors.core.errors import PermissionConditionError

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowScalar, ArrowType

__all__ = ["Bound", "as_scalar", "number_bound", "require_comparable"]

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_TIME: Final = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)
_MAX_DIGITS: Final = 400
_FAR: Final = 100
"""Decimal places beyond the 76 that any column has."""
_INTEGER_RANGE: Final = {pa.int64(): (-(2**63), 2**63 - 1), pa.uint64(): (0, 2**64 - 1)}


class Bound:
    """A number against a column of whole steps (integers, decimals of one scale).

    `below` and `above` are the nearest values that the column can hold, on or around the number: None
    where there is none in that direction. They are equal when the column can hold the number itself.
    """

    def __init__(self, below: ArrowScalar | None, above: ArrowScalar | None) -> None:
        self.below = below
        self.above = above

    @property
    def exact(self) -> ArrowScalar | None:
        """The number as the column holds it, or None where it cannot."""
        if self.below is not None and self.above is not None and self.below.equals(self.above):
            return self.below
        return None


def number_bound(value: object, type_: ArrowType, column: str) -> Bound:
    """Return where a number lies among the values of an integer or decimal column."""
    number = _to_decimal(value, type_, column)
    if pt.is_decimal(type_):
        step, (lowest, highest) = type_.scale, (-(10**type_.precision) + 1, 10**type_.precision - 1)
    else:
        step, (lowest, highest) = 0, _INTEGER_RANGE[type_]
    below, above = _steps(number, step)
    return Bound(
        None if below < lowest else _whole(min(below, highest), step, type_),
        None if above > highest else _whole(max(above, lowest), step, type_),
    )


def _steps(number: Decimal, scale: int) -> tuple[int, int]:
    """Return the number of steps of 10**-scale on or below, and on or above, the number."""
    if not number:
        return 0, 0
    if number.adjusted() + scale > _FAR:
        far = 10 ** (_FAR + 1) if number > 0 else -(10 ** (_FAR + 1))
        return far, far
    if number.adjusted() + scale < -_FAR:
        return (0, 1) if number > 0 else (-1, 0)
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - a finite number, for mypy
    whole = int("".join(map(str, digits))) * (-1 if sign else 1)
    shift = exponent + scale
    if shift >= 0:
        return whole * 10**shift, whole * 10**shift
    return whole // 10**-shift, -(-whole // 10**-shift)


def _whole(steps: int, scale: int, type_: ArrowType) -> ArrowScalar:
    if pt.is_integer(type_):
        return pa.scalar(steps, type_)
    sign, digits = int(steps < 0), tuple(map(int, str(abs(steps))))
    return pa.scalar(Decimal((sign, digits, -scale)), type_)


def _to_decimal(value: object, type_: ArrowType, column: str) -> Decimal:
    if isinstance(value, str) and not (len(value) <= _MAX_DIGITS and _NUMBER.fullmatch(value)):
        raise _cannot(value, type_, column)
    if isinstance(value, str | int | float | Decimal):
        written = isinstance(value, float) and not value.is_integer()  # 1.1 is 1.1, not the nearest binary
        number = Decimal(repr(float(value)) if written else value)
        if number.is_finite() and len(number.as_tuple().digits) <= _MAX_DIGITS:
            return number
    raise _cannot(value, type_, column)


def as_scalar(value: object, type_: ArrowType, column: str) -> ArrowScalar:
    """Return the value in the column's type, for columns that are not integers or decimals.

    Text is read where it can only mean one thing (`"2021-01-31"`, `"1.5"`, `"true"`). An instant without
    a zone means UTC for a column with one. Raises PermissionConditionError for a value that the type cannot
    hold as it is.
    """
    require_comparable(type_, column)
    convert = next(convert for applies, convert in _CONVERTERS if applies(type_))
    try:
        return convert(value, type_)
    except (ValueError, TypeError, OverflowError, pa.ArrowException, UnicodeError):
        raise _cannot(value, type_, column) from None


def require_comparable(type_: ArrowType, column: str) -> None:
    """Raise PermissionConditionError for a type whose values only tests for null understand."""
    if pt.is_integer(type_) or pt.is_decimal(type_) or any(applies(type_) for applies, _ in _CONVERTERS):
        return
    raise PermissionConditionError(
        f"The permission's column {column!r} is of type {type_}, which cannot be compared.",
        field=column,
        hint="Only isnull and notnull work on it.",
    )


def _cannot(value: object, type_: ArrowType, column: str) -> PermissionConditionError:
    shown = repr(value) if len(repr(value)) <= 60 else f"{repr(value)[:57]}..."
    return PermissionConditionError(
        f"The permission compares {column!r}, of type {type_}, with {shown}, which is no such value.",
        field=column,
    )


def _refuse() -> Any:
    raise ValueError


def _float(value: object, type_: ArrowType) -> ArrowScalar:
    if isinstance(value, str):
        value = Decimal(value) if _NUMBER.fullmatch(value) else _refuse()
    if not isinstance(value, int | float | Decimal):
        _refuse()
    number = float(value)  # type: ignore[arg-type]  # a number by now
    rounded = number != value and isinstance(value, int)
    overflown = math.isinf(number) and not isinstance(value, float)
    underflown = number == 0 and value != 0
    if math.isnan(number) or rounded or overflown or underflown:
        _refuse()
    return pa.scalar(number + 0.0, type_)  # -0.0 is 0.0


def _boolean(value: object, type_: ArrowType) -> ArrowScalar:
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower(), value)
    return pa.scalar(bool(value) if isinstance(value, int) and value in (0, 1) else _refuse(), type_)


def _text(value: object, type_: ArrowType) -> ArrowScalar:
    if isinstance(value, UUID) or (isinstance(value, int) and not isinstance(value, bool)):
        value = str(value)
    return pa.scalar(value if isinstance(value, str) else _refuse(), type_)


def _binary(value: object, type_: ArrowType) -> ArrowScalar:
    return pa.scalar(value if isinstance(value, bytes) else _refuse(), type_)


def _date(value: object, type_: ArrowType) -> ArrowScalar:
    if isinstance(value, datetime):
        _refuse_nanoseconds(value)
        value = value.date() if value.time() == time() and value.tzinfo is None else _refuse()
    if isinstance(value, str):
        return _in_the_calendar(pa.scalar(value).cast(type_))
    return pa.scalar(value if isinstance(value, date) else _refuse(), type_)


def _time(value: object, type_: ArrowType) -> ArrowScalar:
    if isinstance(value, str):
        value = time.fromisoformat(value) if _TIME.fullmatch(value) else _refuse()
    return pa.scalar(value if isinstance(value, time) and value.tzinfo is None else _refuse(), type_)


def _refuse_nanoseconds(value: object) -> None:
    """Refuse what Python's own types would cut off of pandas' ones."""
    if getattr(value, "nanosecond", 0) or getattr(value, "nanoseconds", 0):
        _refuse()


def _duration(value: object, type_: ArrowType) -> ArrowScalar:
    _refuse_nanoseconds(value)
    return pa.scalar(value if isinstance(value, timedelta) else _refuse(), type_)


def _instant(value: object, type_: ArrowType) -> ArrowScalar:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - naive as the date is
    if isinstance(value, datetime):
        if type_.tz is None and value.tzinfo is not None:
            _refuse()
        if getattr(value, "nanosecond", 0):
            return _instant_from_text(value.isoformat(), type_)
        if type_.tz is not None:
            value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return pa.scalar(value, pa.timestamp("us", type_.tz)).cast(type_)
    if not isinstance(value, str):
        _refuse()
    return _instant_from_text(str(value), type_)


def _instant_from_text(text: str, type_: ArrowType) -> ArrowScalar:
    if type_.tz is not None and not re.search(r"(Z|[+-]\d\d(:?\d\d)?)$", text[10:]):
        text = f"{text}Z" if len(text) > 10 else f"{text}T00:00:00Z"
    return _in_the_calendar(pa.scalar(text).cast(type_))


def _in_the_calendar(instant: ArrowScalar) -> ArrowScalar:
    """Return an instant of the years 1 to 9999: Arrow reads others too, but sources do not agree on them."""
    instant.as_py()  # OverflowError for the others
    return instant


_CONVERTERS: Final[tuple[tuple[Callable[[ArrowType], bool], Callable[[Any, ArrowType], Any]], ...]] = (
    (pt.is_floating, _float),
    (pt.is_boolean, _boolean),
    (pt.is_string, _text),
    (pt.is_binary, _binary),
    (pt.is_date, _date),
    (pt.is_timestamp, _instant),
    (pt.is_time, _time),
    (pt.is_duration, _duration),
)
