"""Texts as people read them: of one line, without what a terminal would obey, numbers with their units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

__all__ = ["close_to", "duration", "number", "one_line", "printable", "size"]

_UNPRINTABLE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Return the text with control characters, and those that turn or hide text, as their escapes."""
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    """Return the text on one line, printable."""
    return printable(" ".join(text.split()))


def number(count: int) -> str:
    """Return `336,776`."""
    return f"{count:,}"


def size(count: float) -> str:
    """Return `5.8 MB`."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def duration(seconds: float) -> str:
    """Return `12 ms`, `3.4 s` or `2 min 05 s`."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60):02} s"


def close_to(name: str, known: Iterable[str]) -> str | None:
    """Return the hint that names what was probably meant, or None."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=2)
    return f"Did you mean {' or '.join(map(repr, close))}?" if close else None
