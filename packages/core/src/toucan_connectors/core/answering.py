"""What every connector has, and how its calls are answered: the half of a connector that callers do not see.

call --_answer: data source checked, permission parsed, retried, within the call's budget-->
     --_read (the one hook that toolkits override)--> Rows, filtered --> what the call makes of them
"""

from __future__ import annotations

import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias

from pydantic import Field
from typing_extensions import TypeVar

from toucan_connectors.core.call import current_call, start_call
from toucan_connectors.core.data_source import CACHE_TTL_TITLE, ToucanDataSource
from toucan_connectors.core.errors import (
    ConfigurationError,
    InternalError,
    NetworkError,
    ResultError,
    ToucanConnectorsError,
)
from toucan_connectors.core.model import Model
from toucan_connectors.core.options import Options
from toucan_connectors.core.retry import RetryPolicy
from toucan_connectors.core.secrets import redact_exception
from toucan_connectors.core.telemetry import carried, note, watch

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.core.rows import Rows
    from toucan_connectors.core.status import StatusStep

__all__ = ["Answering", "DataSource", "Permissions", "own_copy"]

Permissions = Mapping[str, Any]
"""A condition on rows, as JSON-like data: see `toucan_connectors.core.conditions`."""

_HIDDEN: dict[str, Any] = {"ui.hidden": True}

# The field `type` hides the builtin inside the class.
DataSourceModel: TypeAlias = type[ToucanDataSource]
ExceptionTypes: TypeAlias = tuple[type[BaseException], ...]

DataSource = TypeVar("DataSource", bound=ToucanDataSource, default=Any)
Result = TypeVar("Result")


