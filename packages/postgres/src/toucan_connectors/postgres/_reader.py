"""A statement's columns, and its result as a stream of rows, chunk by chunk of psycopg's."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa

from toucan_connectors.core.errors import ValueOutOfRangeError
from toucan_connectors.core.frames import Conversion
from toucan_connectors.core.rows import RowReader
from toucan_connectors.core.telemetry import step
from toucan_connectors.postgres._plain import plain
from toucan_connectors.postgres._types import PgColumn, column_of

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

    from toucan_connectors.core.arrow_types import ArrowArray
    from toucan_connectors.core.options import Options
    from toucan_connectors.postgres._session import Rows, Session
    from toucan_connectors.sql.statement import Statement

__all__ = ["columns_of", "parsed", "stream", "stream_and_count"]


def columns_of(session: Session, statement: Statement, options: Options) -> list[PgColumn]:
    """Return the columns of a statement; it is prepared by the server, and not run."""
    result = session.described(session.literal(statement), options.statement_timeout)
    return _columns(session, result, options, compared=True)


def stream(session: Session, statement: Statement, options: Options) -> RowReader:
    """Run the statement; its rows are read as they are asked for, within what is left of the timeout."""
    return _stream(session, session.results(session.literal(statement), options.statement_timeout), options)


def stream_and_count(
    session: Session, statement: Statement, count: Statement, options: Options
) -> tuple[RowReader, Callable[[], int]]:
    """Send two statements at once; the rows of the second, a count, are asked for when those were read."""
    timeout = options.statement_timeout
    results = session.results(session.literal(statement), timeout, behind=session.literal(count))

    def counted() -> int:
        with step("count"):
            return int(session.rows(session.behind(results, timeout))[0][0] or 0)

    return _stream(session, results, options), counted


def _stream(session: Session, results: Generator[PGresult, None, None], options: Options) -> RowReader:
    first = next(results)
    columns = _columns(session, first, options)
    schema = pa.schema([pa.field(column.name, column.arrow) for column in columns])
    conversions = [
        Conversion(partial(_array, column), plain(column.parse, column.arrow)) for column in columns
    ]

    def chunks() -> Iterator[Rows]:
        try:
            for result in chain([first], results):
                yield session.rows(result)
        finally:
            results.close()

    return RowReader(schema, conversions, chunks())


def _array(column: PgColumn, values: Sequence[str | None]) -> ArrowArray:
    return parsed(pa.array(values, pa.string()), column)


def parsed(texts: ArrowArray, column: PgColumn) -> ArrowArray:
    """Return a column of texts as what it is read as; ValueOutOfRangeError for what its type cannot hold."""
    try:
        return column.parse(texts, column.arrow)
    except pa.ArrowInvalid as error:
        raise ValueOutOfRangeError(
            f"The column {column.name!r} has a value that {column.arrow} cannot hold.",
            field=column.name,
            hint="Convert it in the query.",
        ) from error


def _columns(
    session: Session, result: PGresult, options: Options, *, compared: bool = False
) -> list[PgColumn]:
    oids = [result.ftype(number) for number in range(result.nfields)]
    exact = options.decimals == "exact"
    columns = [
        column_of(_name(session, result, number), oids[number], result.fmod(number), type_, exact=exact)
        for number, type_ in enumerate(session.known.types(oids))
    ]
    if compared and any(column.kind == "text" for column in columns) and session.known.collated:
        return [replace(c, kind="collated text") if c.kind == "text" else c for c in columns]
    return columns


def _name(session: Session, result: PGresult, number: int) -> str:
    return (result.fname(number) or b"").decode(session.connection.info.encoding)
