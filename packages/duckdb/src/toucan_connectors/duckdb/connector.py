"""The DuckDB connector: read top to bottom, it is the model of a connector of this family."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator
from typing_extensions import override

from toucan_connectors.core import ArrowConnector, Permissions, ToucanDataSource
from toucan_connectors.core.call import start_call
from toucan_connectors.core.shared_resource import SharedResource
from toucan_connectors.duckdb._sql import RESERVED_NAMES

if TYPE_CHECKING:
    import pyarrow as pa

    from duckdb import DuckDBPyConnection
    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.core.forms import JsonSchema
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.core.rows import Rows
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.duckdb._database import Database
    from toucan_connectors.sql import Statement

__all__ = ["DuckDBConnector", "DuckDBDataSource"]

_ROW_COUNT = re.compile(r"~?\d[\d,]* rows?\b")

Text = Annotated[str, Field(min_length=1)]


class DuckDBDataSource(ToucanDataSource):
    """A query, or a table of the database file or a folder (`orders`, `sales.orders`)."""

    query: Text | None = Field(default=None, json_schema_extra={"widget": "sql"})
    table: Text | None = None

    @model_validator(mode="after")
    def _one_of_query_and_table(self) -> Self:
        if (self.query is None) == (self.table is None):
            msg = "give either a query or a table"
            raise ValueError(msg)
        return self

    @override
    @classmethod
    def get_form(cls, connector: DuckDBConnector, current_config: dict[str, Any]) -> JsonSchema:
        from toucan_connectors.core.forms import with_choices

        schema = super().get_form(connector, current_config)
        return with_choices(schema, "table", connector.table_names, connector.options.form_timeout)


class DuckDBConnector(ArrowConnector[DuckDBDataSource], data_source_model=DuckDBDataSource):
    """A DuckDB database file, opened read-only, and folders whose files are tables.

    Each folder becomes a schema, each CSV, Parquet or JSON file in it a view: `SELECT * FROM sales.orders`
    reads `orders.parquet` of the folder configured as `sales`. Nothing else is within reach of a query: no
    other file, no network, no extension, no setting, no write.
    """

    path: Path | None = None
    folders: dict[str, Path] = Field(default_factory=dict)

    _database: SharedResource[Database] = PrivateAttr(default_factory=SharedResource)

    @field_validator("folders")
    @classmethod
    def _usable_names(cls, folders: dict[str, Path], info: ValidationInfo) -> dict[str, Path]:
        path: Path | None = info.data.get("path")
        taken = RESERVED_NAMES | ({path.stem.lower()} if path else set())
        for name in folders:
            if sum(other.lower() == name.lower() for other in folders) > 1:
                msg = f"two folders are named {name!r}, but for the case: DuckDB does not tell them apart"
                raise ValueError(msg)
            if not name or "\0" in name or name.lower() in taken:
                msg = f"{name!r} is empty, or a name that DuckDB or the file has already: choose another"
                raise ValueError(msg)
        return folders

    @override
    @contextlib.contextmanager
    def _retrieve_batches(self, data_source: DuckDBDataSource) -> Iterator[pa.RecordBatchReader]:
        from toucan_connectors.duckdb._reader import stream

        with self._cursor() as cursor:
            yield stream(cursor, self._statement(cursor, data_source), self.options.statement_timeout)

    @override
    @contextlib.contextmanager
    def _read(
        self, data_source: DuckDBDataSource, condition: Condition | None, page: PageRequest | None = None
    ) -> Iterator[Rows]:
        if page is None or page.limit is None or condition is not None:
            with super()._read(data_source, condition) as rows:
                yield rows
            return
        from toucan_connectors.core.rows import BatchRows
        from toucan_connectors.duckdb._reader import count, stream

        with self._cursor() as cursor:
            statement, timeout = self._statement(cursor, data_source), self.options.statement_timeout
            total = count(cursor, statement, timeout) if page.count else None
            reader = stream(cursor, statement, timeout, rows=(page.offset, page.limit + 1))
            yield BatchRows(reader, self.options, None, skipped=page.offset, total_rows=total)

    @override
    def _status_steps(self) -> list[StatusStep]:
        from toucan_connectors.duckdb import _files

        return [
            ("Files found", lambda: _files.require(self.path, self.folders)),
            ("Database opened", lambda: self._left_out() and None),
            ("Query answered", lambda: self._fetch("SELECT 1") and None),
        ]

    @override
    def describe(self, data_source: DuckDBDataSource) -> dict[str, str]:
        """Return DuckDB's type of each column, without running the query."""
        from toucan_connectors.core.frames import unique_names

        self._check(data_source, None)
        with self._statement_call() as cursor:
            statement = self._statement(cursor, data_source)
            relation = cursor.sql(statement.text, params=statement.binds)
            return dict(zip(unique_names(relation.columns), map(str, relation.types), strict=True))

    @override
    def explain(self, data_source: DuckDBDataSource, permissions: Permissions | None = None) -> str:
        """Return DuckDB's plan of the query as text.

        Permissions apply after it, so they are not in it; with permissions, neither are numbers of rows.
        """
        self._check(data_source, permissions)
        with self._statement_call() as cursor:
            statement = self._statement(cursor, data_source)
            rows = cursor.execute(f"EXPLAIN {statement.text}", statement.binds).fetchall()
        plan = "\n".join(str(text) for _, text in rows)
        return plan if permissions is None else _ROW_COUNT.sub(lambda count: " " * len(count[0]), plan)

    @override
    def get_engine_version(self) -> tuple[int, ...]:
        from toucan_connectors.core.discovery import parse_engine_version

        [[version]] = self._fetch("SELECT version()")
        return parse_engine_version(version)

    @override
    def get_model_with_info(
        self,
        db_name: str | None = None,
        schema_name: str | None = None,
        table_name: str | None = None,
        exclude_columns: bool = False,
    ) -> tuple[list[TableInfo], dict[str, Any]]:
        """Return the tables and views, and the files of the folders that are none, by their reason."""
        from toucan_connectors.core.discovery import group_tables
        from toucan_connectors.duckdb._catalogue import COLUMNS, catalogue_rows

        rows = self._fetch(COLUMNS, [db_name, db_name, schema_name, schema_name, table_name, table_name])
        left_out = self._left_out()
        info = {"Files left out": left_out} if left_out else {}
        return group_tables(catalogue_rows(rows, exclude_columns)), info

    def table_names(self) -> list[str]:
        """Return the names under which a data source's `table` finds what there is."""
        from toucan_connectors.duckdb._catalogue import qualified_name

        return [qualified_name(table) for table in self.get_model(exclude_columns=True)]

    @override
    def close(self) -> None:
        self._database.close()

    def _leased(self) -> contextlib.AbstractContextManager[Database]:
        from toucan_connectors.duckdb import _files
        from toucan_connectors.duckdb._database import Database

        found = _files.look(self.path, self.folders)
        return self._database.lease(found, lambda: Database(found), Database.close)

    def _left_out(self) -> dict[str, str]:
        with self._leased() as database:
            return dict(database.left_out)

    @contextlib.contextmanager
    def _cursor(self) -> Iterator[DuckDBPyConnection]:
        with self._leased() as database, contextlib.closing(database.cursor()) as cursor:
            yield cursor

    def _statement(self, cursor: DuckDBPyConnection, data_source: DuckDBDataSource) -> Statement:
        from toucan_connectors.duckdb._statement import statement_of

        return statement_of(cursor, data_source.query, data_source.table, data_source.parameters or {})

    @contextlib.contextmanager
    def _statement_call(self) -> Iterator[DuckDBPyConnection]:
        """Use a cursor within the budget of the call and the timeout of a statement."""
        with (
            start_call(self.options.total_timeout).active() as call,
            self._our_errors(),
            self._cursor() as cursor,
            call.stopped_by(cursor.interrupt, self.options.statement_timeout),
        ):
            yield cursor

    def _fetch(self, sql: str, binds: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows of one of our own statements."""
        with self._statement_call() as cursor:
            return cursor.execute(sql, binds).fetchall()

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        from toucan_connectors.duckdb._errors import translate

        database = self._database.held
        left_out = {} if database is None else database.left_out
        return translate(error, left_out) or super()._translate_error(error)
