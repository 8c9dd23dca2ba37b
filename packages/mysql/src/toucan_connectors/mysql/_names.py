"""Double quotes: what MySQL reads as text, and the older front-end wrote names in.

    SELECT "t"."c" FROM "t"      every name in double quotes, as that front-end writes: names
    SELECT "c" FROM t            an item that would be the same text in every row: a name
    SELECT c FROM t WHERE s = "x", CONCAT("a", 'b "c"')      what MySQL reads: text

It is decided by the tokens, so that a quote inside a text, a name or a comment stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from toucan_connectors.sql.syntax import MAX_BYTES

if TYPE_CHECKING:
    from toucan_connectors.sql.dialects import Dialect
    from toucan_connectors.sql.statement import Draft

__all__ = ["with_names"]

_BEFORE_A_TABLE: Final = frozenset({"FROM", "JOIN", "STRAIGHT_JOIN"})
_CLAUSES: Final = frozenset(
    {"SELECT", "FROM", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "PARTITION BY", "LIMIT", "WINDOW"}
)
_ITEMS: Final = frozenset({"SELECT", "GROUP BY", "ORDER BY", "PARTITION BY"})
"""Clauses of which an item that is a text alone says nothing."""
_BEFORE_AN_ITEM: Final = _ITEMS | {",", "DISTINCT", "ALL"}
_BEHIND_AN_ITEM: Final = _CLAUSES | {",", "AS", "ASC", "DESC", ")", ";", "UNION", ""}


def with_names(draft: Draft, dialect: Dialect) -> Draft:
    """Return the draft with backticks around what double quotes hold names in."""
    if '"' not in draft.text or len(draft.text) > MAX_BYTES:  # what is longer is refused elsewhere
        return draft
    from sqlglot import Dialect as Grammar
    from sqlglot.errors import TokenError

    try:
        tokens = Grammar.get_or_raise(dialect.grammar).tokenize(draft.text)
    except TokenError:
        return draft  # what cannot be read is refused elsewhere
    words = [draft.text[token.start : token.end + 1].upper() for token in tokens]
    names = set(_names(words))
    pieces: list[str] = []
    done = 0
    for position in sorted(names):
        token = tokens[position]
        pieces += [draft.text[done : token.start], dialect.identifier(token.text)]
        done = token.end + 1
    return replace(draft, text="".join([*pieces, draft.text[done:]]))


def _names(words: Sequence[str]) -> Iterator[int]:
    """Yield the positions of the names: every word in double quotes, if one stands where only names do."""
    places = list(_places(words))
    quoted = [position for position, word in enumerate(words) if word[0] == '"']
    if any(_is_only_a_name(words, position, places[position]) for position in quoted):
        yield from quoted
    else:
        yield from (position for position in quoted if _is_an_item(words, position, places[position]))


def _is_only_a_name(words: Sequence[str], position: int, place: _Place) -> bool:
    before, behind = _at(words, position - 1), _at(words, position + 1)
    return "." in (before, behind) or (before in _BEFORE_A_TABLE and place.query.selects)


def _is_an_item(words: Sequence[str], position: int, place: _Place) -> bool:
    if _at(words, position - 1) not in _BEFORE_AN_ITEM or _at(words, position + 1) not in _BEHIND_AN_ITEM:
        return False
    return place.clause in _ITEMS and (place.clause != "SELECT" or place.query.reads_a_table)


def _at(words: Sequence[str], position: int) -> str:
    return words[position] if 0 <= position < len(words) else ""


@dataclass
class _Query:
    """What stands between two parentheses: a query, or what a function or a list holds."""

    selects: bool = False
    reads_a_table: bool = False


class _Place(NamedTuple):
    """Where a word stands."""

    query: _Query
    clause: str


def _places(words: Sequence[str]) -> Iterator[_Place]:
    """Yield the place of each word; its query is known whole at the end."""
    open_ = [_Place(_Query(), "")]
    for word in words:
        if word == "(":
            open_.append(_Place(_Query(), ""))
        elif word == ")" and len(open_) > 1:
            open_.pop()
        elif word == "SELECT":
            open_[-1] = _Place(_Query(selects=True), word)
        elif word in _CLAUSES:
            open_[-1] = _Place(open_[-1].query, word)
            open_[-1].query.reads_a_table |= word == "FROM"
        yield open_[-1]
