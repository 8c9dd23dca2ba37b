"""Who imports whom.

    core  <-  sql, http  <-  connectors
    core  <-  sql  <-  sql-odbc  <-  connectors
    core  <-  testing, cli

All imports count: those in a function and those for type checkers too.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tools.check_layout._problem import Problem
from tools.workspace import NAMESPACE, files_below, members

__all__ = ["forbidden_imports"]

_MAY: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("core", "toucan_connector", "sql", "http", "testing", "cli"), frozenset({"core"})),
    "sql_odbc": frozenset({"core", "sql"}),
}
_CONNECTOR_MAY: Final = frozenset({"core", "sql", "http", "sql_odbc"})
"""What a package may import beside itself, of this namespace: those that are named, and the others."""
_THIRD_PARTIES_OF_CORE: Final = frozenset(
    {
        "jinja2",
        "numpy",
        "opentelemetry",
        "pandas",
        "pyarrow",
        "pydantic",
        "pydantic_core",
        "tenacity",
        "typing_extensions",
    }
)


def forbidden_imports(root: Path) -> Iterator[Problem]:
    """Yield the imports that go against the layers, and what core imports beside its few dependencies."""
    for member in members(root):
        for package in member.packages:
            for path in sorted(files_below(package)):
                if path.suffix in {".py", ".pyi"}:
                    yield from _of_module(path, path.relative_to(member.folder / "src"))


def _of_module(path: Path, name: Path) -> Iterator[Problem]:
    package = name.parts[1]
    for line, imported in _imports(ast.parse(path.read_text(), str(path)), name.parts[:-1]):
        if what := _objection(package, imported):
            yield Problem(path, f"line {line}: {what}")


def _objection(package: str, imported: list[str]) -> str | None:
    if imported[0] == NAMESPACE:
        allowed = _MAY.get(package, _CONNECTOR_MAY) | {package}
        if len(imported) > 1 and imported[1] not in allowed:
            names = ", ".join(sorted(allowed))
            return f"imports {NAMESPACE}.{imported[1]}; {package} may import {names} only."
    elif package == "core" and imported[0] not in sys.stdlib_module_names | _THIRD_PARTIES_OF_CORE:
        return f"imports {imported[0]}; core has no drivers, move what needs it into a connector."
    return None


def _imports(tree: ast.Module, package: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the parts of the absolute name of whatever is imported in a module of `package`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.split(".")
        elif isinstance(node, ast.ImportFrom):
            above = list(package[: len(package) - node.level + 1]) if node.level else []
            module = above + (node.module.split(".") if node.module else [])
            if module == [NAMESPACE]:
                yield from ((node.lineno, [NAMESPACE, alias.name]) for alias in node.names)
            else:
                yield node.lineno, module
