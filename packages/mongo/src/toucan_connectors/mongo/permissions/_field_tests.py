"""A test on one field, for the values of one BSON type: exact where MongoDB compares as we do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from bson import Binary, ObjectId

from toucan_connectors.mongo.permissions._expressions import common_expression

if TYPE_CHECKING:
    from toucan_connectors.core.conditions import Test
    from toucan_connectors.mongo.pipeline import Document

__all__ = ["Tested", "written"]

_ORDERS: Final = {"lt": "$lt", "le": "$lte", "gt": "$gt", "ge": "$gte"}
_LISTS: Final = {"in": "$in", "not in": "$nin"}
_ALL: Final = frozenset(_ORDERS) | frozenset(_LISTS)
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{24}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Tested:
    """What a field must pass. Where it is not `exact`, other values of the type pass too."""

    test: Document
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Type:
    """A BSON type: what `$type` calls it, how a value is written, and which tests on it are exact."""

    name: str
    value: Callable[[Any], Any] = lambda value: value
    """Give None for a value that none of this type is equal to."""
    exact: frozenset[str] = _ALL


def written(test: Test, name: str) -> Tested:
    """Return a test as values of a BSON type (a name of `types_of`) are put to it."""
    type_ = _TYPES[name]
    if test.kind == "matches" and name == "string":
        expression = common_expression(test.values[0].as_py())
        if expression is not None:
            return Tested({"$type": type_.name, "$regex": expression})
    if test.kind not in type_.exact:
        return Tested({"$type": type_.name}, exact=False)
    values = [type_.value(scalar.as_py()) for scalar in test.values]
    if test.kind in _LISTS:
        held = [value for value in values if value is not None]
        return Tested({"$type": type_.name, _LISTS[test.kind]: held})
    if values[0] is None:
        return Tested({"$type": type_.name}, exact=False)
    return Tested({"$type": type_.name, _ORDERS[test.kind]: values[0]})


def _object_id(text: str) -> ObjectId | None:
    return ObjectId(text) if _OBJECT_ID.fullmatch(text) else None


def _uuid(text: str) -> Binary | None:
    return Binary.from_uuid(UUID(text)) if _UUID.fullmatch(text) else None


def _milliseconds(moment: datetime) -> datetime | None:
    return None if moment.microsecond % 1000 else moment


_TYPES: Final[Mapping[str, _Type]] = {
    "string": _Type("string"),
    "objectId": _Type("objectId", _object_id),
    "uuid": _Type("binData", _uuid, frozenset({"in"})),  # binaries of other kinds are none
    "bool": _Type("bool"),
    "date": _Type("date", _milliseconds),
    "binary": _Type("binData", exact=frozenset()),  # shorter ones come first there
}
