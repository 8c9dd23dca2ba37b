"""What `read` writes: a format is a class that is given the schema once, and batch after batch."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from typing_extensions import override

from toucan_connectors.cli.errors import UsageError
from toucan_connectors.cli.writing.cells import csv_column, json_values

__all__ = ["BINARY", "WRITERS", "Writer", "format_of"]

Sink: TypeAlias = Any
"""A file to write bytes to: each function of pyarrow's stubs wants another type of it."""

_SUFFIXES: Final = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".arrow": "arrow",
    ".feather": "arrow",
}
_GROUP_ROWS: Final = 131_072
_GROUP_BYTES: Final = 32 * 2**20
_LINES: Final = 8_192
BINARY: Final = frozenset({"parquet", "arrow"})
"""The formats that no terminal can show."""


def format_of(output: str, chosen: str | None) -> str:
    """Return the format to write. Raises UsageError where neither the option nor the suffix says it."""
    if chosen is not None:
        return chosen
    if output == "-":
        return "csv"
    suffix = PurePath(output).suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(
            f"What to write to {output} is not clear.",
            field="format",
            hint=f"Give --format, or one of these suffixes: {', '.join(_SUFFIXES)}.",
        )
    return _SUFFIXES[suffix]


class Writer(ABC):
    """Writes one result to a file that it does not close."""

    def __init__(self, file: Sink, schema: pa.Schema, *, seekable: bool) -> None:
        self._file = file
        self._start(schema, seekable=seekable)

    @abstractmethod
    def _start(self, schema: pa.Schema, *, seekable: bool) -> None:
        """Write what comes before the rows."""

    @abstractmethod
    def write(self, batch: pa.RecordBatch) -> None:
        """Write the rows of a batch."""

    @abstractmethod
    def close(self) -> None:
        """Write what comes after the rows."""


class ParquetWriter(Writer):
    """Parquet, in row groups of a good size whatever the batches are."""

    @override
    def _start(self, schema: pa.Schema, *, seekable: bool) -> None:
        self._writer = pq.ParquetWriter(self._file, schema, compression="zstd")
        self._waiting: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    @override
    def write(self, batch: pa.RecordBatch) -> None:
        self._waiting.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        if self._rows:
            table = pa.Table.from_batches(self._waiting)
            self._writer.write_table(table, row_group_size=max(_GROUP_ROWS, 1))
        self._waiting, self._rows, self._bytes = [], 0, 0

    @override
    def close(self) -> None:
        self._write_group()
        self._writer.close()


class ArrowWriter(Writer):
    """Arrow's file format; to what cannot be sought in, such as a pipe, its stream format."""

    @override
    def _start(self, schema: pa.Schema, *, seekable: bool) -> None:
        opened = pa.ipc.new_file if seekable else pa.ipc.new_stream
        self._writer = opened(self._file, schema)

    @override
    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)

    @override
    def close(self) -> None:
        self._writer.close()


class CSVWriter(Writer):
    """CSV in UTF-8 with a line of names: null is empty, an empty text is `""`."""

    @override
    def _start(self, schema: pa.Schema, *, seekable: bool) -> None:
        self._names = schema.names
        empty = [csv_column(pa.array([], field.type)) for field in schema]
        self._schema = pa.schema([(n, c.type) for n, c in zip(self._names, empty, strict=True)])
        self._writer = pa.csv.CSVWriter(self._file, self._schema)

    @override
    def write(self, batch: pa.RecordBatch) -> None:
        columns = [csv_column(column) for column in batch.columns]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    @override
    def close(self) -> None:
        self._writer.close()


class JSONLinesWriter(Writer):
    """An object a line."""

    _before, _between, _after = b"", b"\n", b"\n"
    _empty = b""

    @override
    def _start(self, schema: pa.Schema, *, seekable: bool) -> None:
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        self._started = False

    @override
    def write(self, batch: pa.RecordBatch) -> None:
        names = batch.schema.names
        for start in range(0, batch.num_rows, _LINES):
            part = batch.slice(start, _LINES)
            rows = zip(*(json_values(column) for column in part.columns), strict=True)
            lines = [self._encode(dict(zip(names, row, strict=True))).encode() for row in rows]
            self._file.write(self._between if self._started else self._before)
            self._file.write(self._between.join(lines))
            self._started = True

    @override
    def close(self) -> None:
        self._file.write(self._after if self._started else self._empty)


class JSONWriter(JSONLinesWriter):
    """One array of objects, an object a line."""

    _before, _between, _after = b"[\n", b",\n", b"\n]\n"
    _empty = b"[]\n"


WRITERS: Final[Mapping[str, type[Writer]]] = {
    "arrow": ArrowWriter,
    "csv": CSVWriter,
    "json": JSONWriter,
    "jsonl": JSONLinesWriter,
    "parquet": ParquetWriter,
}
