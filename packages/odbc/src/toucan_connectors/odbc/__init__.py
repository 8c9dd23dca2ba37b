"""Whatever has a driver of ODBC, as frames."""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.odbc.connector import OdbcConnector, OdbcDataSource
else:
    __getattr__ = lazy_names(__name__, {"connector": "OdbcConnector OdbcDataSource"})

__all__ = ["OdbcConnector", "OdbcDataSource"]
