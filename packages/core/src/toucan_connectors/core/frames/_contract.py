"""From the Arrow types that drivers have to the few that the contract knows."""

from __future__ import annotations

import uuid
from collections import Counter
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from toucan_connectors.core.errors import ValueOutOfRangeError
from toucan_connectors.core.frames._names import unique_names

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType
    from toucan_connectors.core.options import Options

__all__ = ["Contract", "contract_type", "values_in_place"]

_REMEDY: Final = "Set options.decimals to 'exact' (for integers over 64 bits too), or CAST it in the query."

_EXACT_INTEGER: Final = 2**53
_EXACT_POWER: Final = 22
"""Up to these, integers and powers of ten are exact floats."""

_INFINITIES: Final = {
    32: (2**31 - 1, -(2**31) + 1, -(2**31)),
    64: (2**63 - 1, -(2**63) + 1, -(2**63)),
}
"""What PostgreSQL and DuckDB write for infinity and -infinity, by the bits of the instant."""


@lru_cache(maxsize=1024)  # a page's types are those of the page before
def contract_type(declared: ArrowType, *, exact_decimals: bool = False) -> ArrowType:
    """Return the Arrow type that a declared one becomes.

    Integers become int64 (uint64 stays), decimals float64 (int64 where no fraction is declared; decimal128 or
    decimal256 when exact), instants microseconds (nanoseconds where declared), in UTC where they have a zone,
    text-like types string, binaries binary. JSON stays `arrow.json`, nested types stay as they are.
    """
    if pt.is_integer(declared):
        return pa.uint64() if pt.is_uint64(declared) else pa.int64()
    if pt.is_floating(declared):
        return pa.float64()
    if pt.is_decimal(declared):
        return _decimal_type(declared, exact_decimals)
    if pt.is_dictionary(declared) or pt.is_run_end_encoded(declared):
        return contract_type(declared.value_type, exact_decimals=exact_decimals)
    if pt.is_timestamp(declared):
        return pa.timestamp(_unit(declared), "UTC" if declared.tz else None)
    if pt.is_time(declared):
        return pa.time64(_unit(declared))
    if pt.is_duration(declared):
        return pa.duration(_unit(declared))
    if pt.is_date(declared):
        return pa.date32()
    return _text_or_other(declared)


def _decimal_type(declared: ArrowType, exact: bool) -> ArrowType:
    if not exact:
        return pa.int64() if declared.scale <= 0 else pa.float64()
    if pt.is_decimal256(declared):
        return declared
    return pa.decimal128(declared.precision, declared.scale)


def _unit(declared: ArrowType) -> Any:
    return "ns" if declared.unit == "ns" else "us"


def _text_or_other(declared: ArrowType) -> ArrowType:
    text_like = (pt.is_string, pt.is_large_string, pt.is_string_view, pt.is_interval)
    if isinstance(declared, pa.UuidType) or any(check(declared) for check in text_like):
        return pa.string()
    binary_like = (pt.is_binary, pt.is_large_binary, pt.is_binary_view, pt.is_fixed_size_binary)
    if any(check(declared) for check in binary_like):
        return pa.binary()
    if isinstance(declared, pa.Bool8Type):
        return pa.bool_()
    if isinstance(declared, pa.JsonType):
        return pa.json_(pa.string())
    if isinstance(declared, pa.BaseExtensionType):
        return contract_type(declared.storage_type)
    return _plain_type(declared)


def _plain_type(declared: ArrowType) -> ArrowType:
    """Return a type whose values are in their places, at any depth.

    A dictionary holds values of rows that are not there; views and runs cannot be filtered.
    """
    if pt.is_dictionary(declared) or pt.is_run_end_encoded(declared):
        return _plain_type(declared.value_type)
    if pt.is_string_view(declared) or pt.is_binary_view(declared):
        return pa.string() if pt.is_string_view(declared) else pa.binary()
    if pt.is_struct(declared):
        return pa.struct([field.with_type(_plain_type(field.type)) for field in declared])
    if pt.is_map(declared):
        key, item = _plain_type(declared.key_type), _plain_type(declared.item_type)
        unchanged = key == declared.key_type and item == declared.item_type
        return declared if unchanged else pa.map_(key, item)  # MAP {} has keys that map_ refuses
    if pt.is_fixed_size_list(declared):
        return pa.list_(declared.value_field.with_type(_plain_type(declared.value_type)), declared.list_size)
    if pt.is_large_list(declared):
        return pa.large_list(declared.value_field.with_type(_plain_type(declared.value_type)))
    if pt.is_list(declared):
        return pa.list_(declared.value_field.with_type(_plain_type(declared.value_type)))
    return declared


