"""What values of Python are that BSON was decoded to: the Arrow type that holds all of a column's.

A column is text, a number, a date... where all of its values are; objects are structs where each has the
same fields, lists are lists; what has no common type is JSON. Inside objects and lists values are as JSON has
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias
from uuid import UUID

import pyarrow as pa
import pyarrow.types as pt
from bson import Binary, Code, Decimal128, Int64, MaxKey, MinKey, ObjectId, Regex, Timestamp
from bson.datetime_ms import DatetimeMS

from toucan_connectors.mongo.documents._types import DATE, EXACT_IN_FLOAT, JSON, Seen, decimal_type

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowType

__all__ = ["all_are", "field_names", "seen_of", "tells_nothing_new"]

Values: TypeAlias = Sequence[Any]
Family: TypeAlias = Literal[
    "bool", "int", "float", "decimal", "text", "date", "stamp", "binary", "told", "dict", "list"
]
"""Kinds of values that are read alike; "told" are those that only inside objects and lists are text."""
Families: TypeAlias = Mapping[type, Family]

_MAX_DEPTH: Final = 32
"""Documents that are nested deeper are not looked into: they are JSON."""
_NONE: Final[frozenset[type]] = frozenset({type(None)})
_LISTS: Final = _NONE | {list}
_DICTS: Final = _NONE | {dict}
_EMPTY: Final = Seen(pa.null())
_JSON: Final = Seen(JSON)


def seen_of(values: Values) -> Seen:
    """Return what the values of a column are."""
    return _seen(values, _IN_ROWS, 0)


def tells_nothing_new(values: Values, seen: Seen) -> bool:
    """Whether what was seen of a column holds these values too: a quick look, which may miss it."""
    return seen.type == JSON or all_are(seen.type, values, _USUAL)


def all_are(type_: ArrowType, values: Values, kinds: Mapping[int, frozenset[type]]) -> bool:
    """Whether values, and those inside of them, are of the kinds that their type's id has."""
    if not pt.is_nested(type_):
        return kinds.get(type_.id, _NONE).issuperset(map(type, values))
    found = set(map(type, values))
    inner = values if None not in values else [value for value in values if value is not None]
    if pt.is_list(type_):
        return found <= _LISTS and all_are(type_.value_type, list(chain(*inner)), kinds)
    return found <= _DICTS and _all_have(type_, inner, kinds)


def _all_have(type_: ArrowType, records: Values, kinds: Mapping[int, frozenset[type]]) -> bool:
    """Whether objects have the fields of a struct, no others, and values of these kinds in them."""
    if set(map(len, records)) - {type_.num_fields}:
        return False
    try:
        return all(all_are(field.type, list(map(itemgetter(field.name), records)), kinds) for field in type_)
    except KeyError:
        return False


def field_names(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the names of all fields, in the order in which they first come."""
    return list(dict.fromkeys(chain.from_iterable(records)))


def _seen(values: Values, families: Families, depth: int) -> Seen:
    kinds = set(map(type, values)) - _NONE
    if not kinds:
        return _EMPTY
    judge = _JUDGES.get(frozenset([families.get(kind) for kind in kinds]), _JSON)
    if isinstance(judge, Seen):
        return judge
    return judge([value for value in values if value is not None], depth)


# Each of these is given the values that are not null, and how deep they are.


def _integers(values: Values, _: int) -> Seen:
    return Seen(pa.int64(), wide=_are_wide(values))


def _are_wide(values: Values) -> bool:
    return min(values, default=0) < -EXACT_IN_FLOAT or max(values, default=0) > EXACT_IN_FLOAT


def _mixed_floats(values: Values, _: int) -> Seen:
    """Judge integers among floats: a float holds each of them exactly, or they have no common type."""
    integers = [value for value in values if isinstance(value, int)]
    return _JSON if _are_wide(integers) else Seen(pa.float64())


def _decimals(values: Values, _: int) -> Seen:
    """Judge decimals, of which NaN is null; beside infinity they are floats."""
    found = [value.to_decimal() if isinstance(value, Decimal128) else Decimal(value) for value in values]
    numbers = [number for number in found if not number.is_nan()]
    if not all(number.is_finite() for number in numbers):
        return Seen(pa.float64())
    scale = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    whole = max((number.adjusted() + 1 for number in numbers), default=0)
    return Seen(decimal_type(max(whole, 1), scale))


def _records(values: Values, depth: int) -> Seen:
    """Judge objects: structs where each has the same fields, since JSON can tell a null from no field."""
    names = field_names(values)
    if depth > _MAX_DEPTH or not names or any(len(record) != len(names) for record in values):
        return _JSON
    inner = [_seen([record[name] for record in values], _INSIDE, depth + 1) for name in names]
    types = [seen.type for seen in inner]
    if JSON in types:
        return _JSON
    return Seen(pa.struct(zip(names, types, strict=True)), any(seen.wide for seen in inner))


def _lists(values: Values, depth: int) -> Seen:
    if depth > _MAX_DEPTH:
        return _JSON
    items = _seen(list(chain.from_iterable(values)), _INSIDE, depth + 1)
    return _JSON if items.type == JSON else Seen(pa.list_(items.type), items.wide)


_ANYWHERE: Final[Families] = {
    bool: "bool",
    **dict.fromkeys((int, Int64), "int"),
    float: "float",
    **dict.fromkeys((str, ObjectId, UUID, Regex, Code, MinKey, MaxKey), "text"),
    dict: "dict",
    list: "list",
}
_IN_ROWS: Final[Families] = {
    **_ANYWHERE,
    Decimal128: "decimal",
    DatetimeMS: "date",
    Timestamp: "stamp",
    **dict.fromkeys((bytes, Binary), "binary"),
}
_INSIDE: Final[Families] = {
    **_ANYWHERE,
    Decimal128: "float",
    **dict.fromkeys((DatetimeMS, Timestamp, bytes, Binary), "told"),
}
_JUDGES: Final[Mapping[frozenset[Family | None], Seen | Callable[[Values, int], Seen]]] = {
    frozenset({"bool"}): Seen(pa.bool_()),
    frozenset({"int"}): _integers,
    frozenset({"float"}): Seen(pa.float64()),
    frozenset({"text"}): Seen(pa.string()),
    frozenset({"told"}): Seen(pa.string()),
    frozenset({"date"}): Seen(DATE),
    frozenset({"stamp"}): Seen(DATE),
    frozenset({"binary"}): Seen(pa.binary()),
    frozenset({"dict"}): _records,
    frozenset({"list"}): _lists,
    frozenset({"decimal"}): _decimals,
    frozenset({"int", "decimal"}): _decimals,
    frozenset({"int", "float"}): _mixed_floats,
    frozenset({"float", "decimal"}): _mixed_floats,
    frozenset({"int", "float", "decimal"}): _mixed_floats,
}
"""By the families of a column's values; where there is none, they are JSON."""
_USUAL: Final[Mapping[int, frozenset[type]]] = {
    pa.bool_().id: _NONE | {bool},
    pa.int64().id: _NONE | {int, Int64},
    pa.float64().id: _NONE | {float},
    pa.string().id: _NONE | {kind for kind, family in _ANYWHERE.items() if family == "text"},
    pa.binary().id: _NONE | {bytes, Binary},
    DATE.id: _NONE | {DatetimeMS},
}
"""By the id of a type, kinds of values that it holds, whichever there are."""
