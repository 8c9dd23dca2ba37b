"""SQL Server, read top to bottom: what to read, where from; `variants.py` has Azure and TLS 1.0."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field, field_validator
from typing_extensions import override

from toucan_connectors.core.call import start_call
from toucan_connectors.core.secrets import Secret  # noqa: TC001 - pydantic reads it
from toucan_connectors.mssql._address import Address
from toucan_connectors.mssql._catalogue import ACCOUNT, CATALOGUE, OWN_DATABASES, VERSION
from toucan_connectors.sql import DIALECTS, QueryOrTableDataSource
from toucan_connectors.sql.data_source import Text  # noqa: TC001 - pydantic reads it
from toucan_connectors.sql_odbc import OdbcSqlConnector

if TYPE_CHECKING:
    import pyarrow as pa

    from toucan_connectors.core import Permissions
    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.statement import Statement
    from toucan_connectors.sql_odbc import Login, Session
    from toucan_connectors.sql_odbc.errors import Place
    from toucan_connectors.sql_odbc.pyodbc import Connection

__all__ = ["MSSQLConnector", "MSSQLDataSource"]

Port = Annotated[int, Field(ge=1, le=65535)]
PositiveSeconds = Annotated[int, Field(ge=1)]


class MSSQLDataSource(QueryOrTableDataSource):
    """A query, or a table (`orders`, `sales.orders`), of a database."""

    database: Text | None = None
    """The login's default database where there is none."""


class MSSQLConnector(OdbcSqlConnector[MSSQLDataSource], data_source_model=MSSQLDataSource):
    """A SQL Server of 2012 or newer, encrypted, by a driver of ODBC."""

    drivers: ClassVar[Sequence[str]] = (
        "ODBC Driver 18 for SQL Server",
        "mssql-python-odbc",
        "ODBC Driver 17 for SQL Server",
        "FreeTDS",
    )
    """The drivers to look for, the first that is there is used: by their names, by the package of the
    registry that has one, or by the path of a library."""

    _dialect: ClassVar = DIALECTS["T-SQL"]
    _catalogue: ClassVar = CATALOGUE
    _version_query: ClassVar = VERSION
    _account_query: ClassVar = ACCOUNT
    _default_schema: ClassVar = "dbo"
    _places: ClassVar[Mapping[Place, str]] = {
        "driver": "drivers",
        "host": "host",
        "login": "user",
        "tls": "trust_server_certificate",
        "database": "database",
        "query": "query",
    }
    _tls_hint: ClassVar = (
        "The certificate has to be signed by an authority that this system trusts, for the name in `host`; "
        "trust_server_certificate goes without that."
    )

    host: str
    r"""A name or an address, also of a named instance: `db.example\sales`."""
    port: Port | None = None
    """1433 where there is none, or what the server says of a named instance."""
    user: str
    password: Secret | None = None
    connect_timeout: PositiveSeconds | None = Field(default=None, title="Connection timeout")
    """Seconds; `options.connect_timeout` where there is none."""
    trust_server_certificate: bool = Field(default=False, title="Trust server certificate")
    """Encrypt, but do not verify who the server is."""

    @field_validator("host")
    @classmethod
    def _is_a_host(cls, host: str) -> str:
        Address.parse(host)
        return host

    def address(self) -> Address:
        """Return where the server is."""
        return Address.parse(self.host, self.port)

    # What the toolkit asks for.

    @override
    def _connection_string(self, database: str | None) -> str:
        from toucan_connectors.mssql._connecting import connection_string

        return connection_string(self, database)

    @override
    def _login(self, connection: Connection) -> Login:
        from toucan_connectors.mssql._connecting import login

        return login(connection, read_only=self.options.read_only)

    @override
    def _describe(self, connection: Session, statement: Statement) -> Sequence[Column]:
        from toucan_connectors.mssql._asking import columns_of

        return columns_of(connection, statement, self.options.statement_timeout)

    @override
    def _stream(self, connection: Session, statement: Statement) -> pa.RecordBatchReader:
        from toucan_connectors.mssql._statements import executed

        return super()._stream(connection, executed(statement))

    @override
    def _status_steps(self) -> list[StatusStep]:
        from toucan_connectors.core.status import LoginAttempt
        from toucan_connectors.mssql._status import steps

        return steps(self, LoginAttempt(self._account))

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        from toucan_connectors.mssql._errors import translate

        return translate(error, self._tls_hint) or super()._translate_error(error)

    @override
    def explain(self, data_source: MSSQLDataSource, permissions: Permissions | None = None) -> str:
        """Return the server's plan as XML (SHOWPLAN), of the statement without the values of its binds.

        Raises AuthorizationError where the login may not see plans.
        """
        from toucan_connectors.mssql._asking import plan_of

        condition = self._check(data_source, permissions)
        with self._call(data_source) as session:
            rows = self._query(session, data_source).splice(condition).rows
            return plan_of(session, rows.statement(self._dialect), self.options.statement_timeout)

    # What the server holds.

    @override
    def get_model_with_info(
        self,
        db_name: str | None = None,
        schema_name: str | None = None,
        table_name: str | None = None,
        exclude_columns: bool = False,
    ) -> tuple[list[TableInfo], dict[str, Any]]:
        """Return the tables and views of one database, or of all but the server's own.

        Each is asked on a connection of its own, which Azure needs. Databases that do not let us in are
        listed in the information, not an error.
        """
        from toucan_connectors.sql.catalogue import tables_of_each

        query = self._catalogue.tables if exclude_columns else self._catalogue.columns
        narrowed = {"schema": schema_name, "table": table_name}
        databases = self._shown_databases() if db_name is None else [db_name]
        return tables_of_each(databases, lambda database: self._fetch_from(database, query, narrowed))

    @override
    def schema_names(self, database: str | None = None) -> list[str]:
        return [name for (name,) in self._fetch_from(database, self._catalogue.schemas or "", {})]

    @override
    def table_names(self, database: str | None = None, schema: str | None = None) -> list[str]:
        """Return the names under which `table` finds the tables of a database, or of the default one."""
        from toucan_connectors.sql.catalogue import tables_of

        rows = self._fetch_from(database, self._catalogue.tables, {"schema": schema})
        return [self._table_name(table) for table in tables_of(rows)]

    def _shown_databases(self) -> list[str]:
        return [name for name in self.database_names() if name.lower() not in OWN_DATABASES]

    def _fetch_from(
        self, database: str | None, template: str, parameters: Mapping[str, Any]
    ) -> list[tuple[Any, ...]]:
        from toucan_connectors.sql.binding import bind

        narrowed = {"schema": None, "table": None, **parameters}
        with contextlib.ExitStack() as asked:
            asked.enter_context(start_call(self.options.total_timeout).active())
            asked.enter_context(self._our_errors())
            session = asked.enter_context(self._leased(database))
            return self._rows(session, bind(template, narrowed, self._dialect))
