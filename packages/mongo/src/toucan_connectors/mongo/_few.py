"""Few documents, a page of them: Python's objects, of which a frame is made without Arrow between."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from toucan_connectors.core.frames import Conversion
from toucan_connectors.core.rows import RowReader
from toucan_connectors.mongo._conversion import array_of, plain_values
from toucan_connectors.mongo._documents import Document, columns_of
from toucan_connectors.mongo._inference import seen_of, tells_nothing_new
from toucan_connectors.mongo._types import Columns, Seen, merged, schema_of

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowType

__all__ = ["columns_seen", "few_rows"]


def columns_seen(documents: Sequence[Document], *, flatten: bool) -> Columns:
    """Return what documents tell of their columns."""
    return {name: seen_of(values) for name, values in columns_of(documents, flatten=flatten).items()}


def few_rows(
    documents: Sequence[Document], known: Columns, *, flatten: bool, without: frozenset[str]
) -> RowReader:
    """Return documents as rows. `known` is what was seen of others of the same query."""
    columns = columns_of(documents, flatten=flatten)
    told = {name: seen_of(values) for name, values in columns.items() if _is_new(values, known.get(name))}
    schema = schema_of(merged(known, told), without)
    nothing = [None] * len(documents)
    values = [columns.get(name, nothing) for name in schema.names]
    rows = list(zip(*values, strict=True)) if values else [()] * len(documents)
    return RowReader(schema, [_conversion(field.type) for field in schema], [rows])


def _is_new(values: Sequence[Any], seen: Seen | None) -> bool:
    return seen is None or not tells_nothing_new(values, seen)


def _conversion(type_: ArrowType) -> Conversion:
    return Conversion(partial(array_of, type_), partial(plain_values, type_))
