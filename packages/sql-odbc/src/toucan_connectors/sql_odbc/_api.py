"""The few functions of ODBC that pyodbc has no words for: describing without running, reading by the block.

They are called on pyodbc's own handles, in the driver manager that pyodbc has loaded, so that a statement
stays one statement: of one session, with pyodbc's binds, and cancelled by pyodbc's `Cursor.cancel()`.
Names and numbers are those of Microsoft's ODBC reference, and of `sql.h`, `sqlext.h`.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_short, c_ssize_t, c_ushort, c_void_p
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.core.errors import ConfigurationError
from toucan_connectors.sql_odbc import pyodbc

if TYPE_CHECKING:
    from ctypes import CDLL

    Handle = c_void_p | None

__all__ = [
    "CURSOR_TYPE",
    "NO_DATA",
    "NO_TOTAL",
    "NULL",
    "ROWS_FETCHED",
    "ROW_ARRAY_SIZE",
    "ROW_STATUSES",
    "SUCCESS_WITH_INFO",
    "attribute",
    "cancel",
    "check",
    "column_count",
    "error_of",
    "number_of",
    "prepared",
    "set_attribute",
    "text_of",
]

SUCCESS: Final = 0
SUCCESS_WITH_INFO: Final = 1
NO_DATA: Final = 100
NULL: Final = -1
"""The length that says so, SQL_NULL_DATA."""
NO_TOTAL: Final = -4
"""The length of a value that is longer than there was room, where the driver does not know it."""

CURSOR_TYPE: Final = 6
ROW_STATUSES: Final = 25
ROWS_FETCHED: Final = 26
ROW_ARRAY_SIZE: Final = 27
"""Attributes of a statement."""

_STATEMENT: Final = 3
"""SQL_HANDLE_STMT: what diagnostics are asked of."""
_UTF_16: Final = "utf-16-le"
_CHARACTER: Final = 2
_MESSAGE: Final = 2048
_NAME: Final = 1024


@cache
def _library() -> CDLL:
    """Return the driver manager that pyodbc has loaded: no other one knows its handles.

    Raises ConfigurationError for one whose characters have four bytes.
    """
    if pyodbc.SQLWCHAR_SIZE != _CHARACTER:
        raise ConfigurationError(
            "pyodbc was built for iODBC here, whose texts are of another kind.",
            hint="Build pyodbc with unixODBC.",
        )
    if os.name == "nt":
        return ctypes.WinDLL("odbc32")  # type: ignore[attr-defined,no-any-return]  # Windows only
    return ctypes.CDLL(pyodbc.LIBRARY)  # its own dependencies are looked through as well


def _call(name: str, *arguments: Any) -> int:
    """Call a function of ODBC and return what it returns; the interpreter's lock is not held meanwhile."""
    function = getattr(_library(), name)
    function.restype = c_short
    return int(function(*arguments))


def check(name: str, statement: Handle, *arguments: Any) -> int:
    """Call a function on a statement; raise pyodbc's error where it fails, with the driver's words."""
    code = _call(name, statement, *arguments)
    if code not in (SUCCESS, SUCCESS_WITH_INFO, NO_DATA):
        raise error_of(statement, name)
    return code


def error_of(statement: Handle, name: str) -> pyodbc.Error:
    """Return the error that a statement tells of, as pyodbc writes it."""
    state, message = ctypes.create_string_buffer(12), ctypes.create_string_buffer(2 * _MESSAGE)
    length, native = c_short(), ctypes.c_int()
    code = _call(
        "SQLGetDiagRecW", c_short(_STATEMENT), statement, c_short(1), state, byref(native), message,
        c_short(_MESSAGE), byref(length),
    )  # fmt: skip
    if code not in (SUCCESS, SUCCESS_WITH_INFO):
        return pyodbc.Error("HY000", f"[HY000] {name} failed.")
    sqlstate = state.raw[:10].decode(_UTF_16)
    text = message.raw[: 2 * min(length.value, _MESSAGE)].decode(_UTF_16, "replace").rstrip("\0")
    return pyodbc.Error(sqlstate, f"[{sqlstate}] {text} ({native.value}) ({name})")


def set_attribute(statement: Handle, attribute: int, value: c_void_p) -> None:
    """Set an attribute of a statement."""
    check("SQLSetStmtAttrW", statement, ctypes.c_int(attribute), value, ctypes.c_int(0))


def attribute(statement: Handle, name: int) -> int:
    """Return an attribute of a statement, where that is a number."""
    value = c_ssize_t()
    check("SQLGetStmtAttrW", statement, ctypes.c_int(name), byref(value), ctypes.c_int(0), None)
    return value.value


def cancel(statement: Handle) -> None:
    """Ask a statement that runs in another thread to end."""
    _call("SQLCancel", statement)


def column_count(statement: Handle) -> int:
    """Return the number of columns of a statement's result; 0 where it has none."""
    count = c_short()
    check("SQLNumResultCols", statement, byref(count))
    return count.value


@contextmanager
def prepared(connection: pyodbc.Connection, text: str) -> Iterator[c_void_p]:
    """Give a statement that is prepared, and not run."""
    handle = c_void_p()
    if _call("SQLAllocHandle", c_short(_STATEMENT), connection.hdbc, byref(handle)) != SUCCESS:
        raise pyodbc.OperationalError("08003", "[08003] The connection takes no other statement.")
    try:
        written = text.encode(_UTF_16)
        check("SQLPrepareW", handle, written + b"\0\0", ctypes.c_int(len(written) // 2))
        yield handle
    finally:
        _call("SQLFreeHandle", c_short(_STATEMENT), handle)


def number_of(statement: Handle, column: int, field: int) -> int:
    """Return a number that a statement says of a column (the first is 1), 0 where it says none."""
    number = c_ssize_t()
    code = _call(
        "SQLColAttributeW", statement, c_ushort(column), c_ushort(field), None, c_short(0), None,
        byref(number),
    )  # fmt: skip
    return number.value if code in (SUCCESS, SUCCESS_WITH_INFO) else 0


def text_of(statement: Handle, column: int, field: int) -> str:
    """Return a text that a statement says of a column, "" where it says none."""
    text, length = ctypes.create_string_buffer(2 * _NAME), c_short()
    code = _call(
        "SQLColAttributeW", statement, c_ushort(column), c_ushort(field), text, c_short(2 * _NAME),
        byref(length), None,
    )  # fmt: skip
    if code not in (SUCCESS, SUCCESS_WITH_INFO):
        return ""
    return text.raw[: min(length.value, 2 * _NAME - 2)].decode(_UTF_16, "replace").rstrip("\0")
