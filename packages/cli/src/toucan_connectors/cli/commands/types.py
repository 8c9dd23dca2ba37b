"""`types`: what is installed, and what could be."""

from __future__ import annotations

from typing import Any

from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.cli.terminal.texts import one_line
from toucan_connectors.cli.terminal.views import Cell, Styled, View
from toucan_connectors.core import registry
from toucan_connectors.core.known_types import KNOWN_TYPES

__all__ = ["list_types"]


def list_types() -> None:
    """Answer with a line for each type: ready, unavailable with its reason, or what brings it."""
    found = [*_installed(), *_known()]
    OUTPUT.answer({"types": found}, lambda view: _show(view, found))


def _installed() -> list[dict[str, Any]]:
    return [
        {
            "type": line.type_id,
            "label": line.label,
            "status": "ready" if line.unavailable is None else "unavailable",
            "reason": line.unavailable,
            "distribution": line.distribution,
            "version": line.version,
            "install": None,
        }
        for line in registry.catalogue()
    ]


def _known() -> list[dict[str, Any]]:
    return [
        {
            "type": type_id,
            "label": type_id,
            "status": "not installed",
            "reason": None,
            "distribution": distribution,
            "version": None,
            "install": f"pip install {distribution}",
        }
        for type_id, distribution in sorted(KNOWN_TYPES.items(), key=lambda known: known[0].lower())
        if type_id not in registry
    ]


def _show(view: View, found: list[dict[str, Any]]) -> None:
    styles = {"ready": "green", "unavailable": "red", "not installed": "dim"}
    rows: list[list[Cell]] = [
        [
            Styled(one_line(line["type"]), "bold" if line["version"] else ""),
            Styled(line["status"], styles[line["status"]]),
            one_line(line["install"] or f"{line['distribution']} {line['version']}"),
            one_line(line["reason"] or ""),
        ]
        for line in found
    ]
    view.table(["type", "status", "distribution", ""], rows)
