"""Arrays and rows, from the text in which PostgreSQL writes them to JSON: lists of any depth, and objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

import pyarrow as pa

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType
    from toucan_connectors.postgres._texts import Parse

__all__ = ["ToJson", "array_to_json", "boolean_to_json", "nested", "number_to_json", "row_to_json"]

ToJson: TypeAlias = Callable[[str], str]
"""From the text of one value to JSON."""

_NUMBERS: Final = {"NaN": "null", "Infinity": "1e999", "-Infinity": "-1e999"}
"""What JSON has no word for; 1e999 is the infinite float to readers of JSON, Python's too."""


def nested(to_json: ToJson) -> Parse:
    """Return what reads a column of such values as documents."""

    def parse(texts: ArrowArray, type_: ArrowType) -> ArrowArray:
        found = [None if text is None else to_json(text) for text in texts.to_pylist()]
        return pa.ExtensionArray.from_storage(type_, pa.array(found, pa.string()))

    return parse


def number_to_json(text: str) -> str:
    """Return a number as JSON writes it."""
    return _NUMBERS.get(text, text)


def boolean_to_json(text: str) -> str:
    """Return `t` or `f` as JSON writes it."""
    return "true" if text == "t" else "false"


def array_to_json(item: ToJson, delimiter: str = ",") -> ToJson:
    """Return what reads an array, of any number of dimensions, whose items `item` reads."""

    def convert(text: str) -> str:
        position = text.index("=") + 1 if text.startswith("[") else 0  # "[0:1]={...}": its own bounds
        return _Array(text, position, item, delimiter).read()

    return convert


def row_to_json(fields: Mapping[str, ToJson]) -> ToJson:
    """Return what reads a row `(1,"a b",)` as an object of these fields."""

    def convert(text: str) -> str:
        values = _row_values(text)
        items = (
            f"{json.dumps(name)}: {'null' if value is None else to_json(value)}"
            for (name, to_json), value in zip(fields.items(), values, strict=True)
        )
        return "{" + ", ".join(items) + "}"

    return convert


class _Array:
    """Reads one array from a position on."""

    def __init__(self, text: str, position: int, item: ToJson, delimiter: str) -> None:
        self._text, self._position = text, position
        self._item, self._delimiter = item, delimiter

    def read(self) -> str:
        self._position += 1  # the opening brace
        items = []
        while (character := self._text[self._position]) != "}":
            if character == self._delimiter:
                self._position += 1
            else:
                items.append(self.read() if character == "{" else self._value(character))
        self._position += 1
        return "[" + ", ".join(items) + "]"

    def _value(self, first: str) -> str:
        if first == '"':
            return self._item(self._quoted())
        start = self._position
        while self._text[self._position] not in (self._delimiter, "}"):
            self._position += 1
        text = self._text[start : self._position]
        return "null" if text == "NULL" else self._item(text)

    def _quoted(self) -> str:
        text, self._position = _quoted(self._text, self._position + 1)
        return text


def _quoted(text: str, position: int) -> tuple[str, int]:
    r"""Return what stands in double quotes, up to the closing one, and the position behind that.

    A backslash is before a character that means itself; in rows, a doubled quote is one.
    """
    found: list[str] = []
    while True:
        character = text[position]
        if character == "\\":
            position += 1
        elif character == '"':
            if text[position + 1 : position + 2] != '"':
                return "".join(found), position + 1
            position += 1
        found.append(text[position])
        position += 1


def _row_values(text: str) -> list[str | None]:
    values: list[str | None] = []
    position, value = 1, None
    while True:
        character = text[position]
        if character in ",)":
            values.append(value)
            if character == ")" and position == len(text) - 1:
                return values
            position, value = position + 1, None
        elif character == '"':
            found, position = _quoted(text, position + 1)
            value = (value or "") + found
        else:
            value = (value or "") + character
            position += 1
