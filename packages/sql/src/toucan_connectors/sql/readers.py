"""From a driver to Arrow: batches whose schema says the declared types; the dtype contract is next.

Every source has a page reader, its driver's own. What is faster for whole results is a bulk reader: it is
asked whether it reads columns of these types exactly, and passed over where it does not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from toucan_connectors.core.errors import UnsupportedValueError, ValueOutOfRangeError

if TYPE_CHECKING:
    import pyarrow as pa

    from toucan_connectors.core.arrow_types import ArrowArray
    from toucan_connectors.core.rows import BatchReader
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.statement import Statement

__all__ = ["BulkReadUnavailableError", "BulkReader", "read_with", "renamed", "rows_reader"]

_logger = logging.getLogger(__name__)

Connection: TypeAlias = Any
"""A connection of the driver."""


class BulkReadUnavailableError(Exception):
    """A bulk reader cannot read here after all (its library is not installed, say): the driver will."""


class BulkReader(Protocol):
    """Reads whole results faster than the driver's own cursor, where it reads them exactly."""

    def reads(self, columns: Sequence[Column]) -> bool:
        """Whether columns of these types come out as they are at the source, values at the edges too."""

    def stream(
        self, connection: Connection, statement: Statement, columns: Sequence[Column]
    ) -> pa.RecordBatchReader:
        """Run the statement and stream it, or raise BulkReadUnavailableError to let the driver do it."""


def read_with(
    readers: Sequence[BulkReader],
    connection: Connection,
    statement: Statement,
    columns: Callable[[], Sequence[Column]],
    page_reader: Callable[[Connection, Statement], BatchReader],
) -> BatchReader:
    """Stream a whole result with the first bulk reader that reads its columns, else with the driver."""
    for reader in readers:
        if not reader.reads(columns()):
            continue
        try:
            return reader.stream(connection, statement, columns())
        except BulkReadUnavailableError as error:
            _logger.info("%s cannot read here: %s.", type(reader).__name__, error)
    return page_reader(connection, statement)


def rows_reader(chunks: Iterable[Sequence[Sequence[Any]]], schema: pa.Schema) -> pa.RecordBatchReader:
    """Stream the rows of a cursor, chunk by chunk as `fetchmany` gives them, as batches of the schema.

    Raises ValueOutOfRangeError or UnsupportedValueError, naming the column, for a value that its declared
    type cannot hold.
    """
    import pyarrow as pa

    from toucan_connectors.core.frames import Conversion
    from toucan_connectors.core.rows import RowReader

    conversions = [Conversion(partial(_array, field), None) for field in schema]
    return pa.RecordBatchReader.from_batches(schema, iter(RowReader(schema, conversions, chunks)))


def _array(field: pa.Field[Any], values: Sequence[Any]) -> ArrowArray:
    import pyarrow as pa

    try:
        if isinstance(field.type, pa.BaseExtensionType):
            storage = pa.array(values, field.type.storage_type)
            return pa.ExtensionArray.from_storage(field.type, storage)
        return pa.array(values, field.type)
    except (OverflowError, pa.ArrowInvalid) as error:
        raise ValueOutOfRangeError(
            f"The column {field.name!r} has a value that {field.type} cannot hold.",
            field=field.name,
            hint="Convert it in the query.",
        ) from error
    except (TypeError, pa.ArrowException) as error:
        raise UnsupportedValueError(
            f"The column {field.name!r} has values that are no {field.type}.",
            field=field.name,
            hint="Convert it in the query.",
        ) from error


def renamed(reader: BatchReader, names: Sequence[str]) -> pa.RecordBatchReader:
    """Return the same stream with other column names, duplicates among them."""
    import pyarrow as pa

    fields = [field.with_name(name) for field, name in zip(reader.schema, names, strict=True)]
    schema = pa.schema(fields)
    batches = (pa.RecordBatch.from_arrays(batch.columns, schema=schema) for batch in reader)
    return pa.RecordBatchReader.from_batches(schema, batches)
