"""A condition as a filter: what `$match` makes of a permission, by the types that its columns are of.

Null follows SQL, where MongoDB's own operators do not: each test names the type of the values that it is for,
which null and a missing field are not, and keeps no array, which would pass for any one of its items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from toucan_connectors.core.conditions import And, Comparison, Condition, Test, resolve
from toucan_connectors.mongo.permissions._column_types import NULLS, NUMBERS, compared_as
from toucan_connectors.mongo.permissions._field_tests import written
from toucan_connectors.mongo.permissions._numbers import number_tests

if TYPE_CHECKING:
    from toucan_connectors.mongo.pipeline import Document

__all__ = ["Filter", "filter_of"]

_ARRAY: Final = {"$type": "array"}
_NO_ARRAY: Final = {"$not": _ARRAY}


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of documents. One that is not `exact` keeps all that it should, and perhaps others."""

    match: Document
    exact: bool = True


def filter_of(condition: Condition, types: Mapping[str, frozenset[str]]) -> Filter:
    """Return the filter of a condition on columns of these types (those of `types_of`).

    Raises PermissionConditionError where a value is not of its column's type, or that cannot be compared.
    """
    if isinstance(condition, Comparison):
        return _comparison(condition, types[condition.column])
    members = [filter_of(inner, types) for inner in condition.conditions]
    word = "$and" if isinstance(condition, And) else "$or"
    return Filter({word: [member.match for member in members]}, all(member.exact for member in members))


def _comparison(comparison: Comparison, types: frozenset[str]) -> Filter:
    column = comparison.column
    if comparison.operator == "isnull":
        return Filter(_field(column, {"$in": list(NULLS)}))
    if comparison.operator == "notnull":
        array = _under_no_array(column) | {column: _ARRAY}
        return Filter({"$or": [_field(column, {"$nin": list(NULLS)}), array]})
    test = resolve(comparison, lambda _: compared_as(types, column))
    assert isinstance(test, Test)  # noqa: S101 - a comparison becomes one test
    if not types or _compares_with_null(comparison):
        return Filter(_any_of(column, []))
    if types <= NUMBERS:
        return Filter(_any_of(column, list(number_tests(comparison.operator, _known(comparison)))))
    tests = [written(test, name) for name in sorted(types)]
    return Filter(_any_of(column, [each.test for each in tests]), all(each.exact for each in tests))


def _known(comparison: Comparison) -> list[object]:
    several = comparison.operator in {"in", "nin"}
    return [value for value in (comparison.value if several else [comparison.value]) if value is not None]


def _compares_with_null(comparison: Comparison) -> bool:
    """Whether a null among the values keeps every row out: only the tests for equality pass over it."""
    if comparison.operator == "nin":
        return None in comparison.value
    return comparison.operator not in {"eq", "in"} and comparison.value is None


def _any_of(column: str, tests: Sequence[Document]) -> Document:
    """Write that a field passes one of some tests: none passes none."""
    fields = [_field(column, test) for test in tests or [{"$in": []}]]
    return fields[0] if len(fields) == 1 else {"$or": fields}


def _field(column: str, test: Document) -> Document:
    return _under_no_array(column) | {column: test | _NO_ARRAY}


def _under_no_array(column: str) -> Document:
    """Write that none of the objects that a field is in is one of several in an array."""
    names = column.split(".")
    return {".".join(names[:depth]): _NO_ARRAY for depth in range(1, len(names))}
