"""`ToucanConnector`: the calls that every connector has. How they are answered is in `answering.py`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any, Self

from toucan_connectors.core.answering import Answering, DataSource, Permissions
from toucan_connectors.core.call import Call, run_in_thread, start_call
from toucan_connectors.core.data_slice import DataSlice, DataStats, QueryMetadata
from toucan_connectors.core.data_source import ToucanDataSource
from toucan_connectors.core.errors import UnsupportedCallError
from toucan_connectors.core.options import RESULT_OPTIONS
from toucan_connectors.core.pagination import PageRequest, build_pagination_info, check_page
from toucan_connectors.core.plan import Plan
from toucan_connectors.core.secrets import redact
from toucan_connectors.core.status import ConnectorStatus, run_status_steps

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.core.forms import JsonSchema
    from toucan_connectors.core.rows import Rows

_NOT_IN_CACHE_KEY = frozenset({"name", "type", "load", "live_data", "validation", "cache_ttl"})
"""Fields of a data source that decide no result."""

__all__ = ["DataSource", "PageOf", "Permissions", "ToucanConnector"]


class ToucanConnector(Answering[DataSource], data_source_model=ToucanDataSource):
    """Where data comes from: a host and its credentials; its fields are those of the type.

    Subclass it with the keyword `data_source_model` and `_retrieve_data`. No call changes the connector or
    the data source; a connector may be used from several threads, pickled, and in a `with` block.
    """

    # The three calls.

    def get_df(self, data_source: DataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        """Return all rows that the permissions keep, as a frame that keeps the dtype contract."""
        return self._answer(data_source, permissions, lambda rows: rows.frame())

    def get_slice(
        self,
        data_source: DataSource,
        permissions: Permissions | None = None,
        offset: int = 0,
        limit: int | None = None,
        get_row_count: bool = False,
    ) -> DataSlice:
        """Return the rows `[offset:offset + limit]` of `get_df`, and where they stand.

        `get_row_count` asks for the size of the whole, also where it has a price. `limit=0` is an empty page.
        """
        page = PageOf(data_source, offset, limit, get_row_count)
        return self._answer(data_source, permissions, page.of, page.wanted)

    def get_status(self) -> ConnectorStatus:
        """Say whether the source is reachable and lets us in; never raises, ends by `status_timeout`."""
        try:
            steps = self._status_steps()
        except Exception as error:  # noqa: BLE001 - a status answers, whatever happened
            return ConnectorStatus(status=False, error=redact(f"{type(error).__name__}: {error}", self))
        if not steps:
            return ConnectorStatus()
        return run_status_steps(
            [(label, self._with_our_errors(check)) for label, check in steps],
            self.options.status_timeout,
            lambda text: redact(text, self),
        )

    # The same as Arrow.

    def get_arrow(self, data_source: DataSource, permissions: Permissions | None = None) -> pa.Table:
        """Return all rows as an Arrow table of the contract's types: what `get_df` is made of."""
        return self._answer(data_source, permissions, lambda rows: rows.table())

    def iter_batches(
        self, data_source: DataSource, permissions: Permissions | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Yield all rows as Arrow batches of one schema (at least one batch), in bounded memory.

        The connection is held until the iterator ends or is closed. Only what fails before the first
        batch is retried.
        """
        condition = self._check(data_source, permissions)
        call = start_call(self.options.total_timeout)

        def start() -> tuple[Iterator[pa.RecordBatch], pa.RecordBatch]:
            batches = self._batches(data_source, condition)
            return batches, next(batches)

        with call.active():
            return _resumed(call, *self._retried(data_source, start))

    # The same, awaited.

    async def aget_df(self, data_source: DataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        """Await `get_df`; cancelling the task stops the query at the source."""
        return await run_in_thread(self.get_df, self.options.total_timeout, data_source, permissions)

    async def aget_slice(
        self,
        data_source: DataSource,
        permissions: Permissions | None = None,
        offset: int = 0,
        limit: int | None = None,
        get_row_count: bool = False,
    ) -> DataSlice:
        """Await `get_slice`; cancelling the task stops the query at the source."""
        budget = self.options.total_timeout
        return await run_in_thread(
            self.get_slice, budget, data_source, permissions, offset, limit, get_row_count
        )

    async def aget_status(self) -> ConnectorStatus:
        """Await `get_status`."""
        return await run_in_thread(self.get_status, None)

    # What the source holds, and what it would do.

    def get_form(self, current_config: dict[str, Any] | None = None) -> JsonSchema:
        """Return the JSON schema of a data source's form, narrowed by what the source answers."""
        return self.data_source_model.get_form(self, current_config or {})

    def get_model(
        self,
        db_name: str | None = None,
        schema_name: str | None = None,
        table_name: str | None = None,
        exclude_columns: bool = False,
    ) -> list[TableInfo]:
        """Return the tables and views that the source holds, each filter narrowing them."""
        return self.get_model_with_info(db_name, schema_name, table_name, exclude_columns)[0]

    def get_model_with_info(
        self,
        db_name: str | None = None,  # noqa: ARG002 - for the types that discover
        schema_name: str | None = None,  # noqa: ARG002
        table_name: str | None = None,  # noqa: ARG002
        exclude_columns: bool = False,  # noqa: ARG002
    ) -> tuple[list[TableInfo], dict[str, Any]]:
        """Return `get_model` and what could not be looked at, by its reason."""
        raise self._unsupported("get_model")

    def get_engine_version(self) -> tuple[int, ...]:
        """Return up to three numbers of the source's version."""
        raise self._unsupported("get_engine_version")

    def describe(self, data_source: DataSource) -> dict[str, str]:
        """Return the type of each column of the result, by name: here the contract's Arrow type."""
        batch = next(iter(self.iter_batches(data_source)))
        return {field.name: str(field.type) for field in batch.schema}

    def explain(self, data_source: DataSource, permissions: Permissions | None = None) -> Any:
        """Return the source's plan for the query, or None where the source has no plans."""
        self._check(data_source, permissions)
        return None

    def plan(self, data_source: DataSource, permissions: Permissions | None = None) -> Plan:
        """Return what would run where, without running it."""
        self._check(data_source, permissions)
        return Plan()

    def _unsupported(self, call: str) -> UnsupportedCallError:
        return UnsupportedCallError(f"{type(self).__name__} has no {call}().", field=call)

    # Who this is, for caches.

    def get_identifier(self) -> str:
        """Return one UUID text for all connectors that read the same source in the same way."""
        from toucan_connectors.core.cache_key import digest

        return digest(self._identity(None))

    def get_cache_key(
        self,
        data_source: DataSource | None = None,
        permissions: Permissions | None = None,
        offset: int = 0,
        limit: int | None = None,
        *,
        secrets_key: bytes | None = None,
    ) -> str:
        """Return a UUID text: equal for calls with equal results, the same in every process.

        Permissions count as they are filled in with the data source's parameters. Secrets do not take
        part, unless the host gives `secrets_key`, with which they are hashed. Raises CacheKeyError for
        parameters without a canonical form.
        """
        from toucan_connectors.core.cache_key import digest, identity

        parts: dict[str, Any] = {
            "connector": self._identity(secrets_key),
            "permissions": permissions,
            "offset": offset,
            "limit": limit,
        }
        check_page(offset, limit)
        if data_source is not None:
            parts["permissions"] = self._check(data_source, permissions)
            parts["data_source"] = identity(data_source, _NOT_IN_CACHE_KEY)
        return digest(parts)

    def _identity(self, secrets_key: bytes | None) -> dict[str, Any]:
        from toucan_connectors.core.cache_key import identity, secrets_digest

        return {
            "class": f"{type(self).__module__}.{type(self).__qualname__}",
            "fields": identity(self, self._not_in_cache_key),
            "options": self.options.model_dump(include=set(RESULT_OPTIONS)),
            "secrets": None if secrets_key is None else secrets_digest(self, secrets_key),
        }

    # Its life.

    def close(self) -> None:
        """Give back what is kept between calls; the next call opens it again."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _resumed(
    call: Call, batches: Iterator[pa.RecordBatch], batch: pa.RecordBatch | None
) -> Iterator[pa.RecordBatch]:
    """Yield the first batch and the others, each read as part of the call; close the reading at the end."""
    with contextlib.closing(batches):  # type: ignore[type-var]  # it is a generator
        while batch is not None:
            yield batch
            with call.active():
                batch = next(batches, None)


class PageOf:
    """What a call of `get_slice` wants, and what it makes of the rows."""

    def __init__(self, data_source: ToucanDataSource, offset: int, limit: int | None, count: bool) -> None:
        check_page(offset, limit)
        self.wanted = PageRequest(offset, limit, count=count)
        self._data_source = data_source
        self._started = perf_counter()

    def of(self, rows: Rows) -> DataSlice:
        """Return the page of these rows."""
        page = rows.page(self.wanted.offset, self.wanted.limit, count=self.wanted.count)
        return DataSlice(
            df=page.found.frame,
            pagination_info=build_pagination_info(
                offset=self.wanted.offset,
                limit=self.wanted.limit,
                retrieved_rows=len(page.found.frame),
                total_rows=page.total_rows,
                has_more=page.has_more,
            ),
            input_parameters=self._data_source.parameters,
            stats=DataStats(
                data_extraction_time=perf_counter() - self._started,
                df_memory_size=page.found.nbytes,
                nulled_values=rows.nulled or None,
            ),
            query_metadata=QueryMetadata(page.found.dtypes),
        )
