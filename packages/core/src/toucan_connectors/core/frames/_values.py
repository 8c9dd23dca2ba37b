"""From Python's own values to what pandas keeps, without Arrow between.

For the rows of a page, each of Arrow's steps takes longer than all of the column's values do. What is made
here is what the way by Arrow makes; whatever is not the usual value of its type is left to that way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.types as pt

from toucan_connectors.core.frames._columns import STR, UTC, Values, objects

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowType

__all__ = ["values_of"]

Make: TypeAlias = Callable[[Sequence[Any]], Values]


def values_of(values: Sequence[Any], type_: ArrowType) -> Values | None:
    """Return a column of one of the contract's types, None where only the way by Arrow takes its values.

    Values are None for null, or: an int or its digits, a float or decimal or its text, a bool, a str, an
    instant in UTC (a datetime without a zone, its ISO text, its microseconds since 1970), a date or its text,
    and for JSON and nested types any document.
    """
    if isinstance(type_, pa.JsonType) or pt.is_nested(type_) or pt.is_null(type_):
        return objects(values)
    make, usual = _MAKERS.get(type_, (None, _NONE))
    if make is None or not usual.issuperset(map(type, values)):
        return None
    try:
        return make(values)
    except (TypeError, ValueError, OverflowError, pa.ArrowException):
        return None


def _integers(dtype: Any, values: Sequence[Any]) -> Values:
    if None not in values:
        return pd.arrays.IntegerArray(np.array(values, dtype), np.zeros(len(values), np.bool_))
    filled = np.array([0 if value is None else value for value in values], dtype)
    return pd.arrays.IntegerArray(filled, _mask(values))


def _booleans(values: Sequence[Any]) -> Values:
    return pd.arrays.BooleanArray(np.array(values, np.bool_), _mask(values))  # None is False there


def _mask(values: Sequence[Any]) -> np.ndarray[Any, Any]:
    return np.array([value is None for value in values], np.bool_)


def _floats(values: Sequence[Any]) -> Values:
    return np.array([math.nan if value is None else float(value) for value in values], np.float64)


def _texts(values: Sequence[Any]) -> Values:
    return STR.__from_arrow__(pa.chunked_array([pa.array(values, pa.large_string())]))


def _instants(dtype: str, values: Sequence[Any]) -> Values:
    if any(type(value) is datetime and value.tzinfo is not None for value in values):
        raise ValueError(dtype)  # numpy would warn
    return np.array(values, dtype)


def _instants_in_utc(values: Sequence[Any]) -> Values:
    return pd.array(_instants("datetime64[us]", values), dtype=UTC, copy=False)


_NONE: Final = frozenset({type(None)})
_INTEGERS: Final = _NONE | {int, str}
_NUMBERS: Final = _INTEGERS | {float, Decimal}
_INSTANTS: Final = _INTEGERS | {datetime}
_MAKERS: Final[dict[ArrowType, tuple[Make, frozenset[type]]]] = {
    pa.int64(): (partial(_integers, np.int64), _INTEGERS),
    pa.uint64(): (partial(_integers, np.uint64), _INTEGERS),
    pa.float64(): (_floats, _NUMBERS),
    pa.bool_(): (_booleans, _NONE | {bool}),
    pa.string(): (_texts, _NONE | {str}),
    pa.date32(): (partial(_instants, "datetime64[s]"), _NONE | {date, str}),
    pa.timestamp("us"): (partial(_instants, "datetime64[us]"), _INSTANTS),
    pa.timestamp("us", "UTC"): (_instants_in_utc, _INSTANTS),
}
