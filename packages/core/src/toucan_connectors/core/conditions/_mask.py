"""A typed condition compiled to Arrow: which rows to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from toucan_connectors.core.conditions._resolve import AllOf, Test, TypedCondition

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowColumn, ArrowType

__all__ = ["row_mask"]


def row_mask(condition: TypedCondition, column: Callable[[str], ArrowColumn]) -> ArrowColumn:
    """Return True or False, never null, for each row.

    `column(name)` gives a column in the type that the condition was resolved for.
    """
    if isinstance(condition, Test):
        return _mask(condition, column(condition.column))
    combine = pc.and_ if isinstance(condition, AllOf) else pc.or_
    return reduce(combine, [row_mask(inner, column) for inner in condition.conditions])


def _mask(test: Test, column: ArrowColumn) -> ArrowColumn:
    null = pc.is_null(column, nan_is_null=True)
    if test.kind == "null":
        return null
    if test.kind == "never":
        return pc.and_not(null, null)
    known = pc.invert(null)
    if test.kind == "not null":
        return known
    return pc.and_(pc.fill_null(_TESTS[test.kind](column, test), False), known)


def _order(compute: Callable[..., ArrowColumn]) -> Callable[[ArrowColumn, Test], ArrowColumn]:
    return lambda column, test: compute(column, test.values[0])


def _in(column: ArrowColumn, test: Test) -> ArrowColumn:
    if pt.is_temporal(column.type):
        ticks = [scalar.value for scalar in test.values]
        return pc.is_in(_ticks(column), pa.array(ticks, _ticks_type(column.type)))
    if pt.is_floating(column.type):
        column = pc.add(column, 0.0)  # is_in tells -0.0 from 0.0
    return pc.is_in(column, pa.array([scalar.as_py() for scalar in test.values], column.type))


def _ticks_type(type_: ArrowType) -> ArrowType:
    return pa.int32() if type_.bit_width == 32 else pa.int64()


def _ticks(column: ArrowColumn) -> ArrowColumn:
    """See instants as the integers they are: Python's have no nanoseconds and end with the year 9999."""
    target = _ticks_type(column.type)
    if isinstance(column, pa.ChunkedArray):
        return pa.chunked_array([chunk.view(target) for chunk in column.chunks], target)
    return column.view(target)


def _not_in(column: ArrowColumn, test: Test) -> ArrowColumn:
    return pc.invert(_in(column, test))


def _matches(column: ArrowColumn, test: Test) -> ArrowColumn:
    return pc.match_substring_regex(column, pattern=test.values[0].as_py())


def _not_matches(column: ArrowColumn, test: Test) -> ArrowColumn:
    return pc.invert(_matches(column, test))


_TESTS: Final[Mapping[str, Callable[[ArrowColumn, Test], ArrowColumn]]] = {
    "lt": _order(pc.less),
    "le": _order(pc.less_equal),
    "gt": _order(pc.greater),
    "ge": _order(pc.greater_equal),
    "in": _in,
    "not in": _not_in,
    "matches": _matches,
    "not matches": _not_matches,
}
