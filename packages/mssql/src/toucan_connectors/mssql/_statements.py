"""What is sent: the author's text as it is, its binds as parameters of `sp_executesql`.

A bind is declared with the type of its value, and may stand in several places, so that SELECT and GROUP BY
agree about it. https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-executesql-transact-sql
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from toucan_connectors.core.errors import QueryError
from toucan_connectors.sql.statement import Statement

__all__ = ["described", "executed", "planned"]

_LARGEST: Final = 2**63
_DIGITS: Final = 38
_CHARACTERS, _BYTES = 4000, 8000
"""The sizes up to which text and bytes are no `(max)`."""


def executed(statement: Statement) -> Statement:
    """Return the call that runs a statement with its binds; one without binds as it is."""
    binds = _binds(statement)
    if not binds:
        return Statement(statement.text, ())
    return _call("EXEC sp_executesql", statement.text, _declared(binds), *map(_sent, binds.values()))


def described(statement: Statement) -> Statement:
    """Return the call that says which columns a statement has, without running it."""
    declared = _declared(_binds(statement)) or None
    return _call("EXEC sys.sp_describe_first_result_set", statement.text, declared)


def planned(statement: Statement) -> str:
    """Return the statement with its binds declared, to be planned: their values are not sent."""
    declared = _declared(_binds(statement))
    return f"DECLARE {declared};\n{statement.text}" if declared else statement.text


def _binds(statement: Statement) -> Mapping[str, Any]:
    binds = statement.binds
    return binds if isinstance(binds, Mapping) else {}


def _call(procedure: str, *values: Any) -> Statement:
    """Call a procedure; null is written, since drivers ask the server for the type of one that is bound."""
    places = ", ".join("NULL" if value is None else "?" for value in values)
    return Statement(f"{procedure} {places}", [value for value in values if value is not None])


def _declared(binds: Mapping[str, Any]) -> str:
    return ", ".join(f"@{name} {_type_of(name, value)}" for name, value in binds.items())


def _type_of(name: str, value: Any) -> str:
    for kind, type_ in _TYPES:
        if isinstance(value, kind):
            return type_(value)
    raise QueryError(
        f"The value of {name} is a {type(value).__name__}, which SQL Server has no type for.",
        field="parameters",
        hint="Give it as text or as a number.",
    )


def _integer(value: int) -> str:
    return "bigint" if -_LARGEST <= value < _LARGEST else f"decimal({_DIGITS})"


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        return "float"
    _, digits, exponent = value.as_tuple()
    scale = max(-int(exponent), 0)
    precision = max(len(digits) + max(int(exponent), 0), scale, 1)
    return f"decimal({precision}, {scale})" if precision <= _DIGITS else "float"


def _instant(value: datetime) -> str:
    return "datetime2(6)" if value.tzinfo is None else "datetimeoffset(6)"


def _text(value: str) -> str:
    length = len(value.encode("utf-16-le", "surrogatepass")) // 2
    return f"nvarchar({_CHARACTERS if length <= _CHARACTERS else 'max'})"


def _raw(value: bytes) -> str:
    return f"varbinary({_BYTES if len(value) <= _BYTES else 'max'})"


def _always(type_: str) -> Callable[[Any], str]:
    return lambda _: type_


_TYPES: Final[Sequence[tuple[type, Callable[[Any], str]]]] = (
    (type(None), _always("nvarchar(1)")),
    (bool, _always("bit")),
    (int, _integer),
    (float, _always("float")),
    (Decimal, _decimal),
    (str, _text),
    (bytes, _raw),
    (datetime, _instant),
    (date, _always("date")),
    (time, _always("time(6)")),
    (UUID, _always("uniqueidentifier")),
)
"""By the type of a value, the first that fits, what its parameter is declared as."""


def _sent(value: Any) -> Any:
    """Return a value as a driver takes it; the server makes of a text what its parameter is declared as."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat(" ")  # pyodbc would leave out the offset
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and _integer(value) != "bigint":
        return str(value)
    if isinstance(value, Decimal) and _decimal(value) == "float":
        return float(value)
    return value
