"""A healthy connector that only knows pandas: tables in memory, and one hook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from toucan_connectors.core import ToucanConnector, ToucanDataSource
from toucan_connectors.core.errors import QueryError, ToucanConnectorsError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Plain", "PlainDataSource"]

_COLUMNS = ("position", "label", "number", "ratio", "flag", "moment")


class PlainDataSource(ToucanDataSource):
    """A table, by its name."""

    table: str = "standard"


class Plain(ToucanConnector[PlainDataSource], data_source_model=PlainDataSource):
    """One table, `standard`: the kit's own, as far as pandas has its kinds."""

    @override
    def _retrieve_data(self, data_source: PlainDataSource) -> pd.DataFrame:
        from toucan_connectors.testing import Table, standard_table

        standard = standard_table("DuckDB")
        columns = tuple(column for column in standard.columns if column.name in _COLUMNS)
        return {"standard": Table(columns, standard.rows)}[data_source.table].to_frame()

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        if isinstance(error, LookupError):
            return QueryError(f"There is no table {error}.", field="table")
        return super()._translate_error(error)
