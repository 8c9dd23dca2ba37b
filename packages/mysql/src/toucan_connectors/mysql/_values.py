"""Cells, which are text in the protocol, as Arrow arrays of the types that their column declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from toucan_connectors.core.errors import UnsupportedValueError

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType
    from toucan_connectors.mysql._cells import Cells
    from toucan_connectors.sql.columns import Column

__all__ = ["array_of"]

_BEFORE_ALL_DAYS: Final = -(2**31) + 1
_BEFORE_ALL_INSTANTS: Final = -(2**63) + 1
"""What the contract reads as -infinity: below every other, and null (counted) or an error in a frame."""
_TIME: Final = r"^(?P<sign>-?)(?P<hours>\d+):(?P<minutes>\d+):(?P<seconds>\d+)(?:\.(?P<fraction>\d+))?$"
_SRID: Final = 4
"""The bytes that a geometry has before its WKB: the number of its coordinate system."""


def array_of(cells: Cells, column: Column) -> ArrowArray:
    """Return the values of a column; UnsupportedValueError for one that is not of its declared type."""
    read = next(read for applies, read in _READERS if applies(column))
    try:
        return read(cells, column.arrow)
    except (pa.ArrowInvalid, ValueError) as error:
        raise UnsupportedValueError(
            f"The column {column.name!r} has a value that is no {column.type}.",
            field=column.name,
            hint="Convert it in the query.",
        ) from error


def _text(cells: Cells, target: ArrowType) -> ArrowArray:
    return pc.cast(cells.as_bytes(), target)  # here it is looked at to be UTF-8


def _number(cells: Cells, target: ArrowType) -> ArrowArray:
    return pc.cast(cells.as_bytes(text=True), target)


def _json(cells: Cells, target: ArrowType) -> ArrowArray:
    return pa.ExtensionArray.from_storage(target, _text(cells, pa.string()))


def _geometry(cells: Cells, _: ArrowType) -> ArrowArray:
    return cells.without_first(_SRID).as_bytes()


def _bits(cells: Cells, target: ArrowType) -> ArrowArray:
    numbers = np.zeros(len(cells), np.uint64)
    for octets in range(8):  # the highest first, as many as the column has
        places = cells.starts + octets
        inside = places < cells.ends
        numbers[inside] = (numbers[inside] << np.uint64(8)) | cells.data[places[inside]]
    return pc.cast(pa.array(numbers, mask=cells.nulls), target)


def _instant(cells: Cells, target: ArrowType) -> ArrowArray:
    texts = cells.as_bytes(text=True)
    naive = pa.timestamp("us") if pt.is_timestamp(target) else target
    try:
        found: ArrowArray = pc.cast(texts, naive)
    except pa.ArrowInvalid:
        found = _with_zero_dates(texts, naive)
    return found if naive == target else found.view(target)


def _with_zero_dates(texts: ArrowArray, target: ArrowType) -> ArrowArray:
    """Read instants of which some are no days of the calendar: 0000-00-00, 2024-02-00."""
    days = pc.utf8_slice_codeunits(texts, 0, 10)
    wrong = [day for day in pc.unique(days).to_pylist() if day is not None and not _is_day(day)]
    zero = pc.is_in(days, pa.array(wrong, pa.string()))
    lowest = (
        pa.scalar(_BEFORE_ALL_INSTANTS, pa.int64())
        if pt.is_timestamp(target)
        else pa.scalar(_BEFORE_ALL_DAYS, pa.int32())
    )
    read = pc.cast(pc.if_else(zero, pa.scalar(None, pa.string()), texts), target)
    return pc.if_else(zero, lowest.cast(target), read)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _duration(cells: Cells, target: ArrowType) -> ArrowArray:
    texts = cells.as_bytes(text=True)
    parts: ArrowArray = pc.extract_regex(texts, _TIME)
    if parts.null_count != texts.null_count:
        raise ValueError("no time")

    def part(name: str) -> ArrowArray:
        return pc.struct_field(parts, name)

    def number(digits: ArrowArray) -> ArrowArray:
        return pc.cast(digits, pa.int64())

    ticks: ArrowArray = pa.scalar(0, pa.int64())
    for unit, digits in (
        (3_600_000_000, part("hours")),
        (60_000_000, part("minutes")),
        (1_000_000, part("seconds")),
        (1, pc.utf8_rpad(part("fraction"), 6, "0")),
    ):
        ticks = pc.add(ticks, pc.multiply(number(digits), pa.scalar(unit)))
    negative = pc.equal(part("sign"), pa.scalar("-"))
    return pc.cast(pc.if_else(negative, pc.negate(ticks), ticks), target)


def _nothing(cells: Cells, target: ArrowType) -> ArrowArray:
    return pa.nulls(len(cells), target)


def _is_number(column: Column) -> bool:
    type_ = column.arrow
    return pt.is_integer(type_) or pt.is_floating(type_) or pt.is_decimal(type_)


_Read = Callable[["Cells", "ArrowType"], "ArrowArray"]
_READERS: Final[tuple[tuple[Callable[[Column], bool], _Read], ...]] = (
    (lambda column: column.type.startswith("bit("), _bits),
    (_is_number, _number),
    (lambda column: pt.is_string(column.arrow), _text),
    (lambda column: pt.is_timestamp(column.arrow) or pt.is_date(column.arrow), _instant),
    (lambda column: pt.is_duration(column.arrow), _duration),
    (lambda column: pt.is_null(column.arrow), _nothing),
    (lambda column: isinstance(column.arrow, pa.JsonType), _json),
    (lambda column: column.kind == "binary", lambda cells, _: cells.as_bytes()),
    (lambda _: True, _geometry),
)
"""How a column is read: by the first that applies to it."""
