"""The table of a whole result, made page by page, its types inferred once over all of it.

Each page becomes arrays at once, with what is known until then, so that no Python objects are kept. At the
end all is known: a page whose arrays are not of the final types is decoded again.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import pyarrow as pa

from toucan_connectors.core.arrow_types import ArrowArray
from toucan_connectors.core.call import current_call
from toucan_connectors.core.collector import collector_paused
from toucan_connectors.http.decode._arrow_shapes import record_of_structs
from toucan_connectors.http.decode._fast import read_fast, row_type, sample
from toucan_connectors.http.decode._json_types import Json
from toucan_connectors.http.decode._layout import Column, fitted, layout, rows_to_arrays, struct_to_arrays
from toucan_connectors.http.decode._shapes import Record, join_records, record_of, shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from toucan_connectors.core.arrow_types import ArrowType

__all__ = ["FAST_FROM", "Added", "Result", "table_of"]

FAST_FROM: Final = 16_384
"""Bytes from which a body is worth Arrow's reader."""
_MAX_MISSES: Final = 5
_READERS: Final = min(os.cpu_count() or 1, 4)

Arrays: TypeAlias = dict[tuple[str, ...], ArrowArray]
Rows: TypeAlias = list[dict[str, Json]]


@dataclass
class _Part:
    """The arrays of one page, and how to get its rows again."""

    arrays: Arrays
    count: int
    rows: Callable[[], Rows]


@dataclass
class _Waiting:
    """A page that was taken: its body, its rows now and later, and its reading with the types of then."""

    body: bytes
    rows: Callable[[], Rows]
    again: Callable[[], Rows]
    added: Added
    type: ArrowType | None = None
    reading: Future[ArrowArray | None] | None = None


class Added:
    """What is known of a page for nothing once it was read; to ask before waits for the reading."""

    def __init__(self, wait: Callable[[Added], None]) -> None:
        self._wait = wait
        self._found: tuple[int, bool] | None = None

    @property
    def count(self) -> int:
        """How many rows the page has."""
        return self._known()[0]

    @property
    def fast(self) -> bool:
        """Whether Arrow's own reader read it."""
        return self._known()[1]

    def tell(self, count: int, *, fast: bool) -> None:
        """Say what is known."""
        self._found = count, fast

    def _known(self) -> tuple[int, bool]:
        while self._found is None:
            self._wait(self)
        return self._found


class Result:
    """The pages of a result so far. `keys` lead to the rows in a body, None where a filter finds them.

    After the first page, Arrow reads a few pages at a time in threads, since it holds no lock of Python's
    meanwhile. `close` ends them.
    """

    def __init__(self, keys: tuple[str, ...] | None, *, flatten: bool, fast_from: int = FAST_FROM) -> None:
        self._keys = keys
        self._flatten = flatten
        self._fast_from = fast_from
        self._shape = Record({}, complete=True)
        self._parts: list[_Part] = []
        self._misses = 0
        self._waiting: deque[_Waiting] = deque()
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="toucan-connectors-decode")

    def close(self) -> None:
        """Leave no thread."""
        self._readers.shutdown(cancel_futures=True)

    def add(self, body: bytes, rows: Callable[[], Rows], again: Callable[[], Rows]) -> Added:
        """Take a page; `rows` decodes what is in its body, and `again` does later, when the page is gone."""
        page = _Waiting(body, rows, again, Added(self._settle_through))
        if self._shape.fields and (type_ := self._type_for(body)) is not None:
            page.type, page.reading = type_, self._readers.submit(self._read, body, type_)
        self._waiting.append(page)
        while self._waiting and (page.reading is None or len(self._waiting) > _READERS):
            self._settle()
        return page.added

    def _settle_through(self, added: Added) -> None:
        while self._waiting and self._settle() is not added:
            pass

    def _settle(self) -> Added:
        """Make a part of the page that was taken first."""
        page = self._waiting.popleft()
        part = self._fast(page)
        found = self._slow(page) if part is None else part
        self._parts.append(found)
        page.added.tell(found.count, fast=part is not None)
        return page.added

    def _type_for(self, body: bytes) -> ArrowType | None:
        """Return the type of rows so far, None where the slow way is right for this body."""
        if self._keys is None or len(body) < self._fast_from or self._misses >= _MAX_MISSES:
            return None
        if not self._shape.fields:
            self._learn(record_of(sample(body, self._keys)))
        return row_type(self._shape, flatten=self._flatten)

    def _read(self, body: bytes, type_: ArrowType) -> ArrowArray | None:
        return read_fast(body, self._keys or (), type_, flatten=self._flatten)

    def _fast(self, page: _Waiting) -> _Part | None:
        structs = None if page.reading is None else page.reading.result()
        type_ = self._type_for(page.body) if structs is None else page.type
        if structs is None and type_ is not None:
            if type_ != page.type:  # of the first page, or learnt since
                structs = self._read(page.body, type_)
            self._misses += structs is None
        if structs is None:
            return None
        self._learn(record_of_structs(structs, flatten=self._flatten))
        return _Part(dict(struct_to_arrays(structs, flatten=self._flatten)), len(structs), page.again)

    def _slow(self, page: _Waiting) -> _Part:
        with collector_paused():
            found = page.rows()
            self._learn(record_of(found))
            columns = layout(self._shape, flatten=self._flatten)
            arrays = rows_to_arrays(found, columns)
        by_path = {column.path: array for column, array in zip(columns, arrays, strict=True)}
        return _Part(by_path, len(found), page.again)

    def _learn(self, shape: Record) -> None:
        self._shape = join_records(self._shape, shape)

    def table(self, separator: str) -> pa.Table:
        """Return all rows as one table, columns named by their keys with the separator in between."""
        while self._waiting:
            self._settle()
        columns = layout(self._shape, flatten=self._flatten)
        schema = _schema(columns, separator)
        parts = [self._final(part, columns) for part in self._parts if part.count]
        self._parts.clear()
        return pa.Table.from_arrays([*_joined(parts)], schema=schema) if parts else schema.empty_table()

    def _final(self, part: _Part, columns: list[Column]) -> list[ArrowArray]:
        current_call().check()
        arrays = fitted(part.arrays, columns, part.count)
        if arrays is None:
            with collector_paused():
                arrays = rows_to_arrays(part.rows(), columns)
        return arrays


def table_of(
    columns: Iterable[tuple[str, list[Json]]], *, flatten: bool, separator: str, whole: Container[str] = ()
) -> pa.Table:
    """Return named columns as a table; objects in those that are `whole` are not flattened."""
    names: list[str] = []
    arrays: list[ArrowArray] = []
    for name, values in columns:
        shape = Record({name: shape_of(values)}, complete=True)
        found = layout(shape, flatten=flatten and name not in whole)
        names += [separator.join(column.path) for column in found]
        arrays += rows_to_arrays([{name: value} for value in values], found)
    return pa.Table.from_arrays(arrays, names=names)


def _joined(parts: list[list[ArrowArray]]) -> Iterator[ArrowArray]:
    """Yield whole columns; what the parts have of one goes at once: memory holds no more than one twice."""
    while parts[0]:
        yield pa.concat_arrays([part.pop(0) for part in parts])


def _schema(columns: list[Column], separator: str) -> pa.Schema:
    return pa.schema([(separator.join(column.path), column.type) for column in columns])
