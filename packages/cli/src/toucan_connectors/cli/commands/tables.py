"""`tables FILE`: what the source holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toucan_connectors.cli.files.models import open_configuration
from toucan_connectors.cli.stopping import stoppable
from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.cli.terminal.texts import number, one_line
from toucan_connectors.cli.terminal.views import Cell, Styled, View

if TYPE_CHECKING:
    from toucan_connectors.core import TableInfo

__all__ = ["list_tables"]


def list_tables(file: str, name: str | None) -> None:
    """Answer with the tables and views, and what could not be looked at. Raises UnsupportedCallError."""
    opened = open_configuration(file, name)
    with opened.connector as connector:
        found, left_out = stoppable(connector.get_model_with_info, connector.options.total_timeout)
    data = {"tables": found, "left_out": left_out}
    OUTPUT.answer(data, lambda view: _show(view, found, left_out))


def _show(view: View, found: list[TableInfo], left_out: dict[str, Any]) -> None:
    if not found:
        view.line("The source shows no tables.")
    else:
        databases = {table["database"] for table in found}
        view.table(["table", "kind", "columns"], [_row(table, len(databases) > 1) for table in found])
        of = (
            f" of the database {one_line(databases.pop() or '')}"
            if len(databases) == 1 and any(databases)
            else ""
        )
        view.line(Styled(f"{number(len(found))} tables and views{of}.", "dim"))
    for what, reasons in left_out.items():
        view.line(Styled(f"{one_line(what)}:", "yellow"))
        told = reasons.items() if isinstance(reasons, dict) else [(reason, "") for reason in _listed(reasons)]
        for entry, reason in told:
            view.line(f"  {one_line(str(entry))}{': ' if reason else ''}{one_line(str(reason))}")


def _listed(reasons: object) -> list[object]:
    return list(reasons) if isinstance(reasons, list | tuple | set) else [reasons]


def _row(table: TableInfo, in_full: bool) -> list[Cell]:
    parts = [table["database"] if in_full else None, table["schema"], table["name"]]
    columns = ", ".join(f"{column['name']} {column['type']}" for column in table["columns"])
    return [
        Styled(one_line(".".join(part for part in parts if part)), "bold"),
        one_line(table["type"]),
        one_line(columns),
    ]
