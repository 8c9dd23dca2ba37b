"""A call while it is being answered: its fields, its span, its log record.

`step` is a part of a call that takes its time, `note` is for what only the middle of a call knows.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from toucan_connectors.core.errors import ToucanConnectorsError
from toucan_connectors.core.telemetry._spans import end_span, parent_span, start_span

if TYPE_CHECKING:
    from toucan_connectors.core.telemetry._spans import Field, Fields

__all__ = ["Observation", "Observed", "carried", "note", "numbered", "observe", "step", "trying_again"]

_logger = logging.getLogger(__name__)

_PASSED: Final = ("Answered.", logging.DEBUG)
_FAILED: Final = ("Not answered.", logging.INFO)

Result = TypeVar("Result")


class Observed(Protocol):
    """What is asked of a connector."""

    type: str | None

    @property
    def logger(self) -> logging.Logger:
        """Where records go."""

    def _system_name(self) -> str | None:
        """Return what OpenTelemetry calls the source."""


class Observation:
    """A call while it is being answered: its fields, and its span where spans are made."""

    def __init__(self, connector: Observed, call: str) -> None:
        self.connector = connector
        self.logger = connector.logger
        self.fields: Fields = {"call": call, "class": type(connector).__name__}
        if connector.type is not None:
            self.fields["type"] = connector.type
        self._started = perf_counter()
        self._span = start_span(
            f"{call} {type(connector).__name__}",
            self.fields,
            call=call,
            system=connector._system_name(),  # noqa: SLF001 - a hook of ours
        )

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """Make this the call that is being answered, and the parent of what is traced meanwhile."""
        token = _current.set(self)
        try:
            with parent_span(self._span):
                yield
        finally:
            _current.reset(token)

    @contextlib.contextmanager
    def ended(self) -> Iterator[None]:
        """Tell of the call at the end."""
        try:
            yield
        except BaseException as error:
            self.fields |= _failure(error)
            raise
        finally:
            end_span(self._span, self.fields)
            message, level = _FAILED if "code" in self.fields else _PASSED
            _log(self.logger, level, message, self.fields | {"seconds": perf_counter() - self._started})

    @property
    def heard(self) -> bool:
        """Whether anybody listens, so that results are worth measuring."""
        recording = self._span is not None and self._span.is_recording()
        return recording or self.logger.isEnabledFor(logging.INFO)


_current: ContextVar[Observation | None] = ContextVar("toucan_connectors_observation", default=None)


def observe(connector: Observed, call: str) -> Observation | None:
    """Return a new observation, or None for a call that a call of the same connector is made of."""
    outer = _current.get()
    return None if outer is not None and outer.connector is connector else Observation(connector, call)


def note(**fields: Field) -> None:
    """Tell more of the call that is being answered, if there is one."""
    if (observation := _current.get()) is not None:
        observation.fields |= fields


@contextlib.contextmanager
def step(name: str, *, held: bool = False, **fields: Field) -> Iterator[None]:
    """Make a part of a call a span of its own.

    One that is `held` may stay open between two batches of an iterator, so that it is nobody's parent.
    """
    span = None if _current.get() is None else start_span(name, fields)
    failure: Fields = {}
    try:
        with parent_span(None if held else span):
            yield
    except BaseException as error:
        failure = _failure(error)
        raise
    finally:
        end_span(span, failure)


def numbered(attempt: Callable[[], Result]) -> Callable[[], Result]:
    """Return the attempt, each try a step with its number."""
    numbers = itertools.count(1)

    def tried() -> Result:
        number = next(numbers)
        note(attempts=number)
        with step("attempt", attempt=number):
            return attempt()

    return tried


def trying_again(error: BaseException | None, wait: float) -> None:
    """Warn that a try failed with the error, and that the next comes in so many seconds."""
    observation = _current.get()
    logger, fields = (_logger, {}) if observation is None else (observation.logger, observation.fields)
    _log(logger, logging.WARNING, "Trying again.", fields | _failure(error) | {"wait": wait})


def carried(work: Callable[[], Result]) -> Callable[[], Result]:
    """Return work that stays a part of the call that is being answered, in whatever thread it runs."""
    observation = _current.get()
    if observation is None:
        return work

    def within() -> Result:
        with observation.active():
            return work()

    return within


def _failure(error: BaseException | None) -> Fields:
    """Return the code and the class of an error; nothing for an iterator that is closed early."""
    if error is None or isinstance(error, GeneratorExit):
        return {}
    kind = type(error)
    code = (
        error.code if isinstance(error, ToucanConnectorsError) else f"{kind.__module__}.{kind.__qualname__}"
    )
    return {"code": code, "error": kind.__name__}


def _log(logger: logging.Logger, level: int, message: str, fields: Fields) -> None:
    if logger.isEnabledFor(level):
        logger.log(level, message, extra={f"toucan_{name}": value for name, value in fields.items()})
