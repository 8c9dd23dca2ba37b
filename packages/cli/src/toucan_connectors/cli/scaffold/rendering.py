"""The files of a new package, as texts: the templates, filled in."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.cli.scaffold.kinds import KINDS, KindName, requirement

if TYPE_CHECKING:
    from jinja2 import Environment

    from toucan_connectors.cli.scaffold.names import Names

__all__ = ["files_of"]

_PROJECT: Final = ("pyproject.toml", "README.md", "CHANGELOG.md")
_STANDALONE: Final = {"ci.yml": ".github/workflows/ci.yml", "gitignore": ".gitignore"}
_PACKAGE: Final = ("__init__.py", "_spec.py", "logo.svg", "py.typed")
_CHECKED_BY: Final = ("mypy>=2.4", "pandas-stubs>=3.1", "pyarrow-stubs>=20", "pytest>=9", "ruff>=0.17")


def files_of(names: Names, kind: KindName) -> dict[str, str]:
    """Return the text of each file, by its path in the package's folder."""
    environment, values = _environment(), _values(names, kind)
    texts = {
        path: environment.get_template(f"{template}.jinja").render(values)
        for template, path in _templates(names, kind)
    }
    return dict(sorted(texts.items()))


def _templates(names: Names, kind: KindName) -> Iterator[tuple[str, str]]:
    """Yield each template, and the path of its file."""
    yield from ((f"project/{name}", name) for name in _PROJECT)
    if not names.workspace:
        yield from ((f"project/{name}", path) for name, path in _STANDALONE.items())
    yield from ((f"package/{name}", f"src/{names.package}/{name}") for name in _PACKAGE)
    own = ("connector.py", *KINDS[kind].modules)
    yield from ((f"{kind}/{name}", f"src/{names.package}/{name}") for name in own)
    yield f"{kind}/test_conformance.py", "tests/test_conformance.py"


def _values(names: Names, kind: KindName) -> dict[str, Any]:
    of_kind, ours = KINDS[kind], version("toucan-connectors-core")
    needed = [requirement(name, ours) for name in ("toucan-connectors-core", *of_kind.ours)]
    tested_with = [requirement(f"toucan-connectors-{name}", ours) for name in ("cli", "testing")]
    return {
        "names": names,
        "workspace": names.workspace,
        "kind": kind,
        "of_kind": of_kind,
        "version": ours if names.workspace else "0.1.0",
        "dependencies": sorted([*needed, *of_kind.others]),
        "test_dependencies": sorted([*tested_with, *_CHECKED_BY]),
        "drivers": " ".join(f'"{driver}",' for driver in of_kind.drivers),
    }


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(  # noqa: S701 - it makes code, of names that are words
        loader=PackageLoader(__package__ or "", "templates"),
        variable_start_string="«",
        variable_end_string="»",
        block_start_string="%%",
        block_end_string="\n",  # as jinja's line statements, which would take the blank lines behind them too
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
