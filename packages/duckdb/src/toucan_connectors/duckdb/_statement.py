"""From a data source to a statement with binds, checked to be one query that only reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.core.errors import QueryError, QueryRefusedError
from toucan_connectors.duckdb._sql import table_reference
from toucan_connectors.sql import DIALECTS, Statement, bind

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["statement_of"]

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
    # A type that is written as text is parsed by recursion, and deep enough ends the process.
    | {"from_json", "from_json_strict", "json_transform", "json_transform_strict"}
)
_MAX_CHARACTERS: Final = 2**18
_MAX_DEPTH: Final = 500
"""Levels of the parsed tree: what DuckDB plans by recursion, it cannot be stopped in."""


def statement_of(
    cursor: DuckDBPyConnection, query: str | None, table: str | None, parameters: Mapping[str, Any]
) -> Statement:
    """Return the statement of a query, or of a table; QueryRefusedError if it may do more than read."""
    if query is None:
        return Statement(f"SELECT * FROM {table_reference(table or '')}", {})  # noqa: S608 - quoted
    statement = bind(query, parameters, DIALECTS["DuckDB"])
    _check_reads_only(cursor, statement.text)
    return statement


def _check_reads_only(cursor: DuckDBPyConnection, statement: str) -> None:
    """Let DuckDB's own parser say what the statement is, and every node of it be one that reads."""
    if len(statement) > _MAX_CHARACTERS:
        raise QueryRefusedError(f"The query has more than {_MAX_CHARACTERS:,} characters.", field="query")
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
