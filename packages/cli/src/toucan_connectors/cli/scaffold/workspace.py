"""The workspace of toucan-connectors itself: where it is, and the lines that a new package wants in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from toucan_connectors.cli.errors import UsageError

if TYPE_CHECKING:
    from toucan_connectors.cli.scaffold.kinds import Kind
    from toucan_connectors.cli.scaffold.names import Names

__all__ = ["edits_of", "workspace_root"]

Edit = Callable[[str, "Names", "Kind"], str | None]
"""From a file's text to its new text; None where the place for the line is not found."""

_KNOWN_TYPES: Final = "packages/core/src/toucan_connectors/core/known_types.py"


def workspace_root(folder: Path) -> Path:
    """Return the root of the workspace that a folder is in. Raises UsageError outside of one."""
    for root in (folder := folder.resolve(), *folder.parents):
        if (root / _KNOWN_TYPES).is_file():
            return root
    raise UsageError(
        f"{folder} is not in the workspace of toucan-connectors.",
        hint="Leave out --workspace for a package of your own.",
        field="path",
    )


def edits_of(root: Path, names: Names, kind: Kind) -> tuple[dict[Path, str], list[str]]:
    """Return the new text of each file that wants a line, and what is left to do by hand."""
    changed, left = {}, []
    for name, edit in _EDITS.items():
        text = (root / name).read_text(encoding="utf-8")
        new = edit(text, names, kind)
        if new is None:
            left.append(f"add {names.distribution} to {name}")
        elif new != text:
            changed[root / name] = new
    return changed, left


def _in_sources(text: str, names: Names, _kind: Kind) -> str | None:
    line = f"{names.distribution} = {{ workspace = true }}\n"
    return _among(text, r"(?:^toucan-connectors-[\w-]+ = \{ workspace = true \}\n)+", line)


def _in_known_types(text: str, names: Names, _kind: Kind) -> str | None:
    if f'"{names.type_id}"' in text:
        return text
    return _among(text, r'(?:^    "[\w-]+": \("[^\n]*\),\n)+', f'    "{names.slug}": ("{names.type_id}",),\n')


def _in_readme(text: str, names: Names, kind: Kind) -> str | None:
    folder = f"packages/{names.folder}"
    line = f"| [{folder}]({folder}) | `{names.distribution}` | {kind.source} |\n"
    found = list(re.finditer(r"^\| \[packages/[^\n]*\n", text, re.MULTILINE))
    return text[: found[-1].end()] + line + text[found[-1].end() :] if found else None


def _among(text: str, block: str, line: str) -> str | None:
    """Return the text with a line more in the first block of such lines, which is kept in order."""
    found = re.search(block, text, re.MULTILINE)
    if found is None:
        return None
    lines = sorted({*found[0].splitlines(keepends=True), line})
    return text[: found.start()] + "".join(lines) + text[found.end() :]


_EDITS: Final[Mapping[str, Edit]] = {
    _KNOWN_TYPES: _in_known_types,
    "pyproject.toml": _in_sources,
    "README.md": _in_readme,
}
