"""What a server asks for with a status of 401: the WWW-Authenticate header (RFC 9110, 11.6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Challenge", "challenges"]

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PART: Final = re.compile(
    rf"""\s*,?\s*(?:
        (?P<name>{_WORD})\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>{_WORD}))   # a parameter
        |(?P<scheme>{_WORD})(?:[ ]+(?P<blob>[A-Za-z0-9._~+/-]+=*)(?=\s*(?:,|$)))?       # or a scheme
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Challenge:
    """A scheme that the server takes, in lower case, and its parameters by name."""

    scheme: str
    parameters: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.parameters.get(name, "")


def challenges(header: str) -> Iterator[Challenge]:
    """Yield the challenges of a header, in its order; what is no challenge ends them."""
    found: Challenge | None = None
    position = 0
    while part := _PART.match(header, position):
        position = part.end()
        if part["scheme"]:
            if found:
                yield found
            found = Challenge(part["scheme"].lower(), {})
        elif found:
            value = part["plain"] or re.sub(r"\\(.)", r"\1", part["quoted"] or "")
            found.parameters.setdefault(part["name"].lower(), value)
    if found:
        yield found
