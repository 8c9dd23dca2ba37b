"""Which connector and which data source a document means.

Read as it is: a document of `connector` and `data_source`, the lists `DATA_PROVIDERS` and `DATA_SOURCES` of
version 10, and the fields of a connector alone. A document that can mean two things is an error, not a guess.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.cli.files.documents import Document, read_document
from toucan_connectors.cli.terminal.texts import close_to
from toucan_connectors.core.errors import ConfigurationError

if TYPE_CHECKING:
    from toucan_connectors.cli.files.where import Where

__all__ = ["Configuration", "Part", "read_configuration"]

_CONNECTORS: Final = ("connector", "connectors", "DATA_PROVIDERS")
_SOURCES: Final = ("data_source", "data_sources", "DATA_SOURCES")
_AROUND: Final = ("parameters", "permissions")


@dataclass(frozen=True)
class Part:
    """The fields of a connector or a data source, and where in the document they are."""

    fields: dict[str, Any]
    where: Where

    def text(self, name: str) -> str | None:
        """Return a field that is a text, None where it is not."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else None

    def with_defaults(self, **fields: str | None) -> Part:
        """Return the part with these fields where it does not have them."""
        given = {
            name: value for name, value in self.fields.items() if value is not None or name not in fields
        }
        return replace(self, fields={**{k: v for k, v in fields.items() if v is not None}, **given})


@dataclass(frozen=True)
class Configuration:
    """A connector, perhaps a data source and a permission, as a document says them; nothing is validated."""

    document: Document
    connector: Part
    data_source: Part | None = None
    permissions: dict[str, Any] | None = None
    others: tuple[str, ...] = field(default=())
    """The names of the data sources of which none was chosen."""


def read_configuration(file: str, name: str | None = None) -> Configuration:
    """Return what a file (`-` for standard input) means; `name` chooses where it holds several.

    Without a name, no data source is chosen of several: `others` has their names. Raises ConfigurationError.
    """
    document = read_document(file, sys.stdin.buffer.read)
    connectors, sources = _parts(document)
    source, others = _chosen(document, sources, connectors, name)
    connector = _connector_of(document, connectors, source, name, others)
    permissions = document.data.get("permissions")
    if permissions is not None and not isinstance(permissions, dict):
        raise document.error("a permission is a mapping, with column, operator and value.", ("permissions",))
    stem = "standard input" if file == "-" else Path(file).stem
    if source is None:
        connector = connector.with_defaults(name=stem)
    else:
        connector = connector.with_defaults(name=source.text("name") or stem, type=source.text("type"))
        source = source.with_defaults(domain=stem, name=connector.text("name"))
        source = _with_parameters(document, source)
    return Configuration(document, connector, source, permissions, others)


def _parts(document: Document) -> tuple[list[Part], list[Part]]:
    data = document.data
    if not isinstance(data, dict) or not data:
        raise document.error("it holds no connector.", hint=_EXPECTED)
    if not any(key in data for key in (*_CONNECTORS, *_SOURCES)) or (
        "type" in data and "connector" not in data
    ):
        # The fields of a connector alone, perhaps with a data source beside them.
        alone = {key: value for key, value in data.items() if key not in (*_SOURCES, *_AROUND)}
        if "type" not in alone:
            raise document.error("it holds no connector.", hint=_EXPECTED)
        return [Part(alone, ())], _listed(document, _SOURCES)
    known = (*_CONNECTORS, *_SOURCES, *_AROUND)
    for key in data:
        if key not in known:
            hint = close_to(key, known) or f"Known are {', '.join(known)}."
            raise document.error("this field is not known.", (key,), hint)
    connectors = _listed(document, _CONNECTORS)
    if not connectors:
        raise document.error("it holds no connector.", hint=_EXPECTED)
    return connectors, _listed(document, _SOURCES)


_EXPECTED: Final = "Give connector (with its type) and data_source, or DATA_PROVIDERS and DATA_SOURCES."


def _listed(document: Document, keys: Sequence[str]) -> list[Part]:
    """Return the parts below the one of these keys that the document has."""
    present = [key for key in keys if key in document.data]
    if len(present) > 1:
        raise document.error(
            f"it has both {present[0]} and {present[1]}.", (present[1],), "Give one of them."
        )
    return [part for key in present for part in _below(document, key)]


def _below(document: Document, key: str) -> Iterator[Part]:
    value = document.data[key]
    entries = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
    for number, entry in entries:
        where: Where = (key,) if number is None else (key, number)
        if not isinstance(entry, dict):
            raise document.error("it is no mapping of fields to values.", where)
        yield Part(entry, where)


def _chosen(
    document: Document, sources: list[Part], connectors: list[Part], name: str | None
) -> tuple[Part | None, tuple[str, ...]]:
    """Return the data source that is meant, and the names of all where none is."""
    if name is None:
        if len(sources) < 2:
            return (sources[0] if sources else None), ()
        return None, tuple(_label(source) for source in sources)
    for identity in ("domain", "name"):
        found = [source for source in sources if source.text(identity) == name]
        if len(found) > 1 and identity == "domain":
            raise document.error(f"{len(found)} data sources have the domain {name!r}.", found[1].where)
        if len(found) == 1:
            return found[0], ()
        if found:  # several of one connector
            return None, tuple(_label(source) for source in found)
    if any(connector.text("name") == name for connector in connectors):
        return None, ()
    names = [_label(source) for source in sources]
    hint = close_to(name, names) or (f"There are {', '.join(names)}." if names else None)
    raise ConfigurationError(f"{document.source}: no data source is named {name!r}.", field="name", hint=hint)


def _label(source: Part) -> str:
    return source.text("domain") or source.text("name") or ".".join(map(str, source.where))


def _connector_of(
    document: Document,
    connectors: list[Part],
    source: Part | None,
    name: str | None,
    others: tuple[str, ...],
) -> Part:
    """Return the connector that a data source is read from, or the only one."""
    wanted = name if source is None else source.text("name")
    named = [connector for connector in connectors if connector.text("name") == wanted]
    if wanted is not None and len(named) > 1:
        raise document.error(f"{len(named)} connectors are named {wanted!r}.", named[1].where)
    if wanted is not None and named:
        return named[0]
    listed = len(connectors[0].where) > 1
    if len(connectors) == 1 and not (listed and source and wanted and connectors[0].text("name")):
        return connectors[0]
    names = [connector.text("name") or "(no name)" for connector in connectors]
    if wanted is None or source is None:
        raise ConfigurationError(
            f"{document.source}: it has {len(names)} connectors.",
            field="name",
            hint=f"Choose with --name: {', '.join(others or names)}.",
        )
    hint = close_to(wanted, names) or f"There are {', '.join(names)}."
    raise document.error(f"no connector is named {wanted!r}.", (*source.where, "name"), hint)


def _with_parameters(document: Document, source: Part) -> Part:
    """Return the data source with the document's parameters beside its own."""
    around, own = document.data.get("parameters"), source.fields.get("parameters")
    if around is None:
        return source
    if not isinstance(around, dict):
        raise document.error("parameters are a mapping of names to values.", ("parameters",))
    if not isinstance(own, dict | None):
        return source  # its model says what is wrong
    for name in around:
        if own and name in own:
            raise document.error(
                "this parameter is in the data source too.", ("parameters", name), "Give it once."
            )
    return replace(source, fields={**source.fields, "parameters": {**(own or {}), **around}})
