"""What a catalogue shows of DuckDB, without importing it."""

from toucan_connectors.core.spec import ConnectorSpec

DUCKDB = ConnectorSpec(
    type_id="DuckDB",
    target="toucan_connectors.duckdb:DuckDBConnector",
    label="DuckDB",
    logo="logo.svg",
    drivers=("duckdb",),
)
