"""Operators on data, each asked what it would cost before it runs."""

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from toucan_connectors.core.errors import TemplateError
from toucan_connectors.core.templating._budget import Budget

__all__ = ["BINARY", "concatenate", "to_text"]


def to_text(budget: Budget, value: object) -> str:
    """Return a value as it prints."""
    if isinstance(value, str):
        return value
    budget.weigh(value)
    return str(value)


def concatenate(budget: Budget, values: Sequence[object], separator: str = "") -> str:
    """Return the printed values, one after the other."""
    texts = [to_text(budget, value) for value in values]
    budget.text(sum(map(len, texts)) + len(separator) * max(0, len(texts) - 1))
    return separator.join(texts)


def _add(budget: Budget, left: Any, right: Any) -> Any:
    for kind, charge in ((str, budget.text), (list | tuple, budget.collection)):
        if isinstance(left, kind) and isinstance(right, kind):
            charge(len(left) + len(right))
            return _weighed(budget, operator.add(left, right))
    return _numbers(budget, left, right, operator.add)


def _mul(budget: Budget, left: Any, right: Any) -> Any:
    for repeated, times in ((left, right), (right, left)):
        if isinstance(repeated, str | list | tuple):
            if not isinstance(times, int):
                raise TemplateError("A text or a list can only be multiplied by a whole number.")
            charge = budget.text if isinstance(repeated, str) else budget.collection
            charge(len(repeated) * max(times, 0))
            return _weighed(budget, repeated * times)
    if isinstance(left, int) and isinstance(right, int):
        budget.bits(left.bit_length() + right.bit_length())
    return _numbers(budget, left, right, operator.mul)


def _weighed(budget: Budget, value: Any) -> Any:
    """Charge what a collection holds, level by level: its items may be large, and shared."""
    if not isinstance(value, str):
        budget.weigh(value)
    return value


def _pow(budget: Budget, left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int) and right > 0:
        budget.bits(left.bit_length() * right)
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        raise TemplateError("Templates here do not raise decimals to a power.")
    result = _numbers(budget, left, right, operator.pow)
    if isinstance(result, complex):
        raise TemplateError("A root of a negative number is no number here.")
    return result


def _numbers(budget: Budget, left: Any, right: Any, compute: Callable[[Any, Any], Any]) -> Any:
    """Compute with numbers, dates and spans: anything but texts and collections."""
    for value in (left, right):
        if isinstance(value, int):
            budget.bits(value.bit_length())
        if isinstance(value, str | bytes | list | tuple | Mapping):
            raise TemplateError(f"A {type(value).__name__} has no such operator in templates.")
    return compute(left, right)


def _plain(compute: Callable[[Any, Any], Any]) -> Callable[[Budget, Any, Any], Any]:
    return lambda budget, left, right: _numbers(budget, left, right, compute)


BINARY: Mapping[str, Callable[[Budget, Any, Any], Any]] = {
    "Add": _add,
    "Sub": _plain(operator.sub),
    "Mul": _mul,
    "Div": _plain(operator.truediv),
    "FloorDiv": _plain(operator.floordiv),
    "Mod": _plain(operator.mod),
    "Pow": _pow,
}
