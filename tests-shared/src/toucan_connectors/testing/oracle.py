"""Which rows a permission keeps, decided row by row in plain Python.

It is slow, simple and shares no code with what it judges. Null follows SQL: it matches only `isnull`, and
NaN is null. Text compares by code point, numbers by their mathematical value.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from toucan_connectors.testing.tables import Column, Kind

__all__ = ["REFUSED", "Answer", "kept_rows"]

REFUSED: Final = "refused"
Answer: TypeAlias = list[int] | Literal["refused"]
"""The positions of the rows that are kept, or that the condition is refused."""

_OPERATORS: Final = frozenset(
    "eq ne lt le gt ge in nin matches notmatches isnull notnull".split()  # noqa: SIM905 - reads as one
)
_ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DAY: Final = r"(\d{4}-\d{2}-\d{2})"
_CLOCK: Final = r"(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
_ZONE: Final = r"(Z|[+-]\d{2}(?::?\d{2})?)?"
_INSTANT: Final = re.compile(rf"{_DAY}(?:[ T]{_CLOCK}{_ZONE})?", re.ASCII)


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """The condition has no meaning on these columns."""


def kept_rows(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], condition: object) -> Answer:
    """Return the positions of the rows that a condition keeps, or `"refused"`.

    The condition is as JSON-like data as a permission is, its templates already filled in.
    """
    try:
        _check(columns, condition)
    except _Refused:
        return REFUSED
    kinds = {column.name: column.kind for column in columns}
    return [position for position, row in enumerate(rows) if _holds(kinds, row, condition)]


def _check(columns: Sequence[Column], condition: object) -> None:
    if not isinstance(condition, dict):
        raise _Refused
    if set(condition) in ({"and"}, {"or"}):
        (members,) = condition.values()
        if not isinstance(members, list | tuple) or not members:
            raise _Refused
        for member in members:
            _check(columns, member)
    elif {"column", "operator"} <= set(condition) <= {"column", "operator", "value"}:
        _check_comparison(columns, condition)
    else:
        raise _Refused


def _check_comparison(columns: Sequence[Column], condition: Mapping[str, Any]) -> None:
    kinds = [column.kind for column in columns if column.name == condition["column"]]
    if len(kinds) != 1:
        raise _Refused
    name = condition["operator"]
    if not isinstance(name, str) or name not in _OPERATORS:
        raise _Refused
    if name in {"isnull", "notnull"}:
        return
    if "value" not in condition:
        raise _Refused
    for value in _values(name, condition["value"]):
        if value is None:
            continue  # keeps nothing, on any column
        if isinstance(value, list | tuple | set | frozenset | dict):
            raise _Refused
        if kinds[0] == "null":
            continue  # nothing is known that the value could not be
        if name in {"matches", "notmatches"}:
            _pattern(value, kinds[0])
        else:
            _brought(value, kinds[0])


def _holds(kinds: Mapping[str, Kind], row: Mapping[str, Any], condition: Any) -> bool:
    if "and" in condition:
        return all(_holds(kinds, row, member) for member in condition["and"])
    if "or" in condition:
        return any(_holds(kinds, row, member) for member in condition["or"])
    name, found, kind = condition["operator"], row[condition["column"]], kinds[condition["column"]]
    is_null = found is None or found != found  # noqa: PLR0124 - NaN
    if name == "isnull":
        return is_null
    if name == "notnull":
        return not is_null
    return not is_null and _compares(name, found, _values(name, condition["value"]), kind)


def _compares(name: str, found: Any, values: Sequence[Any], kind: Kind) -> bool:
    if None in values and name != "in":
        return False
    known = [value for value in values if value is not None]
    if name in {"matches", "notmatches"}:
        return (_pattern(known[0], kind).search(found) is not None) is (name == "matches")
    brought = [_brought(value, kind) for value in known]
    if name in {"eq", "in"}:
        return any(found == value for value in brought)
    if name in {"ne", "nin"}:
        return all(found != value for value in brought)
    return _ORDERS[name](found, brought[0])


def _values(name: str, value: Any) -> list[Any]:
    several = name in {"in", "nin"} and isinstance(value, list | tuple | set | frozenset)
    return list(value) if several else [value]


def _pattern(value: object, kind: Kind) -> re.Pattern[str]:
    if not isinstance(value, str) or kind != "text":
        raise _Refused
    try:
        return re.compile(value, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        raise _Refused from None


def _brought(value: Any, kind: Kind) -> Any:
    """Return a value as its column's kind has it, or refuse it."""
    if kind not in _BRING:
        raise _Refused
    try:
        return _BRING[kind](value)
    except (ValueError, OverflowError, ArithmeticError):
        raise _Refused from None


def _number(value: Any) -> int | float | Decimal:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, float) and _is_finite(value) and not value.is_integer():
        return Decimal(repr(value))  # as it was written: 1.1 is 1.1
    if isinstance(value, int) or (isinstance(value, float | Decimal) and _is_finite(value)):
        return value
    raise _Refused


def _is_finite(value: float | Decimal) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)


def _float(value: Any) -> float:
    if isinstance(value, float | Decimal) and value in {math.inf, -math.inf}:
        return float(value)
    number = _number(value)
    nearest = float(number)
    if math.isinf(nearest) or (isinstance(number, int) and nearest != number):
        raise _Refused
    return nearest


def _boolean(value: Any) -> bool:
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if isinstance(value, int) and value in {0, 1}:
        return bool(value)
    raise _Refused


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | UUID):
        raise _Refused
    return str(value)


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        if value.tzinfo is not None or value.time() != time():
            raise _Refused
        return value.date()
    if isinstance(value, str) and re.fullmatch(_DAY, value, re.ASCII):
        return date.fromisoformat(value)
    return _only(date)(value)  # type: ignore[no-any-return]


def _time(value: Any) -> time:
    if isinstance(value, str) and re.fullmatch(_CLOCK, value, re.ASCII):
        return time.fromisoformat(value)
    if isinstance(value, time) and value.tzinfo is None:
        return value
    raise _Refused


def _instant(value: Any) -> datetime:
    if isinstance(value, str):
        match = _INSTANT.fullmatch(value)
        if match is None:
            raise _Refused
        day, clock, zone = match.groups()
        return datetime.fromisoformat(f"{day}T{clock or '00:00'}{zone or ''}")
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - naive as the date is
    raise _Refused


def _naive_instant(value: Any) -> datetime:
    instant = _instant(value)
    if instant.tzinfo is not None:
        raise _Refused
    return instant


def _utc_instant(value: Any) -> datetime:
    instant = _instant(value)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _only(kind: type) -> Callable[[Any], Any]:
    def bring(value: Any) -> Any:
        if not isinstance(value, kind):
            raise _Refused
        return value

    return bring


_BRING: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    "integer": _number,
    "unsigned": _number,
    "decimal": _number,
    "float": _float,
    "text": _text,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
    "instant": _naive_instant,
    "utc_instant": _utc_instant,
    "duration": _only(timedelta),
    "binary": _only(bytes),
}
