"""SHOW, DESCRIBE and EXPLAIN: they only tell, if the statement that they tell of only reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from sqlglot import TokenType

from toucan_connectors.sql.guard._text import refusal_of_text

if TYPE_CHECKING:
    from sqlglot import Token

    from toucan_connectors.sql.dialects import Rules

__all__ = ["LISTINGS", "refusal_of_listing"]

LISTINGS: Final = frozenset({"SHOW", "DESCRIBE", "DESC", "EXPLAIN"})
"""The first words of such statements."""

_BEGIN_STATEMENTS: Final = frozenset(
    {"SELECT", "WITH", "VALUES", "FROM", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"}
)
_OPTIONS: Final = frozenset(
    """
    analyze ast buffers codegen cost costs distributed estimate extended false format formatted generic_plan
    graphviz io json logical memory none off on partitions pipeline serialize settings summary syntax tabular
    text timing traditional tree true type using validate verbose wal xml yaml ( ) , =
    """.split()  # noqa: SIM905 - reads as one
)
"""What may stand between EXPLAIN and its statement. PLAN FOR is not here: it writes into a table."""
_PUNCTUATION: Final = frozenset({".", ",", "=", "*"})


def refusal_of_listing(
    text: str,
    tokens: Sequence[Token],
    words: Sequence[str],
    rules: Rules,
    refusal_of_inner: Callable[[str], str | None],
) -> str | None:
    """Return why a listing may do more than tell, as the end of a sentence, or None."""
    if problem := refusal_of_text(text, tokens, words, rules):
        return problem
    while words[-1] == ";":
        tokens, words = tokens[:-1], words[:-1]
    begins = _BEGIN_STATEMENTS - ({"TABLE"} if words[0] in {"DESCRIBE", "DESC"} else set())
    inner = next((n for n, word in enumerate(words) if n and word in begins), None)
    if words[0] == "SHOW" or (words[0] != "EXPLAIN" and inner is None):
        return next(filter(None, map(_not_a_name, tokens[1:], words[1:])), None)
    unknown = next((word for word in words[1:inner] if word.lower() not in _OPTIONS), None)
    if unknown is not None:
        return f"{words[0]} with {unknown} may do more than tell"
    return "it explains no query" if inner is None else refusal_of_inner(text[tokens[inner].start :])


def _not_a_name(token: Token, word: str) -> str | None:
    if token.token_type in (TokenType.IDENTIFIER, TokenType.NUMBER) or word in _PUNCTUATION:
        return None
    literal = token.token_type is TokenType.STRING and word[0] in "'\""
    return None if literal or word.isidentifier() else f"{word} stands in it"
