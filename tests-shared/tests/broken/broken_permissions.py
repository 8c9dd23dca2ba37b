"""Connectors that keep other rows than a permission says, or answer where they cannot apply it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from acme_arrow import Arrow, ArrowDataSource
from acme_plain import Plain, PlainDataSource
from typing_extensions import override

from toucan_connectors.core.errors import PermissionConditionError
from toucan_connectors.duckdb import DuckDBConnector

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core import Permissions
    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.core.rows import Rows


class PermissionNotForBatches(Arrow):
    @override
    def iter_batches(
        self, data_source: ArrowDataSource, permissions: Permissions | None = None
    ) -> Iterator[pa.RecordBatch]:
        self._check(data_source, permissions)
        return super().iter_batches(data_source)


class Caseless(Plain):
    @override
    @contextlib.contextmanager
    def _read(
        self, data_source: PlainDataSource, condition: Condition | None, page: PageRequest | None = None
    ) -> Iterator[Rows]:
        from toucan_connectors.core.rows import FrameRows

        whole = self._retrieve_data(data_source)
        kept = whole.assign(label=whole["label"].str.casefold())
        frame = FrameRows(kept, self.options, condition).frame()
        yield FrameRows(whole[whole["position"].isin(frame["position"])], self.options, None)


class FailsOpen(Plain):
    @override
    def _check(self, data_source: PlainDataSource, permissions: Permissions | None) -> Condition | None:
        try:
            return super()._check(data_source, permissions)
        except PermissionConditionError:
            return None


class UnknownColumnPasses(DuckDBConnector):
    @override
    def get_df(self, data_source: Any, permissions: Permissions | None = None) -> pd.DataFrame:
        try:
            return super().get_df(data_source, permissions)
        except PermissionConditionError:
            return super().get_df(data_source)
