"""The columns of a result before it is read: what describing a statement tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowType
    from toucan_connectors.sql.dialects import Kind

__all__ = ["Column", "kind_of", "told_apart"]


@dataclass(frozen=True)
class Column:
    """A column: its name and its type as the source has them, and the Arrow type that it is read as.

    `kind` is what it holds for a comparison at the source; None where what is read is not what the source
    compares (a document, an interval that is read as text), so that it is only compared locally. `compared`
    says that the call's permission tests it: a bulk reader must keep such a column as it is at the source.
    """

    name: str
    type: str
    arrow: ArrowType
    kind: Kind | None = None
    compared: bool = False


def kind_of(arrow: ArrowType) -> Kind | None:
    """Return what a column of an Arrow type holds; of text the type does not tell how it compares."""
    import pyarrow as pa
    import pyarrow.types as pt

    from toucan_connectors.core.frames import contract_type

    type_ = contract_type(arrow, exact_decimals=True)
    if isinstance(type_, pa.BaseExtensionType):
        return None
    if pt.is_timestamp(type_):
        return "instant" if type_.tz is None else "instant in UTC"
    checks: dict[Kind, bool] = {
        "integer": pt.is_integer(type_),
        "decimal": pt.is_decimal(type_),
        "float": pt.is_floating(type_),
        "collated text": pt.is_string(type_),
        "boolean": pt.is_boolean(type_),
        "date": pt.is_date(type_),
        "time": pt.is_time(type_),
        "duration": pt.is_duration(type_),
        "binary": pt.is_binary(type_),
    }
    return next((kind for kind, applies in checks.items() if applies), None)


def told_apart(columns: Sequence[Column]) -> bool:
    """Whether every column has a name of its own, also to sources that do not tell upper case from lower."""
    names = {column.name.casefold() for column in columns}
    return len(names) == len(columns) and "" not in names
