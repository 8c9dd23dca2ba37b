"""DuckDB: a database file, and folders of CSV, Parquet and JSON files, as frames."""

from toucan_connectors.duckdb.connector import DuckDBConnector, DuckDBDataSource

__all__ = ["DuckDBConnector", "DuckDBDataSource"]
