"""What a catalogue shows of ODBC, without importing pyodbc."""

from toucan_connectors.core.spec import ConnectorSpec

ODBC = ConnectorSpec(
    type_id="Odbc",
    target="toucan_connectors.odbc:OdbcConnector",
    label="Odbc",
    logo="logo.svg",
    drivers=("pyodbc",),
)
