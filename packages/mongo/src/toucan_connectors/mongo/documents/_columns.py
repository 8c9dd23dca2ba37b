"""Documents as Python has them, and their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import bson
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions, DatetimeConversion

from toucan_connectors.core.collector import collector_paused
from toucan_connectors.core.errors import UnsupportedValueError
from toucan_connectors.mongo.documents._conversion import array_of
from toucan_connectors.mongo.documents._inference import field_names, seen_of

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray

__all__ = ["DECODED", "Document", "arrays_of", "by_name", "columns_of", "decoded"]

Document: TypeAlias = dict[str, Any]
Values: TypeAlias = Sequence[Any]
Column = TypeVar("Column")

DECODED: Final[CodecOptions[Document]] = CodecOptions(
    uuid_representation=UuidRepresentation.STANDARD, datetime_conversion=DatetimeConversion.DATETIME_MS
)
"""How documents are decoded: an instant may be one that Python has not."""
_MAX_DEPTH: Final = 32


def decoded(documents: bytes) -> list[Document]:
    """Return documents that stand one behind the other."""
    with collector_paused():
        return bson.decode_all(documents, DECODED)


def arrays_of(documents: bytes, *, flatten: bool) -> tuple[int, dict[str, ArrowArray]]:
    """Return how many documents there are, and their columns: what reads anything that BSON has."""
    rows = decoded(documents)
    with collector_paused():
        columns = columns_of(rows, flatten=flatten)
        return len(rows), {name: array_of(seen_of(values).type, values) for name, values in columns.items()}


def columns_of(rows: Sequence[Document], *, flatten: bool) -> dict[str, Values]:
    """Return the values of each field, in the order in which fields first come; null where there is none.

    With `flatten`, objects are taken apart: their fields are columns `a.b`, at any depth.
    """
    columns = _columns(rows)
    if not flatten:
        return columns
    return by_name(inner for column in columns.items() for inner in _taken_apart(*column))


def _columns(rows: Sequence[Document]) -> dict[str, Values]:
    if (alike := _columns_of_alike(rows)) is not None:
        return alike
    return {name: [row.get(name) for row in rows] for name in field_names(rows)}


def _columns_of_alike(rows: Sequence[Document]) -> dict[str, Values] | None:
    """Return the columns of documents that all have the same fields, which is faster; else None."""
    if len(set(map(len, rows))) != 1 or len(rows[0]) < 2:
        return None
    try:
        columns = zip(*map(itemgetter(*rows[0]), rows), strict=True)
    except KeyError:
        return None
    return dict(zip(rows[0], columns, strict=True))


def _taken_apart(name: str, values: Values, depth: int = 0) -> Iterator[tuple[str, Values]]:
    """Yield the columns of objects; of anything else, the column."""
    records = [value for value in values if value is not None]
    names = field_names(records) if set(map(type, records)) == {dict} and depth <= _MAX_DEPTH else []
    for field in names:
        inner = [None if record is None else record.get(field) for record in values]
        yield from _taken_apart(f"{name}.{field}", inner, depth + 1)
    if not names:
        yield name, values


def by_name(columns: Iterable[tuple[str, Column]]) -> dict[str, Column]:
    """Return columns by their names. Raises UnsupportedValueError where two have one."""
    found: dict[str, Column] = {}
    for name, column in columns:
        if name in found:
            raise UnsupportedValueError(
                "Two columns have one name: a field with a dot in its name, and one inside an object.",
                field="flatten",
                hint="Rename one of them by $project, or do not flatten.",
            )
        found[name] = column
    return found
