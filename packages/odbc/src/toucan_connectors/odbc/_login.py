"""How a session begins, by what the driver says of the source behind it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from toucan_connectors.odbc._dbms import Dbms, dbms_of
from toucan_connectors.odbc._documents import with_documents
from toucan_connectors.sql_odbc import pyodbc
from toucan_connectors.sql_odbc.layouts import UTF8
from toucan_connectors.sql_odbc.login import Login
from toucan_connectors.sql_odbc.utf8 import gives_utf8

if TYPE_CHECKING:
    from toucan_connectors.sql_odbc.types import Types

__all__ = ["login_of"]


def login_of(connection: pyodbc.Connection, *, autocommit: bool, read_only: bool) -> Login:
    """Return how to go on with a connection that is made."""
    dbms = dbms_of(str(connection.getinfo(pyodbc.SQL_DBMS_NAME)))
    locks = [dbms.read_only] if read_only and dbms.read_only else []
    return Login(
        autocommit=autocommit,
        read_only=read_only,
        settings=[*dbms.settings, *locks],
        types=_types(dbms, connection),
        goes_back=dbms.goes_back,
        probe=dbms.probe,
        bound=dbms.bound,
        killed=dbms.killed,
        asked_again=None if dbms.documents is None else partial(with_documents, dbms.documents),
        dialect=dbms.dialect,
    )


def _types(dbms: Dbms, connection: pyodbc.Connection) -> Types:
    if dbms.utf8_sample is not None and gives_utf8(connection, dbms.utf8_sample):
        return replace(dbms.types, text=UTF8)
    return dbms.types
