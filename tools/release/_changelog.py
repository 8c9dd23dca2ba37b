"""The CHANGELOG.md of a member, and the fragments in its `changes/` that become a section of it.

Towncrier reads and renders the fragments. The place of the section is found here, because a version that is
being worked on has one already, `## 11.0.0a1 (unreleased)`, whose lines go into the release.
"""

import re
import sys
from pathlib import Path
from typing import Final

from packaging.version import Version
from tools.release._run import run
from tools.workspace import ROOT, Member

__all__ = ["fragments", "latest_release", "new_lines", "section", "unreleased_lines", "with_section"]

_NO_CHANGES: Final = "- No changes of its own."

_HEADING: Final = re.compile(r"^## (?P<version>\S+) \((?P<date>[^)]*)\)\n", re.MULTILINE)
_UNRELEASED: Final = "unreleased"
_NOT_FRAGMENTS: Final = frozenset({"README.md", ".gitkeep", ".gitignore"})


def fragments(member: Member) -> list[Path]:
    """Return the files of the member's `changes/`, in order, well named or not."""
    found = (member.folder / "changes").glob("*")
    return sorted(path for path in found if path.name not in _NOT_FRAGMENTS)


def new_lines(member: Member) -> str:
    """Return the fragments as list items, breaking changes first; an empty text if there is none.

    Raises ReleaseError where a fragment's name is none that towncrier knows.
    """
    if not fragments(member):
        return ""
    options = ("--draft", "--config", ROOT / "pyproject.toml", "--dir", member.folder, "--version", "-")
    return run(sys.executable, "-m", "towncrier", "build", *options).strip()


def section(changelog: str, version: Version, date: str, lines: str) -> str:
    """Return the section of a release: the lines that were unreleased, and new ones."""
    items = "\n".join(text for text in (unreleased_lines(changelog), lines) if text) or _NO_CHANGES
    return f"## {version} ({date})\n\n{items}\n"


def with_section(changelog: str, new: str) -> str:
    """Return the changelog with a new section on top, in the place of an unreleased one."""
    before, _, below = _at_top(changelog)
    return f"{before.rstrip()}\n\n{new}" + (f"\n{below}" if below else "")


def unreleased_lines(changelog: str) -> str:
    """Return the lines that no release has yet; an empty text if the newest section has a date."""
    return _at_top(changelog)[1]


def latest_release(changelog: str) -> str | None:
    """Return the version of the newest section that has a date."""
    dated = (match["version"] for match in _HEADING.finditer(changelog) if match["date"] != _UNRELEASED)
    return next(dated, None)


def _at_top(changelog: str) -> tuple[str, str, str]:
    """Return what stands before the sections, the lines of an unreleased one, and the released ones."""
    headings = list(_HEADING.finditer(changelog))
    starts = [*(heading.start() for heading in headings), len(changelog)]
    if headings and headings[0]["date"] == _UNRELEASED:
        return (
            changelog[: starts[0]],
            changelog[headings[0].end() : starts[1]].strip(),
            changelog[starts[1] :],
        )
    return changelog[: starts[0]], "", changelog[starts[0] :]
