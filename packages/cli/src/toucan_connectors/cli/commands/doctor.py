"""`doctor FILE`: what is wrong, and what to do about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from toucan_connectors.cli.errors import OutputError
from toucan_connectors.cli.examining.bundle import bundle_of
from toucan_connectors.cli.examining.examination import Examination
from toucan_connectors.cli.examining.steps import FAILED, NOT_APPLICABLE, NOT_REACHED, PASSED, Step
from toucan_connectors.cli.exit_codes import exit_code_of
from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.cli.terminal.texts import duration, one_line
from toucan_connectors.cli.terminal.views import Cell, Styled, View
from toucan_connectors.cli.writing.atomic_file import atomic_file, writing

__all__ = ["examine"]

_STYLES: Final = {PASSED: "green", FAILED: "bold red", NOT_REACHED: "dim", NOT_APPLICABLE: "dim"}
_TITLES: Final = {"tcp": "TCP", "tls": "TLS"}


def examine(file: str, name: str | None, bundle: Path | None) -> int:
    """Answer with the steps and what came of them, and return the exit code of the one that failed.

    Raises OutputError, after that, for a bundle that cannot be written.
    """
    examination = Examination(file, name)
    steps, failed = examination.steps.taken, examination.steps.failed
    exit_code = 0 if failed is None else exit_code_of(failed.code)
    problem = None if bundle is None else _write(bundle, bundle_of(examination))
    written = bundle if problem is None else None
    data: dict[str, Any] = {
        "healthy": failed is None,
        "steps": [step.to_dict() for step in steps],
        "bundle": None if written is None else str(written),
        "exit_code": exit_code,
    }
    OUTPUT.answer(data, lambda view: _show(view, steps, failed, written))
    if problem is not None:
        raise problem
    return exit_code


def _write(path: Path, data: dict[str, Any]) -> OutputError | None:
    """Write the bundle, or return why it could not be: what was found is worth more than that."""
    text = OUTPUT.mask(json.dumps(data, indent=2, default=str))
    try:
        with atomic_file(path) as file, writing(path):
            file.write(text.encode("ascii") + b"\n")
    except OutputError as error:
        return error
    return None


def _show(view: View, steps: list[Step], failed: Step | None, bundle: Path | None) -> None:
    view.table([], [_row(step) for step in steps], right=[2])
    view.line()
    if failed is None:
        view.line(Styled("Nothing is wrong.", "bold green"))
    else:
        view.line(
            Styled(one_line(failed.message or "failed"), "bold red"), Styled(f" [{failed.code}]", "dim")
        )
        if failed.next:
            view.line(Styled("What to do: ", "bold"), one_line(failed.next))
    if bundle is not None:
        what = "Hosts, paths and queries are in it; secrets and the values of parameters are not."
        view.line(f"To share: {one_line(str(bundle))}. {what}")


def _row(step: Step) -> list[Cell]:
    said = step.code if step.outcome == FAILED else step.message
    return [
        Styled(step.outcome, _STYLES[step.outcome]),
        Styled(_TITLES.get(step.label, one_line(step.label)), "bold"),
        Styled("" if step.seconds is None else duration(step.seconds), "dim"),
        Styled(one_line(said or ""), "red" if step.outcome == FAILED else "dim"),
    ]
