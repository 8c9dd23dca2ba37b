"""`check FILE`: whether it is valid, and the source lets us in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toucan_connectors.cli.exit_codes import exit_code_of
from toucan_connectors.cli.files.models import open_configuration
from toucan_connectors.cli.stopping import stoppable
from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.cli.terminal.texts import duration, one_line
from toucan_connectors.cli.terminal.views import Cell, Styled, View

if TYPE_CHECKING:
    from toucan_connectors.core import ConnectorStatus

__all__ = ["OUTCOMES", "check_file"]

OUTCOMES = {
    True: Styled("passed", "green"),
    False: Styled("failed", "bold red"),
    None: Styled("not reached", "dim"),
}


def check_file(file: str, name: str | None) -> int:
    """Answer with the status of the source, and return the exit code for it. Raises ConfigurationError."""
    opened = open_configuration(file, name)
    with opened.connector as connector:
        status = stoppable(connector.get_status)
    failed = status.status is False
    data = {
        "valid": True,
        "type": opened.type_id,
        "connector": connector.name,
        "data_source": None if opened.source is None else opened.source.domain,
        "not_looked_at": list(opened.configuration.others),
        **status.to_dict(),
        "code": status.code,
        "steps": _steps(status),
        "exit_code": exit_code_of(status.code or "source") if failed else 0,
    }
    del data["details"]
    OUTPUT.answer(data, lambda view: _show(view, data))
    return int(data["exit_code"])


def _steps(status: ConnectorStatus) -> list[dict[str, Any]]:
    seconds = status.seconds or [None] * len(status.details)
    return [
        {"label": label, "passed": passed, "seconds": took}
        for (label, passed), took in zip(status.details, seconds, strict=True)
    ]


def _show(view: View, data: dict[str, Any]) -> None:
    read = "" if data["data_source"] is None else f", data source {data['data_source']}"
    view.line(one_line(f"The configuration is valid: {data['type']} connector {data['connector']}{read}."))
    if data["not_looked_at"]:
        others = one_line(", ".join(data["not_looked_at"]))
        view.line(
            Styled(f"Of several data sources none was looked at; choose with --name: {others}.", "yellow")
        )
    rows: list[list[Cell]] = [
        [
            OUTCOMES[step["passed"]],
            one_line(step["label"]),
            Styled("" if step["seconds"] is None else duration(step["seconds"]), "dim"),
        ]
        for step in data["steps"]
    ]
    if rows:
        view.table([], rows, right=[2])
    if data["status"] is None:
        view.line("This type has nothing that can be checked: try preview.")
    elif data["status"]:
        account = "" if data["account"] is None else f" as {data['account']}"
        view.line(Styled(one_line(f"The source answers{account}."), "green"))
    else:
        code = f" [{data['code']}]" if data["code"] else ""
        view.line(
            Styled(one_line(data["error"] or "The source does not answer."), "red"), Styled(code, "dim")
        )
