"""Values in URLs, filters and paths: each is quoted as its place wants it, so that it stays a value."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from toucan_connectors.core.errors import TemplateError
from toucan_connectors.core.templating import Literal, Printed, pieces

__all__ = ["fill_filter", "fill_url", "fill_xpath"]

Parameters: TypeAlias = Mapping[str, Any] | None

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*("|$)', re.DOTALL)
_COMMENT: Final = re.compile(r"#[^\n]*")
_PLAIN: Final = re.compile(r"[\w .:-]*")


def fill_url(url: str, parameters: Parameters) -> str:
    """Return a path with its templates filled in: what is printed is percent-encoded, but for its slashes.

    A value can thus add folders, and neither a query nor a way up. Raises TemplateError for one that is null
    or has a part `..`, UndefinedVariableError for a variable that is not there.
    """
    return _filled(url, parameters, lambda _, value: _path(value))


def fill_filter(text: str, parameters: Parameters) -> str:
    """Return a program of jq with its templates filled in: a value is a literal of JSON, text in a string."""
    return _filled(text, parameters, _json)


def fill_xpath(text: str, parameters: Parameters) -> str:
    """Return an XPath with its templates filled in, by words alone: XPath has no way to quote."""
    return _filled(text, parameters, lambda _, value: _word(value))


def _filled(text: str, parameters: Parameters, write: Callable[[str, object], str]) -> str:
    if parameters is None:
        return text
    return "".join(_written(pieces(text, parameters), write))


def _written(found: Any, write: Callable[[str, object], str]) -> Iterator[str]:
    before = ""
    for piece in found:
        assert isinstance(piece, Literal | Printed)  # noqa: S101 - there is nothing else
        written = piece.text if isinstance(piece, Literal) else write(before, piece.value)
        before += written
        yield written


def _path(value: object) -> str:
    if value is None:
        raise TemplateError("A template in the URL prints null.", field="url", hint="Give it a value.")
    text = str(value)
    if any(part in (".", "..") for part in text.replace("\\", "/").split("/")):
        raise TemplateError("A value in the URL leads up by a part `..`.", field="url", hint="Leave it out.")
    return quote(text, safe="/")


def _json(before: str, value: object) -> str:
    if _ends_in_string(before):
        return json.dumps(value if isinstance(value, str) else json.dumps(value, default=str))[1:-1]
    return json.dumps(value, default=str)


def _ends_in_string(program: str) -> bool:
    """Whether a place behind this text of jq is inside of a string."""
    position = 0
    while position < len(program):
        if program[position] == "#":
            found = _COMMENT.match(program, position)
        elif program[position] == '"':
            found = _STRING.match(program, position)
            if found is not None and not found[1]:
                return True
        else:
            found = None
        position = position + 1 if found is None else found.end()
    return False


def _word(value: object) -> str:
    text = str(value)
    if not _PLAIN.fullmatch(text):
        raise TemplateError(
            "A value in the XPath has other characters than letters, digits, blanks and `_.:-`.",
            field="xpath",
            hint="Filter by the value in the jq filter instead.",
        )
    return text
