"""`a.b` and `a['b']`: into data only. Attributes of Python objects are not reachable."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any, Final

import jinja2

from toucan_connectors.core.templating._budget import Budget

__all__ = ["lookup", "require_defined"]

_CALENDAR: Final = frozenset(
    {
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "microsecond",
        "days",
        "seconds",
        "microseconds",
    }
)


def lookup(value: Any, key: Any, undefined: type[jinja2.Undefined], budget: Budget | None = None) -> Any:
    """Return the item `key` of a mapping or sequence, or a calendar field of a date, else an undefined.

    A slice is charged to the budget, as the copy that it is.
    """
    require_defined(value)
    if isinstance(value, Mapping):
        return value[key] if key in value else undefined(obj=value, name=key)
    if isinstance(value, list | tuple | str) and isinstance(key, int | slice):
        if isinstance(key, slice) and budget is not None:
            length = len(range(*key.indices(len(value))))
            (budget.text if isinstance(value, str) else budget.collection)(length)
        try:
            return value[key]
        except IndexError:
            return undefined(obj=value, name=str(key))
    if isinstance(value, date | time | timedelta) and key in _CALENDAR and hasattr(value, key):
        return getattr(value, key)
    return undefined(obj=value, name=key)


def require_defined(value: Any) -> Any:
    """Return the value, or raise Jinja's UndefinedError where there is none."""
    if isinstance(value, jinja2.Undefined):
        value._fail_with_undefined_error()  # noqa: SLF001 - Jinja's way to raise its own message
    return value
