"""A statement's columns, and its result as a stream of Arrow batches of the types that they declare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from toucan_connectors.core.call import current_call
from toucan_connectors.duckdb._sql import identifier
from toucan_connectors.sql.columns import Column, kind_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation
    from toucan_connectors.core.arrow_types import ArrowType
    from toucan_connectors.duckdb._database import Session
    from toucan_connectors.sql.dialects import Kind
    from toucan_connectors.sql.statement import Statement

__all__ = ["columns_of", "stream"]

_BATCH_ROWS: Final = 65_536

_READ_AS: Final = {
    "BIGNUM": "VARCHAR",
    "BIT": "VARCHAR",
    "HUGEINT": "DECIMAL(38, 0)",
    "TIME WITH TIME ZONE": "VARCHAR",
    "UHUGEINT": "DECIMAL(38, 0)",
    "VARIANT": "JSON",
}
"""What Arrow would carry only as bytes, without its zone, or with digits missing: those are an error."""
_DOCUMENTS: Final = frozenset({"JSON", "VARIANT"})
_COMPARED: Final = re.compile(
    r"U?(TINY|SMALL|BIG)?INT(EGER)?|U?HUGEINT|DECIMAL\(.*\)|DOUBLE|FLOAT|BOOLEAN|VARCHAR|UUID|ENUM\(.*\)|BLOB"
    r"|DATE|TIME|TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?",
    re.DOTALL,
)
"""Types that are read as what DuckDB compares."""

_MAX_ASKED: Final = 256
_ASKED: Final[dict[tuple[str, ...], list[ArrowType]]] = {}


def columns_of(session: Session, statement: Statement) -> list[Column]:
    """Return the columns of a statement: it is planned, not run."""
    query = session.cursor.sql(statement.text, params=statement.binds)
    collated = session.collated or "collate" in statement.text.lower()
    types = tuple(str(type_) for type_ in query.types)
    return [
        Column(name, type_, arrow, _kind_of(type_, arrow, collated=collated))
        for name, type_, arrow in zip(query.columns, types, _arrow_types(query, types), strict=True)
    ]


def _kind_of(type_: str, arrow: ArrowType, *, collated: bool) -> Kind | None:
    if not _COMPARED.fullmatch(type_):
        return None
    if type_ == "VARCHAR" and not collated:
        return "text"
    return "label" if type_.startswith(("ENUM", "UUID")) else kind_of(arrow)


def _arrow_types(query: DuckDBPyRelation, types: tuple[str, ...]) -> list[ArrowType]:
    """Return what the columns are read as: asked once for the same types, since DuckDB runs to tell it."""
    found = _ASKED.get(types)
    if found is None:
        if len(_ASKED) >= _MAX_ASKED:
            _ASKED.clear()
        schema = _readable(query.limit(0)).to_arrow_table().schema
        found = _ASKED[types] = _declared(schema, query.columns, types).types
    return found


def stream(cursor: DuckDBPyConnection, statement: Statement, timeout: float | None) -> pa.RecordBatchReader:
    """Run the statement; its batches are read as they are asked for, within what is left of the timeout."""
    deadline = None if timeout is None else monotonic() + timeout

    def left() -> float | None:
        return None if deadline is None else max(0.001, deadline - monotonic())

    with current_call().stopped_by(cursor.interrupt, left()):
        query = cursor.sql(statement.text, params=statement.binds)
        # Not cursor.execute(...).to_arrow_reader(), which holds the whole result.
        reader = _readable(query).to_arrow_reader(_BATCH_ROWS)
    schema = _declared(reader.schema, query.columns, [str(type_) for type_ in query.types])

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


def _declared(schema: pa.Schema, names: list[str], types: Sequence[str]) -> pa.Schema:
    """Return the schema with the query's own names, and with JSON, which DuckDB sends as text, named so."""
    fields = [
        pa.field(name, pa.json_(pa.string()) if type_ in _DOCUMENTS else field.type)
        for field, name, type_ in zip(schema, names, types, strict=True)
    ]
    return pa.schema(fields)


def _with_schema(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        column if column.type == field.type else pa.ExtensionArray.from_storage(field.type, column)
        for column, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
