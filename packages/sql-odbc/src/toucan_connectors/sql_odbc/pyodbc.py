"""pyodbc, as much of it as is used: with types, since its own stub stands where no type checker looks."""

from pyodbc import (
    SQL_ATTR_ACCESS_MODE,
    SQL_ATTR_ANSI_APP,
    SQL_DBMS_NAME,
    SQL_DBMS_VER,
    SQL_USER_NAME,
    SQLWCHAR_SIZE,
    Connection,
    Cursor,
    DatabaseError,
    DataError,
    Error,
    OperationalError,
    ProgrammingError,
    connect,
    drivers,
)
from pyodbc import __file__ as LIBRARY  # noqa: N812 - a constant to us

__all__ = [
    "LIBRARY",
    "SQLWCHAR_SIZE",
    "SQL_ATTR_ACCESS_MODE",
    "SQL_ATTR_ANSI_APP",
    "SQL_DBMS_NAME",
    "SQL_DBMS_VER",
    "SQL_USER_NAME",
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "Error",
    "OperationalError",
    "ProgrammingError",
    "connect",
    "drivers",
]
