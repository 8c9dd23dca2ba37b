"""A statement's columns, and its result as a stream of Arrow batches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import QueryError
from toucan_connectors.mysql._cells import columns_of as cells_of
from toucan_connectors.mysql._protocol import Block, prepared_columns, run_query
from toucan_connectors.mysql._types import column_of
from toucan_connectors.mysql._values import array_of

if TYPE_CHECKING:
    from toucan_connectors.mysql._connection import ServerConnection
    from toucan_connectors.mysql._session import Session
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.statement import Statement

__all__ = ["columns_of", "stream"]


def columns_of(session: Session, statement: Statement, timeout: float | None) -> list[Column]:
    """Return the columns of a statement: it is prepared, not run."""
    text = _as_sent(session.connection, statement)
    with current_call().stopped_by(session.stopper(), timeout), session.asking():
        return [column_of(definition) for definition in prepared_columns(session.connection, text)]


def stream(session: Session, statement: Statement, timeout: float | None) -> pa.RecordBatchReader:
    """Run the statement; its batches are read as they are asked for, within what is left of the timeout."""
    deadline = None if timeout is None else monotonic() + timeout
    stop = session.stopper()

    def left() -> float | None:
        return None if deadline is None else max(0.001, deadline - monotonic())

    text = _as_sent(session.connection, statement)
    with current_call().stopped_by(stop, left()), session.asking():
        definitions, blocks = run_query(session.connection, text)
    columns = [column_of(definition) for definition in definitions]
    schema = pa.schema([pa.field(column.name, column.arrow) for column in columns])
    session.at_rest = not columns

    def batches() -> Iterator[pa.RecordBatch]:
        while True:
            with current_call().stopped_by(stop, left()):
                block = next(blocks, None)
            session.at_rest = block is None or block.last
            if block is None:
                return
            yield _batch(block, columns, schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _batch(block: Block, columns: Sequence[Column], schema: pa.Schema) -> pa.RecordBatch:
    cells = cells_of(block, len(columns))
    arrays = [array_of(found, column) for found, column in zip(cells, columns, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _as_sent(connection: ServerConnection, statement: Statement) -> bytes:
    """Return the statement with its values as literals, which the driver escapes."""
    binds = statement.binds if isinstance(statement.binds, Mapping) else {}
    literals = {name: connection.escape(_plain(value)) for name, value in binds.items()}
    try:
        return (statement.text % literals).encode()
    except UnicodeEncodeError as error:
        raise QueryError(
            "The query, or one of its values, has half of a character.", field="query"
        ) from error


def _plain(value: Any) -> Any:
    """Return a value as the driver writes it: an instant with a zone in UTC, as the session is."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    return value
