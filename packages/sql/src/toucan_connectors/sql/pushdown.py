"""A permission as SQL: what the source tests exactly, what it only narrows, and what is left to us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isinf
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.core.conditions import AllOf, Test, TypedCondition
from toucan_connectors.sql.dialects import Pushed

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowScalar, ArrowType
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.dialects import Dialect
    from toucan_connectors.sql.statement import Marks

__all__ = ["Filter", "push_down"]

_MAX_VALUES: Final = 1000
"""Values in one IN: Oracle takes no more, and drivers bind some thousands in a statement at the most."""
_NOTHING: Final = "1 = 0"
_ORDERS: Final = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}


@dataclass(frozen=True)
class Filter:
    """A test on rows in SQL.

    One that is not `exact` keeps every row that it should, and perhaps others. One that is `fenced` must not
    be made on anything but the rows of the statement.
    """

    text: str
    exact: bool
    fenced: bool = False


def push_down(
    condition: TypedCondition, columns: Mapping[str, tuple[str, Column]], dialect: Dialect, marks: Marks
) -> Filter | None:
    """Return the test that the source can make of a condition, None where it can make none.

    `columns` gives, by name, how a column is written, and the column. Values are bound, by `marks`.
    """
    if isinstance(condition, Test):
        written, column = columns[condition.column]
        return _Pushing(written, column, dialect, marks).filter(condition)
    parts = [push_down(inner, columns, dialect, marks) for inner in condition.conditions]
    return (_all_of if isinstance(condition, AllOf) else _any_of)(parts)


def _all_of(parts: Sequence[Filter | None]) -> Filter | None:
    known = [part for part in parts if part is not None]
    if not known:
        return None
    whole = _joined(known, " AND ")
    return whole if len(known) == len(parts) else replace(whole, exact=False)


def _any_of(parts: Sequence[Filter | None]) -> Filter | None:
    known = [part for part in parts if part is not None]
    return _joined(known, " OR ") if len(known) == len(parts) else None  # the rest may keep any row


def _joined(parts: Sequence[Filter], word: str) -> Filter:
    text = word.join(f"({part.text})" for part in parts)
    return Filter(text, all(part.exact for part in parts), any(part.fenced for part in parts))


class _Pushing:
    """Writes the tests on one column."""

    def __init__(self, written: str, column: Column, dialect: Dialect, marks: Marks) -> None:
        self._column = written
        row = dialect.pushdown.get(column.kind) if column.kind else None
        self._pushed = row or Pushed()
        self._unknown_nan = column.kind == "float" and row is None
        self._marks = marks

    def filter(self, test: Test) -> Filter | None:
        if test.kind == "never":
            return Filter(_NOTHING, exact=True)
        if test.kind in {"null", "not null"}:
            return self._null(test.kind)
        if test.kind not in self._pushed.exact | self._pushed.narrowing or len(test.values) > _MAX_VALUES:
            return None
        values = [_as_bound(value, self._pushed.unbound) for value in test.values]
        if _CANNOT_BE_BOUND in values:
            return None
        text = self._written(test.kind, [self._marks.new(value) for value in values])
        if nan := self._nan():
            text = f"({text}) AND NOT {nan}"
        return Filter(text, test.kind in self._pushed.exact, self._pushed.fenced)

    def _nan(self) -> str:
        return self._pushed.nan.format(self._column)

    def _null(self, kind: str) -> Filter | None:
        if self._unknown_nan:  # the source may say "not null" of it, we say null
            return None if kind == "null" else Filter(f"{self._column} IS NOT NULL", exact=False)
        text = self._pushed.null.format(self._column) if kind == "null" else f"{self._column} IS NOT NULL"
        if nan := self._nan():
            text += f" OR {nan}" if kind == "null" else f" AND NOT {nan}"
        return Filter(text, exact=True)

    def _written(self, kind: str, marks: Sequence[str]) -> str:
        column = self._pushed.column.format(self._column)
        values = [self._pushed.value.format(mark) for mark in marks]
        if kind in _ORDERS:
            return f"{self._pushed.ordered.format(self._column)} {_ORDERS[kind]} {values[0]}"
        if kind in {"matches", "not matches"}:
            found = self._pushed.match.format(column, values[0])
            return found if kind == "matches" else f"NOT {found}"
        if not values:
            return _NOTHING if kind == "in" else f"{self._column} IS NOT NULL"
        inside = _among(column, values)
        return inside if kind == "in" else f"NOT ({inside})"


def _among(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(values)})" if len(values) > 1 else f"{column} = {values[0]}"


_CANNOT_BE_BOUND: Final = object()


def _as_bound(scalar: ArrowScalar, unbound: str) -> Any:
    """Return a value as drivers bind it; instants finer than Python's cannot be, nor what this one cannot."""
    import pyarrow.types as pt

    type_ = scalar.type
    if getattr(type_, "unit", "") == "ns":
        if scalar.value % 1000:
            return _CANNOT_BE_BOUND
        scalar = scalar.cast(_in_microseconds(type_))
    value: Any = scalar.as_py()
    if (unbound == "nul" and "\0" in value) or (unbound == "infinity" and isinf(value)):
        return _CANNOT_BE_BOUND
    return int(value) if pt.is_decimal(type_) and type_.scale <= 0 else value


def _in_microseconds(type_: ArrowType) -> ArrowType:
    import pyarrow as pa
    import pyarrow.types as pt

    if pt.is_timestamp(type_):
        return pa.timestamp("us", type_.tz)
    return pa.time64("us") if pt.is_time(type_) else pa.duration("us")
