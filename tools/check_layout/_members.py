"""The members of the workspace: a folder and its pyproject.toml each."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

__all__ = ["NAMESPACE", "Member", "Problem", "files_below", "member_folders", "members"]

NAMESPACE: Final = "toucan_connectors"

_NAMED_OTHERWISE: Final = {"tests-shared": "testing"}
_SECOND_PACKAGES: Final = {"core": {"toucan_connector"}}


class Problem(NamedTuple):
    """Where something is wrong, and what it is with what to do about it."""

    path: Path
    what: str


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

    @cached_property
    def _content(self) -> dict[str, Any]:
        return tomllib.loads(self.pyproject.read_text())

    def table(self, *keys: str) -> dict[str, Any]:
        """Return a table of its pyproject.toml, empty where it has none."""
        table = self._content
        for key in keys:
            table = table.get(key, {})
        return table


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
