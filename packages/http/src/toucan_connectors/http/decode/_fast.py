"""Pages read by Arrow's own JSON reader, with the types that earlier rows had.

Arrow reads what fits those types, and refuses the rest. Where it would read something else than
`json_document`, what it read is refused here: NaN, a key that a struct lacks, integers in a column of floats
that may have been rounded, a second document, text that is no UTF-8. A page that is refused is decoded the
slow way, so that nobody can tell from a result how its pages were read.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
import pyarrow.types as pt

from toucan_connectors.core.errors import SourceError
from toucan_connectors.http.decode._json import json_bytes
from toucan_connectors.http.decode._shapes import Record, Shape, document_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toucan_connectors.core.arrow_types import ArrowArray, ArrowType
    from toucan_connectors.http.decode._json_types import Json

__all__ = ["read_fast", "row_type", "sample"]

_SAMPLED_BYTES: Final = 131_072
_SAMPLED_PART: Final = 128
"""Of a body, this part or so many bytes are looked at to know its types."""
_EXACT_IN_FLOAT: Final = 2.0**53
_BLANKS: Final = " \t\n\r"
_WRAPPED: Final = "r"
_ESCAPED: Final = frozenset('"\\')

_DECODER: Final = json.JSONDecoder()


def row_type(shape: Record, *, flatten: bool) -> ArrowType | None:
    """Return the struct type of rows of the shape, or None where Arrow cannot read them as they are."""
    types = [(name, _field_type(field, flatten=flatten)) for name, field in shape.fields.items()]
    fields = [pa.field(name, type_) for name, type_ in types if type_ is not None]
    return pa.struct(fields) if fields and len(fields) == len(types) else None


def _field_type(shape: Shape, *, flatten: bool) -> ArrowType | None:
    if flatten and isinstance(shape, Record):
        return row_type(shape, flatten=True)
    return document_type(shape)


def sample(body: bytes, keys: tuple[str, ...]) -> list[dict[str, Json]]:
    """Return some of the first rows of the list below these keys, without decoding the rest of the body."""
    text = body[: max(_SAMPLED_BYTES, len(body) // _SAMPLED_PART)].decode("utf-8", "ignore")
    rows: list[dict[str, Json]] = []
    with contextlib.suppress(ValueError, IndexError, RecursionError):  # cut off: what came before it counts
        position = _skip(text, 0)
        for key in keys:
            position = _value_of(text, position, key)
        position = _expect(text, position, "[")
        row, position = _DECODER.raw_decode(text, position)
        while isinstance(row, dict):
            rows.append(row)
            position = _expect(text, _skip(text, position), ",")
            row, position = _DECODER.raw_decode(text, position)
    return rows


def _value_of(text: str, position: int, key: str) -> int:
    """Return where the value of a key of the object at a position starts."""
    position = _expect(text, position, "{")
    while True:
        name, position = _DECODER.raw_decode(text, position)
        position = _expect(text, _skip(text, position), ":")
        if name == key:
            return position
        _, position = _DECODER.raw_decode(text, position)
        position = _expect(text, _skip(text, position), ",")


def _expect(text: str, position: int, character: str) -> int:
    if text[position] != character:
        raise ValueError(character)
    return _skip(text, position + 1)


def _skip(text: str, position: int) -> int:
    while text[position] in _BLANKS:
        position += 1
    return position


def read_fast(body: bytes, keys: tuple[str, ...], type_: ArrowType, *, flatten: bool) -> ArrowArray | None:
    """Return the rows in the list below these keys, as structs of the type; None for what is refused."""
    with contextlib.suppress(pa.ArrowInvalid, pa.ArrowNotImplementedError, SourceError, UnicodeError):
        text = json_bytes(body)
        text.decode()  # Arrow does not look
        if b"NaN" in text or b"Inf" in text:  # beside the rows, say
            return None
        table = _read(text, keys, type_)
        table.validate()  # Arrow 26 makes broken arrays of lists of nothing but null
        rows = _rows(table, keys or (_WRAPPED,), type_)
        if rows is not None and _is_exact(rows) and _has_all_keys(text, keys, table.schema, rows, flatten):
            return rows
    return None


def _read(text: bytes, keys: tuple[str, ...], type_: ArrowType) -> pa.Table:
    whole = text if keys else b'{"%s":%s}' % (_WRAPPED.encode(), text)
    path = keys or (_WRAPPED,)
    nested: ArrowType = pa.list_(type_)
    for key in reversed(path[1:]):
        nested = pa.struct([(key, nested)])
    return pj.read_json(
        pa.BufferReader(whole),  # type: ignore[arg-type]  # a file of Arrow's own, says its documentation
        read_options=pj.ReadOptions(use_threads=False, block_size=len(whole) + 1),
        parse_options=pj.ParseOptions(
            explicit_schema=pa.schema([(path[0], nested)]),
            newlines_in_values=b"\n" in whole or b"\r" in whole,
            # What stands beside the list is of any type; a new key of a row shows in the rows' type.
            unexpected_field_behavior="infer" if keys else "error",
        ),
    )


def _rows(table: pa.Table, path: tuple[str, ...], type_: ArrowType) -> ArrowArray | None:
    if table.num_rows != 1:  # a second document
        return None
    found: ArrowArray = table.column(path[0]).chunk(0)
    for key in path[1:]:
        found = found.field(key)
    if found.type != pa.list_(type_) or found.null_count:
        return None
    rows = found.flatten()
    return None if rows.null_count else rows


def _is_exact(array: ArrowArray) -> bool:
    """Say whether no float may have been rounded from an integer, or is none at all."""
    if pt.is_float64(array.type):
        return bool(pc.all(pc.less(pc.abs(array), pa.scalar(_EXACT_IN_FLOAT)), min_count=0).as_py())
    if pt.is_struct(array.type):
        return all(_is_exact(field) for field in array.flatten())
    return _is_exact(array.flatten()) if pt.is_list(array.type) else True


def _has_all_keys(
    text: bytes, keys: tuple[str, ...], schema: pa.Schema, rows: ArrowArray, flatten: bool
) -> bool:
    """Say whether each struct inside a document has each of its keys, by counting the keys in the text.

    A key that a struct lacks is counted too few, and one that is there twice Arrow refuses. In a text, a key
    cannot stand: its quotes would be escaped.
    """
    due: Counter[str] = Counter()
    others: Counter[str] = Counter(keys)
    _count_keys(rows, due, others, document=False, flatten=flatten)
    beside = Counter(_names(schema)) - Counter(keys) - Counter(_names(rows.type))
    if not due:
        return True
    if due.keys() & beside.keys() or any(set(name) & _ESCAPED for name in due | others | beside):
        return False
    return all(text.count(f'"{name}":'.encode()) == count + others[name] for name, count in due.items())


def _names(type_: ArrowType) -> Iterator[str]:
    """Yield the names of a schema's or type's fields at any depth."""
    if isinstance(type_, pa.Schema) or pt.is_struct(type_):
        for field in type_:
            yield field.name
            yield from _names(field.type)
    elif pt.is_list(type_):
        yield from _names(type_.value_type)


def _count_keys(
    array: ArrowArray, due: Counter[str], others: Counter[str], *, document: bool, flatten: bool
) -> None:
    """Count the keys that are due in documents, and those that the rows themselves would have, if all."""
    if pt.is_list(array.type):
        _count_keys(array.flatten(), due, others, document=True, flatten=flatten)
    if not pt.is_struct(array.type):
        return
    counted = due if document else others
    for field, values in zip(array.type, array.flatten(), strict=True):
        counted[field.name] += len(array) - array.null_count
        _count_keys(values, due, others, document=document or not flatten, flatten=flatten)
