"""A doctor's steps: what fails keeps those behind it from being reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any, Final

from toucan_connectors.cli.stopping import stoppable
from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.core.errors import ToucanConnectorsError

__all__ = ["FAILED", "NOT_APPLICABLE", "NOT_REACHED", "PASSED", "Step", "Steps"]

PASSED: Final = "passed"
FAILED: Final = "failed"
NOT_REACHED: Final = "not reached"
NOT_APPLICABLE: Final = "not applicable"


@dataclass(frozen=True)
class Step:
    """One step. `name` is stable, `seconds` None where nothing ran, `next` what to do where it failed."""

    name: str
    label: str
    outcome: str
    seconds: float | None = None
    code: str | None = None
    message: str | None = None
    next: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the step as JSON has it."""
        return asdict(self)


class Steps:
    """The steps so far, in order."""

    def __init__(self) -> None:
        self.taken: list[Step] = []

    @property
    def failed(self) -> Step | None:
        """The step that failed, if one did."""
        return next((step for step in self.taken if step.outcome == FAILED), None)

    @property
    def names(self) -> set[str]:
        """The names of the steps so far."""
        return {step.name for step in self.taken}

    def run(self, name: str, work: Callable[[], str], *, deadline: float | None = None) -> None:
        """Take a step, unless one failed; the message is what the work returns, or what it raises."""
        if self.failed is not None:
            self.skip(name, "")
            return
        started = perf_counter()
        try:
            message = work() if deadline is None else stoppable(work, deadline, deadline=deadline)
            step = Step(name, name, PASSED, perf_counter() - started, message=message)
        except ToucanConnectorsError as error:
            step = _failure(name, started, error.code, error.message, error.hint)
        except Exception as error:  # noqa: BLE001 - a doctor answers, whatever happened
            told = f"{type(error).__name__}: {error}"
            step = _failure(name, started, "internal", told, "This is a bug: please report it.")
        self.taken.append(step)

    def skip(self, name: str, why: str) -> None:
        """Note a step that does not apply, or that was not reached because one failed."""
        if self.failed is None:
            self.taken.append(Step(name, name, NOT_APPLICABLE, message=why))
        else:
            self.taken.append(Step(name, name, NOT_REACHED))

    def add(self, steps: Iterable[Step]) -> None:
        """Take over steps that somebody else took."""
        self.taken += steps


def _failure(name: str, started: float, code: str, message: str, hint: str | None) -> Step:
    seconds = perf_counter() - started
    return Step(name, name, FAILED, seconds, code, OUTPUT.mask(message), hint and OUTPUT.mask(hint))
