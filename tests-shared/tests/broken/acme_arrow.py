"""A healthy connector that streams Arrow: a small table of every kind of column, and a large one."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from toucan_connectors.core import ArrowConnector, ToucanDataSource
from toucan_connectors.core.errors import QueryError, ToucanConnectorsError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Arrow", "ArrowDataSource"]

_BATCH_ROWS = 5
"""So few that the pages of the kit cross the edges of batches."""


class ArrowDataSource(ToucanDataSource):
    """A table, by its name."""

    table: str = "standard"


class Arrow(ArrowConnector[ArrowDataSource], data_source_model=ArrowDataSource):
    """Two tables: `standard`, the kit's own, and `large`."""

    @override
    @contextlib.contextmanager
    def _retrieve_batches(self, data_source: ArrowDataSource) -> Iterator[pa.RecordBatchReader]:
        tables = {"standard": _standard, "large": _large}
        with tables[data_source.table]() as reader:
            yield reader

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        if isinstance(error, LookupError):
            return QueryError(f"There is no table {error}.", field="table")
        return super()._translate_error(error)


def _standard() -> pa.RecordBatchReader:
    import pyarrow as pa

    from toucan_connectors.testing import Table, standard_table

    standard = standard_table("DuckDB")
    rows = [{**row, "notes": _text(row["notes"])} for row in standard.rows]
    table = Table(standard.columns, rows).to_arrow()
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=_BATCH_ROWS))


def _large() -> pa.RecordBatchReader:
    import pyarrow as pa

    schema: Any = pa.schema({"n": pa.int64()})
    return pa.RecordBatchReader.from_batches(
        schema,
        (
            pa.record_batch([pa.array(range(start, start + 20_000))], schema=schema)
            for start in range(0, 200_000, 20_000)
        ),
    )


def _text(document: object) -> str | None:
    return None if document is None else json.dumps(document)
