"""The PostgreSQL connector: read it top to bottom; `variants.py` has what else speaks its protocol."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, PrivateAttr, model_validator
from typing_extensions import override

from toucan_connectors.core.call import start_call
from toucan_connectors.core.secrets import Secret  # noqa: TC001 - pydantic reads it
from toucan_connectors.core.shared_resource import SharedResource
from toucan_connectors.postgres._rules import POSTGRESQL, SessionRules
from toucan_connectors.postgres._sql import CATALOGUE
from toucan_connectors.sql import DIALECTS, QueryOrTableDataSource, SqlConnector

if TYPE_CHECKING:
    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.core.rows import BatchReader, RowReader
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.postgres._server import Server
    from toucan_connectors.postgres._session import Session
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.readers import BulkReader
    from toucan_connectors.sql.statement import Statement

__all__ = ["PostgresConnector", "PostgresDataSource", "SslMode"]

SslMode: TypeAlias = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

_HIDDEN: dict[str, Any] = {"ui.hidden": True}


class PostgresDataSource(QueryOrTableDataSource):
    """A query, or a table (`orders`, `sales.orders`), of a database."""

    database: str = "postgres"
    query_object: dict[str, Any] | None = Field(default=None, json_schema_extra=_HIDDEN)
    """What a host's query builder keeps; nothing here reads it."""
    language: str = Field(default="sql", json_schema_extra=_HIDDEN)
    """As above."""


class PostgresConnector(SqlConnector[PostgresDataSource], data_source_model=PostgresDataSource):
    """A PostgreSQL server, reached by TCP or a Unix socket, with or without TLS."""

    _dialect: ClassVar = DIALECTS["PostgreSQL"]
    _catalogue: ClassVar = CATALOGUE
    _version_query: ClassVar = "SHOW server_version"
    _default_schema: ClassVar = "public"
    _rules: ClassVar[SessionRules] = POSTGRESQL
    _not_in_cache_key: ClassVar = SqlConnector._not_in_cache_key | {  # noqa: SLF001 - inherited
        "connect_timeout",
        "include_materialized_views",
        "ssl_mode",
    }

    host: str | None = None
    """A name or an address; a folder, for the Unix socket in it; without one, the usual Unix socket."""
    port: int = Field(default=5432, ge=1, le=65535)
    user: str
    password: Secret | None = None
    default_database: str = "postgres"
    """Where the databases are listed, and what a status connects to."""
    charset: str | None = None
    """The encoding that the server sends text in: only for databases whose own encoding is SQL_ASCII."""
    connect_timeout: int | None = Field(default=None, gt=0)
    """Seconds; None means `options.connect_timeout`."""
    include_materialized_views: bool = False
    """Whether `get_model` lists them, as views."""
    ssl_mode: SslMode | None = None
    """As libpq's `sslmode`; None means verify-full where `ssl_ca` is given, else prefer."""
    ssl_ca: Secret | None = None
    """The PEM text of the authorities to trust; without it, verify-full trusts those of the system."""
    ssl_cert: Secret | None = None
    """The PEM text of the certificate to show, with `ssl_key`."""
    ssl_key: Secret | None = None
    """The PEM text of the certificate's key."""

    _server: SharedResource[Server] = PrivateAttr(default_factory=SharedResource)

    @model_validator(mode="after")
    def _whole_tls(self) -> Self:
        if (self.ssl_cert is None) != (self.ssl_key is None):
            msg = "ssl_cert and ssl_key belong together: give both, or none"
            raise ValueError(msg)
        if self.ssl_mode == "verify-ca" and self.ssl_ca is None:
            msg = "ssl_mode verify-ca needs ssl_ca; to trust the system's authorities, use verify-full"
            raise ValueError(msg)
        return self

    def tls_mode(self) -> SslMode:
        """Return the mode that is connected with."""
        return self.ssl_mode or ("prefer" if self.ssl_ca is None else "verify-full")

    @override
    @contextlib.contextmanager
    def _connected(self, data_source: PostgresDataSource | None = None) -> Iterator[Session]:
        database = self.default_database if data_source is None else data_source.database
        with self._leased() as server, server.sessions.lease(database) as session:
            yield session

    def _leased(self) -> contextlib.AbstractContextManager[Server]:
        from toucan_connectors.postgres._server import Server

        return self._server.lease(
            self.value_key(), lambda: Server(self.model_copy(), self._rules), Server.close
        )

    @override
    def _describe(self, connection: Session, statement: Statement) -> Sequence[Column]:
        from toucan_connectors.postgres._reader import columns_of

        return columns_of(connection, statement, self.options)

    @override
    def _stream(self, connection: Session, statement: Statement) -> RowReader:
        from toucan_connectors.postgres._reader import stream

        return stream(connection, statement, self.options)

    @override
    def _stream_and_count(
        self, connection: Session, statement: Statement, count: Statement
    ) -> tuple[BatchReader, Callable[[], int]]:
        if not self._rules.pipelines:
            return super()._stream_and_count(connection, statement, count)
        from toucan_connectors.postgres._reader import stream_and_count

        return stream_and_count(connection, statement, count, self.options)

    @override
    def _bulk_readers(self) -> Sequence[BulkReader]:
        if self.charset is not None or not self._rules.copies:
            return ()
        from toucan_connectors.postgres._bulk import AdbcReader

        return (AdbcReader(self.options),)

    @override
    def _status_steps(self) -> list[StatusStep]:
        from toucan_connectors.core.status import LoginAttempt
        from toucan_connectors.postgres._status import steps

        return steps(self, LoginAttempt(self._account))

    # What the server holds.

    @override
    def get_model_with_info(
        self,
        db_name: str | None = None,
        schema_name: str | None = None,
        table_name: str | None = None,
        exclude_columns: bool = False,
    ) -> tuple[list[TableInfo], dict[str, Any]]:
        """Return the tables and views of one database or of all, each asked on a connection of its own.

        Databases that do not let us in are listed in the information, not an error.
        """
        from toucan_connectors.sql.catalogue import tables_of_each

        query = self._catalogue.tables if exclude_columns else self._catalogue.columns
        parameters = {
            "schema": schema_name,
            "table": table_name,
            "materialized": self.include_materialized_views,
        }
        databases = self.database_names() if db_name is None else [db_name]
        return tables_of_each(databases, lambda database: self._fetch_from(database, query, parameters))

    @override
    def table_names(self, database: str | None = None, schema: str | None = None) -> list[str]:
        return super().table_names(database or self.default_database, schema)

    def _fetch_from(self, database: str, template: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        from toucan_connectors.sql.binding import bind

        with (
            start_call(self.options.total_timeout).active(),
            self._our_errors(),
            self._leased() as server,
            server.sessions.lease(database) as session,
        ):
            return self._rows(session, bind(template, parameters, self._dialect))

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        from toucan_connectors.postgres._errors import translate

        return translate(error) or super()._translate_error(error)

    @override
    def close(self) -> None:
        self._server.close()
