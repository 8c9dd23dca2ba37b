"""The documents of a result, batch by batch, and their table: types are inferred once over the whole."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import SourceError
from toucan_connectors.mongo.documents._columns import arrays_of
from toucan_connectors.mongo.documents._fast import fast_arrays_of
from toucan_connectors.mongo.documents._fit import fitted
from toucan_connectors.mongo.documents._types import Columns, merged, schema_of, seen_in

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray

__all__ = ["Result"]

_FAST_FROM: Final = 32_768
"""Bytes from which documents are worth to be read by whole columns."""
_ROWS: Final = 65_536
"""How many rows a batch has at the most."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The columns of one batch."""

    count: int
    arrays: Mapping[str, ArrowArray]


class Result:
    """Documents as columns. `known` is what was seen of other documents of the same query.

    With `flatten`, objects become columns `a.b`, at any depth. `without` are columns that are left out.
    """

    def __init__(self, known: Columns, *, flatten: bool, without: frozenset[str] = frozenset()) -> None:
        self.columns: Columns = dict(known)
        self.bytes = 0
        self._flatten = flatten
        self._without = without
        self._parts: deque[_Part] = deque()

    def add(self, documents: bytes) -> int:
        """Take the next documents; return how many there are."""
        part = self._part(documents)
        self.columns = merged(self.columns, {name: seen_in(array) for name, array in part.arrays.items()})
        self.bytes += len(documents)
        self._parts.append(part)
        return part.count

    def forget(self) -> None:
        """Let go of the documents, not of what was seen of them."""
        self._parts.clear()

    def _part(self, documents: bytes) -> _Part:
        current_call().check()
        fast = fast_arrays_of(documents, flatten=self._flatten) if len(documents) >= _FAST_FROM else None
        count, arrays = arrays_of(documents, flatten=self._flatten) if fast is None else fast
        return _Part(count, arrays)

    # What it is.

    def schema(self) -> pa.Schema:
        """Return the columns and their types, as all that was seen has them."""
        return schema_of(self.columns, self._without)

    def reader(self) -> pa.RecordBatchReader:
        """Return all documents; each batch is let go of when it was read."""
        schema = self.schema()
        return pa.RecordBatchReader.from_batches(schema, self._batches(schema))

    def again(self) -> pa.RecordBatchReader:
        """Return all documents, which stay for the next time."""
        schema = self.schema()
        parts = list(self._parts)
        return pa.RecordBatchReader.from_batches(
            schema, (batch for part in parts for batch in _cut(self._fit(part, schema)))
        )

    def read_with(self, batches: Iterable[bytes]) -> pa.RecordBatchReader:
        """Return documents that are read anew, as columns of what was seen the first time.

        Raises SourceError where they are others now.
        """
        schema = self.schema()

        def read() -> Iterator[pa.RecordBatch]:
            for documents in batches:
                yield from _cut(self._fit(self._part(documents), schema))

        return pa.RecordBatchReader.from_batches(schema, read())

    def _batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        while self._parts:
            yield from _cut(self._fit(self._parts.popleft(), schema))

    def _fit(self, part: _Part, schema: pa.Schema) -> pa.RecordBatch:
        if part.arrays.keys() - self.columns.keys():
            raise _others()
        try:
            arrays = [fitted(part.arrays.get(field.name), field.type, part.count) for field in schema]
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise _others() from error
        return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _others() -> SourceError:
    return SourceError(
        "The documents changed while they were read, and are of other types now.",
        hint="Try again, or read a copy that nobody writes to.",
    )


def _cut(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    for start in range(0, batch.num_rows, _ROWS):
        yield batch.slice(start, _ROWS)
