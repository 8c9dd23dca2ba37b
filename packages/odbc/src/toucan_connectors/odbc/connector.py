"""ODBC, read top to bottom: what to read, and where from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from pydantic import Field
from typing_extensions import override

from toucan_connectors.core.secrets import Secret, reveal
from toucan_connectors.sql import DIALECTS, QueryDataSource
from toucan_connectors.sql_odbc import OdbcSqlConnector

if TYPE_CHECKING:
    from toucan_connectors.core import Permissions
    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.sql_odbc import pyodbc
    from toucan_connectors.sql_odbc.login import Login

__all__ = ["OdbcConnector", "OdbcDataSource"]

PositiveSeconds = Annotated[int, Field(ge=1)]
_STRING: Final = "connection_string"


class OdbcDataSource(QueryDataSource):
    """A query, in the words of the source behind the driver."""


class OdbcConnector(OdbcSqlConnector[OdbcDataSource], data_source_model=OdbcDataSource):
    """Whatever has a driver of ODBC.

    What the driver says of the source behind it decides how it is asked: see `_dbms.py`.
    """

    _dialect: ClassVar = DIALECTS["ODBC"]
    _places: ClassVar = {
        **dict.fromkeys(("driver", "host", "login", "tls", "database"), _STRING),
        "query": "query",
    }

    connection_string: Secret
    """`Driver=...;Server=...;Uid=...;Pwd=...`, or `DSN=...`: a secret, with the password in it."""
    autocommit: bool = False
    """Whether what a statement writes stays; without it, a session is rolled back behind each call."""
    ansi: bool = False
    """For drivers that take text in one byte a character only."""
    connect_timeout: PositiveSeconds | None = None
    """Seconds; `options.connect_timeout` where there is none."""

    # What the toolkit asks for.

    @override
    def _connection_string(self, database: str | None) -> str:
        from toucan_connectors.odbc._strings import checked

        return checked(reveal(self.connection_string) or "", self.options.network_policy)

    @override
    def _attributes(self) -> Mapping[int, Any]:
        from toucan_connectors.sql_odbc import pyodbc

        return {pyodbc.SQL_ATTR_ANSI_APP: 1} if self.ansi else {}

    @override
    def _login(self, connection: pyodbc.Connection) -> Login:
        from toucan_connectors.odbc._login import login_of

        return login_of(connection, autocommit=self.autocommit, read_only=self.options.read_only)

    @override
    def _status_steps(self) -> list[StatusStep]:
        from toucan_connectors.core.status import LoginAttempt
        from toucan_connectors.odbc._status import steps

        return steps(self, LoginAttempt(self._account))

    @override
    def _account(self) -> str | None:
        """Return who the source takes us for, None where its driver does not tell."""
        from toucan_connectors.odbc._catalogue import account

        with self._call() as session:
            return account(session)

    @override
    def explain(self, data_source: OdbcDataSource, permissions: Permissions | None = None) -> str | None:
        """Return the source's plan as text; None where it has none, and with permissions.

        To plan, a source may read single rows (MySQL does) and tell of those that a permission hides.
        """
        plan = super().explain(data_source, permissions)
        return plan if permissions is None else None

    # What the source holds.

    @override
    def get_engine_version(self) -> tuple[int, ...]:
        """Return up to three numbers of the version that the driver gives the source (SQL_DBMS_VER)."""
        from toucan_connectors.core.discovery import parse_engine_version
        from toucan_connectors.odbc._catalogue import version

        with self._call() as session:
            return parse_engine_version(version(session))

    @override
    def get_model_with_info(
        self,
        db_name: str | None = None,
        schema_name: str | None = None,
        table_name: str | None = None,
        exclude_columns: bool = False,
    ) -> tuple[list[TableInfo], dict[str, Any]]:
        """Return the tables and views that the driver lists (SQLTables, SQLColumns)."""
        from toucan_connectors.odbc._catalogue import tables

        with self._call() as session:
            return tables(session, db_name, schema_name, table_name, columns=not exclude_columns), {}

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        from toucan_connectors.odbc._strings import forget

        return forget(super()._translate_error(error), reveal(self.connection_string) or "")
