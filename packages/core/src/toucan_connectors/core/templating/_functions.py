"""The filters, tests and methods that templates have: what is not in a table here does not exist.

Jinja's own filters are used where they cannot be made to build more than they were given; those that can
(`join`, `replace`, `sum`, `round`, `map` ...) are written against the budget.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time, timedelta
from functools import cache
from typing import Any, Final, Protocol

import jinja2
from jinja2 import filters, tests
from jinja2.nodes import EvalContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from toucan_connectors.core.errors import TemplateError
from toucan_connectors.core.templating._arithmetic import BINARY, concatenate, to_text
from toucan_connectors.core.templating._budget import Budget
from toucan_connectors.core.templating._lookup import lookup, require_defined

__all__ = ["FILTERS", "TESTS", "Filter", "call_method", "counted_range"]

Filter = Callable[..., Any]


class Evaluation(Protocol):
    """What a filter may ask of the evaluation that applies it."""

    budget: Budget
    undefined: type[jinja2.Undefined]

    def apply_filter(self, name: str, value: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Apply another filter."""

    def apply_test(self, name: str, value: Any, args: list[Any], kwargs: dict[str, Any]) -> bool:
        """Apply a test."""


class _Environment(ImmutableSandboxedEnvironment):
    """What Jinja's filters look attributes up in: data only, as `lookup` does."""

    def getitem(self, obj: Any, argument: Any) -> Any:
        return lookup(obj, argument, self.undefined)

    def getattr(self, obj: Any, attribute: str) -> Any:
        return lookup(obj, attribute, self.undefined)


@cache
def _environment(undefined: type[jinja2.Undefined]) -> _Environment:
    """Return where filters find what is missing: as lenient or strict as the evaluation that applies them."""
    return _Environment(undefined=undefined)


def _plain(function: Filter) -> Filter:
    return lambda _, value, *args, **kwargs: function(value, *args, **kwargs)


def _with_environment(function: Filter) -> Filter:
    return lambda run, value, *args, **kwargs: function(_environment(run.undefined), value, *args, **kwargs)


def _join(run: Evaluation, value: Iterable[Any], d: str = "", attribute: str | None = None) -> str:
    items = [_attribute(run, item, attribute) for item in value]
    return concatenate(run.budget, items, d)


def _attribute(run: Evaluation, item: Any, attribute: Any) -> Any:
    """Follow a dotted attribute (`address.city`, `0`) into data."""
    for part in [] if attribute is None else str(attribute).split("."):
        item = lookup(item, int(part) if part.isdigit() else part, run.undefined)
    return item


def _replace(run: Evaluation, value: Any, old: str, new: str, count: int = -1) -> str:
    text = to_text(run.budget, value)
    found = text.count(old) if count < 0 else min(count, text.count(old))
    run.budget.text(len(text) + found * max(0, len(new) - len(old)))
    return text.replace(old, new, count)


def _sum(run: Evaluation, value: Iterable[Any], attribute: str | None = None, start: Any = 0) -> Any:
    total = start
    for item in value:
        run.budget.step()
        total = BINARY["Add"](run.budget, total, _attribute(run, item, attribute))
    return total


def _round(_: Evaluation, value: float, precision: int = 0, method: str = "common") -> float:
    if abs(precision) > 30:
        raise TemplateError("round() takes a precision from -30 to 30.")
    return filters.do_round(value, precision, method)  # type: ignore[arg-type]  # Jinja checks it


def _map(
    run: Evaluation,
    value: Iterable[Any],
    name: str = "",
    *args: Any,
    attribute: Any = None,
    **kwargs: Any,
) -> list[Any]:
    if attribute is not None:
        found = [_attribute(run, item, attribute) for item in value]
        if "default" not in kwargs:
            return [require_defined(item) for item in found]
        return [kwargs["default"] if isinstance(item, jinja2.Undefined) else item for item in found]
    if name not in FILTERS:
        raise TemplateError(f"Templates here have no filter {name!r}.", field=name)
    return [run.apply_filter(name, item, list(args), kwargs) for item in value]


def _select(wanted: bool, by_attribute: bool) -> Filter:
    def select(run: Evaluation, value: Iterable[Any], *args: Any) -> list[Any]:
        attribute, rest = (args[0], args[1:]) if by_attribute else (None, args)
        kept = []
        for item in value:
            tested = _attribute(run, item, attribute)
            passed = run.apply_test(rest[0], tested, list(rest[1:]), {}) if rest else bool(tested)
            if passed is wanted:
                kept.append(item)
        return kept

    return select


def _int(run: Evaluation, value: Any, default: int = 0, base: int = 10) -> int:
    if isinstance(value, str):
        run.budget.bits(4 * len(value.strip()))
    return filters.do_int(value, default, base)


FILTERS: Final[Mapping[str, Filter]] = {
    "abs": _plain(abs),
    "capitalize": _plain(filters.do_capitalize),
    "count": _plain(len),
    "d": _plain(filters.do_default),
    "default": _plain(filters.do_default),
    "dictsort": _plain(filters.do_dictsort),
    "first": _with_environment(filters.sync_do_first),
    "float": _plain(filters.do_float),
    "int": _int,
    "items": _plain(lambda value: list(filters.do_items(value))),
    "join": _join,
    "last": _with_environment(filters.do_last),
    "length": _plain(len),
    "list": _plain(list),
    "lower": _plain(filters.do_lower),
    "map": _map,
    "max": _with_environment(filters.do_max),
    "min": _with_environment(filters.do_min),
    "reject": _select(wanted=False, by_attribute=False),
    "rejectattr": _select(wanted=False, by_attribute=True),
    "replace": _replace,
    "reverse": _plain(lambda value: value[::-1] if isinstance(value, str) else list(value)[::-1]),
    "round": _round,
    "select": _select(wanted=True, by_attribute=False),
    "selectattr": _select(wanted=True, by_attribute=True),
    "sort": _with_environment(filters.do_sort),
    "string": lambda run, value: to_text(run.budget, value),
    "sum": _sum,
    "title": _plain(filters.do_title),
    "tojson": lambda run, value: str(
        filters.do_tojson(EvalContext(_environment(run.undefined)), _weighed(run, value))
    ),
    "trim": _plain(filters.do_trim),
    "unique": _with_environment(lambda env, value, *a, **k: list(filters.do_unique(env, value, *a, **k))),
    "upper": _plain(filters.do_upper),
    "urlencode": _plain(filters.do_urlencode),
}


