"""A statement's result as a stream of Arrow batches: by the block, or value by value."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

import pyarrow as pa

from toucan_connectors.core.errors import UnsupportedValueError, ValueOutOfRangeError
from toucan_connectors.sql_odbc._blocks import Blocks, fits
from toucan_connectors.sql_odbc._pieces import Pieces
from toucan_connectors.sql_odbc.parsing import instants

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray
    from toucan_connectors.sql.statement import Statement
    from toucan_connectors.sql_odbc._blocks import Block
    from toucan_connectors.sql_odbc.layouts import Cells
    from toucan_connectors.sql_odbc.session import Result, Session
    from toucan_connectors.sql_odbc.types import OdbcColumn

__all__ = ["stream"]


def stream(session: Session, statement: Statement, timeout: float | None) -> pa.RecordBatchReader:
    """Run the statement; its batches are read as they are asked for, within what is left of the timeout."""
    deadline = None if timeout is None else monotonic() + timeout

    def left() -> float | None:
        return None if deadline is None else max(0.001, deadline - monotonic())

    ran = session.execute(statement, left())
    cursor, columns = ran.cursor, ran.columns
    schema = pa.schema([pa.field(column.name, column.arrow) for column in columns])

    def batches() -> Iterator[pa.RecordBatch]:
        if not columns:
            return
        blocks = session.result(session.fetch(cursor, lambda: _blocks(ran)), left())
        ahead = session.fetch(cursor, lambda: next(blocks, None))
        while (block := session.result(ahead, left())) is not None:
            ahead = session.fetch(cursor, lambda: next(blocks, None))  # while this one becomes Arrow
            arrays = [_array(cells, column) for column, cells in block]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)
        session.finish()  # while what was read becomes a frame

    return pa.RecordBatchReader.from_batches(schema, batches())


def _blocks(ran: Result) -> Iterator[Block]:
    statement = ran.cursor.hstmt
    if ran.goes_back:
        return iter(Blocks(statement, ran.columns, goes_back=True))
    trusted = [column if column.doubt is None else column.as_text(instants) for column in ran.columns]
    if fits(trusted):
        return iter(Blocks(statement, trusted, goes_back=False))
    return iter(Pieces(statement, trusted))


def _array(cells: Cells, column: OdbcColumn) -> ArrowArray:
    """Return a column of a batch; UnsupportedValueError for a value that is not of its declared type."""
    fetched = column.arrow if column.parse is None else pa.string()
    try:
        array = column.layout.to_arrow(cells, fetched)
        return array if column.parse is None else column.parse(array, column.arrow)
    except pa.ArrowInvalid as error:
        raise ValueOutOfRangeError(
            f"The column {column.name!r} has a value that {column.arrow} cannot hold.",
            field=column.name,
            hint="Convert it in the query.",
        ) from error
    except ValueError as error:
        raise UnsupportedValueError(
            f"The column {column.name!r} has a value that is no {column.type}.",
            field=column.name,
            hint="Convert it in the query.",
        ) from error
