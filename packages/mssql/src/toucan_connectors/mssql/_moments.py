"""Texts that drivers write of `time` and `datetimeoffset`, as Arrow's types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from toucan_connectors.sql_odbc.layouts import ENDLESS

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

__all__ = ["clocks", "moments"]

_WRITTEN: Final = r"^(.{19}|.{8})(\.\d{1,%d})?\d* ?([+-]\d\d:\d\d)?$"
"""A moment or a time of day: what is before its fraction, as many digits as are kept, the zone."""
_YEARS: Final = ((r"^(\d{1,3}-)", r"000\1"), (r"^0*(\d{4}-)", r"\1"))
"""FreeTDS writes the year 1 as `1`."""
_EDGES: Final = ((pc.less, -(ENDLESS // 10**9)), (pc.greater_equal, ENDLESS // 10**9))
"""What is before and behind the seconds that nanoseconds can hold: it is endless."""


def clocks(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return `12:30:15.1234567` as times of day."""
    on_a_day = pc.binary_join_element_wise(pa.scalar("1970-01-01"), _cut(texts, type_), " ")
    return pc.cast(pc.cast(on_a_day, pa.timestamp(type_.unit)), type_)


def moments(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return `2024-01-31 12:30:15.1234567 +02:00` as instants in UTC."""
    if type_.unit != "ns":
        return pc.cast(_cut(texts, type_), type_)
    coarse: ArrowType = pa.timestamp("s", "UTC")
    seconds: ArrowArray = moments(pc.replace_substring_regex(texts, r"\.\d+", ""), coarse).view(pa.int64())
    return _within(texts, type_, *(compare(seconds, pa.scalar(edge)) for compare, edge in _EDGES)).view(type_)


def _within(texts: ArrowArray, type_: ArrowType, early: ArrowArray, late: ArrowArray) -> ArrowArray:
    """Return the ticks of the texts; what is too early or too late is endless."""
    held: ArrowArray = pc.if_else(pc.or_(early, late), pa.scalar(None, pa.string()), _cut(texts, type_))
    read: ArrowArray = pc.cast(held, type_)
    ticks = pc.if_else(early, pa.scalar(-ENDLESS), read.view(pa.int64()))
    return pc.if_else(late, pa.scalar(ENDLESS), ticks)


def _cut(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
    """Return the texts as Arrow reads them: no blank before the zone, no more digits than the unit has."""
    for short, whole in _YEARS:
        texts = pc.replace_substring_regex(texts, short, whole)
    return pc.replace_substring_regex(texts, _WRITTEN % (9 if type_.unit == "ns" else 6), r"\1\2\3")
