"""`OdbcSqlConnector`: what every connector on ODBC is; a type gives its connection string and its login."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import PrivateAttr
from typing_extensions import TypeVar, override

from toucan_connectors.core.shared_resource import SharedResource
from toucan_connectors.sql import SqlConnector, SqlDataSource

if TYPE_CHECKING:
    import pyarrow as pa

    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.dialects import Dialect
    from toucan_connectors.sql.pool import Pool
    from toucan_connectors.sql.statement import Statement
    from toucan_connectors.sql_odbc import pyodbc
    from toucan_connectors.sql_odbc.errors import Place
    from toucan_connectors.sql_odbc.login import Login
    from toucan_connectors.sql_odbc.session import Session

__all__ = ["OdbcSqlConnector"]

Source = TypeVar("Source", bound=SqlDataSource, default=Any)


class OdbcSqlConnector(SqlConnector[Source], data_source_model=SqlDataSource):
    """A connector whose source is reached by a driver of ODBC.

    Sessions are kept by database, of those that `_connection_string` tells apart.
    """

    _places: ClassVar[Mapping[Place, str]]
    """Which of the fields is at fault, by what went wrong."""

    _pool: SharedResource[Pool[str | None, Session]] = PrivateAttr(default_factory=SharedResource)

    # What a type says of itself.

    @abstractmethod
    def _connection_string(self, database: str | None) -> str:
        """Return what to connect with, the password in it; `database` is None for the type's own default.

        Raises ConfigurationError where no driver is there, and AddressRefusedError.
        """

    @abstractmethod
    def _login(self, connection: pyodbc.Connection) -> Login:
        """Return how a session goes on with a connection that was just made."""

    def _database(self, data_source: Source | None) -> str | None:
        """Return the database that a data source is about."""
        return getattr(data_source, "database", None)

    def _own_connect_timeout(self) -> float | None:
        """Return the seconds that a field of the type gives for connecting, None for the option's."""
        return getattr(self, "connect_timeout", None)

    def _attributes(self) -> Mapping[int, Any]:
        """Return attributes of the connection to set before it is made."""
        return {}

    # What the toolkit asks for.

    @override
    @contextlib.contextmanager
    def _connected(self, data_source: Source | None = None) -> Iterator[Session]:
        with self._leased(self._database(data_source)) as session:
            yield session

    @contextlib.contextmanager
    def _leased(self, database: str | None) -> Iterator[Session]:
        """Give a session in a database, as long as it is used."""
        from toucan_connectors.sql.pool import Pool
        from toucan_connectors.sql_odbc.session import Session

        def make() -> Pool[str | None, Session]:
            return Pool(self._open, Session.close, is_alive=Session.is_alive, reset=Session.reset)

        with self._pool.lease(self.value_key(), make, Pool.close) as pool, pool.lease(database) as session:
            yield session

    def _open(self, database: str | None) -> Session:
        from toucan_connectors.core.hosts import connect_timeout
        from toucan_connectors.sql_odbc.session import Session

        timeout = connect_timeout(self._own_connect_timeout(), self.options)
        return Session(
            self._connection_string(database), self._login, timeout=timeout, attributes=self._attributes()
        )

    @override
    def _dialect_of(self, connection: Session) -> Dialect:
        return connection.login.dialect or self._dialect

    @override
    def _describe(self, connection: Session, statement: Statement) -> Sequence[Column]:
        return connection.columns(statement, self.options.statement_timeout)

    @override
    def _stream(self, connection: Session, statement: Statement) -> pa.RecordBatchReader:
        from toucan_connectors.sql_odbc.readers import stream

        return stream(connection, statement, self.options.statement_timeout)

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        from toucan_connectors.sql_odbc.errors import translate

        return translate(error, self._places) or super()._translate_error(error)

    @override
    def close(self) -> None:
        self._pool.close()
