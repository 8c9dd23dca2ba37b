"""Few documents, a page of them: Python's objects, of which a frame is made without Arrow between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toucan_connectors.core.rows import RowReader
from toucan_connectors.mongo.documents._columns import Document, columns_of
from toucan_connectors.mongo.documents._conversion import conversion_to
from toucan_connectors.mongo.documents._inference import seen_of, tells_nothing_new
from toucan_connectors.mongo.documents._types import Columns, merged, schema_of

if TYPE_CHECKING:
    import pyarrow as pa

    from toucan_connectors.core.frames import Conversion

__all__ = ["Shape", "few_rows"]


class Shape:
    """What was seen of the columns of a query's documents, and how rows of them are read."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._readers: dict[frozenset[str], tuple[pa.Schema, list[Conversion]]] = {}

    @classmethod
    def of(cls, documents: Sequence[Document], *, flatten: bool) -> Shape:
        """Return what documents tell."""
        return cls({}).joined(columns_of(documents, flatten=flatten))

    def __bool__(self) -> bool:
        """Whether anything was seen."""
        return bool(self.columns)

    def joined(self, columns: Mapping[str, Sequence[Any]]) -> Shape:
        """Return the shape of other documents too: itself, where they tell nothing new."""
        told = {
            name: seen_of(values)
            for name, values in columns.items()
            if name not in self.columns or not tells_nothing_new(values, self.columns[name])
        }
        return Shape(merged(self.columns, told)) if told else self

    def read_without(self, names: frozenset[str]) -> tuple[pa.Schema, list[Conversion]]:
        """Return the columns but for some, and how the values of each are read."""
        if names not in self._readers:
            schema = schema_of(self.columns, names)
            self._readers[names] = schema, [conversion_to(type_) for type_ in schema.types]
        return self._readers[names]


def few_rows(
    documents: Sequence[Document], known: Shape, *, flatten: bool, without: frozenset[str]
) -> RowReader:
    """Return documents as rows. `known` is the shape of others of the same query."""
    columns = columns_of(documents, flatten=flatten)
    schema, conversions = known.joined(columns).read_without(without)
    nothing = [None] * len(documents)
    values = [columns.get(name, nothing) for name in schema.names]
    rows = list(zip(*values, strict=True)) if values else [()] * len(documents)
    return RowReader(schema, conversions, [rows])
