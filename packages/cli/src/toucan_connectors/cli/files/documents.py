"""From text in YAML, JSON or TOML to plain data, and the line that each value stands on.

A document is data and nothing else: no tag makes an object, no alias is followed so often that a small file
becomes a large one, no key is there twice. No message repeats what the document says, because that may be a
secret.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.core.errors import ConfigurationError

if TYPE_CHECKING:
    from toucan_connectors.cli.files.where import Where

__all__ = ["Document", "read_document"]

_FORMATS: Final = {".yaml": "YAML", ".yml": "YAML", ".json": "JSON", ".toml": "TOML"}
_LARGEST: Final = 2**20
_YAML: Final = re.compile(r"^[\w\"'-]+[ \t]*:", re.MULTILINE)
_TOML: Final = re.compile(r"^(?:\[[\w.\"' \t-]+\]|[\w.\"'-]+[ \t]*=)", re.MULTILINE)
_QUOTED: Final = re.compile(r"'.{3,}'|\".{3,}\"", re.DOTALL)


@dataclass(frozen=True)
class Document:
    """What a text says; `lines` counts from 1 and has those values whose line can be told."""

    data: Any
    source: str
    lines: Mapping[Where, int] = field(default_factory=dict)

    def line_of(self, path: Where) -> int | None:
        """Return the line of a value, or of the nearest one around it, or None where no line is known."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path)

    def error(self, message: str, path: Where = (), hint: str | None = None) -> ConfigurationError:
        """Return the error that names the file, the line where it can be told, and the field."""
        line = self.line_of(path)
        where = self.source if line is None else f"{self.source}, line {line}"
        named = ".".join(str(part) for part in path)
        return ConfigurationError(
            f"{where}: {named}: {message}" if named else f"{where}: {message}", field=named or None, hint=hint
        )


def read_document(name: str, read_input: Callable[[], bytes]) -> Document:
    """Return the document in a file, or on standard input for the name `-`.

    The suffix says what it is; where it says nothing, the text does. Raises ConfigurationError, with its
    line.
    """
    source = "standard input" if name == "-" else name
    raw = read_input() if name == "-" else _file(Path(name))
    if len(raw) > _LARGEST:
        raise ConfigurationError(
            f"{source}: it has more than {_LARGEST >> 20} MiB.", hint="Is it the right file?"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(
            f"{source}, line {line}: it is not UTF-8 text.", hint="Is it the right file?"
        ) from None
    kind = _FORMATS.get(Path(name).suffix.lower()) or _sniffed(text)
    try:
        return _READERS[kind](text, source)
    except RecursionError:
        raise ConfigurationError(f"{source}: it is nested too deeply.") from None


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise ConfigurationError(
            f"There is no file {path}.", hint="Check the path, or give - for standard input."
        ) from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error


def _sniffed(text: str) -> str:
    """Say what a text is by what it parses as; where it is wrong, by what it looks like."""
    if text.lstrip().startswith("{"):
        return "JSON"
    for kind, parse in (("JSON", json.loads), ("TOML", tomllib.loads)):
        try:
            parse(text)
        except (ValueError, RecursionError):
            continue
        return kind
    return "TOML" if _TOML.search(text) and not _YAML.search(text) else "YAML"


def _toml(text: str, source: str) -> Document:
    try:
        return Document(tomllib.loads(text), source)
    except tomllib.TOMLDecodeError as error:
        said, _, place = _QUOTED.sub("…", str(error)).partition(" (at line ")
        line, _, column = place.rstrip(")").partition(", column ")
        where = f"{source}, line {line}" if line.isdigit() else source
        told = f"{said}, at column {column}" if column else said
        raise ConfigurationError(f"{where}: it is not valid TOML: {told}.") from None


def _json(text: str, source: str) -> Document:
    try:
        data = json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        said = f"{error.msg}, at column {error.colno}"
        raise ConfigurationError(f"{source}, line {error.lineno}: it is not valid JSON: {said}.") from None
    except _RepeatedKeyError as error:
        raise ConfigurationError(
            f"{source}: the key {error.key!r} is there twice.", field=error.key
        ) from None
    return Document(data, source, _lines_of_json(text))


class _RepeatedKeyError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RepeatedKeyError(key)
        found[key] = value
    return found


def _lines_of_json(text: str) -> Mapping[Where, int]:
    """Return the lines as YAML sees them, which JSON is nearly a part of; none where it is not."""
    from toucan_connectors.cli.files._yaml import NotYAMLError, load

    try:
        return load(text.replace("\t", " "))[1]
    except (NotYAMLError, RecursionError):
        return {}


def _yaml(text: str, source: str) -> Document:
    from toucan_connectors.cli.files._yaml import NotYAMLError, load

    try:
        data, lines = load(text)
    except NotYAMLError as error:
        where = source if error.line is None else f"{source}, line {error.line}"
        said = _QUOTED.sub("…", error.said)
        raise ConfigurationError(f"{where}: it is not YAML that is read here: {said}.") from None
    return Document(data, source, lines)


_READERS: Final = {"YAML": _yaml, "JSON": _json, "TOML": _toml}
