"""Whether a statement is one query that only reads: DuckDB's own parser says so, node by node."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.core.errors import QueryError, QueryRefusedError
from toucan_connectors.duckdb._sql import DUCKDB

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["check_reads_only"]

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
_MAX_DEPTH: Final = 500
"""Levels of the parsed tree: what DuckDB plans by recursion, it cannot be stopped in."""


def check_reads_only(cursor: DuckDBPyConnection, statement: str) -> None:
    """Raise QueryRefusedError unless the statement is one that reads, QueryError where it is none."""
    from toucan_connectors.sql.guard import is_named

    [[parsed]] = cursor.execute("SELECT json_serialize_sql(?::VARCHAR)", [statement]).fetchall()
    try:
        tree: dict[str, Any] = json.loads(parsed)
    except RecursionError:
        raise _too_deep() from None
    if tree["error"]:
        _raise_why(tree)
    if len(tree["statements"]) != 1:
        raise QueryRefusedError("The query is not exactly one statement.", field="query")
    for node in _walk(tree["statements"]):
        kind, function = str(node.get("type", "")), node.get("function_name")
        if kind.endswith("_NODE") and kind not in _NODES:
            raise QueryRefusedError("The query would change data.", field="query", hint="Only read in it.")
        if len(node.get("column_names") or ()) > 10:
            raise _too_deep()
        if kind == "TYPE" and str(node.get("type_name")).upper() == "VARIANT":
            raise QueryRefusedError(
                "The query casts to VARIANT, which deep JSON does not survive.", field="query"
            )
        if function and is_named(DUCKDB.rules.functions, [function.lower()]):
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
            hint="This connector only reads. (A PIVOT is a SELECT when it names its values with IN.)",
        )
    raise QueryError(f"DuckDB cannot parse the query: {tree.get('error_message')}", field="query")


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    pending = [(node, 0)]
    while pending:
        item, depth = pending.pop()
        if depth > _MAX_DEPTH or (isinstance(item, list) and len(item) > 100_000):
            raise _too_deep()
        if isinstance(item, dict):
            yield item
            pending.extend((value, depth + 1) for value in item.values())
        elif isinstance(item, list):
            pending.extend((value, depth + 1) for value in item)


def _too_deep() -> QueryRefusedError:
    return QueryRefusedError("The query is nested too deeply, or has too long a list.", field="query")
