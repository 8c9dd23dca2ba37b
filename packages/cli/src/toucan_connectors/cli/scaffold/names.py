"""What a connector is called, everywhere: made from the one name that its author gives."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import Final, Self

from toucan_connectors.cli.errors import UsageError

__all__ = ["Names"]

_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ _-]+[A-Za-z0-9]+)*", re.ASCII)
_NEW_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
"""`GoogleSheets` are two words; `DuckDB` and `MySQL` are one."""
_LONGEST: Final = 20
"""So that no line of the templates becomes too long."""

_TAKEN: Final = frozenset({"arrow", "cli", "core", "http", "query", "sql", "testing", "toucan"})
"""Their classes are bases, or their packages parts of the namespace."""


@dataclass(frozen=True)
class Names:
    """The names of one connector type."""

    type_id: str
    """In configurations and entry points, and the beginning of the classes' names: `GoogleSheets`."""
    label: str
    """In catalogues: `Google Sheets`."""
    slug: str
    """In the distribution's name, with dashes: `google-sheets`."""
    workspace: bool
    """Whether it lies in the namespace of toucan-connectors, or in one of its own."""

    @classmethod
    def of(cls, name: str, *, workspace: bool = False) -> Self:
        """Return the names that follow from one; UsageError, with what to do, where none would be good."""
        told = name.strip()
        if not _WORDS.fullmatch(told):
            raise _refused(name, "is no name: ASCII letters and digits, words apart by blanks or dashes")
        words = [word[0].upper() + word[1:] for word in re.split(r"[ _-]+", told)]
        type_id = "".join(words)
        if len(type_id) > _LONGEST:
            raise _refused(name, f"has more than {_LONGEST} letters")
        if type_id.lower().startswith("connectors") or type_id.lower() in _TAKEN:
            raise _refused(name, "is a name of toucan-connectors itself")
        if keyword.iskeyword(type_id) or (workspace and keyword.iskeyword(type_id.lower())):
            raise _refused(name, "is a keyword of Python")
        slug = "-".join(part.lower() for word in words for part in _NEW_WORD.split(word))
        return cls(type_id, " ".join(words), slug, workspace)

    @property
    def stem(self) -> str:
        """What the classes' names begin with."""
        return self.type_id

    @property
    def distribution(self) -> str:
        """The distribution's name."""
        return f"toucan-connectors-{self.slug}" if self.workspace else f"toucan-{self.slug}"

    @property
    def folder(self) -> str:
        """The name of the package's folder."""
        return self.slug if self.workspace else self.distribution

    @property
    def module(self) -> str:
        """The package's name for imports: `toucan_google_sheets`."""
        prefix = "toucan_connectors." if self.workspace else "toucan_"
        return prefix + self.slug.replace("-", "_")

    @property
    def package(self) -> str:
        """The package's folder below `src`."""
        return self.module.replace(".", "/")

    @property
    def constant(self) -> str:
        """The name of the spec: `GOOGLE_SHEETS`."""
        return self.slug.replace("-", "_").upper()


def _refused(name: str, why: str) -> UsageError:
    return UsageError(f"{name!r} {why}.", hint="Try: Magento, or 'Google Sheets'.", field="name")
