"""The tree of a condition, and how it is read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

from toucan_connectors.core.errors import PermissionConditionError, TemplateError
from toucan_connectors.core.templating import Budget, render

__all__ = [
    "And",
    "Comparison",
    "Condition",
    "Operator",
    "Or",
    "columns_of",
    "parse_condition",
    "pick_column",
]

Operator = Literal[
    "eq", "ne", "lt", "le", "gt", "ge", "in", "nin", "matches", "notmatches", "isnull", "notnull"
]  # fmt: skip

_OPERATORS: Final = frozenset(get_args(Operator))
_WITHOUT_VALUE: Final = frozenset({"isnull", "notnull"})
_WITH_VALUES: Final = frozenset({"in", "nin"})
_MAX_DEPTH: Final = 50
_MAX_COMPARISONS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """One column against a value (a tuple of values for `in` and `nin`, None for `isnull` and `notnull`)."""

    column: str
    operator: Operator
    value: Any = None


@dataclass(frozen=True, slots=True)
class And:
    """Rows that every condition keeps."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """Rows that at least one condition keeps."""

    conditions: "tuple[Condition, ...]"


Condition: TypeAlias = Comparison | And | Or
_GROUPS: Final[Mapping[str, Callable[[tuple[Condition, ...]], Condition]]] = {"and": And, "or": Or}


def parse_condition(raw: object, parameters: Mapping[str, Any] | None = None) -> Condition:
    """Return the tree of a condition, the templates in its values filled in with the parameters.

    Raises PermissionConditionError for anything that is not exactly a condition: an unknown key or
    operator, an empty group, a missing value, an undefined variable, a list where one value is wanted.
    """
    return _Reader(parameters or {}).read(raw, 0)


def columns_of(condition: Condition) -> set[str]:
    """Return the names of the columns that a condition looks at."""
    return {comparison.column for comparison in _comparisons(condition)}


def _comparisons(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, Comparison):
        yield condition
    else:
        for inner in condition.conditions:
            yield from _comparisons(inner)


def pick_column(name: str, names: Sequence[object]) -> int:
    """Return where the source has a column; PermissionConditionError when it is not there just once."""
    found = [position for position, other in enumerate(names) if other == name]
    if len(found) == 1:
        return found[0]
    if found:
        problem, hint = "is there more than once", "Give the query's columns unique names."
    else:
        problem, hint = "is not in the result", "Check its spelling: names are as the source has them."
    raise PermissionConditionError(
        f"The permission's column {name!r} {problem}, so no row is given.", field=name, hint=hint
    )


class _Reader:
    """Reads one condition, counting its comparisons and the cost of its templates."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._parameters = parameters
        self._budget = Budget()
        self._comparisons = 0

    def read(self, raw: object, depth: int) -> Condition:
        if depth > _MAX_DEPTH:
            raise PermissionConditionError(f"The permission is nested more than {_MAX_DEPTH} levels deep.")
        if not isinstance(raw, Mapping):
            raise PermissionConditionError(
                f"A permission is a dict, not {type(raw).__name__}.",
                hint='Write {"column": ..., "operator": ..., "value": ...} or {"and": [...]}.',
            )
        keys = set(raw)
        if len(keys) == 1 and keys <= _GROUPS.keys():
            return self._group(keys.pop(), raw, depth)
        if keys <= {"column", "operator", "value"} and {"column", "operator"} <= keys:
            return self._comparison(raw)
        raise PermissionConditionError(
            f"A permission has the keys {sorted(map(str, keys))}.",
            hint="It has either 'and', or 'or', or 'column', 'operator' and 'value'.",
        )

    def _group(self, kind: str, raw: Mapping[Any, Any], depth: int) -> Condition:
        members = raw[kind]
        if not isinstance(members, list | tuple) or not members:
            raise PermissionConditionError(
                f"The permission's {kind!r} is not a list of conditions.",
                field=kind,
                hint="Give at least one.",
            )
        return _GROUPS[kind](tuple(self.read(member, depth + 1) for member in members))

    def _comparison(self, raw: Mapping[Any, Any]) -> Comparison:
        self._comparisons += 1
        if self._comparisons > _MAX_COMPARISONS:
            raise PermissionConditionError(f"The permission has more than {_MAX_COMPARISONS:,} comparisons.")
        column, operator = raw["column"], raw["operator"]
        if not isinstance(column, str) or not column:
            raise PermissionConditionError("The permission's column is not a name.", field="column")
        if not isinstance(operator, str) or operator not in _OPERATORS:
            raise PermissionConditionError(
                f"The permission's operator {operator!r} is unknown.",
                field="operator",
                hint=f"Use one of {', '.join(get_args(Operator))}.",
            )
        if operator in _WITHOUT_VALUE:
            return Comparison(column, operator)  # type: ignore[arg-type]  # checked to be an Operator
        if "value" not in raw:
            raise PermissionConditionError(f"The permission on {column!r} has no value.", field="value")
        return Comparison(column, operator, self._value(operator, raw["value"], column))  # type: ignore[arg-type]

    def _value(self, operator: str, raw: object, column: str) -> Any:
        try:
            value = render(raw, self._parameters, "raise", self._budget)
        except TemplateError as error:
            raise PermissionConditionError(
                f"The permission on {column!r} cannot be filled in: {error}", field=column
            ) from error
        if operator in _WITH_VALUES:
            if isinstance(value, set | frozenset):
                value = sorted(value, key=repr)  # one order in every process, for cache keys
            values = tuple(value) if isinstance(value, list | tuple) else (value,)
        else:
            values = (value,)
        for item in values:
            if isinstance(item, list | tuple | set | frozenset | Mapping):
                raise PermissionConditionError(
                    f"The permission on {column!r} compares with a {type(item).__name__}.",
                    field=column,
                    hint="Use 'in' or 'nin' for several values.",
                )
        return values if operator in _WITH_VALUES else values[0]
