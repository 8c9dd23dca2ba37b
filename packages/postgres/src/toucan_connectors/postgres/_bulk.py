"""Whole results by ADBC: binary COPY, decoded to Arrow.

What ADBC does not read exactly, the server is asked for as text or as floats, in a SELECT around the
author's; values are literals in it, since with bind parameters ADBC does without COPY.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Final, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from toucan_connectors.core.errors import QueryError, SourceUnavailableError
from toucan_connectors.postgres._errors import translate
from toucan_connectors.postgres._numerics import from_sent
from toucan_connectors.postgres._reader import parsed
from toucan_connectors.postgres._texts import INFINITE_DATE, INFINITE_INSTANT
from toucan_connectors.postgres._types import FLOAT, NATIVE, SENT, PgColumn
from toucan_connectors.sql.readers import BulkReadUnavailableError

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType
    from toucan_connectors.core.options import Options
    from toucan_connectors.postgres._copy import Copying
    from toucan_connectors.postgres._session import Session
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.statement import Statement

__all__ = ["AdbcReader"]

_QUERY: Final = re.compile(
    r"(\s|\(|--[^\n]*\n|/\*.*?\*/)*(SELECT|WITH|VALUES|TABLE)\b", re.IGNORECASE | re.DOTALL
)
"""What a SELECT can be made around; of the rest, nothing must be run twice."""


class AdbcReader:
    """Reads what the types allow, in a session of ADBC's own."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def reads(self, columns: Sequence[Column]) -> bool:
        """Whether the server can say every column so that ADBC reads it exactly."""
        return bool(columns) and all(
            isinstance(column, PgColumn) and column.bulk is not None for column in columns
        )

    def stream(
        self, connection: Session, statement: Statement, columns: Sequence[Column]
    ) -> pa.RecordBatchReader:
        """Run the statement and stream it, within what is left of the timeout."""
        text = connection.literal(statement)
        if not _QUERY.match(text):
            raise BulkReadUnavailableError("it is no SELECT")
        known = [self._wanted(cast("PgColumn", column)) for column in columns]
        reading = _Reading(connection.copied(_asking(text, known)), self._options.statement_timeout)
        reading.begin()
        schema = pa.schema([pa.field(column.name, self._type(column)) for column in known])
        return pa.RecordBatchReader.from_batches(schema, reading.batches(known, schema))

    def _wanted(self, column: PgColumn) -> PgColumn:
        """Return the column as it is asked for: long decimals that become floats are so at the server."""
        if column.bulk != SENT and self._becomes_float(column):
            return replace(column, arrow=pa.float64(), bulk=FLOAT)
        return column

    def _type(self, column: PgColumn) -> ArrowType:
        return pa.float64() if self._becomes_float(column) else column.arrow

    def _becomes_float(self, column: PgColumn) -> bool:
        """Whether a column's decimals are wanted as floats.

        Not of one that a permission tests: it is compared as the decimal that it is. Nor of whole numbers.
        """
        fractional = pt.is_decimal(column.arrow) and column.arrow.scale > 0
        return fractional and self._options.decimals == "float" and not column.compared


def _asking(text: str, columns: Sequence[PgColumn]) -> str:
    """Return the statement, or one around it that says columns differently; it ends with a line break.

    Behind the last line of the author's there may be a comment, in which COPY's closing parenthesis would be.
    """
    if all(column.bulk == NATIVE for column in columns):
        return f"{text}\n"
    names = [f"c{number}" for number in range(len(columns))]
    said = ", ".join(
        (column.bulk or NATIVE).format(name) for column, name in zip(columns, names, strict=True)
    )
    return f"SELECT {said} FROM (\n{text}\n) AS q ({', '.join(names)})\n"  # noqa: S608 - the author's own


class _Reading:
    """One result on its way, within its timeout."""

    def __init__(self, copying: Copying, timeout: float | None) -> None:
        self._copying = copying
        self._deadline = None if timeout is None else monotonic() + timeout

    def begin(self) -> None:
        """Wait for the server to begin its answer.

        What is the query's fault, or that there is no second connection to be had, is left to the driver: it
        may be able to, and else says better why not.
        """
        try:
            self._next()
        except BaseException as error:
            self._copying.close()
            ours = translate(error) if isinstance(error, Exception) else None
            if isinstance(ours, QueryError | SourceUnavailableError):
                raise BulkReadUnavailableError(f"the server says {ours.code}") from error
            raise

    def batches(self, columns: Sequence[PgColumn], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """Yield the batches, in the types of the columns."""
        try:
            while (batch := self._next()) is not None:
                arrays = [
                    _read(array, column, type_)
                    for array, column, type_ in zip(batch.columns, columns, schema.types, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)
        finally:
            self._copying.close()

    def _next(self) -> pa.RecordBatch | None:
        left = None if self._deadline is None else max(0.001, self._deadline - monotonic())
        return cast("pa.RecordBatch | None", self._copying.next(left))


def _read(array: ArrowArray, column: PgColumn, type_: ArrowType) -> ArrowArray:
    if column.bulk == SENT:
        return from_sent(array, type_, column.arrow.scale)
    if column.bulk == FLOAT:
        nan = pc.is_nan(array)  # of a decimal: floats have one of their own, decimals are null
        return pc.if_else(nan, pa.scalar(None, pa.float64()), array) if pc.any(nan).as_py() else array
    if column.bulk != NATIVE:
        return parsed(array, column) if pt.is_string(array.type) else array
    if pt.is_date(column.arrow) or pt.is_timestamp(column.arrow):
        return _finite(array)
    return array


_WRAPPED: Final = {
    32: (-(10**9), INFINITE_DATE, 10_957),
    64: (-(10**18), INFINITE_INSTANT, 946_684_800_000_000),
}
"""By bits: a tick before PostgreSQL's first instant, what infinity is, and the ticks from 1970 to 2000."""


def _finite(array: ArrowArray) -> ArrowArray:
    """Return instants with the infinities that the dtype contract knows.

    PostgreSQL counts from 2000, and ADBC, when it counts from 1970 instead, wraps around: an infinity, and
    an instant that Arrow cannot hold, come out long before PostgreSQL's first.
    """
    first, infinite, beginning = _WRAPPED[array.type.bit_width]
    ticks = array.view(pa.int32() if array.type.bit_width == 32 else pa.int64())
    lowest = pc.min(ticks).as_py()
    if lowest is None or lowest >= first:
        return array
    minus, plus = pa.scalar(-infinite, ticks.type), pa.scalar(infinite, ticks.type)
    wrapped = pc.less(ticks, pa.scalar(first, ticks.type))
    is_minus = pc.equal(ticks, pa.scalar(beginning - infinite - 1, ticks.type))
    found: ArrowArray = pc.if_else(is_minus, minus, pc.if_else(wrapped, plus, ticks))
    return found.view(array.type)
