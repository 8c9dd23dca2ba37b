"""Which calls are observed, what there is to tell of what they return, and when they end.

A class's calls are watched when the class is made: whoever writes or overrides one need not think of it.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Awaitable, Callable, Iterator, Mapping
from types import FunctionType
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from toucan_connectors.core.telemetry._observation import Observation, Observed, observe

if TYPE_CHECKING:
    import pyarrow as pa

    from toucan_connectors.core.telemetry._spans import Fields

__all__ = ["watch"]

Params = ParamSpec("Params")
Result = TypeVar("Result")


def watch(connector_class: type[Observed]) -> None:
    """Let the calls that a class defines or overrides be observed."""
    for name, call in list(vars(connector_class).items()):
        if name in _CALLS and isinstance(call, FunctionType):
            setattr(connector_class, name, _watched(name, call))
        elif name in _AWAITED and isinstance(call, FunctionType):
            setattr(connector_class, name, _watched_awaited(_AWAITED[name], call))
        elif name == "iter_batches" and isinstance(call, FunctionType):
            setattr(connector_class, name, _watched_iterator(name, call))


def _watched(name: str, call: Callable[Concatenate[Observed, Params], Result]) -> Callable[..., Result]:
    """Observe a call until it returns."""

    @functools.wraps(call)
    def watched(self: Observed, *args: Params.args, **kwargs: Params.kwargs) -> Result:
        if (observation := observe(self, name)) is None:
            return call(self, *args, **kwargs)
        with observation.ended(), observation.active():
            result = call(self, *args, **kwargs)
            if observation.heard:
                observation.fields |= _CALLS[name](result)
            return result

    return watched


def _watched_awaited(
    name: str, call: Callable[Concatenate[Observed, Params], Awaitable[Result]]
) -> Callable[..., Awaitable[Result]]:
    """Observe a call that is awaited, as the one of that name."""

    @functools.wraps(call)
    async def watched(self: Observed, *args: Params.args, **kwargs: Params.kwargs) -> Result:
        if (observation := observe(self, name)) is None:
            return await call(self, *args, **kwargs)
        with observation.ended(), observation.active():
            result = await call(self, *args, **kwargs)
            if observation.heard:
                observation.fields |= _CALLS[name](result)
            return result

    return watched


def _watched_iterator(
    name: str, call: Callable[Concatenate[Observed, Params], Iterator[pa.RecordBatch]]
) -> Callable[..., Iterator[pa.RecordBatch]]:
    """Observe a call until the iterator that it returns ends or is closed."""

    @functools.wraps(call)
    def watched(self: Observed, *args: Params.args, **kwargs: Params.kwargs) -> Iterator[pa.RecordBatch]:
        if (observation := observe(self, name)) is None:
            return call(self, *args, **kwargs)
        batches = _counted(observation, lambda: call(self, *args, **kwargs))
        next(batches)
        return batches  # type: ignore[return-value]  # its only None is behind us

    return watched


def _counted(
    observation: Observation, open_: Callable[[], Iterator[pa.RecordBatch]]
) -> Iterator[pa.RecordBatch | None]:
    """Yield None once the iterator is open, so that closing this one ends the call, and then its batches."""
    with observation.ended(), contextlib.ExitStack() as opened:
        with observation.active():
            batches = iter(open_())
        opened.callback(getattr(batches, "close", lambda: None))
        rows = size = 0
        batch: pa.RecordBatch | None = None
        while True:
            observation.fields |= {"rows": rows, "bytes": size}
            yield batch
            with observation.active():
                batch = next(batches, None)
            if batch is None:
                return
            rows, size = rows + batch.num_rows, size + batch.nbytes


def _frame_size(result: object) -> Fields:
    import pandas as pd

    from toucan_connectors.core.frames import frame_bytes

    return {"rows": len(result), "bytes": frame_bytes(result)} if isinstance(result, pd.DataFrame) else {}


def _slice_size(result: object) -> Fields:
    from toucan_connectors.core.data_slice import DataSlice

    return _frame_size(result.df) if isinstance(result, DataSlice) else {}


def _table_size(result: object) -> Fields:
    import pyarrow as pa

    return {"rows": result.num_rows, "bytes": result.nbytes} if isinstance(result, pa.Table) else {}


def _outcome(result: object) -> Fields:
    from toucan_connectors.core.status import ConnectorStatus

    if isinstance(result, ConnectorStatus) and result.status is False:
        return {"code": result.code or "_OTHER"}  # as OpenTelemetry calls an error without a name
    return {}


def _nothing(_result: object) -> Fields:
    return {}


_CALLS: Final[Mapping[str, Callable[[object], Fields]]] = {
    "get_df": _frame_size,
    "get_slice": _slice_size,
    "get_arrow": _table_size,
    "get_status": _outcome,
    "get_form": _nothing,
    "get_model": _nothing,
    "get_model_with_info": _nothing,
    "describe": _nothing,
    "explain": _nothing,
    "plan": _nothing,
    "get_engine_version": _nothing,
}
"""The calls that are observed, beside `iter_batches`, and what there is to tell of what they return."""
_AWAITED: Final = {f"a{name}": name for name in ("get_df", "get_slice", "get_status")}
"""The calls that are awaited, and what they are called."""
