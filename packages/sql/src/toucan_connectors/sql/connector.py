"""`SqlConnector`: the way of a query, the same for every SQL source; a type fills in what is its own.

data source --draft--> the author's statement --guard, splice--> what is sent
--execute (bulk reader | page reader)--> Arrow batches --> Rows
"""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from typing_extensions import TypeVar, override

from toucan_connectors.core.call import start_call
from toucan_connectors.core.connector import ToucanConnector
from toucan_connectors.core.errors import QueryRefusedError
from toucan_connectors.core.plan import Plan
from toucan_connectors.core.telemetry import step
from toucan_connectors.sql.data_source import SqlDataSource

if TYPE_CHECKING:
    import pandas as pd

    from toucan_connectors.core.answering import Permissions
    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.core.rows import BatchReader, Rows
    from toucan_connectors.sql.catalogue import Catalogue
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.dialects import Dialect
    from toucan_connectors.sql.query import Query
    from toucan_connectors.sql.readers import BulkReader
    from toucan_connectors.sql.splice import Splice
    from toucan_connectors.sql.statement import Draft, Statement
    from toucan_connectors.sql.syntax import Syntax

__all__ = ["SqlConnector"]

Source = TypeVar("Source", bound=SqlDataSource, default=Any)
Connection: TypeAlias = Any
"""A connection of the type's driver."""


