"""Filters that only say a path (`.`, `.[]`, `.data.items[]`, `.["a b"][]`): evaluated without jq."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from toucan_connectors.core.errors import QueryError

if TYPE_CHECKING:
    from toucan_connectors.http.decode._json_types import Json

__all__ = ["Path", "leading_path", "parse_path"]

_STEP: Final = r'(?:\.[A-Za-z_][A-Za-z0-9_]*|\.?\["[^"\\]*"\]|\.?\[\s*\])'
_PATH: Final = re.compile(rf"\.(?![\w\[])|(?=\.){_STEP}+")
_STEPS: Final = re.compile(r'\.([A-Za-z_][A-Za-z0-9_]*)|\["([^"\\]*)"\]|(\[\s*\])')


@dataclass(frozen=True)
class Path:
    """The steps from a document to its rows: a key, or None for each item of a list or an object."""

    steps: tuple[str | None, ...]

    @property
    def keys(self) -> tuple[str, ...] | None:
        """The keys that lead to a list, or None where a path goes through several."""
        steps = self.steps[:-1] if self.is_stream else self.steps
        keys = tuple(step for step in steps if step is not None)
        return keys if len(keys) == len(steps) else None

    @property
    def is_stream(self) -> bool:
        """Whether its last step goes to each item, so that the items are the rows, lists among them too."""
        return bool(self.steps) and self.steps[-1] is None

    def values(self, document: Json, *, field: str = "filter") -> list[Json]:
        """Return what the path leads to, as jq has it: the key of null is null.

        Raises QueryError where the document has another shape: the items of a number, say.
        """
        found = [document]
        for step in self.steps:
            if step is None:
                found = [item for value in found for item in _items(value, field)]
            else:
                found = [_member(value, step, field) for value in found]
        return found


@lru_cache(maxsize=1024)
def parse_path(text: str) -> Path | None:
    """Return the path that a filter is, or None where it is more than that."""
    text = text.strip()
    return _steps(text) if _PATH.fullmatch(text) else None


@lru_cache(maxsize=1024)
def leading_path(text: str) -> Path | None:
    """Return the path that a filter is or begins with (`.data[] | select(.x)`, `[.[] | {a}]`), or None."""
    found = parse_path(text)
    if found is None and (start := re.match(rf"\s*\[?\s*({_PATH.pattern})\s*\|(?!=)", text)):
        found = _steps(start[1])
    return found


def _steps(text: str) -> Path:
    return Path(tuple(None if each else name or quoted for name, quoted, each in _STEPS.findall(text)))


def _items(value: Json, field: str) -> list[Json]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    raise _mismatch(f"asks for the items of {_kind(value)}", field)


def _member(value: Json, key: str, field: str) -> Json:
    if isinstance(value, dict):
        return value.get(key)
    if value is None:
        return None
    raise _mismatch(f"asks for a key of {_kind(value)}", field)


def _kind(value: Json) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "a boolean"
    if isinstance(value, list | str):
        return "a list" if isinstance(value, list) else "a text"
    return "a number"


def _mismatch(what: str, field: str) -> QueryError:
    return QueryError(
        f"The {field} {what}.", hint="Look at what the source answers, and correct the path.", field=field
    )
