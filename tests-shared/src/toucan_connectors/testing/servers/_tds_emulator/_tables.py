"""What there is to read."""

from __future__ import annotations

import json
import select
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ._bridge import Call, Log, module, serving
from ._types import TYPES

__all__ = ["Endless", "ended", "own_types", "tables"]

_PATIENCE: Final = 60.0
"""Seconds after which even a table that takes forever has been read."""


class Endless:
    """A table that takes a minute to read, unless its client has something to say meanwhile: to stop."""

    name = "slow"

    def __init__(self, log: Log) -> None:
        self._log = log
        result = module("tds.result")
        self._table = module("source").Table("slow", [result.Column("n", result.Integer(4))], [])

    def load(self) -> Any:
        """Wait, unless only its columns are asked for, and give no rows."""
        ends = time.monotonic() + (0 if serving.describing else _PATIENCE)
        while time.monotonic() < ends:
            if select.select([serving.socket], [], [], 0.02)[0]:
                self._log.write("stopped", self.name)
                raise module("tds.result").QueryError("Operation cancelled by user.", number=3617)
        return self._table

    def schema(self) -> Any:
        """Give its columns, at once."""
        return self._table

    def child_schemas(self) -> dict[str, Any]:
        """Give none."""
        return {}


def ended(encode: Call, kind: Any, value: Any) -> bytes:
    """Write a text of any length; an empty one ends as others do, or drivers wait for its end."""
    return bytes(12) if value == "" else bytes(encode(kind, value))


def own_types() -> dict[str, Any]:
    """Return what makes a column's type, by its name; beside ours those that the server itself has."""
    result = module("tds.result")
    return {
        **TYPES,
        "bigint": result.Integer(8),
        "int": result.Integer(4),
        "smallint": result.Integer(2),
        "tinyint": result.Integer(1),
        "bit": result.Bit(),
        "float": result.Float(8),
        "real": result.Float(4),
        "uniqueidentifier": result.UniqueIdentifier(),
        "datetime": result.DateTime(),
        "nvarchar(100)": result.NVarChar(100),
        "nvarchar(max)": result.NVarChar(None),
    }


def tables(file: Path) -> Iterator[Any]:
    """Yield the tables that a file of JSON holds: of each its columns, a name and a type, and its rows."""
    source, result, types = module("source"), module("tds.result"), own_types()
    for name, table in json.loads(file.read_text()).items():
        kinds = [types[kind] for _, kind in table["columns"]]
        columns = [
            result.Column(column, kind) for (column, _), kind in zip(table["columns"], kinds, strict=True)
        ]
        rows = [[_read(kind, value) for kind, value in zip(kinds, row, strict=True)] for row in table["rows"]]
        yield source.Table(name, columns, rows)


def _read(kind: Any, value: Any) -> Any:
    return value if value is None or not hasattr(kind, "read") else kind.read(value)
