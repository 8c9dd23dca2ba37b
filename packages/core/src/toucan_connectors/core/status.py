"""Is a source reachable, and are we let in: named steps, run in order, within a deadline."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from toucan_connectors.core.errors import (
    AuthenticationError,
    CallTimeoutError,
    NetworkError,
    ToucanConnectorsError,
)

__all__ = ["ConnectorStatus", "LoginAttempt", "StatusStep", "run_status_steps"]

StatusStep = tuple[str, Callable[[], object]]
"""A label and what to do: the step failed when it raises, and an account it returns as text is reported."""


@dataclass
class ConnectorStatus:
    """What `get_status` answers.

    `status` is True (all steps passed), False (one failed) or None (nothing was checked). `details` has a
    pair (label, True / False / None) for each step, None where it was not reached. `error` says what went
    wrong and what to do next; `account` is who the source takes us for, where it tells. For whoever looks
    closer, `seconds` has how long each step took, and `code` is that of the error, where it is one of ours.
    """

    status: bool | None = None
    message: str | None = None
    error: str | None = None
    details: list[tuple[str, bool | None]] = field(default_factory=list)
    account: str | None = None
    seconds: list[float | None] = field(default_factory=list, compare=False)
    code: str | None = field(default=None, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the status as a dict that JSON can hold."""
        return {
            "status": self.status,
            "message": self.message,
            "error": self.error,
            "details": [list(detail) for detail in self.details],
            "account": self.account,
        }


class LoginAttempt:
    """One attempt to log in, told in several steps: it may end at the network, the account or the database.

    `ask` logs in, and returns the account, where the source tells it. The steps are `connect`, then perhaps
    `authenticate`, then `account`.
    """

    def __init__(self, ask: Callable[[], str | None]) -> None:
        self._ask = ask
        self._refusal: ToucanConnectorsError | None = None
        self._account: str | None = None

    def connect(self) -> None:
        """Come as far as being asked who we are; NetworkError where that is not reached."""
        try:
            self._account = self._ask()
        except NetworkError:
            raise
        except ToucanConnectorsError as error:
            self._refusal = error

    def authenticate(self) -> None:
        """Raise AuthenticationError where we are not known."""
        if isinstance(self._refusal, AuthenticationError):
            raise self._refusal

    def account(self) -> str | None:
        """Return who the source takes us for, or raise why it refused us."""
        if self._refusal is not None:
            raise self._refusal
        return self._account


def run_status_steps(
    steps: Sequence[StatusStep], deadline: float, redact: Callable[[str], str] = str
) -> ConnectorStatus:
    """Run the steps in order until one fails; never raise, and never take longer than `deadline` seconds.

    A step that blocks is left behind in its daemon thread and counts as failed. What a step raises goes
    through `redact` before it is shown.
    """
    run = _Run(steps, redact)
    worker = threading.Thread(target=run.work, name="toucan-connectors-status", daemon=True)
    worker.start()
    worker.join(deadline)
    return run.finish(deadline)


class _Run:
    """The steps' results, written by the worker until the caller closes them."""

    def __init__(self, steps: Sequence[StatusStep], redact: Callable[[str], str]) -> None:
        self._steps = steps
        self._redact = redact
        self._lock = threading.Lock()
        self._closed = False
        self._passed = 0
        self._seconds: list[float | None] = []
        self._failure: str | None = None
        self._code: str | None = None
        self._account: str | None = None

    def work(self) -> None:
        for _, check in self._steps:
            answer = failure = code = None
            started = perf_counter()
            try:
                answer = check()
            except Exception as error:  # noqa: BLE001 - a status answers, whatever happened
                failure = self._told(error)
                code = error.code if isinstance(error, ToucanConnectorsError) else None
            with self._lock:
                if self._closed:
                    return
                self._seconds.append(perf_counter() - started)
                if failure is not None:
                    self._failure, self._code = failure, code
                    return
                self._passed += 1
                if isinstance(answer, str):
                    self._account = answer

    def _told(self, error: Exception) -> str:
        try:
            return self._redact(_describe(error))
        except Exception:  # noqa: BLE001 - what cannot be masked is not shown
            return type(error).__name__

    def finish(self, deadline: float) -> ConnectorStatus:
        with self._lock:
            self._closed = True
            done = self._passed == len(self._steps)
            if not done and self._failure is None:
                self._failure = (
                    f"No answer within {deadline:g} s. Check that nothing on the way drops the packets."
                )
                self._code = CallTimeoutError.code
            outcomes: list[bool | None] = [True] * self._passed
            if not done:
                outcomes.append(False)
            outcomes += [None] * (len(self._steps) - len(outcomes))
            return ConnectorStatus(
                status=done,
                error=self._failure,
                details=[(label, outcome) for (label, _), outcome in zip(self._steps, outcomes, strict=True)],
                account=self._account,
                seconds=self._seconds + [None] * (len(self._steps) - len(self._seconds)),
                code=self._code,
            )


def _describe(error: Exception) -> str:
    if isinstance(error, ToucanConnectorsError):
        return str(error)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
