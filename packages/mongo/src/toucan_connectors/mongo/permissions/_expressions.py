"""Regular expressions that MongoDB's engine (PCRE) and RE2 understand in the same way."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["common_expression"]

_MAX_LENGTH: Final = 1000
_SETS: Final = {
    r"\d": "[0-9]",
    r"\D": "[^0-9]",
    r"\s": r"[\t\n\f\r ]",
    r"\S": r"[^\t\n\f\r ]",
    r"\w": "[0-9A-Za-z_]",
    r"\W": "[^0-9A-Za-z_]",
    ".": r"[^\n]",
    "$": r"$(?!\n)",  # PCRE's also stands before a last line feed
}
"""What is written otherwise, so that it means the same."""
_PUNCTUATION: Final = r"[!-/:-@\[-`{-~]"
_TOKEN: Final = re.compile(
    rf"""
    (?P<atom>
        [^\\^$.|?*+()\[\]{{}}\0]                                # a character
      | \\(?:{_PUNCTUATION}|[dDsSwWntr])                        # one that is escaped, or a set
      | \.
      | \[\^? (?:[0-9A-Za-z]-[0-9A-Za-z] | [^\\\[\]^\-\0&~|] | \\{_PUNCTUATION})+ \]
    )
    (?: (?:[*+?]|\{{\d{{1,3}}(?:,\d{{0,3}})?\}}) \?? )?         # repeated, which groups may not be
    (?![*+?{{])
  | (?: \((?:\?:)? | \) | \| | [$^] ) (?![*+?{{])
    """,
    re.VERBOSE,
)


def common_expression(pattern: str) -> str | None:
    """Return an expression for MongoDB that finds what RE2 does with a pattern, None where that is not sure.

    Groups that are repeated are left out: they may keep an engine that tries again and again busy for ever.
    """
    if len(pattern) > _MAX_LENGTH:
        return None
    written, position = [], 0
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:
            return None
        position = token.end()
        atom = token["atom"] or token[0]
        written.append(_SETS.get(atom, atom) + token[0][len(atom) :])
    return "".join(written)
