"""What a connector is: two pydantic models, and the calls around them.

Only `_retrieve_data` is required of a connector. Everything else here works on what it returns:

    get_df / get_slice / get_arrow / iter_batches
        --_answer: data source checked, permission parsed, retried, within the call's budget-->
        _read (the one hook that toolkits override) --> Rows, filtered --> frame, page, table or batches
"""

from __future__ import annotations

import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeAlias

from pydantic import Field
from typing_extensions import TypeVar

from toucan_connectors.core.call import Call, run_in_thread, start_call
from toucan_connectors.core.data_slice import DataSlice, DataStats, QueryMetadata
from toucan_connectors.core.errors import (
    ConfigurationError,
    NetworkError,
    ToucanConnectorsError,
    UnsupportedCallError,
)
from toucan_connectors.core.model import Model
from toucan_connectors.core.options import Options
from toucan_connectors.core.pagination import build_pagination_info, check_page
from toucan_connectors.core.plan import Plan
from toucan_connectors.core.retry import RetryPolicy
from toucan_connectors.core.secrets import redact, redact_exception
from toucan_connectors.core.status import ConnectorStatus, StatusStep, run_status_steps

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.discovery import TableInfo
    from toucan_connectors.core.forms import JsonSchema
    from toucan_connectors.core.rows import Rows

__all__ = ["Permissions", "ToucanConnector", "ToucanDataSource"]

Permissions = Mapping[str, Any]
"""A condition on rows, as JSON-like data: see `toucan_connectors.core.conditions`."""

_CACHE_TITLE = "Slow Queries' Cache Expiration Time"
_HIDDEN: dict[str, Any] = {"ui.hidden": True}


class ToucanDataSource(Model):
    """What to read from a connector: a query, a path, a table; its fields are those of the type."""

    domain: str
    name: str
    type: str | None = None
    load: bool = True
    live_data: bool = False
    validation: dict[str, Any] | None = None
    parameters: dict[str, Any] | None = None
    cache_ttl: int | None = Field(default=None, title=_CACHE_TITLE)

    @classmethod
    def get_form(
        cls,
        connector: Any,  # noqa: ARG003 - the connector of this type, for those that ask it
        current_config: dict[str, Any],  # noqa: ARG003
    ) -> JsonSchema:
        """Return the JSON schema of the data source's form; `connector` is one of this data source's type.

        Types that can ask the source narrow it to what is there (databases, tables), given what is already
        filled in; a look-up that fails is told in the form itself.
        """
        return cls.model_json_schema()


# The field `type` hides the builtin inside the class.
DataSourceModel: TypeAlias = type[ToucanDataSource]
ExceptionTypes: TypeAlias = tuple[type[BaseException], ...]

DataSource = TypeVar("DataSource", bound=ToucanDataSource, default=Any)
Result = TypeVar("Result")


