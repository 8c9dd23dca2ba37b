"""What type a column is of, by some values: a collection declares none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import pyarrow as pa
from bson import Binary, Decimal128, ObjectId
from bson.datetime_ms import DatetimeMS

from toucan_connectors.core.errors import PermissionConditionError

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowType

__all__ = ["NULLS", "NUMBERS", "compared_as", "require_path", "types_of", "value_at"]

NULLS: Final = (None, float("nan"), Decimal128("NaN"))
"""What is null in a frame; a document without the field is too."""
NUMBERS: Final = frozenset({"int", "double", "decimal"})

_TYPES: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (bool, "bool"),
    (int, "int"),
    (float, "double"),
    (Decimal128, "decimal"),
    (str, "string"),
    (ObjectId, "objectId"),
    (UUID, "uuid"),
    (bytes, "binary"),
    ((datetime, DatetimeMS), "date"),
)
"""By the first class that fits: a bool is an int to Python."""

_COMPARED_AS: Final[tuple[tuple[frozenset[str], ArrowType], ...]] = (
    (frozenset(), pa.null()),
    (frozenset({"int"}), pa.int64()),
    (frozenset({"int", "double"}), pa.float64()),
    (NUMBERS, pa.decimal256(76, 38)),
    (frozenset({"string", "objectId", "uuid"}), pa.string()),
    (frozenset({"bool"}), pa.bool_()),
    (frozenset({"date"}), pa.timestamp("us", "UTC")),
    (frozenset({"binary"}), pa.binary()),
)
"""By the first set that has all types of a column: the type that its values are compared in."""


def types_of(values: Iterable[object]) -> frozenset[str]:
    """Return the names of the BSON types of values, `other` for those that nothing is compared with."""
    return frozenset(_type_of(value) for value in values)


def _type_of(value: object) -> str:
    if isinstance(value, Binary) and value.subtype == 4:
        return "uuid"
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "other")


def compared_as(types: frozenset[str], column: str) -> ArrowType:
    """Return the type that values of these types are compared in; PermissionConditionError for no such."""
    found = next((type_ for known, type_ in _COMPARED_AS if types <= known), None)
    if found is None:
        told = ", ".join(sorted(types))
        raise PermissionConditionError(
            f"The permission's column {column!r} has values that cannot be compared: {told}.",
            field=column,
            hint="Only isnull and notnull work on it.",
        )
    return found


def value_at(document: Mapping[str, Any], path: str) -> object:
    """Return the value at a path of names: the list itself where one is on the way, None where nothing is."""
    value: Any = document
    for name in path.split("."):
        if isinstance(value, list):
            return value
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def require_path(column: str) -> None:
    """Raise PermissionConditionError for a column that is no name of a field, nor names joined by dots."""
    names = column.split(".")
    if "\0" in column or any(not name or name.startswith("$") for name in names):
        raise PermissionConditionError(
            f"The permission's column {column!r} is no name that a filter of MongoDB can have.",
            field=column,
            hint="Name a field, or one inside an object as 'a.b'.",
        )
