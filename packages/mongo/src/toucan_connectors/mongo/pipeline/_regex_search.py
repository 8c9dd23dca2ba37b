"""A search by regular expressions, as `get_df_with_regex` and `get_slice_with_regex` take it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from toucan_connectors.core.errors import QueryError

if TYPE_CHECKING:
    from toucan_connectors.mongo.pipeline._stages import Document, Stage

__all__ = ["Search", "search_stage"]

Search: TypeAlias = Mapping[str, Sequence[Mapping[str, "re.Pattern[str] | str"]]]
"""`{"and": [{column: expression}, ...]}`, or with "or"; the columns of one dict must all match."""

_GROUPS: Final = {"and": "$and", "or": "$or"}


def search_stage(search: Search) -> Stage:
    """Return the `$match` that keeps documents in which the search finds something, whatever the case.

    Values are searched as text, numbers and dates too; the flags of a compiled expression say nothing.
    Raises QueryError, field "search", for what is no search.
    """
    word, members = _members(search)
    found = [_all_of([_found(*column) for column in member.items()]) for member in members]
    return {"$match": {"$expr": {word: found}}}


def _members(search: object) -> tuple[str, list[Mapping[str, object]]]:
    if isinstance(search, Mapping) and len(search) == 1:
        ((kind, members),) = search.items()
        listed = isinstance(members, list | tuple) and all(isinstance(member, Mapping) for member in members)
        if kind in _GROUPS and listed and members and all(members):
            return _GROUPS[kind], list(members)
    raise QueryError(
        "A search has either 'and' or 'or', with at least one column.",
        field="search",
        hint='Write {"and": [{"name": re.compile("a.b")}]}.',
    )


def _all_of(expressions: list[Document]) -> Document:
    return expressions[0] if len(expressions) == 1 else {"$and": expressions}


def _found(column: object, expression: object) -> Document:
    if not isinstance(column, str) or not column or column.startswith("$") or "\0" in column:
        raise QueryError(f"A search has no column {column!r}: it is no name of a field.", field="search")
    text = expression.pattern if isinstance(expression, re.Pattern) else expression
    if not isinstance(text, str):
        raise QueryError(f"The search in {column!r} is no expression on text.", field="search")
    # A literal, as an expression that begins with $ would be the path of a field.
    matched = {"input": _text_of(column), "regex": {"$literal": text}, "options": "i"}
    return {"$regexMatch": matched}


def _text_of(column: str) -> Document:
    """Write a value as text; one that has none is not found, where $toString ends the query."""
    return {"$convert": {"input": f"${column}", "to": "string", "onError": None, "onNull": None}}
