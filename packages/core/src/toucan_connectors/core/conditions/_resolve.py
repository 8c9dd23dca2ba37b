"""A condition against its columns: values brought to the columns' types, once for all who compile it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from toucan_connectors.core.conditions._tree import And, Comparison, Condition
from toucan_connectors.core.conditions._values import as_scalar, number_bound, require_comparable
from toucan_connectors.core.errors import PermissionConditionError

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowScalar, ArrowType

__all__ = ["AllOf", "AnyOf", "Test", "TypedCondition", "resolve"]

TestKind = Literal[
    "never", "null", "not null", "lt", "le", "gt", "ge", "in", "not in", "matches", "not matches"
]


@dataclass(frozen=True, slots=True)
class Test:
    """One column against values of its own type; null (NaN too) passes none but the test for null.

    `values` are the one that is compared with, those of `in` and `not in` (which may be none), the pattern of
    `matches`.
    """

    column: str
    kind: TestKind
    values: tuple[ArrowScalar, ...] = ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Rows that every condition keeps."""

    conditions: tuple[TypedCondition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Rows that at least one condition keeps."""

    conditions: tuple[TypedCondition, ...]


TypedCondition: TypeAlias = Test | AllOf | AnyOf


def resolve(condition: Condition, type_of: Callable[[str], ArrowType]) -> TypedCondition:
    """Return the condition with every value in the type of its column.

    `type_of(name)` gives the type that a column is compared in (the contract's, decimals exact), and raises
    PermissionConditionError for a name that is not there just once. So does a value that its column cannot
    hold; a number between a column's steps is meant as the steps around it.
    """
    if isinstance(condition, Comparison):
        return _resolve(condition, type_of(condition.column))
    group = AllOf if isinstance(condition, And) else AnyOf
    return group(tuple(resolve(inner, type_of) for inner in condition.conditions))


def _resolve(comparison: Comparison, type_: ArrowType) -> Test:
    if comparison.operator == "isnull":
        return Test(comparison.column, "null")
    if comparison.operator == "notnull":
        return Test(comparison.column, "not null")
    if pt.is_null(type_):
        return Test(comparison.column, "never")
    require_comparable(type_, comparison.column)
    return _RESOLVERS[comparison.operator](comparison, type_)


def _order(comparison: Comparison, type_: ArrowType) -> Test:
    name, operator = comparison.column, comparison.operator
    if comparison.value is None:
        return Test(name, "never")
    if not _has_steps(type_):
        return Test(name, _ORDERS[operator], (as_scalar(comparison.value, type_, name),))
    bound = number_bound(comparison.value, type_, name)
    if bound.exact is not None:
        return Test(name, _ORDERS[operator], (bound.exact,))
    kind: TestKind = "le" if operator in {"lt", "le"} else "ge"
    step = bound.below if kind == "le" else bound.above
    return Test(name, "never") if step is None else Test(name, kind, (step,))


def _in(comparison: Comparison, type_: ArrowType) -> Test:
    return Test(comparison.column, "in", _held(comparison, type_))


def _not_in(comparison: Comparison, type_: ArrowType) -> Test:
    values = _held(comparison, type_)
    if any(value is None for value in _given(comparison)):
        return Test(comparison.column, "never")
    return Test(comparison.column, "not in", values)


def _given(comparison: Comparison) -> tuple[object, ...]:
    several = comparison.operator in {"in", "nin"}
    return tuple(comparison.value) if several else (comparison.value,)


def _held(comparison: Comparison, type_: ArrowType) -> tuple[ArrowScalar, ...]:
    """Return the values that the column can hold, without null: it equals none of the others."""
    found = [
        number_bound(value, type_, comparison.column).exact
        if _has_steps(type_)
        else as_scalar(value, type_, comparison.column)
        for value in _given(comparison)
        if value is not None
    ]
    return tuple(scalar for scalar in found if scalar is not None)


def _has_steps(type_: ArrowType) -> bool:
    return bool(pt.is_integer(type_) or pt.is_decimal(type_))


def _match(comparison: Comparison, type_: ArrowType) -> Test:
    if comparison.value is None:
        return Test(comparison.column, "never")
    if not pt.is_string(type_) or not isinstance(comparison.value, str):
        raise PermissionConditionError(
            f"The permission matches {comparison.column!r}, of type {type_}, with an expression.",
            field=comparison.column,
            hint="matches and notmatches compare text with a regular expression.",
        )
    try:
        pc.match_substring_regex(pa.array([""]), pattern=comparison.value)
    except (pa.ArrowInvalid, UnicodeError) as error:
        raise PermissionConditionError(
            f"The permission on {comparison.column!r} has an expression that RE2 does not take.",
            field=comparison.column,
        ) from error
    kind: TestKind = "matches" if comparison.operator == "matches" else "not matches"
    return Test(comparison.column, kind, (pa.scalar(comparison.value),))


_ORDERS: Final[Mapping[str, TestKind]] = {"lt": "lt", "le": "le", "gt": "gt", "ge": "ge"}
_RESOLVERS: Final[Mapping[str, Callable[[Comparison, ArrowType], Test]]] = {
    "eq": _in,
    "ne": _not_in,
    "in": _in,
    "nin": _not_in,
    "lt": _order,
    "le": _order,
    "gt": _order,
    "ge": _order,
    "matches": _match,
    "notmatches": _match,
}
