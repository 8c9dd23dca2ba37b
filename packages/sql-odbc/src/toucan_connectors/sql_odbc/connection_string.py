"""Connection strings: read and written so that a value stays a value.

The syntax is `key=value;...`. A value with a character that means something stands in braces, and a closing
brace in it is doubled; keys know no upper case. Where a key stands twice, driver managers take the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from toucan_connectors.core.errors import ConfigurationError

__all__ = ["build", "parse", "with_values"]

_PAIR: Final = re.compile(
    r"(?P<key>[^=;{}]+)=\s*(?:\{(?P<braced>(?:[^}]|\}\})*)\}\s*|(?P<plain>(?:[^;{][^;]*)?))(?:;|$)"
)
_BETWEEN: Final = re.compile(r"[;\s]*")
_PLAIN: Final = re.compile(r"[\w.:/\\+,~%&-]+", re.ASCII)
"""Values that every driver reads without braces; some want the path of a driver so."""
_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9 _]*")


def build(values: Mapping[str, str], *, allowed: Iterable[str]) -> str:
    """Return the connection string of these values; ConfigurationError for a key that is not allowed.

    What is in a value cannot end it, nor begin another key.
    """
    known = {key.casefold() for key in allowed}
    for key in values:
        if key.casefold() not in known:
            raise ConfigurationError(
                f"The key {key!r} may not stand in the connection string.",
                field=key,
                hint=f"These may: {', '.join(sorted(known))}.",
            )
    return ";".join(f"{key}={_written(key, value)}" for key, value in values.items())


def parse(text: str, *, field: str = "connection_string") -> dict[str, str]:
    """Return the values of a connection string, by their keys as they are written, the first of each.

    Raises ConfigurationError, which tells nothing of the text, where it is none.
    """
    values: dict[str, str] = {}
    position = _after_separators(text, 0)
    while position < len(text):
        found = _PAIR.match(text, position)
        if found is None or not (key := found["key"].strip()):
            raise ConfigurationError(
                "The connection string cannot be read.",
                field=field,
                hint="Write key=value;key=value, and a value with a ; or a brace in braces: {va;lue}.",
            )
        braced = found["braced"]
        value = found["plain"].strip() if braced is None else braced.replace("}}", "}")
        if key.casefold() not in (known.casefold() for known in values):
            values[key] = value
        position = _after_separators(text, found.end())
    return values


def _after_separators(text: str, position: int) -> int:
    found = _BETWEEN.match(text, position)
    return position if found is None else found.end()


def with_values(text: str, values: Mapping[str, str]) -> str:
    """Return a connection string with these values instead of those that it has of the same keys."""
    replaced = {key.casefold() for key in values}
    kept = {key: value for key, value in parse(text).items() if key.casefold() not in replaced}
    together = {**kept, **values}
    return build(together, allowed=together)


def _written(key: str, value: str) -> str:
    if not _KEY.fullmatch(key):
        raise ConfigurationError(f"{key!r} is no key of a connection string.", field=key)
    if "\0" in value:
        raise ConfigurationError(
            f"The value of {key!r} has a NUL character.", field=key, hint="Take it out: no driver reads it."
        )
    return value if _PLAIN.fullmatch(value) else "{" + value.replace("}", "}}") + "}"
