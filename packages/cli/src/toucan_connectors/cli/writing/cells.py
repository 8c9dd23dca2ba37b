"""Arrow columns as values of JSON and CSV: exact, and the same whatever the page.

Instants, dates and times are ISO 8601, durations too (`PT3.5S`), binaries base64, decimals text, NaN null.
"""

from __future__ import annotations

import json
import math
from base64 import b64encode
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from toucan_connectors.core.errors import ValueOutOfRangeError

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType

__all__ = ["csv_column", "json_values", "plain"]

_UNITS: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_DAYS_OF_400_YEARS: Final = 146_097
_AS_THEY_ARE: Final = (pt.is_integer, pt.is_boolean, pt.is_string, pt.is_large_string, pt.is_null)
_TEXTS_OF_ARROW: Final = (pt.is_timestamp, pt.is_date, pt.is_time, pt.is_decimal)


def json_values(column: ArrowArray) -> list[Any]:
    """Return the values of a column as JSON has them."""
    kind = column.type
    if isinstance(kind, pa.JsonType):
        return [None if text is None else json.loads(text) for text in column.storage.to_pylist()]
    if any(check(kind) for check in _AS_THEY_ARE):
        return column.to_pylist()  # type: ignore[no-any-return]
    if any(check(kind) for check in _TEXTS_OF_ARROW):
        return _texts(column).to_pylist()  # type: ignore[no-any-return]
    if pt.is_duration(kind):
        counts = column.cast(pa.int64()).to_pylist()
        return [None if count is None else _iso_duration(count, _UNITS[kind.unit]) for count in counts]
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError) as error:
        raise ValueOutOfRangeError(
            "A nested value holds an instant that has no text here.",
            hint="Write Parquet or Arrow, or CAST it in the query.",
        ) from error
    return [plain(value) for value in values]


def csv_column(column: ArrowArray) -> ArrowArray:
    """Return a column that Arrow can write as CSV; what has no text of its own is written as JSON."""
    kind = column.type
    if any(check(kind) for check in (*_AS_THEY_ARE, pt.is_floating)):
        return column
    if isinstance(kind, pa.JsonType):
        return column.storage
    if any(check(kind) for check in _TEXTS_OF_ARROW):
        return _texts(column)
    values = json_values(column)
    texts = [value if isinstance(value, str | None) else _json_text(value) for value in values]
    return pa.array(texts, pa.string())


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _texts(column: ArrowArray) -> ArrowArray:
    """Return instants, dates, times and decimals as text, by Arrow: Python's types have a smaller range."""
    kind = column.type
    if pt.is_timestamp(kind) and kind.tz:  # with a zone, Arrow lets years above 32767 overflow
        naive = _texts(column.cast(pa.timestamp(kind.unit)))
        return pc.binary_join_element_wise(naive, "Z", "")
    texts = column.cast(pa.string())
    if pt.is_timestamp(kind):
        texts = pc.replace_substring(texts, " ", "T", max_replacements=1)
    if pt.is_decimal(kind) or not pc.any(pc.starts_with(texts, "<")).as_py():
        return texts
    counts = column.cast(pa.int32() if pt.is_date32(kind) else pa.int64()).to_pylist()
    pairs = zip(counts, texts.to_pylist(), strict=True)
    return pa.array(
        [_far_away(n, kind) if text and text[0] == "<" else text for n, text in pairs], pa.string()
    )


def _far_away(count: int, kind: ArrowType) -> str:
    """Return an instant or a date beyond the year 32767, for which Arrow has no text."""
    if pt.is_date(kind):
        per_day, time_of_day = 1, ""
    else:
        per_second = _UNITS[kind.unit]
        per_day = 86_400 * per_second
        seconds, rest = divmod(count % per_day, per_second)
        digits = f".{rest:0{len(str(per_second)) - 1}}" if per_second > 1 else ""
        time_of_day = f"T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{digits}"
    cycles, day = divmod(count // per_day + date(1970, 1, 1).toordinal() - 1, _DAYS_OF_400_YEARS)
    found = date.fromordinal(day + 1)
    year = found.year + 400 * cycles
    return f"{'-' if year < 0 else ''}{abs(year):04}-{found.month:02}-{found.day:02}{time_of_day}"


def _iso_duration(count: int, per_second: int) -> str:
    sign, count = ("-", -count) if count < 0 else ("", count)
    seconds, rest = divmod(count, per_second)
    fraction = f".{rest:0{len(str(per_second)) - 1}}".rstrip("0") if rest else ""
    return f"{sign}PT{seconds}{fraction}S"


def plain(value: Any) -> Any:
    """Return a value of Python, however deeply nested, as JSON has it."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, timedelta):
        return _iso_duration(value // timedelta(microseconds=1), 10**6)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, str | int | None) else str(value)


def _number(value: float) -> float | str | None:
    if math.isfinite(value):
        return value
    return None if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"
