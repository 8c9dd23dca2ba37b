"""MySQL and MariaDB, read top to bottom: what to read, where from, and the variant of Google Cloud."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self

from pydantic import Field, PrivateAttr, SecretStr, model_validator
from typing_extensions import override

from toucan_connectors.core.errors import QueryError
from toucan_connectors.core.secrets import Secret, reveal
from toucan_connectors.core.shared_resource import SharedResource
from toucan_connectors.mysql._catalogue import CATALOGUE
from toucan_connectors.mysql._tls import SSLMode  # noqa: TC001 - a field's type
from toucan_connectors.sql import DIALECTS, SqlConnector, SqlDataSource
from toucan_connectors.sql.data_source import Text  # noqa: TC001

if TYPE_CHECKING:
    import pyarrow as pa

    from toucan_connectors.core import Permissions
    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.core.forms import JsonSchema
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.mysql._session import Server, Session
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.data_source import Discovering
    from toucan_connectors.sql.dialects import Dialect
    from toucan_connectors.sql.pool import Pool
    from toucan_connectors.sql.statement import Draft, Statement

__all__ = ["GoogleCloudMySQLConnector", "GoogleCloudMySQLDataSource", "MySQLConnector", "MySQLDataSource"]

_HIDDEN: Final[dict[str, Any]] = {"ui.hidden": True}
_SQL: Final[dict[str, Any]] = {"widget": "sql"}
_PORT: Final = 3306
Port = Annotated[int, Field(ge=1, le=65535)]
PositiveSeconds = Annotated[int, Field(ge=1)]


class _QueryOnDatabase(SqlDataSource):
    """What both types read; a database stands in its form with those that the server has."""

    database: str
    """The database that names without one are looked up in."""
    query: Text | None = Field(default=None, json_schema_extra=_SQL)
    """One statement, with templates."""

    @override
    def draft(self, dialect: Dialect) -> Draft:
        from toucan_connectors.mysql._names import with_names
        from toucan_connectors.sql.binding import draft_of

        if self.query is None or not self.query.strip():
            raise QueryError("There is no query.", field="query", hint="Give the data source a query.")
        return with_names(draft_of(self.query, self.parameters or {}, dialect), dialect)

    @override
    @classmethod
    def get_form(cls, connector: Discovering, current_config: dict[str, Any]) -> JsonSchema:
        """Return the form with the server's databases; a look-up that fails leaves it open and says why."""
        from toucan_connectors.core.forms import with_choices

        look_ups = {"database": connector.database_names}
        return with_choices(cls.model_json_schema(), look_ups, connector.options.form_timeout)


class MySQLDataSource(_QueryOnDatabase):
    """A query on a database; the query may come later than the data source, but before it is read."""

    follow_relations: bool | None = Field(default=None, json_schema_extra=_HIDDEN)
    """Older hosts store it; nothing reads it, nor those below."""
    table: str | None = Field(default=None, json_schema_extra=_HIDDEN)
    query_object: dict[str, Any] | None = Field(default=None, json_schema_extra=_HIDDEN)
    language: str = Field(default="sql", json_schema_extra=_HIDDEN)


