"""The members of the workspace, a folder and its pyproject.toml each, and who needs whom."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Final

__all__ = ["NAMESPACE", "ROOT", "Member", "files_below", "member_folders", "members", "needs"]

NAMESPACE: Final = "toucan_connectors"
ROOT: Final = Path(__file__).parents[1]
"""The workspace that these tools are in."""

_KIT: Final = "testing"
"""What the tests of every member stand on; none has to say so."""
_REQUIREMENT: Final = re.compile(r"\s*toucan-connectors-([a-z0-9]+(?:-[a-z0-9]+)*)")
_NAMED_OTHERWISE: Final = {"tests-shared": "testing"}
_SECOND_PACKAGES: Final = {"core": {"toucan_connector"}}


@dataclass(frozen=True)
class Member:
    """A distribution of the workspace."""

    folder: Path

    @property
    def name(self) -> str:
        """The distribution's name without its prefix: `http-api`."""
        return _NAMED_OTHERWISE.get(self.folder.name, self.folder.name)

    @property
    def modules(self) -> set[str]:
        """The packages that it may have in the namespace: `http_api`."""
        return {self.name.replace("-", "_")} | _SECOND_PACKAGES.get(self.name, set())

    @property
    def source(self) -> Path:
        """Where its part of the namespace is."""
        return self.folder / "src" / NAMESPACE

    @property
    def packages(self) -> list[Path]:
        """The folders of packages that are in its part of the namespace."""
        found = self.source.iterdir() if self.source.is_dir() else ()
        return sorted(path for path in found if path.is_dir() and any(files_below(path)))

    @property
    def pyproject(self) -> Path:
        """The path of its pyproject.toml."""
        return self.folder / "pyproject.toml"

    @property
    def distribution(self) -> str:
        """The distribution's name: `toucan-connectors-http-api`."""
        return str(self.table("project")["name"])

    @property
    def version(self) -> str:
        """The version as its pyproject.toml writes it."""
        return str(self.table("project")["version"])

    @property
    def dependencies(self) -> list[str]:
        """The requirements of its users."""
        return list(self.table("project").get("dependencies", []))

    @property
    def test_dependencies(self) -> list[str]:
        """What its tests need beside: its extras, and what the dependency group `test` says."""
        extras = self.table("project", "optional-dependencies").values()
        return [*chain.from_iterable(extras), *self.table("dependency-groups").get("test", [])]

    @cached_property
    def _content(self) -> dict[str, Any]:
        return tomllib.loads(self.pyproject.read_text())

    def table(self, *keys: str) -> dict[str, Any]:
        """Return a table of its pyproject.toml, empty where it has none."""
        table = self._content
        for key in keys:
            table = table.get(key, {})
        return table


def needs(member: Member, workspace: Mapping[str, Member], *, tests: bool = False) -> set[str]:
    """Return the names of the other members that this one needs, directly or not.

    With `tests`, also those that its tests need: the kit, what its extras bring, its dependency group `test`.
    """
    asked = [*member.dependencies, *(member.test_dependencies if tests else ())]
    found = _named_in(asked) | ({_KIT} if tests else set())
    reached: set[str] = set()
    while found := (found & workspace.keys()) - reached:
        reached |= found
        found = _named_in(line for name in found for line in workspace[name].dependencies)
    return reached - {member.name}


def _named_in(requirements: Iterable[str]) -> set[str]:
    return {match[1] for match in map(_REQUIREMENT.match, requirements) if match}


def member_folders(root: Path) -> list[Path]:
    """Return the folders that the workspace takes for members."""
    content = tomllib.loads((root / "pyproject.toml").read_text())
    patterns: list[str] = content["tool"]["uv"]["workspace"]["members"]
    return sorted(path for pattern in patterns for path in root.glob(pattern) if path.is_dir())


def members(root: Path) -> Iterator[Member]:
    """Yield the members that say what they are; the check for missing files tells of the others."""
    for folder in member_folders(root):
        if (folder / "pyproject.toml").is_file():
            yield Member(folder)


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files that are somebody's work, not a cache."""
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
