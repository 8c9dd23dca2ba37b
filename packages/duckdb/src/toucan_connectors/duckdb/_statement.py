"""From a data source to a statement with binds, checked to be one query that only reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.core.errors import QueryError, QueryRefusedError
from toucan_connectors.core.templating import Literal, pieces
from toucan_connectors.duckdb._sql import table_reference

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = ["Statement"]

_NODES: Final = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_TABLE_FUNCTIONS: Final = frozenset(
    {
        "generate_series",
        "json_each",
        "json_tree",
        "pg_timezone_names",
        "range",
        "repeat",
        "repeat_row",
        "unnest",
    }
)
_REFUSED_FUNCTIONS: Final = frozenset(
    {"nextval", "setseed", "setval", "sleep_ms", "write_log", "json_execute_serialized_sql"}
)
_VOID: Final = "__VOID__"
"""The parameter value that means NULL."""


@dataclass(frozen=True)
class Statement:
    """A query's text with `$p0`, `$p1` ... in the place of what its templates print, and their values."""

    text: str
    binds: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls, cursor: DuckDBPyConnection, query: str | None, table: str | None, parameters: Mapping[str, Any]
    ) -> Statement:
        """Return the statement of a query, or of a table; QueryRefusedError if it may do more than read."""
        if query is None:
            return cls(f"SELECT * FROM {table_reference(table or '')}")  # noqa: S608 - quoted
        statement = _bound(query, parameters)
        _check_reads_only(cursor, statement.text)
        return statement

    def relation(self, cursor: DuckDBPyConnection) -> DuckDBPyRelation:
        """Return the query, bound and typed but not run."""
        return cursor.sql(self.text, params=self.binds)


def _bound(query: str, parameters: Mapping[str, Any]) -> Statement:
    """Put a bind where a template prints: a value never becomes text of the statement."""
    text: list[str] = []
    binds: dict[str, Any] = {}
    names: dict[tuple[type, str], str] = {}
    for piece in pieces(query, parameters):
        if isinstance(piece, Literal):
            text.append(piece.text)
            continue
        # Equal values share a bind, so that a template in SELECT and the same in GROUP BY agree.
        name = names.setdefault((type(piece.value), repr(piece.value)), f"p{len(names)}")
        binds[name] = None if piece.value == _VOID else piece.value
        text.append(f"${name}")
    return Statement("".join(text), binds)


def _check_reads_only(cursor: DuckDBPyConnection, statement: str) -> None:
    """Let DuckDB's own parser say what the statement is, and every node of it be one that reads."""
    [[parsed]] = cursor.execute("SELECT json_serialize_sql(?::VARCHAR)", [statement]).fetchall()
    tree: dict[str, Any] = json.loads(parsed)
    if tree["error"]:
        _raise_why(tree)
    if len(tree["statements"]) != 1:
        raise QueryRefusedError("The query is not exactly one statement.", field="query")
    for node in _walk(tree["statements"]):
        kind, function = str(node.get("type", "")), node.get("function_name")
        if kind.endswith("_NODE") and kind not in _NODES:
            raise QueryRefusedError("The query would change data.", field="query", hint="Only read in it.")
        if function in _REFUSED_FUNCTIONS:
            raise QueryRefusedError(
                f"The query calls {function}(), which does more than read.", field="query"
            )
        if kind == "TABLE_FUNCTION" and (name := node["function"]["function_name"]) not in _TABLE_FUNCTIONS:
            raise QueryRefusedError(
                f"The query reads from {name}().",
                field="query",
                hint="Read the tables of the database file and the folders; a form lists them.",
            )


def _raise_why(tree: dict[str, Any]) -> None:
    if tree.get("error_type") == "not implemented":
        raise QueryRefusedError(
            "The query is not a SELECT.",
            field="query",
            hint="This connector only reads; a PIVOT names its values with IN (...).",
        )
    raise QueryError(f"DuckDB cannot parse the query: {tree.get('error_message')}", field="query")


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    pending = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            yield item
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