class MySQLConnector(SqlConnector[_QueryOnDatabase], data_source_model=MySQLDataSource):
    """A MySQL or MariaDB server.

    Sessions cannot write, are in UTC, and exchange text as utf8mb4, whatever the charsets of tables.
    """

    _dialect: ClassVar = DIALECTS["MySQL"]
    _catalogue: ClassVar = CATALOGUE
    # A proxy may begin with what replicas of old versions have to read.
    _version_query: ClassVar = "SELECT REPLACE(version(), '5.5.5-1', '1')"
    _account_query: ClassVar = "SELECT CURRENT_USER()"

    host: str
    port: Port | None = _PORT
    """None is the default too."""
    user: str
    password: Secret | None = None
    charset: str = "utf8mb4"
    """Of older configurations: text is exchanged as utf8mb4, which has every character of every charset."""
    charset_collation: str | None = Field(default=None, title="Charset collation", pattern=r"^\w+$")
    """The collation that literals compare by, one of utf8mb4; the server's default where there is none."""
    connect_timeout: PositiveSeconds | None = Field(default=None, title="Connection timeout")
    """Seconds; `options.connect_timeout` where there is none."""
    ssl_ca: Secret | None = None
    """PEM text of the authorities to trust, with VERIFY_CA and VERIFY_IDENTITY; the system's without one."""
    ssl_cert: Secret | None = None
    """PEM text of a client certificate."""
    ssl_key: Secret | None = None
    """PEM text of its key."""
    ssl_mode: SSLMode | None = None
    """REQUIRED: encrypted. VERIFY_CA: by a server whose certificate is trusted. VERIFY_IDENTITY: and which is
    the host's. None: encrypted where the server can."""

    _pool: SharedResource[Pool[str | None, Session]] = PrivateAttr(default_factory=SharedResource)

    @model_validator(mode="after")
    def _certificate_with_its_key(self) -> Self:
        if (self.ssl_cert is None) != (self.ssl_key is None):
            msg = "ssl_cert and ssl_key go together: give both, or none"
            raise ValueError(msg)
        return self

    # What the toolkit asks for.

    @override
    @contextlib.contextmanager
    def _connected(self, data_source: _QueryOnDatabase | None = None) -> Iterator[Session]:
        from toucan_connectors.mysql._session import Session
        from toucan_connectors.sql.pool import Pool

        database = None if data_source is None else data_source.database

        def make() -> Pool[str | None, Session]:
            return Pool(self._open, Session.close, is_alive=Session.is_alive, reset=Session.reset)

        with self._pool.lease(self.value_key(), make, Pool.close) as pool, pool.lease(database) as session:
            yield session

    @override
    def _describe(self, connection: Session, statement: Statement) -> Sequence[Column]:
        from toucan_connectors.mysql._reader import columns_of

        return columns_of(connection, statement, self.options.statement_timeout)

    @override
    def _stream(self, connection: Session, statement: Statement) -> pa.RecordBatchReader:
        from toucan_connectors.mysql._reader import stream

        return stream(connection, statement, self.options.statement_timeout)

    @override
    def _status_steps(self) -> list[StatusStep]:
        from toucan_connectors.core.hosts import host_steps
        from toucan_connectors.core.status import LoginAttempt

        port, attempt = self.port or _PORT, LoginAttempt(self._account)
        return [
            *host_steps(self.host, port, self.options, labels=("Hostname resolved", "Port opened")),
            ("Host connection", attempt.connect),
            ("Authenticated", attempt.account),
        ]

    @override
    def explain(self, data_source: _QueryOnDatabase, permissions: Permissions | None = None) -> str | None:
        """Return the server's plan as JSON; None with permissions, since it tells of the rows that they hide.

        To plan, the server reads single rows by their keys, and says whether they are there.
        """
        plan = super().explain(data_source, permissions)
        return plan if permissions is None else None

    @override
    def close(self) -> None:
        self._pool.close()

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        from toucan_connectors.mysql._errors import translate

        return translate(error) or super()._translate_error(error)

    # Helpers.

    def _open(self, database: str | None) -> Session:
        from toucan_connectors.core.hosts import connect_timeout
        from toucan_connectors.mysql._session import Session

        return Session(
            self._server(),
            database,
            timeout=connect_timeout(self.connect_timeout, self.options),
            read_only=self.options.read_only,
            statement_timeout=self.options.statement_timeout,
        )

    def _server(self) -> Server:
        from toucan_connectors.mysql._session import Server
        from toucan_connectors.mysql._tls import Tls

        pem = [_filled(secret) for secret in (self.ssl_ca, self.ssl_cert, self.ssl_key)]
        return Server(
            self.host,
            self.port or _PORT,
            self.user,
            reveal(self.password) or "",
            Tls(self.ssl_mode, *pem),
            self.charset_collation,
            self.options.network_policy,
        )


class GoogleCloudMySQLDataSource(_QueryOnDatabase):
    """A query on a database."""

    query: Text = Field(json_schema_extra=_SQL)
    """One statement, with templates."""


class GoogleCloudMySQLConnector(MySQLConnector, data_source_model=GoogleCloudMySQLDataSource):
    """MySQL in Google Cloud SQL."""


def _filled(secret: SecretStr | None) -> str | None:
    """Return the text of a secret; one that is blank is none."""
    text = reveal(secret)
    return text if text and text.strip() else None
