"""Who ships which path: no file of the shared namespace is in two wheels, and its root is in none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.check_layout._problem import Problem
from tools.workspace import Member, files_below, members

__all__ = ["namespace_modules", "wheel_mistakes"]

_WHEEL: Final = ("tool", "hatch", "build", "targets", "wheel")


def namespace_modules(root: Path) -> Iterator[Problem]:
    """Yield the modules that lie in the namespace itself, where only packages may be."""
    for member in members(root):
        loose = member.source.iterdir() if member.source.is_dir() else ()
        for path in sorted(path for path in loose if path.is_file()):
            if path.name == "__init__.py":
                yield Problem(path, "makes the namespace the property of one distribution; delete it.")
            else:
                yield Problem(path, "lies loose in the namespace; move it into a package.")


def wheel_mistakes(root: Path) -> Iterator[Problem]:
    """Yield what is wrong in what the wheels are told to hold."""
    owners: dict[Path, Member] = {}
    for member in members(root):
        included = [member.folder / path for path in member.table(*_WHEEL).get("only-include", [])]
        for what in _targets(member, included):
            yield Problem(member.pyproject, what)
        for path in sorted({path for folder in included for path in files_below(folder)}):
            if not path.is_relative_to(member.folder / "src"):
                continue
            owner = owners.setdefault(path.relative_to(member.folder / "src"), member)
            if owner is not member:
                other = owner.folder.relative_to(root)
                yield Problem(path, f"is in the wheel of {other} too; one of them must let go of it.")


def _targets(member: Member, included: list[Path]) -> Iterator[str]:
    if member.table(*_WHEEL).get("sources") != ["src"]:
        yield 'the wheel needs sources = ["src"], or its paths begin with src/.'
    for path in included:
        shown = path.relative_to(member.folder)
        if not path.exists():
            yield f"only-include names {shown}, which does not exist."
        elif member.source not in path.parents:
            yield f"only-include names {shown}; a wheel holds packages below src/toucan_connectors/ only."
    for package in member.packages:
        if package not in included:
            yield f"only-include does not name {package.relative_to(member.folder)}, so no wheel has it."
