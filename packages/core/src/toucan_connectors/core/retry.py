"""When a failed call is made again."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, NonNegativeFloat, NonNegativeInt

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import ToucanConnectorsError
from toucan_connectors.core.telemetry import numbered, trying_again

if TYPE_CHECKING:
    from tenacity import RetryCallState, Retrying

__all__ = ["RetryPolicy", "is_retryable"]

_SHORTEST_WAIT = 0.05
"""Seconds between tries that only a time ends: a source that fails at once is not asked a thousand times."""

Result = TypeVar("Result")


class RetryPolicy(BaseModel):
    """How often, how long and how fast a call that failed for a passing reason is tried again.

    The defaults try once. With `max_attempts` above 1 or a `max_delay`, tries end at whichever comes
    first. The n-th wait is `wait_time * 2**(n - 1)` seconds plus up to `wait_time` at random, and no wait
    starts that would outlast `max_delay` or the budget of the call.
    """

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    max_attempts: NonNegativeInt | None = 1
    """Tries in all; None, 0 and 1 set no number of tries."""
    max_delay: NonNegativeFloat | None = 0.0
    """Seconds from the first try after which no other starts; None and 0 set no time."""
    wait_time: NonNegativeFloat | None = 0.0
    """Seconds of the first wait."""

    @property
    def retries(self) -> bool:
        """Whether this policy ever tries twice: a wait alone is no reason to go on for ever."""
        return (self.max_attempts or 0) > 1 or bool(self.max_delay)

    def run(self, attempt: Callable[[], Result], retry_on: tuple[type[BaseException], ...]) -> Result:
        """Call `attempt` until it succeeds or the policy ends, and raise its last error."""
        return self._retrying(retry_on)(numbered(attempt)) if self.retries else attempt()

    def _retrying(self, retry_on: tuple[type[BaseException], ...]) -> "Retrying":
        import tenacity as t

        stops: list[t.stop.stop_base] = []
        if (self.max_attempts or 0) > 1:
            stops.append(t.stop_after_attempt(self.max_attempts or 0))
        if self.max_delay:
            stops.append(t.stop_before_delay(self.max_delay))
        if (remaining := current_call().remaining()) is not None:
            stops.append(t.stop_before_delay(remaining))
        wait = self.wait_time or (0.0 if (self.max_attempts or 0) > 1 else _SHORTEST_WAIT)
        return t.Retrying(
            stop=t.stop_any(*stops),
            wait=t.wait_exponential(multiplier=wait, max=max(wait, 60.0)) + t.wait_random(0, wait),
            retry=t.retry_if_exception(lambda error: is_retryable(error, retry_on)),
            sleep=current_call().sleep,
            before_sleep=_warn,
            reraise=True,
        )


def _warn(state: "RetryCallState") -> None:
    trying_again(state.outcome.exception() if state.outcome else None, state.upcoming_sleep)


def is_retryable(error: BaseException, retry_on: tuple[type[BaseException], ...] = ()) -> bool:
    """Say whether the same call may succeed later.

    Our errors know (`retryable`); of others only a lost connection, a time-out and the classes in
    `retry_on` are taken for passing.
    """
    if isinstance(error, ToucanConnectorsError) and error.retryable:
        return True
    return isinstance(error, (ConnectionError, TimeoutError, *retry_on))