class SqlConnector(ToucanConnector[Source], data_source_model=SqlDataSource):
    """A connector whose source speaks SQL.

    A type gives its fields, its dialect, its catalogue, and what its driver does: `_connected`, `_describe`
    and `_stream`.
    """

    _dialect: ClassVar[Dialect]
    _catalogue: ClassVar[Catalogue | None] = None
    _version_query: ClassVar[str] = "SELECT version()"
    _account_query: ClassVar[str] = "SELECT current_user"
    _default_schema: ClassVar[str | None] = None
    """The schema whose tables are found by their name alone."""

    # What a type says of itself.

    @abstractmethod
    def _connected(self, data_source: Source | None = None) -> contextlib.AbstractContextManager[Connection]:
        """Give a connection for one call, to where the data source is, if one is meant.

        With `options.read_only` its session cannot write, where the source has such sessions.
        """

    @abstractmethod
    def _describe(self, connection: Connection, statement: Statement) -> Sequence[Column]:
        """Return the columns of a statement without running it."""

    @abstractmethod
    def _stream(self, connection: Connection, statement: Statement) -> BatchReader:
        """Run a statement with the driver and stream its rows; the schema says the declared types.

        It stops at the source when the call does, or after `options.statement_timeout`.
        """

    def _stream_and_count(
        self, connection: Connection, statement: Statement, count: Statement
    ) -> tuple[BatchReader, Callable[[], int]]:
        """Stream a page, and give what returns the number of all rows, once the page was read.

        A source that takes two statements at once overrides it: it counts while the page becomes a frame.
        """
        return self._count_and_stream(connection, statement, count)

    def _bulk_readers(self) -> Sequence[BulkReader]:
        """Return what may read whole results faster than the driver, the best first."""
        return ()

    def _syntax(self, connection: Connection, draft: Draft) -> Syntax:
        """Return what the statement is, with the reason to refuse it if it may do more than read."""
        from toucan_connectors.sql.syntax import read

        return read(draft.text, self._dialect_of(connection), draft.mark)

    def _dialect_of(self, connection: Connection) -> Dialect:
        """Return the dialect that the source speaks; the type's own, unless only a connection tells."""
        del connection
        return self._dialect

    # The way of a query.

    @override
    def _retrieve_data(self, data_source: Source) -> pd.DataFrame:
        return self.get_df(data_source)

    @override
    @contextlib.contextmanager
    def _read(
        self, data_source: Source, condition: Condition | None, page: PageRequest | None = None
    ) -> Iterator[Rows]:
        from toucan_connectors.core.rows import BatchRows
        from toucan_connectors.sql.readers import renamed

        with self._connection(data_source) as connection:
            query = self._query(connection, data_source)
            spliced = query.splice(condition, page)
            with step("statement", held=True):
                columns = partial(query.columns_for, condition)
                reader, total = self._run(connection, spliced, columns, page)
                yield BatchRows(
                    renamed(reader, [c.name for c in query.columns()]) if spliced.renamed else reader,
                    self.options,
                    condition,
                    filtered=spliced.filter == "exact",
                    skipped=page.offset if page is not None and spliced.paged else None,
                    total_rows=total,
                )

    def _run(
        self,
        connection: Connection,
        spliced: Splice,
        columns: Callable[[], Sequence[Column]],
        page: PageRequest | None,
    ) -> tuple[BatchReader, Callable[[], int] | None]:
        """Run what a call needs: give its rows, and what tells their number where the source counts them."""
        from toucan_connectors.sql.readers import read_with

        dialect = self._dialect_of(connection)
        statement = spliced.rows.statement(dialect)
        if page is None or page.limit is None:  # all rows are read, and counted on the way
            return read_with(self._bulk_readers(), connection, statement, columns, self._stream), None
        if spliced.count is None:
            return self._stream(connection, statement), None
        count = spliced.count.statement(dialect)
        run = self._stream_and_count if spliced.paged else self._count_and_stream
        return run(connection, statement, count)

    def _query(self, connection: Connection, data_source: Source) -> Query:
        """Return what the data source asks for; QueryRefusedError for what may do more than read."""
        from toucan_connectors.sql.query import Query

        dialect = self._dialect_of(connection)
        draft = data_source.draft(dialect)
        syntax = self._syntax(connection, draft)
        if syntax.refusal is not None and self.options.read_only:
            raise QueryRefusedError(
                f"The query is refused: {syntax.refusal}.",
                field="query",
                hint="Only read in it, or set options.read_only to false.",
            )

        def describe(statement: Statement) -> Sequence[Column]:
            with step("describe"):
                return self._describe(connection, statement)

        return Query(draft, syntax, dialect, describe)

    def _count_and_stream(
        self, connection: Connection, statement: Statement, count: Statement
    ) -> tuple[BatchReader, Callable[[], int]]:
        number = self._number(connection, count)
        return self._stream(connection, statement), lambda: number

    def _number(self, connection: Connection, statement: Statement) -> int:
        with step("count"):
            [[number]] = self._rows(connection, statement)
        return int(number)

    def _rows(self, connection: Connection, statement: Statement) -> list[tuple[Any, ...]]:
        with step("statement"):
            table = self._stream(connection, statement).read_all()
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def _fetch(self, template: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows of one of our own statements."""
        from toucan_connectors.sql.binding import bind

        with self._call() as connection:
            return self._rows(connection, bind(template, parameters or {}, self._dialect_of(connection)))

    @contextlib.contextmanager
    def _call(self, data_source: Source | None = None) -> Iterator[Connection]:
        """Give a connection within the budget of a call, its errors ours."""
        with (
            start_call(self.options.total_timeout).active(),
            self._our_errors(data_source),
            self._connection(data_source) as connection,
        ):
            yield connection

    @contextlib.contextmanager
    def _connection(self, data_source: Source | None = None) -> Iterator[Connection]:
        with contextlib.ExitStack() as connected:
            with step("connect"):
                connection = connected.enter_context(self._connected(data_source))
            yield connection

    @override
    def _system_name(self) -> str:
        return self._dialect.system

    @override
    def _may_repeat(self, data_source: Source) -> bool:
        from toucan_connectors.sql.syntax import read

        if self.options.read_only:
            return True
        draft = data_source.draft(self._dialect)
        return read(draft.text, self._dialect, draft.mark).refusal is None

    # What it would do.

    @override
    def describe(self, data_source: Source) -> dict[str, str]:
        """Return the source's own type of each column, by name, without running the query."""
        from toucan_connectors.core.frames import unique_names

        self._check(data_source, None)
        with self._call(data_source) as connection:
            columns = self._query(connection, data_source).columns()
        return dict(zip(unique_names([c.name for c in columns]), [c.type for c in columns], strict=True))

    @override
    def explain(self, data_source: Source, permissions: Permissions | None = None) -> str | None:
        """Return the source's plan of what would be sent, as text; None where to ask for it would write."""
        condition = self._check(data_source, permissions)
        with self._call(data_source) as connection:
            dialect = self._dialect_of(connection)
            if dialect.explain is None:
                return None
            draft = self._query(connection, data_source).splice(condition).rows
            explaining = replace(draft, text=dialect.explain + draft.text)
            rows = self._rows(connection, explaining.statement(dialect))
        return "\n".join(str(row[-1]) for row in rows)

    @override
    def plan(self, data_source: Source, permissions: Permissions | None = None) -> Plan:
        """Return what would be sent for all rows, and who would filter, page and count; nothing runs."""
        from toucan_connectors.core.pagination import PageRequest

        condition = self._check(data_source, permissions)
        with self._call(data_source) as connection:
            query = self._query(connection, data_source)
            whole = query.splice(condition)
            page = query.splice(condition, PageRequest(0, 50, count=True))
            dialect = self._dialect_of(connection)
        return _plan(whole, page, filtered=condition is not None, dialect=dialect)

    # What the source holds.

    @override
    def get_engine_version(self) -> tuple[int, ...]:
        from toucan_connectors.core.discovery import parse_engine_version

        [[version]] = self._fetch(self._version_query)
        return parse_engine_version(version)

    @override
    def get_model_with_info(
        self,
        db_name: str | None = None,
        schema_name: str | None = None,
        table_name: str | None = None,
        exclude_columns: bool = False,
    ) -> tuple[list[TableInfo], dict[str, Any]]:
        from toucan_connectors.sql.catalogue import tables_of

        catalogue = self._require_catalogue("get_model")
        query = catalogue.tables if exclude_columns else catalogue.columns
        return tables_of(self._fetch(query, _narrowed(db_name, schema_name, table_name))), {}

    def _account(self) -> str | None:
        """Return who the source takes us for, None where it does not tell."""
        [[account]] = self._fetch(self._account_query)
        return None if account is None else str(account)

    def database_names(self) -> list[str]:
        """Return the names of the databases that the source holds."""
        query = self._require_catalogue("database_names").databases
        return [] if query is None else [name for (name,) in self._fetch(query)]

    def schema_names(self, database: str | None = None) -> list[str]:
        """Return the names of the schemas of a database, or of all."""
        query = self._require_catalogue("schema_names").schemas
        return [] if query is None else [name for (name,) in self._fetch(query, _narrowed(database))]

    def table_names(self, database: str | None = None, schema: str | None = None) -> list[str]:
        """Return the names under which a data source's `table` finds the tables there are."""
        tables = self.get_model(database, schema, exclude_columns=True)
        return [self._table_name(table) for table in tables]

    def _table_name(self, table: TableInfo) -> str:
        alone = table["schema"] in (None, self._default_schema)
        parts = [table["name"]] if alone else [table["schema"] or "", table["name"]]
        quoted = ['"' + part.replace('"', '""') + '"' if set(part) & set('".') else part for part in parts]
        return ".".join(quoted)

    def _require_catalogue(self, call: str) -> Catalogue:
        if self._catalogue is None:
            raise self._unsupported(call)
        return self._catalogue


def _narrowed(
    database: str | None = None, schema: str | None = None, table: str | None = None
) -> dict[str, str | None]:
    return {"database": database, "schema": schema, "table": table}


def _plan(whole: Splice, page: Splice, *, filtered: bool, dialect: Dialect) -> Plan:
    places: dict[str, list[str]] = {"exact": [], "narrowing": [], "local": []}
    if filtered:
        places[whole.filter].append("filter")
    places["exact" if page.paged else "local"].append("page")
    places["exact" if page.count is not None else "local"].append("count")
    return Plan(
        statement=whole.rows.statement(dialect).text,
        pushed_down=tuple(places["exact"]),
        narrowed=tuple(places["narrowing"]),
        local=tuple(places["local"]),
    )
