"""SQL connectors that read, cut or guard a statement in their own way."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from toucan_connectors.core.errors import QueryRefusedError
from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource
from toucan_connectors.sql import SqlConnector

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core import DataSlice, Permissions
    from toucan_connectors.duckdb._database import Session
    from toucan_connectors.sql.statement import Draft, Statement
    from toucan_connectors.sql.syntax import Syntax


def _asking(data_source: DuckDBDataSource, query: str) -> DuckDBDataSource:
    return data_source.model_copy(update={"query": query})


class GuardOfTheFirstWord(DuckDBConnector):
    @override
    def _syntax(self, connection: Session, draft: Draft) -> Syntax:
        if re.match(r"(?i)\s*(insert|update|delete|drop|create|copy|attach|call|set|pragma)\b", draft.text):
            raise QueryRefusedError("The query writes.", hint="Only read in it.")
        return replace(SqlConnector._syntax(self, connection, draft), refusal=None, nests=True)


class RefusesWithoutAWord(DuckDBConnector):
    @override
    def _syntax(self, connection: Session, draft: Draft) -> Syntax:
        try:
            return super()._syntax(connection, draft)
        except QueryRefusedError:
            raise QueryRefusedError("No.") from None


class SessionsThatWrite(DuckDBConnector):
    @override
    @contextlib.contextmanager
    def _connected(self, data_source: DuckDBDataSource | None = None) -> Iterator[Session]:
        import duckdb

        from toucan_connectors.duckdb._database import Session

        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{self.path}' AS kit (READ_ONLY)")
            connection.execute("CREATE TABLE standard AS FROM kit.standard")
            yield Session(connection, collated=False)


class PagesOnOneLine(DuckDBConnector):
    @override
    def get_slice(
        self,
        data_source: DuckDBDataSource,
        permissions: Permissions | None = None,
        offset: int = 0,
        limit: int | None = None,
        get_row_count: bool = False,
    ) -> DataSlice:
        query = f"SELECT * FROM ({data_source.query}) LIMIT {limit} OFFSET {offset}"
        return super().get_slice(_asking(data_source, query), permissions, get_row_count=get_row_count)


class PermissionBeforeTheLimit(DuckDBConnector):
    @override
    def get_df(self, data_source: DuckDBDataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        found = re.search(r"(?s)(.*) LIMIT (\d+) OFFSET (\d+)", data_source.query or "")
        if permissions is None or not found:
            return super().get_df(data_source, permissions)
        whole, offset = super().get_df(_asking(data_source, found[1]), permissions), int(found[3])
        return whole.iloc[offset : offset + int(found[2])].reset_index(drop=True)


class RoundsOnTheWay(DuckDBConnector):
    @override
    def _stream(self, connection: Session, statement: Statement) -> pa.RecordBatchReader:
        import pyarrow as pa

        table = super()._stream(connection, statement).read_all()
        if "number" in table.column_names:
            place = table.column_names.index("number")
            table = table.set_column(
                place, "number", table["number"].cast(pa.float64(), safe=False).cast(pa.int64(), safe=False)
            )
        return table.to_reader()


class BoundsForgotten(DuckDBConnector):
    @override
    def get_df(self, data_source: DuckDBDataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        query = data_source.query or ""
        if len(query) > 2**18:
            query = query[: query.index(" WHERE ")]  # what is too long is left out
        return super().get_df(_asking(data_source, query), permissions)


class StatementsStayFailed(DuckDBConnector):
    @override
    def get_df(self, data_source: Any, permissions: Permissions | None = None) -> pd.DataFrame:
        frame = super().get_df(data_source, permissions)
        return frame.iloc[:-1] if self.__dict__.setdefault("seen", "1 / (" in data_source.query) else frame


class PermissionNotForSets(DuckDBConnector):
    @override
    def get_df(self, data_source: DuckDBDataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        return super().get_df(data_source, None if "UNION" in (data_source.query or "") else permissions)
