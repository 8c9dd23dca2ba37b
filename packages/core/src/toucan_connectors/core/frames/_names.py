"""Column names are text, and each is there once."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["unique_names"]


def unique_names(names: Iterable[object]) -> list[str]:
    """Return the names as text, the second `a` as `a_1` and so on; a name that is free is never taken.

    >>> unique_names(["a", "a_1", "a", 3])
    ['a', 'a_1', 'a_2', '3']
    """
    texts = [str(name) for name in names]
    taken = set(texts)
    seen: set[str] = set()
    counts: dict[str, int] = {}
    result = []
    for text in texts:
        name = text
        while name in seen or (name != text and name in taken):
            counts[text] = counts.get(text, 0) + 1
            name = f"{text}_{counts[text]}"
        seen.add(name)
        result.append(name)
    return result
