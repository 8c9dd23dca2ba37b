"""Which files concern what, beside the members' own."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

__all__ = ["DOCS", "EVERYTHING", "TOOLS", "concerns"]

DOCS: Final = "docs"
TOOLS: Final = "tools"
EVERYTHING: Final = "everything"

_RULES: Final = (
    ("pyproject.toml", EVERYTHING),
    ("Makefile", EVERYTHING),
    (".ci", EVERYTHING),
    (".github/workflows/_package.yml", EVERYTHING),
    (".github", TOOLS),  # its tests read the workflows
    ("tools", TOOLS),
    ("tools/docs", DOCS),
    ("docs", DOCS),
    ("mkdocs.yml", DOCS),
    ("*.md", DOCS),
    ("packages/*/*.md", DOCS),  # a README is a page of the site
    ("tests-shared/*.md", DOCS),
)
"""A pattern is a file, or a folder with all that is below it; `*` stands for a part of one name."""


def concerns(path: str) -> Iterator[str]:
    """Yield what the rules say of a file, given by its path from the root; nothing if no rule knows it."""
    here = PurePosixPath("/", path)
    for pattern, part in _RULES:
        if any(place.match(f"/{pattern}") for place in (here, *here.parents)):
            yield part
