"""Where members do not differ, their pyproject.toml files do not either, and none configures a tool."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tools.check_layout._problem import Problem
from tools.workspace import NAMESPACE, Member, members

__all__ = ["pyproject_mistakes"]

_SAME_EVERYWHERE: Final = {
    ("build-system", "build-backend"): "hatchling.build",
    ("project", "requires-python"): ">=3.11",
    ("project", "license"): "BSD-3-Clause",
    ("project", "readme"): "README.md",
}


def pyproject_mistakes(root: Path) -> Iterator[Problem]:
    """Yield what a member's pyproject.toml must say otherwise."""
    for member in members(root):
        for what in (*_fields(member), *_configuration(member), *_entry_points(member)):
            yield Problem(member.pyproject, what)


def _fields(member: Member) -> Iterator[str]:
    for (table, key), wanted in _SAME_EVERYWHERE.items():
        if member.table(table).get(key) != wanted:
            yield f'{table}.{key} must be "{wanted}".'
    project = member.table("project")
    if project.get("name") != (name := f"toucan-connectors-{member.name}"):
        yield f'project.name must be "{name}", after its folder.'
    if "version" not in project:
        yield "project.version must be written here; a release is the change of this line."


def _configuration(member: Member) -> Iterator[str]:
    for tool in sorted(member.table("tool").keys() - {"hatch"}):
        yield f"holds [tool.{tool}]; move it to the root's pyproject.toml, where all configuration is."


def _entry_points(member: Member) -> Iterator[str]:
    entry_points: dict[str, Any] = member.table("project", "entry-points", NAMESPACE)
    for type_id, target in entry_points.items():
        module = str(target).partition(":")[0]
        path = member.folder.joinpath("src", *module.split("."))
        if not (path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()):
            yield f"the entry point {type_id} points to {module}, which is no module of this package."
