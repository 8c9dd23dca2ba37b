"""A statement on its way to the source: a text, and the values that are bound in it.

Draft: a mark stands for each bind, so that the text can be parsed, cut and wrapped as text
--Draft.statement(dialect)--> Statement: the driver's own placeholders
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toucan_connectors.sql.dialects import Dialect

__all__ = ["Draft", "Marks", "Statement", "unused_word"]


@dataclass(frozen=True)
class Statement:
    """A text in the driver's style, and its binds: by name, or in order where placeholders have no names.

    The text is to be run with the binds also where there are none: what the driver reads in it is doubled.
    """

    text: str
    binds: Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True)
class Draft:
    """A text in which `<mark><number><mark>`, one word, stands for each of the values; the rest is SQL.

    The mark is a word that the text has nowhere else. To a parser, a bind is a column of that name.
    """

    text: str
    values: tuple[Any, ...] = ()
    mark: str = "zq0q"

    def statement(self, dialect: Dialect) -> Statement:
        """Return the statement in the dialect's style; what the driver reads in the text is doubled."""
        pieces = re.split(f"{self.mark}([0-9]+){self.mark}", self.text)
        places = [int(number) for number in pieces[1::2]]
        used = list(dict.fromkeys(places)) if dialect.shares_binds else places
        order = {number: place for place, number in enumerate(used)}
        placeholders = [
            dialect.placeholder.format(name=f"p{order[number]}", number=order[number] + 1)
            for number in places
        ]
        texts = [dialect.literal_text(piece) for piece in pieces[0::2]]
        text = "".join(part for pair in zip(texts, [*placeholders, ""], strict=True) for part in pair)
        binds = [self.values[number] for number in used]
        if "{name}" in dialect.placeholder:
            return Statement(text, {f"p{place}": value for place, value in enumerate(binds)})
        return Statement(text, binds)


class Marks:
    """Takes values to bind, and gives a mark for each."""

    def __init__(self, mark: str, values: Sequence[Any] = ()) -> None:
        self._mark = mark
        self.values = list(values)

    def new(self, value: Any) -> str:
        """Return the mark of one more value."""
        self.values.append(value)
        return self.again(len(self.values) - 1)

    def again(self, number: int) -> str:
        """Return the mark of a value that has one already."""
        return f"{self._mark}{number}{self._mark}"


def unused_word(stem: str, *texts: str) -> str:
    """Return a word, made of the stem, that none of the texts has."""
    words = (f"{stem}{number}q" for number in count())
    return next(word for word in words if not any(word in text for text in texts))
