"""The table of a whole result, made page by page, its types inferred once over all of it.

Each page becomes arrays at once, with what is known until then, so that no Python objects are kept. At the
end all is known: a page whose arrays are not of the final types is decoded again.
"""

from __future__ import annotations

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
    from collections.abc import Callable, Container, Iterable

__all__ = ["FAST_FROM", "Added", "Result", "table_of"]

FAST_FROM: Final = 16_384
"""Bytes from which a body is worth Arrow's reader."""
_MAX_MISSES: Final = 5

Arrays: TypeAlias = dict[tuple[str, ...], ArrowArray]
Rows: TypeAlias = list[dict[str, Json]]


@dataclass
class _Part:
    """The arrays of one page, and how to get its rows again."""

    arrays: Arrays
    count: int
    rows: Callable[[], Rows]


@dataclass(frozen=True)
class Added:
    """How many rows a page had, and whether Arrow's own reader read it."""

    count: int
    fast: bool


class Result:
    """The pages of a result so far. `keys` lead to the rows in a body, None where a filter finds them."""

    def __init__(self, keys: tuple[str, ...] | None, *, flatten: bool, fast_from: int = FAST_FROM) -> None:
        self._keys = keys
        self._flatten = flatten
        self._fast_from = fast_from
        self._shape = Record({}, complete=True)
        self._parts: list[_Part] = []
        self._misses = 0

    def add(self, body: bytes, rows: Callable[[], Rows], again: Callable[[], Rows]) -> Added:
        """Take a page; `rows` decodes what is in its body, and `again` does later, when the page is gone."""
        part = self._fast(body, again)
        found = self._slow(rows, again) if part is None else part
        self._parts.append(found)
        return Added(found.count, fast=part is not None)

    def _fast(self, body: bytes, again: Callable[[], Rows]) -> _Part | None:
        if self._keys is None or len(body) < self._fast_from or self._misses >= _MAX_MISSES:
            return None
        if not self._shape.fields:
            self._learn(record_of(sample(body, self._keys)))
        type_ = row_type(self._shape, flatten=self._flatten)
        structs = None if type_ is None else read_fast(body, self._keys, type_, flatten=self._flatten)
        if structs is None:
            self._misses += type_ is not None
            return None
        self._learn(record_of_structs(structs, flatten=self._flatten))
        return _Part(dict(struct_to_arrays(structs, flatten=self._flatten)), len(structs), again)

    def _slow(self, rows: Callable[[], Rows], again: Callable[[], Rows]) -> _Part:
        with collector_paused():
            found = rows()
            self._learn(record_of(found))
            columns = layout(self._shape, flatten=self._flatten)
            arrays = rows_to_arrays(found, columns)
        by_path = {column.path: array for column, array in zip(columns, arrays, strict=True)}
        return _Part(by_path, len(found), again)

    def _learn(self, shape: Record) -> None:
        self._shape = join_records(self._shape, shape)

    def table(self, separator: str) -> pa.Table:
        """Return all rows as one table, columns named by their keys with the separator in between."""
        columns = layout(self._shape, flatten=self._flatten)
        schema = _schema(columns, separator)
        parts = [self._final(part, columns) for part in self._parts if part.count]
        tables = [pa.Table.from_arrays(arrays, schema=schema) for arrays in parts]
        return pa.concat_tables(tables) if tables else schema.empty_table()

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


def _schema(columns: list[Column], separator: str) -> pa.Schema:
    return pa.schema([(separator.join(column.path), column.type) for column in columns])
