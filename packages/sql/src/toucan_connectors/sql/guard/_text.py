"""What is refused by the text, because its readers disagree on what it means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlglot import Token

    from toucan_connectors.sql.dialects import Rules

__all__ = ["refusal_of_text"]

_QUOTES: Final = "'\"`["
_BLANKS: Final = frozenset(" \t\n\r\f\v")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Pi", "Pf"})
"""Unicode's blanks, controls and curly quotes: what one reader takes for a letter is none to another."""


def refusal_of_text(text: str, tokens: Sequence[Token], words: Sequence[str], rules: Rules) -> str | None:
    """Return why a text is refused whatever its tree says, or None; `words` are its tokens as written."""
    if "\0" in text:
        return "it has a NUL character"
    gaps = list(_gaps(text, tokens))
    if any("/*" in gap.partition("/*")[2] for gap in gaps):
        return "it has a comment in a comment, which sources read differently"
    if any("{#" in gap for gap in gaps):
        return "'{#' stands in it, which sources read differently"
    unquoted = [word for word in words if word[0] not in _QUOTES]  # as written: a quoted word is a name
    for character in "".join([*gaps, *unquoted]):
        if character not in _BLANKS and unicodedata.category(character) in _INVISIBLE:
            return f"{character!r} stands in it, outside of quotes"
    code = "".join(word if word[0] not in _QUOTES else '""' for word in _alternating(gaps, words))
    for pattern, subject in ((rules.text, text), (rules.code, code)):
        if pattern and (found := re.search(pattern, subject, re.IGNORECASE)):
            return f"{found[0]!r} stands in it"
    refused = next((word for word in unquoted if word.lower() in rules.words), None)
    return None if refused is None else f"{refused.upper()} stands in it"


def _gaps(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Yield what stands around the tokens: blanks and comments."""
    done = 0
    for token in tokens:
        yield text[done : token.start]
        done = token.end + 1
    yield text[done:]


def _alternating(gaps: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """Yield the words, with a blank where there was anything between them."""
    for gap, word in zip(gaps, words, strict=False):
        if gap:
            yield " "
        yield word
