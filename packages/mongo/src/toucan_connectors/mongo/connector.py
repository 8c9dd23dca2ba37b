"""MongoDB, read top to bottom: what to read, and where from."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    field_validator,
    model_validator,
)
from typing_extensions import override

from toucan_connectors.core import AsyncConnector, ToucanDataSource
from toucan_connectors.core.call import enter_in_thread, start_call
from toucan_connectors.core.secrets import Secret  # noqa: TC001 - a field's type
from toucan_connectors.core.shared_resource import SharedResource
from toucan_connectors.mongo._address import checked_host, hosts_of, without_credentials

if TYPE_CHECKING:
    import pandas as pd

    from toucan_connectors.core import DataSlice, Permissions
    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.core.errors import ToucanConnectorsError
    from toucan_connectors.core.forms import JsonSchema
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.core.plan import Plan
    from toucan_connectors.core.rows import Rows
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.mongo._query_on import QueryOn
    from toucan_connectors.mongo._rows import DocumentRows
    from toucan_connectors.mongo._server import Server
    from toucan_connectors.mongo.pipeline import Search

__all__ = ["MongoConnector", "MongoDataSource"]

_HIDDEN: Final[dict[str, Any]] = {"ui.hidden": True}
Port = Annotated[int, Field(ge=1, le=65535)]
Host = Annotated[str, AfterValidator(checked_host)]
PositiveSeconds = Annotated[float, Field(gt=0)]
Mechanism = Literal["DEFAULT", "SCRAM-SHA-1", "SCRAM-SHA-256", "MONGODB-X509", "PLAIN"]
ReadPreference = Literal["primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest"]


class MongoDataSource(ToucanDataSource):
    """A query on a collection."""

    database: str
    collection: str
    query: dict[str, Any] | list[dict[str, Any]] = {}  # noqa: RUF012 - pydantic copies it
    """A filter, as `$match` takes it, or the stages of a pipeline; with templates."""
    flatten: bool = Field(default=False, json_schema_extra=_HIDDEN)
    """Whether objects become columns `a.b`, at any depth; lists stay as they are."""

    _search: Search | None = PrivateAttr(default=None)

    @property
    def search(self) -> Search | None:
        """A search by regular expressions, in what the query gives."""
        return self._search

    def searched(self, search: Search) -> Self:
        """Return the same with a search."""
        found = self.model_copy()
        found._search = search  # noqa: SLF001 - our own
        return found

    @field_validator("query")
    @classmethod
    def _no_stages_keep_all(cls, query: dict[str, Any] | list[dict[str, Any]]) -> Any:
        return query or {}

    @override
    @classmethod
    def get_form(cls, connector: MongoConnector, current_config: dict[str, Any]) -> JsonSchema:
        """Return the form with the server's databases, and the collections of the one that is chosen."""
        from toucan_connectors.core.forms import with_choices

        look_ups = {"database": connector.database_names}
        if database := current_config.get("database"):
            look_ups["collection"] = lambda: connector.collection_names(database)
        return with_choices(cls.model_json_schema(), look_ups, connector.options.form_timeout)


