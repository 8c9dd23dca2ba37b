"""Every member has the files that a member has, and none of its packages is one by accident."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.check_layout._problem import Problem
from tools.workspace import Member, member_folders, members

__all__ = ["missing_files"]

_FILES: Final = ("pyproject.toml", "README.md", "CHANGELOG.md")
_PACKAGE_FILES: Final = ("__init__.py", "py.typed")


def missing_files(root: Path) -> Iterator[Problem]:
    """Yield what is not there: files, tests, the package that the folder's name promises."""
    for folder in member_folders(root):
        for name in _FILES:
            if not (folder / name).is_file():
                yield Problem(folder / name, "is missing; every package has one.")
        licence = folder / "LICENSE"
        if not licence.is_file() or licence.read_text() != (root / "LICENSE").read_text():
            yield Problem(licence, "is not a copy of the root's; a wheel carries the licence's text.")
        if not any((folder / "tests").rglob("test_*.py")):
            yield Problem(folder / "tests", "holds no test_*.py; every package has tests.")
    for member in members(root):
        yield from _packages(member)


def _packages(member: Member) -> Iterator[Problem]:
    names = {package.name for package in member.packages}
    for name in sorted(member.modules - names):
        yield Problem(member.source / name, "is missing; the package has the name of its folder.")
    for package in member.packages:
        if package.name not in member.modules:
            wanted = " or ".join(sorted(member.modules))
            yield Problem(package, f"does not belong here; the package of this folder is {wanted}.")
        for name in _PACKAGE_FILES:
            if not (package / name).is_file():
                yield Problem(package / name, "is missing; every package in the namespace has one.")
