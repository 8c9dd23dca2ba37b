"""A query, node by node."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from toucan_connectors.sql.guard._nodes import NEVER, OPERATORS, READS
from toucan_connectors.sql.guard._text import refusal_of_text

if TYPE_CHECKING:
    from sqlglot import Token

    from toucan_connectors.sql.dialects import Rules

__all__ = ["is_named", "is_query", "refusal_of"]

_QUERY_PARTS: Final = ("into", "locks", "format", "settings")
"""Parts of a query that write or lock, or that decide how the source answers."""
_UNKNOWN: Final = (exp.Anonymous, exp.AnonymousAggFunc, exp.CombinedAggFunc, exp.ParameterizedAgg)
"""Functions that sqlglot knows only by the name that they were called by."""


def is_query(tree: exp.Expr) -> bool:
    """Whether a tree gives rows: a SELECT, a set operation, VALUES, or one of DuckDB's own kinds."""
    return isinstance(tree, exp.Query | exp.Values | exp.Pivot | exp.Summarize)


def refusal_of(
    text: str, tokens: Sequence[Token], words: Sequence[str], trees: Sequence[exp.Expr], rules: Rules
) -> str | None:
    """Return why a statement may do more than read, as the end of a sentence, or None."""
    if not trees:
        return "it is empty"
    if len(trees) > 1:
        return "it is more than one statement"
    if not is_query(trees[0]):
        return f"{words[0]} is no query"
    problems = (_problem(node, rules) for node in trees[0].walk())
    return refusal_of_text(text, tokens, words, rules) or next(filter(None, problems), None)


def _problem(node: exp.Expr, rules: Rules) -> str | None:
    if isinstance(node, exp.Func):
        return _problem_of_function(node, rules)
    if isinstance(node, exp.PropertyEQ) and _names_a_field(node):
        return None
    if isinstance(node, NEVER) or not isinstance(node, (*READS, *OPERATORS)):
        return f"{node.key.upper()} stands in it"
    present = next((part for part in _QUERY_PARTS if node.args.get(part)), None)
    if isinstance(node, exp.Query | exp.Values) and present is not None:
        return f"{present.upper()} stands in it"
    if isinstance(node, exp.Table) and _is_no_table(node, rules):
        return f"it reads from {node.name!r}, which is no table"
    called = _called_as_attribute(node, rules)
    return f"it calls {called}, which may do more than read" if called else None


def _called_as_attribute(node: exp.Expr, rules: Rules) -> str | None:
    """Return what is called without parentheses: Oracle's `s.nextval`, PostgreSQL's `(60).pg_sleep`."""
    if isinstance(node, exp.Column) and node.table:
        path = _path(node)
    elif isinstance(node, exp.Dot) and isinstance(node.expression, exp.Identifier):
        path = node.expression.name.lower()
    else:
        return None
    names = [path, path.rpartition(".")[2]] if rules.attributes_call else [path]
    functions = rules.functions if rules.attributes_call else _qualified(rules.functions)
    return path if is_named(functions, names) else None


def _names_a_field(node: exp.PropertyEQ) -> bool:
    """Whether `:=` or `:` names a field or an argument, and is no assignment to a variable."""
    inside = isinstance(node.parent, exp.Struct | exp.Func | exp.Table)
    return inside and not isinstance(node.this, exp.Parameter | exp.SessionParameter)


def _problem_of_function(node: exp.Func, rules: Rules) -> str | None:
    names = _names(node)
    if isinstance(node, NEVER) or is_named(rules.functions, names):
        return f"it calls {names[0]}(), which may do more than read"
    if isinstance(node, _UNKNOWN) and not rules.unknown_functions:
        return f"it calls {names[0]}(), which nobody here knows"
    return None


def _names(node: exp.Func) -> list[str]:
    """Return the names that a function may have at the source, with its qualifiers too."""
    if isinstance(node, exp.Apply):
        names = [node.expression.name]  # ClickHouse's * APPLY(f)
    elif isinstance(node, _UNKNOWN):
        names = [node.this if isinstance(node.this, str) else node.this.name]
    else:
        names = list(type(node).sql_names())
    qualifiers = _qualifiers(node)
    return [name.lower() for name in [*names, *(f"{qualifiers}.{name}" for name in names if qualifiers)]]


def _qualifiers(node: exp.Expr) -> str:
    parent = node.parent
    if isinstance(parent, exp.Dot) and parent.expression is node:
        return ".".join(part.name for part in parent.this.find_all(exp.Identifier))
    if isinstance(parent, exp.Table) and parent.this is node:
        return ".".join(part.name for part in (parent.args.get("catalog"), parent.args.get("db")) if part)
    return ""


def _is_no_table(node: exp.Table, rules: Rules) -> bool:
    alias = node.args.get("alias")
    called = alias is not None and alias.this is None and alias.args.get("columns")  # dictionary('d')
    text = isinstance(node.this, exp.Literal | exp.Parameter)
    return bool(called or text or is_named(rules.tables, [_path(node)]))


def _path(node: exp.Table | exp.Column) -> str:
    return ".".join(part.name for part in node.parts if not isinstance(part, exp.Func)).lower()


@lru_cache(maxsize=64)
def _qualified(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if "." in name)


@lru_cache(maxsize=64)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    patterns = sorted(re.escape(name).replace(r"\*", ".*") for name in names)
    return re.compile("|".join(patterns) or "(?!)", re.DOTALL)


def is_named(patterns: frozenset[str], names: Sequence[str]) -> bool:
    """Whether one of the names is among those of a rule, where `*` stands for any characters."""
    return any(_pattern(patterns).fullmatch(name) for name in names)
