"""A statement's result as a stream of Arrow batches whose types say what the source declared."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

import pyarrow as pa

from toucan_connectors.core.call import current_call
from toucan_connectors.duckdb._sql import identifier

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation
    from toucan_connectors.sql import Statement

__all__ = ["count", "stream"]

_BATCH_ROWS = 65_536

_READ_AS = {"BIGNUM": "VARCHAR", "BIT": "VARCHAR", "TIME WITH TIME ZONE": "VARCHAR", "VARIANT": "JSON"}
"""What Arrow would carry only as bytes, or without its zone."""


def stream(
    cursor: DuckDBPyConnection,
    statement: Statement,
    timeout: float | None,
    rows: tuple[int, int] | None = None,
) -> pa.RecordBatchReader:
    """Run the statement; its batches are read as they are asked for, within what is left of the timeout.

    `rows` (offset, limit) are all that is read: DuckDB puts them around the author's query, order kept.
    """
    deadline = None if timeout is None else monotonic() + timeout

    def left() -> float | None:
        return None if deadline is None else max(0.001, deadline - monotonic())

    with current_call().stopped_by(cursor.interrupt, left()):
        query = cursor.sql(statement.text, params=statement.binds)
        names = query.columns  # around the query, duplicates would have names of DuckDB's making
        relation = _readable(query if rows is None else query.limit(rows[1], rows[0]))
        # Not cursor.execute(...).to_arrow_reader(), which holds the whole result.
        reader = relation.to_arrow_reader(_BATCH_ROWS)
    schema = _declared(reader.schema, names, [str(type_) for type_ in relation.types])

    def batches() -> Iterator[pa.RecordBatch]:
        while True:
            with current_call().stopped_by(cursor.interrupt, left()):
                try:
                    batch = reader.read_next_batch()
                except StopIteration:
                    return
            yield _with_schema(batch, schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _readable(relation: DuckDBPyRelation) -> DuckDBPyRelation:
    """Convert the columns that Arrow cannot carry as they are; the author's text stays untouched within."""
    targets = [_READ_AS.get(str(type_)) for type_ in relation.types]
    if not any(targets):
        return relation
    columns = (
        f"#{position}::{target} AS {identifier(name)}" if target else f"#{position} AS {identifier(name)}"
        for position, (name, target) in enumerate(zip(relation.columns, targets, strict=True), start=1)
    )
    return relation.project(", ".join(columns))


def _declared(schema: pa.Schema, names: list[str], types: list[str]) -> pa.Schema:
    """Return the schema with the query's own names, and with JSON, which DuckDB sends as text, named so."""
    fields = [
        pa.field(name, pa.json_(pa.string()) if type_ == "JSON" else field.type)
        for field, name, type_ in zip(schema, names, types, strict=True)
    ]
    return pa.schema(fields)


def count(cursor: DuckDBPyConnection, statement: Statement, timeout: float | None) -> int:
    """Return how many rows the statement has, without reading them."""
    with current_call().stopped_by(cursor.interrupt, timeout):
        [[rows]] = cursor.sql(statement.text, params=statement.binds).count("*").fetchall()
    return int(rows)


def _with_schema(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        column if column.type == field.type else pa.ExtensionArray.from_storage(field.type, column)
        for column, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
