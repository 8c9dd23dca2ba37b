"""The tree compiled to Arrow: which rows to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from toucan_connectors.core.conditions._tree import And, Comparison, Condition
from toucan_connectors.core.conditions._values import as_scalar, number_bound
from toucan_connectors.core.errors import PermissionConditionError

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowColumn, ArrowScalar, ArrowType

__all__ = ["row_mask"]


def row_mask(condition: Condition, column: Callable[[str], ArrowColumn]) -> ArrowColumn:
    """Return True or False, never null, for each row.

    `column(name)` gives a column in the contract's types with decimals exact, and raises
    PermissionConditionError for a name that is not there just once.
    """
    if isinstance(condition, Comparison):
        return _compare(condition, column(condition.column))
    combine = pc.and_ if isinstance(condition, And) else pc.or_
    return reduce(combine, [row_mask(inner, column) for inner in condition.conditions])


def _compare(comparison: Comparison, column: ArrowColumn) -> ArrowColumn:
    if comparison.operator == "isnull":
        return pc.is_null(column, nan_is_null=True)
    if comparison.operator == "notnull":
        return pc.invert(pc.is_null(column, nan_is_null=True))
    if pt.is_null(column.type):
        return _nothing(column)
    mask = _OPERATORS[comparison.operator](column, comparison)
    if pt.is_floating(column.type):
        mask = pc.and_(mask, pc.invert(pc.is_null(column, nan_is_null=True)))
    return pc.fill_null(mask, False)


def _nothing(column: ArrowColumn) -> ArrowColumn:
    return pc.and_not(pc.is_null(column), pc.is_null(column))


def _everything_but_null(column: ArrowColumn) -> ArrowColumn:
    return pc.is_valid(column)


def _has_steps(type_: ArrowType) -> bool:
    return pt.is_integer(type_) or pt.is_decimal(type_)


def _order(operator: str) -> Callable[[ArrowColumn, Comparison], ArrowColumn]:
    """Compare with one value: `lt`, `le`, `gt` or `ge`."""
    compute = {"lt": pc.less, "le": pc.less_equal, "gt": pc.greater, "ge": pc.greater_equal}

    def compare(column: ArrowColumn, comparison: Comparison) -> ArrowColumn:
        if comparison.value is None:
            return _nothing(column)
        if not _has_steps(column.type):
            return compute[operator](column, as_scalar(comparison.value, column.type, comparison.column))
        bound = number_bound(comparison.value, column.type, comparison.column)
        if bound.exact is not None:
            return compute[operator](column, bound.exact)
        if operator in {"lt", "le"}:
            return _nothing(column) if bound.below is None else pc.less_equal(column, bound.below)
        return _nothing(column) if bound.above is None else pc.greater_equal(column, bound.above)

    return compare


def _equal(column: ArrowColumn, comparison: Comparison) -> ArrowColumn:
    return _nothing(column) if comparison.value is None else _among(column, comparison, (comparison.value,))


def _not_equal(column: ArrowColumn, comparison: Comparison) -> ArrowColumn:
    if comparison.value is None:
        return _nothing(column)
    return _outside(column, _among(column, comparison, (comparison.value,)))


def _in(column: ArrowColumn, comparison: Comparison) -> ArrowColumn:
    return _among(column, comparison, comparison.value)


def _not_in(column: ArrowColumn, comparison: Comparison) -> ArrowColumn:
    inside = _among(column, comparison, comparison.value)
    if any(value is None for value in comparison.value):
        return _nothing(column)
    return _outside(column, inside)


def _among(column: ArrowColumn, comparison: Comparison, values: tuple[Any, ...]) -> ArrowColumn:
    scalars = [_held(value, column.type, comparison.column) for value in values if value is not None]
    if pt.is_temporal(column.type):
        ticks = [scalar.value for scalar in scalars if scalar is not None]
        return pc.is_in(_ticks(column), pa.array(ticks, _ticks_type(column.type)))
    if pt.is_floating(column.type):
        column = pc.add(column, 0.0)  # is_in tells -0.0 from 0.0
    held = [scalar.as_py() for scalar in scalars if scalar is not None]
    return pc.is_in(column, pa.array(held, column.type))


def _held(value: object, type_: ArrowType, name: str) -> ArrowScalar | None:
    """Return the value as the column holds it; None for a number between the column's steps."""
    return number_bound(value, type_, name).exact if _has_steps(type_) else as_scalar(value, type_, name)


def _ticks_type(type_: ArrowType) -> ArrowType:
    return pa.int32() if type_.bit_width == 32 else pa.int64()


def _ticks(column: ArrowColumn) -> ArrowColumn:
    """See instants as the integers they are: Python's have no nanoseconds and end with the year 9999."""
    target = _ticks_type(column.type)
    if isinstance(column, pa.ChunkedArray):
        return pa.chunked_array([chunk.view(target) for chunk in column.chunks], target)
    return column.view(target)


def _outside(column: ArrowColumn, inside: ArrowColumn) -> ArrowColumn:
    return pc.and_(_everything_but_null(column), pc.invert(inside))


def _matches(column: ArrowColumn, comparison: Comparison) -> ArrowColumn:
    if comparison.value is None:
        return _nothing(column)
    if not pt.is_string(column.type) or not isinstance(comparison.value, str):
        raise PermissionConditionError(
            f"The permission matches {comparison.column!r}, of type {column.type}, with an expression.",
            field=comparison.column,
            hint="matches and notmatches compare text with a regular expression.",
        )
    try:
        pc.match_substring_regex(
            pa.array([""]), pattern=comparison.value
        )  # a column without rows compiles none
        return pc.match_substring_regex(column, pattern=comparison.value)
    except (pa.ArrowInvalid, UnicodeError) as error:
        raise PermissionConditionError(
            f"The permission on {comparison.column!r} has an expression that RE2 does not take.",
            field=comparison.column,
        ) from error


def _not_matches(column: ArrowColumn, comparison: Comparison) -> ArrowColumn:
    if comparison.value is None:
        return _nothing(column)
    return pc.invert(_matches(column, comparison))


_OPERATORS: Final[Mapping[str, Callable[[ArrowColumn, Comparison], ArrowColumn]]] = {
    "eq": _equal,
    "ne": _not_equal,
    "lt": _order("lt"),
    "le": _order("le"),
    "gt": _order("gt"),
    "ge": _order("ge"),
    "in": _in,
    "nin": _not_in,
    "matches": _matches,
    "notmatches": _not_matches,
}
