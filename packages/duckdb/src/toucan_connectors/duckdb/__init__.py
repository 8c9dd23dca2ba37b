"""DuckDB: a database file, and folders of CSV, Parquet and JSON files, as frames."""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.duckdb.connector import DuckDBConnector, DuckDBDataSource
else:
    __getattr__ = lazy_names(__name__, {"connector": "DuckDBConnector DuckDBDataSource"})

__all__ = ["DuckDBConnector", "DuckDBDataSource"]
