"""A number against BSON's kinds of numbers, which MongoDB compares by their mathematical value.

1.1 is not one value: in a double it is the nearest that a double can be, in a decimal what was written. Where
the two differ, each kind of number is compared with its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import TYPE_CHECKING, Any, Final

from bson import Decimal128

from toucan_connectors.mongo.permissions._column_types import NULLS

if TYPE_CHECKING:
    from toucan_connectors.mongo.pipeline import Document

__all__ = ["number_tests"]

_ALL: Final = "number"
_DOUBLES: Final = "double"
_OTHERS: Final = ["int", "long", "decimal"]
_ORDERS: Final = {"lt": "$lt", "le": "$lte", "gt": "$gt", "ge": "$gte"}
_INT64: Final = range(-(2**63), 2**63)
_AROUND: Final = [
    Context(prec=34, rounding=rounding, Emin=-6143, Emax=6144, clamp=1, traps=[])
    for rounding in (ROUND_FLOOR, ROUND_CEILING)
]
"""How a decimal128 of IEEE 754 rounds down and up."""


def number_tests(operator: str, values: Sequence[Any]) -> Iterator[Document]:
    """Yield tests on one field, of which a number passes one at the most: those that keep what they should.

    `values` are numbers or their texts, one of them for an order.
    """
    exact = [_exact(value) for value in values]
    doubles = [_double(value, number) for value, number in zip(values, exact, strict=True)]
    if all(double == number for double, number in zip(doubles, exact, strict=True)):
        yield {"$type": _ALL, **_test(operator, exact)}
    else:
        yield {"$type": _DOUBLES, **_test(operator, doubles)}
        yield {"$type": _OTHERS, **_test(operator, exact)}


def _exact(value: Any) -> Decimal | float:
    """Return the number that was written; an infinity, of which there is only one kind, as a float."""
    if isinstance(value, float) and not value.is_integer():
        return value if math.isinf(value) else Decimal(repr(value))
    return Decimal(value)


def _double(value: Any, number: Decimal | float) -> Decimal | float:
    """Return the double nearest to a number, which an int is never rounded to."""
    nearest = float(number)
    return number if isinstance(value, int) or math.isinf(nearest) else nearest


def _test(operator: str, values: Sequence[Decimal | float]) -> Document:
    if operator in {"eq", "in"}:
        return {"$in": [held for value in values for held in _held(value)]}
    if operator in {"ne", "nin"}:
        return {"$nin": [*(held for value in values for held in _held(value)), *NULLS[1:]]}
    return _order(operator, values[0])


def _held(value: Decimal | float) -> list[Any]:
    below, above = _around(value)
    return [below] if below == above else []


def _order(operator: str, value: Decimal | float) -> Document:
    below, above = _around(value)
    if operator in {"gt", "ge"}:
        return {_ORDERS[operator] if below == above else "$gte": above}
    # NaN comes before all numbers: it would be less than any.
    return {_ORDERS[operator] if below == above else "$lte": below, "$gte": -math.inf}


def _around(value: Decimal | float) -> tuple[Any, ...]:
    """Return the nearest numbers of BSON on or below, and on or above, a number."""
    if _INT64[0] <= value <= _INT64[-1] and value == int(value):
        return int(value), int(value)
    if isinstance(value, float) or value == float(value):
        return float(value), float(value)
    return tuple(Decimal128(digits.plus(value)) for digits in _AROUND)
