"""A status answers, whatever happens, and in time."""

import threading
import time
from typing import Any

import pytest

from toucan_connectors.core import ConnectorStatus, StatusStep, run_status_steps
from toucan_connectors.core.errors import AuthenticationError, ConfigurationError, NetworkError
from toucan_connectors.core.status import LoginAttempt


def passing() -> None: ...


def test_all_steps_passed_in_order() -> None:
    order: list[str] = []
    steps: list[StatusStep] = [(label, lambda label=label: order.append(label)) for label in "abc"]  # type: ignore[misc]
    status = run_status_steps(steps, 5)
    assert status == ConnectorStatus(status=True, details=[("a", True), ("b", True), ("c", True)])
    assert order == ["a", "b", "c"]


def test_what_follows_a_failure_is_not_tried() -> None:
    def fail() -> None:
        raise AuthenticationError("The password is wrong.", hint="Type it again.")

    def never() -> None:
        pytest.fail("it ran")

    status = run_status_steps([("port", passing), ("login", fail), ("read", never)], 5)
    assert status.status is False
    assert status.details == [("port", True), ("login", False), ("read", None)]
    assert status.error == "The password is wrong. Type it again."


@pytest.mark.parametrize(
    ("error", "text"),
    [(ValueError("x"), "ValueError: x"), (ValueError(), "ValueError"), (KeyError("k"), "KeyError: 'k'")],
)
def test_any_exception_is_an_answer(error: Exception, text: str) -> None:
    def fail() -> None:
        raise error

    assert run_status_steps([("a", fail)], 5).error == text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_even_an_exit_is_an_answer() -> None:
    def leave() -> None:
        raise SystemExit(1)

    status = run_status_steps([("a", leave)], 0.2)
    assert status.status is False
    assert status.details == [("a", False)]


def test_a_blocking_step_is_left_behind_at_the_deadline() -> None:
    release = threading.Event()
    started = time.monotonic()
    status = run_status_steps(
        [("port", passing), ("login", lambda: release.wait(30)), ("read", passing)], 0.1
    )
    assert time.monotonic() - started < 5
    assert status.status is False
    assert status.details == [("port", True), ("login", False), ("read", None)]
    assert "0.1 s" in (status.error or "")
    release.set()
    assert status.details == [("port", True), ("login", False), ("read", None)]


def test_what_a_driver_says_is_redacted() -> None:
    def fail() -> None:
        raise ValueError("password=s3cret")

    status = run_status_steps([("a", fail)], 5, lambda text: text.replace("s3cret", "***"))
    assert status.error == "ValueError: password=***"


def test_the_account_is_told_where_a_step_tells_it() -> None:
    steps: list[StatusStep] = [("login", lambda: "ada@example"), ("read", lambda: None)]
    assert run_status_steps(steps, 5).account == "ada@example"


def test_a_status_is_a_dict_that_json_can_hold() -> None:
    status: dict[str, Any] = run_status_steps([("a", passing)], 5).to_dict()
    assert status == {
        "status": True,
        "message": None,
        "error": None,
        "details": [["a", True]],
        "account": None,
    }
    assert ConnectorStatus().to_dict()["status"] is None


def test_a_doctor_is_told_how_long_each_step_took_and_the_code_of_what_failed() -> None:
    def fail() -> None:
        time.sleep(0.05)
        raise AuthenticationError("The password is wrong.")

    status = run_status_steps([("port", passing), ("login", fail), ("read", passing)], 5)
    passed, failed, not_reached = status.seconds
    assert passed is not None
    assert failed is not None
    assert passed < failed
    assert not_reached is None
    assert status.code == "credentials.authentication"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_step_without_an_answer_has_the_code_of_a_timeout() -> None:
    release = threading.Event()
    status = run_status_steps([("login", release.wait)], 0.05)
    release.set()
    assert status.code == "timeout"
    assert status.seconds == [None]


@pytest.mark.parametrize(
    ("end", "reached"),
    [
        (NetworkError("no answer"), [False, None, None]),
        (AuthenticationError("who?"), [True, False, None]),
        (ConfigurationError("no such database"), [True, True, False]),
        (None, [True, True, True]),
    ],
    ids=["network", "account", "database", "let in"],
)
def test_one_attempt_to_log_in_is_told_step_by_step(
    end: Exception | None, reached: list[bool | None]
) -> None:
    def ask() -> str:
        asked.append(end)
        if end is not None:
            raise end
        return "somebody"

    asked: list[Exception | None] = []
    attempt = LoginAttempt(ask)
    steps = [("connected", attempt.connect), ("authenticated", attempt.authenticate), ("in", attempt.account)]
    status = run_status_steps(steps, 5)
    assert [passed for _, passed in status.details] == reached
    assert status.account == (None if end else "somebody")
    assert len(asked) == 1
