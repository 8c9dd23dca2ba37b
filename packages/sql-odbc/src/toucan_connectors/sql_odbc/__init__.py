"""The ODBC toolkit: what connectors on ODBC share, on pyodbc.

    Statement --session: describe, run, stop--> a result of the driver
      --blocks (or pieces): memory that the driver writes to--> layouts --types--> Arrow

- `connector.py`: `OdbcSqlConnector`, which a type fills in
- `drivers.py`: which driver there is; `connection_string.py`: values that stay values
- `login.py`, `session.py`: how one begins, and a connection in use; `errors.py`: what its errors mean
- `types.py`, `layouts.py`, `parsing.py`: what a column is read as, fetched as, and made of
- `readers.py`: from a statement to Arrow
"""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.sql_odbc.connector import OdbcSqlConnector
    from toucan_connectors.sql_odbc.login import Login
    from toucan_connectors.sql_odbc.session import Session
    from toucan_connectors.sql_odbc.types import Described, OdbcColumn, OdbcType, Types
else:
    __getattr__ = lazy_names(
        __name__,
        {
            "connector": "OdbcSqlConnector",
            "login": "Login",
            "session": "Session",
            "types": "Described OdbcColumn OdbcType Types",
        },
    )

__all__ = ["Described", "Login", "OdbcColumn", "OdbcSqlConnector", "OdbcType", "Session", "Types"]
