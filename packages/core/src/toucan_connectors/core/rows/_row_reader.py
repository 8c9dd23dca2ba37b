"""Rows as a driver gives them: read as Arrow batches, or few of them as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa

    from toucan_connectors.core.frames import Conversion

__all__ = ["BatchReader", "RowReader"]

Row: TypeAlias = Sequence[Any]


class BatchReader(Protocol):
    """A stream of Arrow batches of one schema: `pyarrow.RecordBatchReader`, or rows that become batches."""

    @property
    def schema(self) -> pa.Schema:
        """The declared types."""

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Yield the batches, once."""

    def read_all(self) -> pa.Table:
        """Return all batches as one table."""


class RowReader:
    """A stream of rows, chunk by chunk as the driver fetches them. It is read once, in one of two ways."""

    def __init__(
        self, schema: pa.Schema, conversions: Sequence[Conversion], chunks: Iterable[Sequence[Row]]
    ) -> None:
        self.schema = schema
        self.conversions = conversions
        self.chunks = chunks

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for rows in self.chunks:
            columns = zip(*rows, strict=True) if rows else [()] * len(self.conversions)
            arrays = [
                conversion.array(values) for conversion, values in zip(self.conversions, columns, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def read_all(self) -> pa.Table:
        """Return all rows as one table."""
        import pyarrow as pa

        return pa.Table.from_batches(list(self), self.schema)
