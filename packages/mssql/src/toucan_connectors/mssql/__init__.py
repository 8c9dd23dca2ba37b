"""Microsoft SQL Server, in Azure too, as frames."""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.mssql.connector import MSSQLConnector, MSSQLDataSource
    from toucan_connectors.mssql.variants import AzureMSSQLConnector, MSSQLTLSv10Connector
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "connector": "MSSQLConnector MSSQLDataSource",
            "variants": "AzureMSSQLConnector MSSQLTLSv10Connector",
        },
    )

__all__ = ["AzureMSSQLConnector", "MSSQLConnector", "MSSQLDataSource", "MSSQLTLSv10Connector"]
