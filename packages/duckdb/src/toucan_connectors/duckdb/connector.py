"""The DuckDB connector: read top to bottom, it is the model of a connector of this family."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator
from typing_extensions import override

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import QueryRefusedError
from toucan_connectors.core.shared_resource import SharedResource
from toucan_connectors.duckdb._sql import DUCKDB, RESERVED_NAMES
from toucan_connectors.sql import QueryOrTableDataSource, SqlConnector, information_schema

if TYPE_CHECKING:
    import pyarrow as pa

    from toucan_connectors.core import Permissions
    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.duckdb._database import Database, Session
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.statement import Draft, Statement
    from toucan_connectors.sql.syntax import Syntax

__all__ = ["DuckDBConnector", "DuckDBDataSource"]


class DuckDBDataSource(QueryOrTableDataSource):
    """A query, or a table of the database file or a folder (`orders`, `sales.orders`)."""


class DuckDBConnector(SqlConnector[DuckDBDataSource], data_source_model=DuckDBDataSource):
    """A DuckDB database file, opened read-only, and folders whose files are tables.

    Each folder becomes a schema, each CSV, Parquet or JSON file in it a view: `SELECT * FROM sales.orders`
    reads `orders.parquet` of the folder configured as `sales`. Nothing else is within reach of a query: no
    other file, no network, no extension, no setting, no write.
    """

    _dialect: ClassVar = DUCKDB
    _catalogue: ClassVar = information_schema("t.table_catalog NOT IN ('system', 'temp')")
    _default_schema: ClassVar = "main"

    path: Path | None = None
    """A database file; it is attached read-only, and its tables are found as in DuckDB itself."""
    folders: dict[str, Path] = Field(default_factory=dict)
    """Folders by name: the name becomes a schema, each file in the folder a view."""

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
    def _connected(self, data_source: DuckDBDataSource | None = None) -> Iterator[Session]:
        with self._leased() as database:
            session = database.session()
            with contextlib.closing(session.cursor):
                yield session

    @override
    def _syntax(self, connection: Session, draft: Draft) -> Syntax:
        from toucan_connectors.duckdb._guard import check_reads_only

        syntax = super()._syntax(connection, draft)
        if syntax.too_large:  # DuckDB's own parser must not see it
            raise QueryRefusedError(f"The query is refused: {syntax.refusal}.", field="query")
        check_reads_only(connection.cursor, draft.statement(DUCKDB).text)
        return replace(syntax, refusal=None, nests=True)

    @override
    def _describe(self, connection: Session, statement: Statement) -> Sequence[Column]:
        from toucan_connectors.duckdb._reader import columns_of

        with current_call().stopped_by(connection.cursor.interrupt, self.options.statement_timeout):
            return columns_of(connection, statement)

    @override
    def _stream(self, connection: Session, statement: Statement) -> pa.RecordBatchReader:
        from toucan_connectors.duckdb._reader import stream

        return stream(connection.cursor, statement, self.options.statement_timeout)

    @override
    def _status_steps(self) -> list[StatusStep]:
        from toucan_connectors.duckdb import _files

        return [
            ("Files found", lambda: _files.require(self.path, self.folders)),
            ("Database opened", lambda: self._left_out() and None),
            ("Query answered", lambda: self._fetch("SELECT 1") and None),
        ]

    @override
    def explain(self, data_source: DuckDBDataSource, permissions: Permissions | None = None) -> str | None:
        """Return DuckDB's plan as text; None with permissions, since it tells of the rows that they hide.

        Its numbers of rows, and the branches that statistics prune, come from all rows of a table.
        """
        plan = super().explain(data_source, permissions)
        return plan if permissions is None else None

    @override
    def get_model_with_info(
        self,
        db_name: str | None = None,
        schema_name: str | None = None,
        table_name: str | None = None,
        exclude_columns: bool = False,
    ) -> tuple[list[TableInfo], dict[str, Any]]:
        """Return the tables and views, and the files of the folders that are none, by their reason."""
        tables, info = super().get_model_with_info(db_name, schema_name, table_name, exclude_columns)
        left_out = self._left_out()
        return tables, info | ({"Files left out": left_out} if left_out else {})

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

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        from toucan_connectors.duckdb._errors import translate

        database = self._database.held
        left_out = {} if database is None else database.left_out
        return translate(error, left_out) or super()._translate_error(error)
