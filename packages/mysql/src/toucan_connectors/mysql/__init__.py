"""MySQL and MariaDB, and MySQL in Google Cloud, as frames."""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.mysql.connector import (
        GoogleCloudMySQLConnector,
        GoogleCloudMySQLDataSource,
        MySQLConnector,
        MySQLDataSource,
    )
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "connector": (
                "GoogleCloudMySQLConnector GoogleCloudMySQLDataSource MySQLConnector MySQLDataSource"
            )
        },
    )

__all__ = ["GoogleCloudMySQLConnector", "GoogleCloudMySQLDataSource", "MySQLConnector", "MySQLDataSource"]
