"""From the text in which PostgreSQL writes a value to what Python has for it, for the few rows of a page.

What is not the usual text of its type is left to `_texts.py`, by a ValueError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyarrow as pa

from toucan_connectors.core.frames import document
from toucan_connectors.postgres import _texts as texts

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowType

__all__ = ["plain"]

Texts: TypeAlias = Sequence[str | None]
Plain: TypeAlias = Callable[[Texts], Sequence[Any]]

_UTC: Final = "+00"


def plain(parse: texts.Parse, type_: ArrowType) -> Plain | None:
    """Return what makes plain values of texts that are parsed so, None where Arrow alone reads them."""
    if type_ == pa.float32():  # the nearest float of 32 bits, made one of 64, is another one
        return None
    if pa.types.is_timestamp(type_) and type_.tz:
        return _instants_in_utc
    return _PLAIN.get(parse)


def _as_they_are(values: Texts) -> Texts:
    return values


def _booleans(values: Texts) -> list[bool | None]:
    return [None if text is None else text == "t" for text in values]


def _documents(values: Texts) -> list[Any]:
    return [None if text is None else document(text) for text in values]


def _of_four_digits(values: Texts) -> Texts:
    """Return dates and instants of the years 1 to 9999 after Christ."""
    if all(text is None or (text[4:5] == "-" and not text.endswith("BC")) for text in values):
        return values
    raise ValueError(values)


def _instants_in_utc(values: Texts) -> list[str | None]:
    if all(text is None or text.endswith(_UTC) for text in values):
        return [None if text is None else text.removesuffix(_UTC) for text in _of_four_digits(values)]
    raise ValueError(values)


_PLAIN: Final[Mapping[texts.Parse, Plain]] = {
    texts.same: _as_they_are,
    texts.cast: _as_they_are,
    texts.decimals: _as_they_are,
    texts.booleans: _booleans,
    texts.documents: _documents,
    texts.dates: _of_four_digits,
    texts.instants: _of_four_digits,
}