def _weighed(run: Evaluation, value: Any) -> Any:
    run.budget.weigh(value)
    return value


_JINJA_TESTS: Final[Mapping[str, Any]] = tests.TESTS
TESTS: Final[Mapping[str, Callable[..., Any]]] = {
    name: test
    for name, test in _JINJA_TESTS.items()
    if name not in {"callable", "escaped", "filter", "sameas", "test"}
}

_COPYING: Final = frozenset(
    {"upper", "lower", "capitalize", "title", "trim", "strip", "lstrip", "rstrip", "urlencode", "replace"}
    | {"removeprefix", "removesuffix", "tojson"}
)
"""Filters and methods that make of a text a text like it."""
_SPLITTING: Final = frozenset(
    {"split", "rsplit", "list", "sort", "unique", "map", "join", "reverse", "select", "reject", "sum"}
    | {"min", "max", "dictsort", "items", "selectattr", "rejectattr"}
)
"""Those that take a text for the list of its characters, or make a list of it."""
_GROWTH: Final = {"urlencode": 12, "tojson": 12, "title": 8}
"""How many times its length a text may take while one of these is made of it."""
_FREE: Final = frozenset({"length", "default", "d", "first", "last", "get", "string"})
"""Those that do not look through their value; `count` the filter is `length`, the method is not."""
_LOOKING: Final = frozenset({"length", "count", "default", "d", "first", "last", "get", "index"})
"""Those that make nothing of a collection."""

_STRFTIME = re.compile(r"(?:[^%]|%[aAbBcdfHIjmMpSUwWxXyYzZ%])*")


def _strftime(moment: date | time, pattern: str) -> str:
    # The C library's widths ("%9999999d") would pad without bound.
    if len(pattern) > 200 or not _STRFTIME.fullmatch(pattern):
        raise TemplateError(
            f"strftime() does not take {pattern[:50]!r}.", hint="Use plain directives: %Y-%m-%d."
        )
    return moment.strftime(pattern)


_METHODS: Final[Mapping[type, Mapping[str, Callable[..., Any]]]] = {
    str: {
        "upper": str.upper,
        "lower": str.lower,
        "title": str.title,
        "capitalize": str.capitalize,
        "strip": str.strip,
        "lstrip": str.lstrip,
        "rstrip": str.rstrip,
        "split": str.split,
        "rsplit": str.rsplit,
        "startswith": str.startswith,
        "endswith": str.endswith,
        "removeprefix": str.removeprefix,
        "removesuffix": str.removesuffix,
        "find": str.find,
        "index": str.index,
        "count": str.count,
        "isdigit": str.isdigit,
    },
    list: {"count": list.count, "index": list.index},
    tuple: {"count": tuple.count, "index": tuple.index},
    Mapping: {
        "get": lambda value, key, default=None: value.get(key, default),
        "items": lambda value: list(value.items()),
        "keys": lambda value: list(value.keys()),
        "values": lambda value: list(value.values()),
    },
    date: {
        "isoformat": lambda value: value.isoformat(),
        "strftime": _strftime,
        "weekday": lambda value: value.weekday(),
        "isoweekday": lambda value: value.isoweekday(),
        "date": lambda value: value.date(),
        "time": lambda value: value.time(),
        "timestamp": lambda value: value.timestamp(),
    },
    time: {"isoformat": lambda value: value.isoformat(), "strftime": _strftime},
    timedelta: {"total_seconds": timedelta.total_seconds},
}


def charge(budget: Budget, name: str, value: object) -> None:
    """Charge what a filter or method makes of a value, before it does."""
    if isinstance(value, str) and name in _SPLITTING:
        budget.collection(len(value))
    elif isinstance(value, str) and name in _COPYING:
        budget.text(len(value) * _GROWTH.get(name, 1))
    elif isinstance(value, list | tuple | Mapping) and name not in _LOOKING:
        budget.collection(len(value))
    if name not in _FREE:
        budget.look(value)


def call_method(budget: Budget, value: Any, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Call an allowed method of a text, list, mapping or date."""
    require_defined(value)
    if isinstance(value, str) and name in {"replace", "join"}:
        return _bounded_text_method(budget, value, name, args)
    for kind, methods in _METHODS.items():
        if isinstance(value, kind) and name in methods:
            charge(budget, name, value)
            return methods[name](value, *args, **kwargs)
    raise TemplateError(f"Templates cannot call {name}() on {type(value).__name__}.", field=name)


def _bounded_text_method(budget: Budget, value: str, name: str, args: list[Any]) -> str:
    if name == "join":
        (items,) = args
        if isinstance(items, str | list | tuple):
            budget.collection(len(items))
        return concatenate(budget, list(items), value)
    old, new = args[:2]
    budget.text(len(value) + value.count(old) * max(0, len(new) - len(old)))
    return value.replace(old, new, *args[2:])


def counted_range(budget: Budget, *args: int) -> list[int]:
    """Return `range(...)` as a list, charged before it is made."""
    numbers = range(*args)
    budget.collection(len(numbers))
    return list(numbers)
