"""`new NAME`: a connector package that passes its tests, to be changed into one's own."""

from __future__ import annotations

import shlex
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toucan_connectors.cli.scaffold.kinds import KINDS
from toucan_connectors.cli.scaffold.names import Names
from toucan_connectors.cli.scaffold.new_folder import write_new_folder
from toucan_connectors.cli.scaffold.rendering import files_of
from toucan_connectors.cli.scaffold.workspace import edits_of, workspace_root
from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.cli.terminal.texts import one_line
from toucan_connectors.cli.terminal.views import Styled, View
from toucan_connectors.cli.writing.atomic_file import atomic_file
from toucan_connectors.core import registry
from toucan_connectors.core.known_types import KNOWN_TYPES

if TYPE_CHECKING:
    from toucan_connectors.cli.scaffold.kinds import KindName

__all__ = ["new_package"]


def new_package(name: str, kind: KindName, path: Path, *, workspace: bool) -> None:
    """Write a package and answer with what is in it and what to do next.

    Raises UsageError for a name that is none, OutputError for a folder that is there; then nothing is there.
    """
    names = Names.of(name, workspace=workspace)
    files = files_of(names, kind)
    if workspace:
        root = workspace_root(path)
        folder = root / "packages" / names.folder
        files["LICENSE"] = (root / "LICENSE").read_text(encoding="utf-8")
        edited, left = edits_of(root, names, KINDS[kind])
    else:
        folder, edited, left = path / names.folder, {}, []
    _write(folder, files, edited)
    data = {
        "type": names.type_id,
        "kind": kind,
        "distribution": names.distribution,
        "module": names.module,
        "folder": str(folder),
        "files": sorted(files),
        "edited": [str(file) for file in edited],
        "left_to_do": left,
        "warnings": _warnings(names),
        "next": _next(names, folder),
    }
    OUTPUT.answer(data, lambda view: _show(view, data))


def _write(folder: Path, files: dict[str, str], edited: dict[Path, str]) -> None:
    """Write the folder and the files beside it; what was written is taken back when the rest cannot be."""
    before = {file: file.read_bytes() for file in edited}
    with ExitStack() as undo:
        write_new_folder(folder, files)
        undo.callback(shutil.rmtree, folder)
        for file, text in edited.items():
            with atomic_file(file) as opened:
                opened.write(text.encode())
            undo.callback(file.write_bytes, before[file])
        undo.pop_all()


def _warnings(names: Names) -> list[str]:
    """Return who has the type already: an application cannot have two of one type installed."""
    wanted = names.type_id.lower()
    installed = [line for line in registry.catalogue() if line.type_id.lower() == wanted]
    if installed:
        return [f"{installed[0].distribution} has the type {installed[0].type_id}, and is installed here."]
    known = [type_id for type_id in KNOWN_TYPES if type_id.lower() == wanted and not names.workspace]
    return [f"{KNOWN_TYPES[type_id]} is the connector of the type {type_id}." for type_id in known]


def _next(names: Names, folder: Path) -> list[str]:
    if names.workspace:
        tests = f"uv run --no-sync pytest packages/{names.folder}"
        return ["make sync", tests, "make format lint"]
    install = 'python -m pip install --editable ".[test]"'
    return [f"cd {shlex.quote(str(folder))}", install, "python -m pytest"]


def _show(view: View, data: dict[str, Any]) -> None:
    view.line(
        Styled(one_line(data["distribution"]), "bold"),
        one_line(f", a connector of the type {data['type']}, is in {data['folder']}:"),
    )
    for file in data["files"]:
        view.line(Styled(f"  {file}", "dim"))
    for file in data["edited"]:
        view.line(one_line(f"A line was added to {file}."))
    for what in data["left_to_do"]:
        view.line(Styled(one_line(f"To be done by hand: {what}."), "yellow"))
    for warning in data["warnings"]:
        view.line(Styled(one_line(f"Two of one type cannot be installed together: {warning}"), "yellow"))
    view.line()
    view.line("It works as it is. Next:")
    for command in data["next"]:
        view.line(Styled(f"  {command}", "bold"), wrap=False)
