"""The types that a database has of its own: enumerations, arrays, rows, ranges and those of extensions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import pyarrow as pa

from toucan_connectors.postgres._nested import ToJson, array_to_json, nested, row_to_json
from toucan_connectors.postgres._types import JSON, KNOWN, PgType

__all__ = ["Ask", "types_of"]

Ask: TypeAlias = Callable[[str], Sequence[Sequence[str | None]]]
"""Returns the rows of one of our own statements, each value as its text."""

_VOID: Final = 2278
_QUERY: Final = """
SELECT t.oid, format_type(t.oid, NULL), t.typtype, t.typbasetype, e.oid, e.typdelim,
  (SELECT json_agg(json_build_array(a.attname, a.atttypid) ORDER BY a.attnum)
   FROM pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
FROM pg_type AS t LEFT JOIN pg_type AS e ON e.typarray = t.oid
WHERE t.oid IN ({})
"""


@dataclass(frozen=True)
class _Entry:
    """A row of the catalogue; `item` and `fields` are what an array and a row are made of."""

    name: str
    sort: str
    base: int
    item: int
    delimiter: str
    fields: Mapping[str, int]

    def made_of(self) -> set[int]:
        return {self.base, self.item, *self.fields.values()} - {0}


def types_of(oids: Iterable[int], ask: Ask) -> dict[int, PgType]:
    """Return the types of these object ids, asking the database for those that are not known everywhere."""
    entries: dict[int, _Entry] = {}
    wanted = set(oids) - KNOWN.keys()
    while wanted:
        found = _entries(ask(_QUERY.format(", ".join(map(str, sorted(wanted))))))
        entries |= found
        wanted = {oid for entry in found.values() for oid in entry.made_of()} - KNOWN.keys() - entries.keys()
    return {oid: _type(oid, entries) for oid in oids}


def _entries(rows: Sequence[Sequence[str | None]]) -> dict[int, _Entry]:
    return {
        int(oid or 0): _Entry(
            name or "",
            sort or "",
            int(base or 0),
            int(item or 0),
            delimiter or ",",
            {field: int(type_) for field, type_ in json.loads(fields or "[]")},
        )
        for oid, name, sort, base, item, delimiter, fields in rows
    }


def _type(oid: int, entries: Mapping[int, _Entry]) -> PgType:
    if oid in KNOWN:
        return KNOWN[oid]
    entry = entries.get(oid)
    if entry is None:
        return PgType(f"type {oid}", pa.string())
    if entry.base:
        return replace(_type(entry.base, entries), name=entry.name)
    if entry.item:
        return _document(entry.name, array_to_json(_type(entry.item, entries).to_json, entry.delimiter))
    if entry.sort == "c":
        fields = {name: _type(type_, entries).to_json for name, type_ in entry.fields.items()}
        return _document(entry.name, row_to_json(fields))
    if oid == _VOID:
        return PgType(entry.name, pa.string(), bulk=None)
    return PgType(entry.name, pa.string(), "label" if entry.sort == "e" else None)


def _document(name: str, to_json: ToJson) -> PgType:
    return PgType(name, JSON, parse=nested(to_json), to_json=to_json)
