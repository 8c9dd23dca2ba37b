"""`plan FILE`: what would run where."""

from __future__ import annotations

from typing import Any

from toucan_connectors.cli.files.models import open_configuration
from toucan_connectors.cli.stopping import stoppable
from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.cli.terminal.texts import one_line, printable
from toucan_connectors.cli.terminal.views import Cell, Styled, View

__all__ = ["show_plan"]

_WHO = (
    ("pushed_down", "at the source"),
    ("narrowed", "narrowed at the source, decided here"),
    ("local", "here"),
)


def show_plan(file: str, name: str | None) -> None:
    """Answer with the statement that would be sent, its binds left out, and who filters, pages and counts."""
    opened = open_configuration(file, name)
    source = opened.data_source
    with opened.connector as connector:
        found = stoppable(lambda: connector.plan(source, opened.permissions), connector.options.total_timeout)
    data = {
        "statement": found.statement,
        "pushed_down": list(found.pushed_down),
        "narrowed": list(found.narrowed),
        "local": list(found.local),
    }
    OUTPUT.answer(data, lambda view: _show(view, data))


def _show(view: View, data: dict[str, Any]) -> None:
    if data["statement"] is None:
        view.line("This type sends no statement that can be told.")
    else:
        view.line(Styled("sent", "bold cyan"))
        for line in data["statement"].strip("\n").splitlines():
            view.line("  ", printable(line.expandtabs(4)), wrap=False)
        view.line()
    rows: list[list[Cell]] = [
        [Styled(one_line(what), "bold"), where] for key, where in _WHO for what in data[key]
    ]
    view.table([], rows)
