"""What a driver says of the columns of a statement."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from toucan_connectors.sql_odbc import _api as api
from toucan_connectors.sql_odbc.types import Described

__all__ = ["Origin", "described", "origin"]

Origin: TypeAlias = tuple[str, str, str, str]
"""Where a column comes from: catalogue, schema, table and column, each "" where the driver does not tell."""

_CONCISE_TYPE: Final = 2
_DISPLAY_SIZE: Final = 6
_UNSIGNED: Final = 8
_TYPE_NAME: Final = 14
_LENGTH: Final = 1003
_PRECISION: Final = 1005
_SCALE: Final = 1006
_NAME: Final = 1011
_ORIGIN: Final = (17, 16, 23, 22)
"""Fields of a column's descriptor, SQL_DESC_...; the last are CATALOG_NAME, SCHEMA_NAME, BASE_TABLE_NAME and
BASE_COLUMN_NAME."""
_NO_BOUND: Final = 2**30
"""A size that says that there is none."""


def described(statement: Any) -> list[Described]:
    """Return the columns of a statement that is prepared or run."""
    return [_column(statement, number) for number in range(1, api.column_count(statement) + 1)]


def origin(statement: Any, number: int) -> Origin:
    """Return where a column (the first is 0) comes from."""
    catalogue, schema, table, column = (api.text_of(statement, number + 1, field) for field in _ORIGIN)
    return catalogue, schema, table, column


def _column(statement: Any, number: int) -> Described:
    size, display = (api.number_of(statement, number, field) for field in (_LENGTH, _DISPLAY_SIZE))
    return Described(
        name=api.text_of(statement, number, _NAME),
        code=api.number_of(statement, number, _CONCISE_TYPE),
        type=api.text_of(statement, number, _TYPE_NAME),
        size=size if 0 < size < _NO_BOUND else 0,
        display=display if 0 < display < _NO_BOUND else 0,
        precision=api.number_of(statement, number, _PRECISION),
        scale=api.number_of(statement, number, _SCALE),
        unsigned=bool(api.number_of(statement, number, _UNSIGNED)),
    )
