"""From changed files to the parts of this repository that must be tested."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.affected._rules import DOCS, EVERYTHING, TOOLS, concerns
from tools.workspace import Member, members, needs

__all__ = ["Affected", "affected"]


@dataclass(frozen=True)
class Affected:
    """The names of members, in order, and whether the site and the tools are concerned."""

    members: list[str]
    docs: bool
    tools: bool

    def lines(self) -> list[str]:
        """Return a line for each part."""
        return [*self.members, *([DOCS] if self.docs else ()), *([TOOLS] if self.tools else ())]


def affected(files: Iterable[str], root: Path) -> Affected:
    """Return what a change of these files, given by their paths from the root, must be tested with.

    A file of which nothing is known, as one of a member that is no more, affects everything.
    """
    workspace = {member.name: member for member in members(root)}
    owners = {member.folder.relative_to(root): name for name, member in workspace.items()}
    parts: set[str] = set()
    for path in files:
        owner = (owners[folder] for folder in Path(path).parents if folder in owners)
        parts |= {*concerns(path), *owner} or {EVERYTHING}
    if EVERYTHING in parts:
        return Affected(sorted(workspace), docs=True, tools=True)
    return Affected(_with_dependants(parts, workspace), docs=DOCS in parts, tools=TOOLS in parts)


def _with_dependants(changed: set[str], workspace: dict[str, Member]) -> list[str]:
    reach = {name: {name} | needs(member, workspace, tests=True) for name, member in workspace.items()}
    return sorted(name for name, reached in reach.items() if reached & changed)