class ToucanConnector(Model, ABC, Generic[DataSource]):
    """Where data comes from: a host and its credentials; its fields are those of the type.

    Subclass it with the keyword `data_source_model` and `_retrieve_data`. No call changes the connector or
    the data source; a connector may be used from several threads, pickled, and in a `with` block.
    """

    data_source_model: ClassVar[DataSourceModel] = ToucanDataSource
    logger: ClassVar[logging.Logger]

    _retry_on: ClassVar[ExceptionTypes] = ()
    """Exceptions of a driver that pass, beside our own retryable errors."""
    _not_in_cache_key: ClassVar[frozenset[str]] = frozenset(
        {"name", "cache_ttl", "retry_policy", "secrets_storage_version", "options"}
    )

    name: str
    retry_policy: RetryPolicy | None = RetryPolicy()
    type: str | None = None
    secrets_storage_version: str = Field(default="1", json_schema_extra=_HIDDEN)
    cache_ttl: int | None = Field(default=None, title=_CACHE_TITLE)
    identifier: str | None = Field(default=None, json_schema_extra=_HIDDEN)
    options: Options = Field(default_factory=Options, json_schema_extra=_HIDDEN)

    def __init_subclass__(cls, *, data_source_model: DataSourceModel | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if data_source_model is not None:
            cls.data_source_model = data_source_model
        elif cls.data_source_model is ToucanDataSource:
            msg = f"class {cls.__name__} needs the keyword data_source_model=..."
            raise TypeError(msg)
        cls.logger = logging.getLogger(f"{cls.__module__}.{cls.__name__}")

    def __class_getitem__(cls, _item: Any) -> Any:
        """Let type checkers know the data source: at run time there is one class, not one a parameter."""
        return cls

    # What a connector says of itself.

    @abstractmethod
    def _retrieve_data(self, data_source: DataSource) -> pd.DataFrame:
        """Return all rows of the data source, permissions and pages not yet applied."""

    @contextlib.contextmanager
    def _read(self, data_source: DataSource, condition: Condition | None) -> Iterator[Rows]:
        """Open the rows of a data source, those that the condition keeps. The one hook for toolkits."""
        from toucan_connectors.core.rows import FrameRows

        yield FrameRows(self._retrieve_data(data_source), self.options, condition)

    def _status_steps(self) -> list[StatusStep]:
        """Return the steps of `get_status`, in order; none where nothing can be checked."""
        return []

    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        """Return our error for one of the driver's, or None for one that is not the driver's."""
        if isinstance(error, ConnectionError | TimeoutError):
            return NetworkError(f"The connection to the source failed: {error}.")
        return None

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
        check_page(offset, limit)
        started = perf_counter()

        def page(rows: Rows) -> DataSlice:
            found = rows.page(offset, limit, count=get_row_count)
            return DataSlice(
                df=found.frame,
                pagination_info=build_pagination_info(
                    offset=offset,
                    limit=limit,
                    retrieved_rows=len(found.frame),
                    total_rows=found.total_rows,
                    has_more=found.has_more,
                ),
                input_parameters=data_source.parameters,
                stats=DataStats(
                    data_extraction_time=perf_counter() - started,
                    df_memory_size=int(found.frame.memory_usage().sum()),
                    nulled_values=rows.nulled or None,
                ),
                query_metadata=QueryMetadata([(str(n), str(t)) for n, t in found.frame.dtypes.items()]),
            )

        return self._answer(data_source, permissions, page)

    def get_status(self) -> ConnectorStatus:
        """Say whether the source is reachable and lets us in; never raises, ends by `status_timeout`."""
        steps = self._status_steps()
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
        checked, condition = self._check(data_source, permissions)
        call = start_call(self.options.total_timeout)

        def start() -> tuple[Iterator[pa.RecordBatch], pa.RecordBatch]:
            batches = self._batches(checked, condition)
            return batches, next(batches)

        with call.active():
            return _resumed(call, *self._retried(start))

    def _batches(self, data_source: DataSource, condition: Condition | None) -> Iterator[pa.RecordBatch]:
        with self._our_errors(), self._read(data_source, condition) as rows:
            yield from rows.batches()

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
        if data_source is not None:
            checked, parts["permissions"] = self._check(data_source, permissions)
            parts["data_source"] = identity(checked, {"load", "live_data", "validation", "cache_ttl"})
        return digest(parts)

    def _identity(self, secrets_key: bytes | None) -> dict[str, Any]:
        from toucan_connectors.core.cache_key import identity, secrets_digest

        return {
            "class": f"{type(self).__module__}.{type(self).__qualname__}",
            "fields": identity(self, self._not_in_cache_key),
            "options": self.options.model_dump(include={"dtypes", "decimals", "json_values", "out_of_range"}),
            "secrets": None if secrets_key is None else secrets_digest(self, secrets_key),
        }

    # Its life.

    def close(self) -> None:
        """Give back what is kept between calls; the next call opens it again."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # How a call is answered.

    def _answer(
        self,
        data_source: DataSource,
        permissions: Permissions | None,
        answer: Callable[[Rows], Result],
    ) -> Result:
        """Open the rows that the permissions keep and answer from them, within the retries and the budget."""
        checked, condition = self._check(data_source, permissions)

        def attempt() -> Result:
            with self._our_errors(), self._read(checked, condition) as rows:
                return answer(rows)

        with start_call(self.options.total_timeout).active():
            return self._retried(attempt)

    def _check(
        self, data_source: DataSource, permissions: Permissions | None
    ) -> tuple[DataSource, Condition | None]:
        """Return a data source of our own to work on, and the condition to apply."""
        if not isinstance(data_source, self.data_source_model):
            raise ConfigurationError(
                f"This connector reads {self.data_source_model.__name__}, not {type(data_source).__name__}.",
                field="data_source",
            )
        if permissions is None:
            return data_source.model_copy(deep=True), None
        from toucan_connectors.core.conditions import parse_condition

        return data_source.model_copy(deep=True), parse_condition(permissions, data_source.parameters)

    def _retried(self, attempt: Callable[[], Result]) -> Result:
        return attempt() if self.retry_policy is None else self.retry_policy.run(attempt, self._retry_on)

    @contextlib.contextmanager
    def _our_errors(self) -> Iterator[None]:
        """Let a driver's exception leave as one of ours, chained, without the connector's secrets."""
        try:
            yield
        except ToucanConnectorsError:
            raise
        except Exception as error:
            redact_exception(error, self)
            ours = self._translate_error(error)
            if ours is None:
                raise
            raise ours from error

    def _with_our_errors(self, check: Callable[[], Result]) -> Callable[[], Result]:
        def checked() -> Result:
            with self._our_errors():
                return check()

        return checked


def _resumed(
    call: Call, batches: Iterator[pa.RecordBatch], batch: pa.RecordBatch | None
) -> Iterator[pa.RecordBatch]:
    """Yield the first batch and the others, each read as part of the call; close the reading at the end."""
    with contextlib.closing(batches):  # type: ignore[type-var]  # it is a generator
        while batch is not None:
            yield batch
            with call.active():
                batch = next(batches, None)
