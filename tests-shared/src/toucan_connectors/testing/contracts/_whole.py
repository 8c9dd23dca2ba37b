"""All rows of a data source, read once, and every other way to read them or some of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from toucan_connectors.testing.tables import Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core import ToucanConnector

__all__ = ["READINGS", "Whole", "assert_same_frame"]

Connector: TypeAlias = "ToucanConnector[Any]"
Permission: TypeAlias = Mapping[str, Any] | None
Rows: TypeAlias = "pd.DataFrame | pa.Table"
Reading: TypeAlias = Callable[[Connector, Any, Permission], Rows]


def _batches(connector: Connector, data_source: Any, permissions: Permission) -> Rows:
    import pyarrow as pa

    return pa.Table.from_batches(list(connector.iter_batches(data_source, permissions)))


READINGS: Final[Mapping[str, Reading]] = {
    "get_df": lambda connector, source, permissions: connector.get_df(source, permissions),
    "get_slice": lambda connector, source, permissions: connector.get_slice(source, permissions).df,
    "get_arrow": lambda connector, source, permissions: connector.get_arrow(source, permissions),
    "iter_batches": _batches,
    "aget_df": lambda connector, source, permissions: asyncio.run(connector.aget_df(source, permissions)),
    "aget_slice": lambda connector, source, permissions: (
        asyncio.run(connector.aget_slice(source, permissions)).df
    ),
}
"""Every way to all rows that a permission keeps."""


@dataclass(frozen=True)
class Whole:
    """All rows, as a frame and as Arrow."""

    frame: pd.DataFrame
    table: pa.Table

    @classmethod
    def of(cls, connector: Connector, data_source: Any) -> Whole:
        """Read a data source, twice."""
        return cls(connector.get_df(data_source), connector.get_arrow(data_source))

    @cached_property
    def values(self) -> Table:
        """The rows as plain Python values, for the oracle."""
        return Table.from_arrow(self.table)

    def assert_rows(self, found: Rows, positions: Sequence[int]) -> None:
        """Fail unless these are the rows at the positions, with all names and types."""
        import pandas as pd
        import pyarrow as pa

        if isinstance(found, pd.DataFrame):
            assert_same_frame(found, self.frame.iloc[list(positions)].reset_index(drop=True))
        else:
            assert found.schema == self.table.schema
            assert repr(found.to_pylist()) == repr(
                self.table.take(pa.array(positions, pa.int64())).to_pylist()
            )


def assert_same_frame(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Fail unless two frames have the same names, dtypes and rows."""
    from pandas.testing import assert_frame_equal

    assert_frame_equal(found, expected, check_exact=True, check_column_type=False)
