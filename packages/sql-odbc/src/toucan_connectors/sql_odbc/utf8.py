"""Whether a driver gives text in UTF-8, which some do only where the locale is of it that they connect in."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import Final

import pyarrow as pa

from toucan_connectors.sql_odbc import pyodbc
from toucan_connectors.sql_odbc._pieces import Pieces
from toucan_connectors.sql_odbc.layouts import UTF8
from toucan_connectors.sql_odbc.types import OdbcColumn

__all__ = ["SAMPLE", "gives_utf8"]

SAMPLE: Final = "aé€😀"
"""Characters of one to four bytes."""
_COLUMN: Final = OdbcColumn("sample", "text", pa.string(), None, layout=UTF8)


def gives_utf8(connection: pyodbc.Connection, query: str) -> bool:
    """Return whether the sample, which the query selects, comes in UTF-8 when it is asked for in bytes."""
    with suppress(pyodbc.Error), closing(connection.execute(query)) as cursor:
        return any(
            cells.data.tobytes() == SAMPLE.encode()
            for rows in Pieces(cursor.hstmt, [_COLUMN])
            for _, cells in rows
        )
    return False