class MongoConnector(AsyncConnector[MongoDataSource], data_source_model=MongoDataSource):
    """A MongoDB server, replica set or cluster.

    Queries are aggregations that only read. Rows are documents, nested values stay objects.
    """

    model_config = ConfigDict(populate_by_name=True)  # a dump has the names, older hosts store the alias

    _collation: ClassVar[Mapping[str, Any] | None] = {"locale": "simple"}
    """Under a permission, so that text compares by code point whatever the collection's own is."""
    _client_options: ClassVar[Mapping[str, Any]] = {}

    host: Host
    """A name, an IP address, or a URI (`mongodb://`, `mongodb+srv://`), whose user moves to the fields."""
    port: Port | None = None
    username: str | None = None
    password: Secret | None = None
    ssl: bool | None = None
    """Whether to use TLS, which verifies the server. None: as the URI says, or where there is an `ssl_ca`."""
    max_pool_size: int = Field(default=1, ge=0, alias="maxPoolSize")
    """How many requests there may be at once; 0 for any number."""
    replica_set: str | None = None
    """The name of a replica set, whose members are found by the one that is named."""
    auth_source: str | None = None
    """The database that knows the user: `admin`, or the one of the URI, where there is none."""
    auth_mechanism: Mechanism | None = None
    ssl_ca: Secret | None = None
    """PEM text of the authorities to trust; the system's without one."""
    ssl_cert: Secret | None = None
    """PEM text of a client certificate."""
    ssl_key: Secret | None = None
    """PEM text of its key."""
    read_preference: ReadPreference | None = None
    """Which members of a replica set to read from."""
    connect_timeout: PositiveSeconds | None = Field(default=None, title="Connection timeout")
    """Seconds; `options.connect_timeout` where there is none."""

    _server: SharedResource[Server] = PrivateAttr(default_factory=SharedResource)

    @model_validator(mode="after")
    def _user_of_the_uri(self) -> Self:
        """Move the user out of a URI, which is shown, to the fields for it."""
        host, username, password = without_credentials(self.host)
        found = {"host": host, "username": username, "password": password and SecretStr(password)}
        # Not by assignment, which would validate again.
        self.__dict__.update({name: value for name, value in found.items() if value is not None})
        return self

    @model_validator(mode="after")
    def _a_password_has_a_user(self) -> Self:
        if self.password is not None and self.username is None:
            msg = "a password needs a username"
            raise ValueError(msg)
        if (self.ssl_cert is None) != (self.ssl_key is None):
            msg = "ssl_cert and ssl_key go together: give both, or none"
            raise ValueError(msg)
        return self

    # The way of a query.

    @override
    def _retrieve_data(self, data_source: MongoDataSource) -> pd.DataFrame:
        return self.get_df(data_source)

    @override
    @contextlib.contextmanager
    def _read(
        self, data_source: MongoDataSource, condition: Condition | None, page: PageRequest | None = None
    ) -> Iterator[DocumentRows]:
        from toucan_connectors.mongo._rows import DocumentRows

        with self._query(data_source) as query:
            bare = page is not None or data_source.search is not None
            yield DocumentRows(query.reading(condition, without_id=bare), self.options)

    @override
    @contextlib.asynccontextmanager
    async def _aread(
        self, data_source: MongoDataSource, condition: Condition | None, page: PageRequest | None = None
    ) -> AsyncIterator[Rows]:
        with contextlib.ExitStack() as opened:
            rows = await enter_in_thread(opened, self._read(data_source, condition, page))
            await rows.fetch(page)
            yield rows

    @contextlib.contextmanager
    def _query(self, data_source: MongoDataSource) -> Iterator[QueryOn]:
        from toucan_connectors.mongo._query_on import QueryOn

        pipeline = self._pipeline(data_source)
        with self._connected() as server:
            yield QueryOn(server, data_source, pipeline, self._collation, self.options)

    def _pipeline(self, data_source: MongoDataSource) -> list[dict[str, Any]]:
        from toucan_connectors.mongo.pipeline import pipeline_of, refuse_writes, search_stage

        pipeline = pipeline_of(data_source.query, data_source.parameters)
        if data_source.search is not None:
            pipeline = [*pipeline, search_stage(data_source.search)]
        if self.options.read_only:
            refuse_writes(pipeline)
        return pipeline

    @override
    def _may_repeat(self, data_source: MongoDataSource) -> bool:
        return self.options.read_only

    # With a search by regular expressions.

    def get_df_with_regex(
        self, data_source: MongoDataSource, search: Search, permissions: Permissions | None = None
    ) -> pd.DataFrame:
        """Return the rows in which the expressions find something, whatever the case; without `_id`.

        `search` is `{"and": [{column: expression}, ...]}`, or with "or"; the columns of one dict all match.
        """
        self._check(data_source, None)
        return self.get_df(data_source.searched(search), permissions)

    def get_slice_with_regex(
        self,
        data_source: MongoDataSource,
        search: Search,
        permissions: Permissions | None = None,
        offset: int = 0,
        limit: int | None = None,
        get_row_count: bool = False,
    ) -> DataSlice:
        """Return a page of `get_df_with_regex`."""
        self._check(data_source, None)
        return self.get_slice(data_source.searched(search), permissions, offset, limit, get_row_count)

    # What it would do.

    @override
    def explain(self, data_source: MongoDataSource, permissions: Permissions | None = None) -> Any:
        """Return the server's plan: its `details`, and the `summary` of what was executed.

        None with permissions, since it tells of the documents that they hide.
        """
        condition = self._check(data_source, permissions)
        with self._call(data_source), self._query(data_source) as query:
            if condition is None:
                return query.explain()
            query.check(condition)
        return None

    @override
    def plan(self, data_source: MongoDataSource, permissions: Permissions | None = None) -> Plan:
        condition = self._check(data_source, permissions)
        with self._call(data_source), self._query(data_source) as query:
            return query.plan(condition)

    # What the server holds.

    @override
    def get_engine_version(self) -> tuple[int, ...]:
        from toucan_connectors.core.discovery import parse_engine_version

        with self._call(), self._connected() as server:
            return parse_engine_version(server.command("admin", {"buildInfo": 1})["version"])

    @override
    def get_model_with_info(
        self,
        db_name: str | None = None,
        schema_name: str | None = None,
        table_name: str | None = None,
        exclude_columns: bool = False,
    ) -> tuple[list[TableInfo], dict[str, Any]]:
        """Return the collections with the fields of their first documents; there are no schemas."""
        from toucan_connectors.mongo._catalogue import tables_of

        del schema_name
        with self._call(), self._connected() as server:
            return tables_of(server, db_name, table_name, columns=not exclude_columns)

    def database_names(self) -> list[str]:
        """Return the names of the databases that the account sees."""
        with self._call(), self._connected() as server:
            return server.database_names()

    def collection_names(self, database: str) -> list[str]:
        """Return the names of the collections and views of a database."""
        with self._call(), self._connected() as server:
            return sorted(name for name, _ in server.collections(database))

    @override
    def _status_steps(self) -> list[StatusStep]:
        from toucan_connectors.mongo._status import steps

        hosts = hosts_of(self.host, self.port)
        return steps(hosts[0] if hosts and self.port is not None else None, self.options, self._account)

    def _account(self) -> str | None:
        with self._call(), self._connected() as server:
            users: Sequence[Mapping[str, str]] = server.command("admin", {"connectionStatus": 1})["authInfo"][
                "authenticatedUsers"
            ]
        return users[0]["user"] if users else None

    # Its server.

    @contextlib.contextmanager
    def _call(self, data_source: MongoDataSource | None = None) -> Iterator[None]:
        """Be within the budget of a call, its errors ours."""
        with start_call(self.options.total_timeout).active(), self._our_errors(data_source):
            yield

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Server]:
        from toucan_connectors.mongo._address import address_of
        from toucan_connectors.mongo._server import Server

        def opened() -> Server:
            return Server(address_of(self, self._client_options))

        with self._server.lease(self.value_key(), opened, Server.close) as server:
            try:
                yield server
            except KeyboardInterrupt:  # which may have ended one of the client's own tasks
                self._server.close()
                raise

    @override
    def _system_name(self) -> str:
        return "mongodb"

    @override
    def close(self) -> None:
        self._server.close()

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        from toucan_connectors.mongo._errors import translate

        return translate(error) or super()._translate_error(error)