class Answering(Model, ABC, Generic[DataSource]):
    """The fields of every connector, the hooks that a type fills in, and the way from a call to rows."""

    data_source_model: ClassVar[DataSourceModel] = ToucanDataSource
    logger: ClassVar[logging.Logger]

    _retry_on: ClassVar[ExceptionTypes] = ()
    """Exceptions of a driver that pass, beside our own retryable errors."""
    _not_in_cache_key: ClassVar[frozenset[str]] = frozenset(
        {"name", "type", "cache_ttl", "retry_policy", "secrets_storage_version", "options"}
    )

    name: str
    """What data sources name the connector by."""
    retry_policy: RetryPolicy | None = RetryPolicy()
    """None means that nothing is tried twice."""
    type: str | None = None
    """The type id, where the host stores it."""
    secrets_storage_version: str = Field(default="1", json_schema_extra=_HIDDEN)
    """How the host stores the secrets; nothing here reads it."""
    cache_ttl: int | None = Field(default=None, title=CACHE_TTL_TITLE)
    """Seconds for which the host may keep results; nothing here reads it."""
    identifier: str | None = Field(default=None, json_schema_extra=_HIDDEN)
    """What tells apart connectors whose other fields are equal, in cache keys."""
    options: Options = Field(default_factory=Options, json_schema_extra=_HIDDEN)

    def __init_subclass__(cls, *, data_source_model: DataSourceModel | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if data_source_model is not None:
            cls.data_source_model = data_source_model
        elif cls.data_source_model is ToucanDataSource:
            msg = f"class {cls.__name__} needs the keyword data_source_model=..."
            raise TypeError(msg)
        cls.logger = logging.getLogger(f"{cls.__module__}.{cls.__name__}")
        watch(cls)

    def __class_getitem__(cls, _item: Any) -> Any:
        """Let type checkers know the data source: at run time there is one class, not one a parameter."""
        return cls

    # What a type says of itself.

    @abstractmethod
    def _retrieve_data(self, data_source: DataSource) -> pd.DataFrame:
        """Return all rows of the data source, permissions and pages not yet applied."""

    @contextlib.contextmanager
    def _read(
        self,
        data_source: DataSource,
        condition: Condition | None,
        page: PageRequest | None = None,  # noqa: ARG002 - for sources that page themselves
    ) -> Iterator[Rows]:
        """Open the rows of a data source, those that the condition keeps. The one hook for toolkits.

        `page` is what the call wants of them: a source may leave out the rows before it and read no further
        than one row behind it, and says so in the Rows.
        """
        import pandas as pd

        from toucan_connectors.core.rows import FrameRows

        frame: object = self._retrieve_data(data_source)
        if not isinstance(frame, pd.DataFrame):
            raise InternalError(
                f"{type(self).__name__}._retrieve_data returned a {type(frame).__name__}, not a DataFrame.",
                hint="This is for the author of the connector to mend.",
            )
        yield FrameRows(frame, self.options, condition)

    def _may_repeat(self, data_source: DataSource) -> bool:  # noqa: ARG002 - for sources that can write
        """Whether to read twice is the same as to read once, so that a failed call may be tried again."""
        return True

    def _status_steps(self) -> list[StatusStep]:
        """Return the steps of `get_status`, in order; none where nothing can be checked."""
        return []

    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        """Return our error for one of the driver's, or None for one that is not the driver's."""
        if isinstance(error, ConnectionError | TimeoutError):
            return NetworkError(f"The connection to the source failed: {error}.")
        return None

    def _system_name(self) -> str | None:
        """Return what OpenTelemetry calls the database (`db.system.name`), or None where it is none."""
        return None

    # How a call is answered.

    def _answer(
        self,
        data_source: DataSource,
        permissions: Permissions | None,
        answer: Callable[[Rows], Result],
        page: PageRequest | None = None,
    ) -> Result:
        """Open the rows that the permissions keep and answer from them, within the retries and the budget."""
        condition = self._begin(data_source, permissions, page)

        def attempt() -> Result:
            current_call().check()
            hidden = condition is not None
            with (
                self._our_errors(data_source, hidden=hidden),
                self._read(own_copy(data_source), condition, page) as rows,
            ):
                return answer(rows)

        with start_call(self.options.total_timeout).active():
            return self._retried(data_source, attempt)

    def _batches(self, data_source: DataSource, condition: Condition | None) -> Iterator[pa.RecordBatch]:
        hidden = condition is not None
        with (
            self._our_errors(data_source, hidden=hidden),
            self._read(own_copy(data_source), condition) as rows,
        ):
            yield from rows.batches()

    def _begin(
        self, data_source: DataSource, permissions: Permissions | None, page: PageRequest | None
    ) -> Condition | None:
        if page is not None:
            note(offset=page.offset, **({} if page.limit is None else {"limit": page.limit}))
        return self._check(data_source, permissions)

    def _check(self, data_source: DataSource, permissions: Permissions | None) -> Condition | None:
        """Return the condition to apply; ConfigurationError for a data source of another type."""
        if not isinstance(data_source, self.data_source_model):
            raise ConfigurationError(
                f"This connector reads {self.data_source_model.__name__}, not {type(data_source).__name__}.",
                field="data_source",
            )
        if permissions is None:
            return None
        from toucan_connectors.core.conditions import parse_condition

        return parse_condition(permissions, data_source.parameters)

    def _retried(self, data_source: DataSource, attempt: Callable[[], Result]) -> Result:
        policy = self.retry_policy
        if policy is None or not policy.retries or not self._may_repeat(data_source):
            return attempt()
        return policy.run(attempt, self._retry_on)

    @contextlib.contextmanager
    def _our_errors(self, data_source: DataSource | None = None, *, hidden: bool = False) -> Iterator[None]:
        """Let a driver's exception leave as one of ours, chained, without a secret of either model.

        Where a permission hides rows, a driver's word on a value is not passed on: it may be of such a row.
        """
        try:
            yield
        except ToucanConnectorsError as error:
            redact_exception(error, self, data_source)
            raise
        except Exception as error:
            redact_exception(error, self, data_source)
            ours = self._translate_error(error)
            if ours is None:
                raise
            if hidden and isinstance(ours, ResultError):
                raise type(ours)(
                    "A value cannot be read as the query wants it.",
                    hint="It may be of a row that the permission hides, so no more is said.",
                ) from None
            raise ours from error

    def _with_our_errors(self, check: Callable[[], Result]) -> Callable[[], Result]:
        def checked() -> Result:
            with self._our_errors():
                return check()

        return carried(checked)


def own_copy(data_source: DataSource) -> DataSource:
    """Return a copy to work on: no call changes the data source that it was given."""
    try:
        return data_source.model_copy(deep=True)
    except RecursionError:
        raise ConfigurationError(
            "The data source is nested too deeply.", field="parameters", hint="Send flatter parameters."
        ) from None
