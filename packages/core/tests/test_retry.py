"""How often a failed call is made again, counted."""

from time import monotonic
from typing import Any

import pytest

from toucan_connectors.core import RetryPolicy
from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import (
    AuthenticationError,
    CallCancelledError,
    CallTimeoutError,
    NetworkError,
    QueryError,
    SourceUnavailableError,
    TLSError,
)
from toucan_connectors.core.retry import is_retryable


class Flaky:
    def __init__(self, failures: int, error: BaseException) -> None:
        self.calls = 0
        self._failures = failures
        self._error = error

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self._failures:
            raise self._error
        return "ok"


def policy(**fields: Any) -> RetryPolicy:
    return RetryPolicy(**fields)


@pytest.mark.parametrize(
    ("fields", "failures", "calls", "passes"),
    [
        ({}, 1, 1, False),
        ({"max_attempts": 3}, 2, 3, True),
        ({"max_attempts": 3}, 5, 3, False),
        ({"max_attempts": 3}, 0, 1, True),
        ({"max_attempts": 1}, 1, 1, False),
        ({"max_attempts": 0}, 1, 1, False),
        ({"max_attempts": None}, 1, 1, False),
        ({"max_attempts": None, "max_delay": None, "wait_time": None}, 0, 1, True),
        ({"max_attempts": None, "max_delay": None, "wait_time": None}, 1, 1, False),
        ({"wait_time": 0.001}, 100, 1, False),
        ({"max_attempts": 4, "max_delay": 30}, 100, 4, False),
        ({"max_attempts": None, "max_delay": 30}, 5, 6, True),
        ({"max_attempts": 3, "wait_time": None}, 2, 3, True),
    ],
)
def test_a_call_is_made_as_often_as_the_policy_says(
    fields: dict[str, Any], failures: int, calls: int, passes: bool
) -> None:
    flaky = Flaky(failures, NetworkError("down"))
    if passes:
        assert policy(**fields).run(flaky, ()) == "ok"
    else:
        with pytest.raises(NetworkError):
            policy(**fields).run(flaky, ())
    assert flaky.calls == calls


@pytest.mark.parametrize(
    "error",
    [
        AuthenticationError("x"),
        QueryError("x"),
        TLSError("x"),
        ValueError("x"),
        KeyboardInterrupt(),
        FileNotFoundError("x"),
    ],
    ids=repr,
)
def test_what_does_not_pass_by_itself_is_not_tried_again(error: BaseException) -> None:
    flaky = Flaky(1, error)
    with pytest.raises(type(error)):
        policy(max_attempts=5).run(flaky, ())
    assert flaky.calls == 1


@pytest.mark.parametrize(
    "error", [SourceUnavailableError("x"), ConnectionResetError(), TimeoutError()], ids=repr
)
def test_what_passes_is_tried_again(error: BaseException) -> None:
    assert policy(max_attempts=2).run(Flaky(1, error), ()) == "ok"


def test_a_type_names_the_exceptions_of_its_driver_that_pass() -> None:
    assert policy(max_attempts=2).run(Flaky(1, ValueError()), (ValueError,)) == "ok"
    assert is_retryable(ValueError(), (ValueError,))
    assert not is_retryable(ValueError())


def test_an_error_of_ours_that_does_not_pass_is_not_tried_again_for_its_base_class() -> None:
    assert not is_retryable(CallTimeoutError("over"))
    assert not is_retryable(CallCancelledError("over"))


def test_the_last_error_is_raised_as_it_is() -> None:
    error = NetworkError("down")
    with pytest.raises(NetworkError) as caught:
        policy(max_attempts=2).run(Flaky(9, error), ())
    assert caught.value is error


def test_no_try_starts_after_max_delay() -> None:
    flaky, started = Flaky(10_000, NetworkError("down")), monotonic()
    with pytest.raises(NetworkError):
        policy(max_delay=0.1, wait_time=0.01).run(flaky, ())
    assert 1 < flaky.calls < 10
    assert monotonic() - started < 5


def test_no_wait_outlasts_the_budget_of_the_call() -> None:
    flaky, started = Flaky(10_000, NetworkError("down")), monotonic()
    with Call(0.2).active(), pytest.raises((NetworkError, CallTimeoutError)):
        policy(max_attempts=100, wait_time=60).run(flaky, ())
    assert monotonic() - started < 5
    assert flaky.calls == 1


def test_a_cancelled_call_is_not_tried_again() -> None:
    call = Call()

    def attempt() -> None:
        call.cancel()
        raise NetworkError("down")

    with call.active(), pytest.raises(CallCancelledError):
        policy(max_attempts=100, wait_time=60).run(attempt, ())


def test_negative_numbers_are_refused_and_unknown_fields_ignored() -> None:
    for field in ("max_attempts", "max_delay", "wait_time"):
        with pytest.raises(ValueError, match=field):
            policy(**{field: -1})
    assert policy(retry_on=[], logger=None) == RetryPolicy()