def values_in_place(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch without dictionaries, views and runs, so that it can be filtered without a trace."""
    types = [_plain_type(column.type) for column in batch.columns]
    if types == list(batch.schema.types):
        return batch
    columns = [_in_place(column, type_) for column, type_ in zip(batch.columns, types, strict=True)]
    schema = pa.schema([field.with_type(type_) for field, type_ in zip(batch.schema, types, strict=True)])
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _in_place(column: ArrowArray, target: ArrowType) -> ArrowArray:
    runs = pt.is_run_end_encoded(column.type)
    return pc.cast(pc.call_function("run_end_decode", [column]) if runs else column, target)


class Contract:
    """The contract for one result: its schema, and the casts of its batches.

    `names` are the source's own column names, `schema` has the unique ones and the contract's types.
    `nulled` counts, per column, instants that became null because pandas cannot hold them.
    """

    def __init__(self, schema: pa.Schema, options: Options) -> None:
        self.names = list(schema.names)
        self._source = schema
        self._options = options
        exact = options.decimals == "exact"
        types = [contract_type(type_, exact_decimals=exact) for type_ in schema.types]
        self.schema = pa.schema(list(zip(unique_names(schema.names), types, strict=True)))
        self.nulled: Counter[str] = Counter()

    @cached_property
    def _as_they_are(self) -> list[bool]:
        """Which columns of the source need no look."""
        pairs = zip(self.schema.types, self._source.types, strict=True)
        return [wanted == type_ and not _is_instant(type_) for wanted, type_ in pairs]

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with the contract's names and types.

        Raises ValueOutOfRangeError for a value that its column's type cannot hold.
        """
        columns = [self.column(index, column) for index, column in enumerate(batch.columns)]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def column(self, index: int, column: ArrowArray) -> ArrowArray:
        """Return one column of a batch with the contract's type, as `apply` does."""
        if self._as_they_are[index]:
            return column
        field = self.schema.field(index)
        return self._cast(self._finite(column, field), field.type, field.name)

    def compared_as(self, index: int) -> ArrowType:
        """Return the type that a column is compared in: the contract's, decimals exact."""
        return contract_type(self._source.field(index).type, exact_decimals=True)

    def comparable(self, batch: pa.RecordBatch, index: int) -> ArrowArray:
        """Return one column in the type it is compared in; infinite instants stay beyond all others."""
        column, target = batch.column(index), self.compared_as(index)
        bounds = _bounds_if_beyond(column, target)
        if bounds is not None:
            ticks = _ticks(column)
            ticks = pc.max_element_wise(ticks, pa.scalar(bounds[0], ticks.type), skip_nulls=False)
            ticks = pc.min_element_wise(ticks, pa.scalar(bounds[1], ticks.type), skip_nulls=False)
            column = ticks.view(column.type)
        return self._cast(column, target, self.names[index])

    def _finite(self, column: ArrowArray, field: pa.Field[Any]) -> ArrowArray:
        """Put null in the place of instants that pandas cannot hold, and count them."""
        bounds = _bounds_if_beyond(column, field.type)
        if bounds is None:
            return column
        if self._options.out_of_range == "error":
            raise ValueOutOfRangeError(
                f"The column {field.name!r} has an instant that pandas cannot hold.",
                field=field.name,
                hint="Set options.out_of_range to 'null', or convert the column in the query.",
            )
        ticks = _ticks(column)
        lowest, highest = (pa.scalar(bound, ticks.type) for bound in bounds)
        inside = pc.and_(pc.greater_equal(ticks, lowest), pc.less_equal(ticks, highest))
        self.nulled[field.name] += pc.sum(pc.invert(inside)).as_py()
        return pc.if_else(inside, column, pa.scalar(None, column.type))

    def _cast(self, column: ArrowArray, target: ArrowType, name: str) -> ArrowArray:
        if column.type == target:
            return column
        if isinstance(column.type, pa.UuidType):
            texts = [value and str(uuid.UUID(bytes=value)) for value in column.storage.to_pylist()]
            return pa.array(texts, target)
        if pt.is_run_end_encoded(column.type):
            return self._cast(pc.call_function("run_end_decode", [column]), target, name)
        if pt.is_interval(column.type):
            return pa.array([_iso_interval(value) for value in column.to_pylist()], target)
        if isinstance(column.type, pa.BaseExtensionType) and not isinstance(target, pa.JsonType):
            return self._cast(column.storage, target, name)
        try:
            if pt.is_decimal(column.type) and pt.is_floating(target):
                return _nearest_floats(column)
            return pc.cast(column, target)
        except pa.ArrowInvalid as error:
            raise ValueOutOfRangeError(
                f"The column {name!r} has a value that {target} cannot hold.",
                field=name,
                hint=_REMEDY if pt.is_decimal(column.type) else "Convert the column in the query.",
            ) from error


def _nearest_floats(column: ArrowArray) -> ArrowArray:
    """Return the floats nearest to decimals, which Arrow's own cast may miss by one in the last place."""
    units, scale = _units(column), column.type.scale
    if units is None or not 0 <= scale <= _EXACT_POWER:
        return pc.cast(pc.cast(column, pa.string()), pa.float64())
    floats = pa.array(units / 10.0**scale)  # of two exact floats: the quotient is the nearest
    return pc.if_else(column.is_valid(), floats, None) if column.null_count else floats


def _units(column: ArrowArray) -> Any:
    """Return decimals as the integers that they are made of, where a float can hold each of them exactly."""
    if not pt.is_decimal128(column.type) or not len(column):
        return None
    halves = np.frombuffer(column.buffers()[1], np.int64).reshape(-1, 2)  # of 128 bits, the lower one first
    low, high = halves[column.offset : column.offset + len(column)].T
    fits = (high == low >> 63).all() and low.min(initial=0) >= -_EXACT_INTEGER
    return low if fits and low.max(initial=0) <= _EXACT_INTEGER else None


def _is_instant(type_: ArrowType) -> bool:
    return pt.is_date(type_) or pt.is_timestamp(type_)


def _ticks(column: ArrowArray) -> ArrowArray:
    """See instants as the integers that they are."""
    return column.view(pa.int32() if column.type.bit_width == 32 else pa.int64())


def _bounds_if_beyond(column: ArrowArray, target: ArrowType) -> tuple[int, int] | None:
    """Return the representable bounds of an instants' column that goes beyond them, else None."""
    if not _is_instant(column.type) or not len(column):
        return None
    bounds = _representable(column.type, target)
    lowest, highest = _extremes(_ticks(column))
    within = lowest is None or (bounds[0] <= lowest and highest <= bounds[1])
    return None if within else bounds


def _extremes(ticks: ArrowArray) -> tuple[Any, Any]:
    if not ticks.null_count:  # numpy starts faster: a page notices
        values = ticks.to_numpy()
        return values.min(), values.max()
    found = pc.min_max(ticks)
    return found["min"].as_py(), found["max"].as_py()


def _representable(declared: ArrowType, target: ArrowType) -> tuple[int, int]:
    """Return the lowest and the highest tick of the declared type that are instants and fit the target."""
    infinities = _INFINITIES[declared.bit_width]
    lowest, highest = max(infinities[1:]) + 1, infinities[0] - 1
    if pt.is_timestamp(declared):
        factor = {"s": 10**6, "ms": 10**3}.get(declared.unit, 1) if target.unit == "us" else 1
        lowest, highest = -(-lowest // factor), highest // factor
    return lowest, highest


def _iso_interval(value: Any) -> str | None:
    """Return a calendar interval as ISO 8601 writes it, signs kept apart: `P1M2DT-3.5S`."""
    if value is None:
        return None
    months, days, nanoseconds = value
    years, months = int(months / 12), months - 12 * int(months / 12)
    date_part = "".join(
        f"{number}{unit}" for number, unit in ((years, "Y"), (months, "M"), (days, "D")) if number
    )
    if not nanoseconds:
        return f"P{date_part}" if date_part else "PT0S"
    sign = "-" if nanoseconds < 0 else ""
    seconds, fraction = divmod(abs(nanoseconds), 10**9)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    time_part = "".join(f"{sign}{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M")) if number)
    if seconds or fraction:
        decimals = f".{fraction:09d}".rstrip("0").rstrip(".")
        time_part += f"{sign}{seconds}{decimals}S"
    return f"P{date_part}T{time_part}"
