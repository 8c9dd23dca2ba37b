"""A healthy connector on a network: a host, a port, a password, one pooled connection."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from acme_line_client import LineConnection, LineError, Pool
from acme_sockets import within
from pydantic import PrivateAttr
from typing_extensions import override

from toucan_connectors.core import Secret, ToucanConnector, ToucanDataSource, network, reveal
from toucan_connectors.core.call import current_call, start_call
from toucan_connectors.core.discovery import TableInfo, parse_engine_version
from toucan_connectors.core.errors import AuthenticationError, QueryError, ToucanConnectorsError
from toucan_connectors.core.forms import JsonSchema, with_choices
from toucan_connectors.core.shared_resource import SharedResource

if TYPE_CHECKING:
    import pandas as pd

    from toucan_connectors.core import StatusStep

__all__ = ["Line", "LineDataSource"]


class LineDataSource(ToucanDataSource):
    """A table, by its name."""

    table: str

    @classmethod
    @override
    def get_form(cls, connector: Line, current_config: dict[str, Any]) -> JsonSchema:
        choices = {"table": connector.table_names}
        return with_choices(cls.model_json_schema(), choices, connector.options.form_timeout)


class Line(ToucanConnector[LineDataSource], data_source_model=LineDataSource):
    """The tables of a server of the line protocol."""

    host: str
    port: int
    user: str
    password: Secret

    _driver: ClassVar[type[LineConnection]] = LineConnection
    _pool: SharedResource[Pool] = PrivateAttr(default_factory=SharedResource)

    @override
    def _retrieve_data(self, data_source: LineDataSource) -> pd.DataFrame:
        import pandas as pd

        with self._connected() as connection:
            dtypes, *rows = self._ask(connection, "read", data_source.table)
        return pd.DataFrame(rows, columns=list(dtypes), dtype=object).astype(dtypes)

    @override
    def get_model_with_info(
        self,
        db_name: str | None = None,
        schema_name: str | None = None,
        table_name: str | None = None,
        exclude_columns: bool = False,
    ) -> tuple[list[TableInfo], dict[str, Any]]:
        columns = [] if exclude_columns else self._columns()
        return [
            TableInfo(name=name, database=None, schema=None, type="table", columns=[*columns])
            for name in self.table_names()
            if table_name in (None, name)
        ], {}

    def _columns(self) -> Any:
        return [{"name": name, "type": dtype} for name, dtype in self._told("read", "standard")[0].items()]

    @override
    def get_engine_version(self) -> tuple[int, ...]:
        return parse_engine_version(self._told("version")[0])

    def table_names(self) -> list[str]:
        """Return what there is to read."""
        return self._told("tables")

    @override
    def close(self) -> None:
        self._pool.close()

    @override
    def _status_steps(self) -> list[StatusStep]:
        policy, seconds = self.options.network_policy, self.options.connect_timeout
        return [
            ("Host found", lambda: network.resolve(self.host, self.port, policy) and None),
            ("Port open", lambda: network.open_tcp(self.host, self.port, seconds, policy)),
            ("Signed in", self._sign_in),
        ]

    def _sign_in(self) -> str:
        connection, account = self._connect()
        connection.close()
        return account

    def _told(self, *words: str) -> list[Any]:
        with (
            start_call(self.options.total_timeout).active(),
            self._our_errors(),
            self._connected() as connection,
        ):
            return self._ask(connection, *words)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[LineConnection]:
        """Give a connection for one call; it is kept afterwards, unless an answer is still on its way."""
        key = (self.host, self.port, self.user, reveal(self.password))
        with self._pool.lease(key, Pool, Pool.close) as pool:
            connection = pool.take() or self._connect()[0]
            try:
                yield connection
            except LineError:
                pool.give(connection)
                raise
            except BaseException:
                connection.close()
                raise
            pool.give(connection)

    def _ask(self, connection: LineConnection, *words: str) -> list[Any]:
        with current_call().stopped_by(connection.stop, self.options.statement_timeout):
            return connection.ask(*words, seconds=self.options.read_timeout)

    def _connect(self) -> tuple[LineConnection, str]:
        """Return a new connection, and the account that it is for."""
        [address, *_] = network.resolve(self.host, self.port, self.options.network_policy)
        seconds = within(self.options.connect_timeout)
        connection = self._driver(socket.create_connection((address, self.port), seconds))
        try:
            [account] = connection.ask("hello", self.user, str(reveal(self.password)), seconds=seconds)
        except BaseException:
            connection.close()
            raise
        return connection, account

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        if isinstance(error, LineError) and str(error) == "denied":
            return AuthenticationError("The server does not know this user and password.", field="password")
        if isinstance(error, LineError):
            return QueryError(f"The server cannot answer: {error}.", field="table")
        return super()._translate_error(error)
