"""From the contract's Arrow types to a frame of pandas dtypes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from toucan_connectors.core.frames._columns import Values, column_of

if TYPE_CHECKING:
    import pyarrow as pa

    from toucan_connectors.core.options import Options

__all__ = ["MeasuredFrame", "frame_bytes", "frame_of", "to_pandas"]


@dataclass(frozen=True)
class MeasuredFrame:
    """A frame, and what is known of it for nothing while it is made, and asked slowly of it afterwards."""

    frame: pd.DataFrame
    nbytes: int
    """The bytes of its columns; Python objects count as their pointers."""
    dtypes: list[tuple[str, str]]
    """Name and dtype of each column."""

    @property
    def num_rows(self) -> int:
        """Its rows."""
        return len(self.frame)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> MeasuredFrame:
        """Measure a frame that was made elsewhere."""
        dtypes = [(str(name), str(dtype)) for name, dtype in frame.dtypes.items()]
        return cls(frame, frame_bytes(frame), dtypes)


def frame_bytes(frame: pd.DataFrame) -> int:
    """Return the bytes of a frame's columns; Python objects count as their pointers."""
    return sum(column.array.nbytes for _, column in frame.items())


def to_pandas(schema: pa.Schema, batches: Iterable[pa.RecordBatch], options: Options) -> MeasuredFrame:
    """Return a frame of batches whose types are the contract's; no batch is kept when the next is read."""
    columns = [column_of(type_, options) for type_ in schema.types]
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        for column, array in zip(columns, batch.itercolumns(), strict=True):
            column.add(array)
    return frame_of({name: c.values() for name, c in zip(schema.names, columns, strict=True)}, rows)


def frame_of(values: dict[str, Values], rows: int) -> MeasuredFrame:
    """Return a frame of columns that are pandas' own already."""
    frame = pd.DataFrame(dict(enumerate(values.values())), index=pd.RangeIndex(rows), copy=False)
    frame.columns = _index_of(tuple(values)).view()  # of its own, as it can be given a name
    return MeasuredFrame(
        frame,
        sum(value.nbytes for value in values.values()),
        [(name, str(value.dtype)) for name, value in values.items()],
    )


@lru_cache(maxsize=256)
def _index_of(names: tuple[str, ...]) -> pd.Index[Any]:
    """Return the names of columns as pandas has them; those of a page are those of the page before."""
    return pd.Index(names) if names else pd.RangeIndex(0)
