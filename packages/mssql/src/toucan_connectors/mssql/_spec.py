"""What a catalogue shows of SQL Server and its variants, without importing a driver."""

from dataclasses import replace

from toucan_connectors.core.spec import ConnectorSpec

MSSQL = ConnectorSpec(
    type_id="MSSQL",
    target="toucan_connectors.mssql:MSSQLConnector",
    label="Microsoft SQL Server",
    logo="logo.svg",
    drivers=("pyodbc",),
)
AZURE_MSSQL = replace(
    MSSQL,
    type_id="AzureMSSQL",
    target="toucan_connectors.mssql:AzureMSSQLConnector",
    label="Microsoft Azure SQL",
    logo="azure.svg",
)
MSSQL_TLS_1_0 = replace(
    MSSQL,
    type_id="MSSQL_TLSv1_0",
    target="toucan_connectors.mssql:MSSQLTLSv10Connector",
    label="Microsoft SQL Server (old security certificate management TLS v1.0)",
    logo="tls_1_0.svg",
)
