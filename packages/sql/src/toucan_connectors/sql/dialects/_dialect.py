"""What a dialect is to the toolkit: the fields of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

__all__ = ["LIMIT", "Dialect", "Kind", "Nesting", "Pushed", "Rules"]

Kind = Literal[
    "integer",
    "decimal",
    "float",
    "text",
    "collated text",
    "label",
    "boolean",
    "date",
    "instant",
    "instant in UTC",
    "time",
    "duration",
    "binary",
]
"""What a column holds, as far as comparing is concerned.

"text" is what the source itself calls equal by code point alone; "collated text" what it may call equal for
other reasons: a collation, trailing blanks. A "label" is read as text, but is none at the source: a UUID, an
enumeration.
"""

LIMIT: Final = " LIMIT {limit} OFFSET {offset}"
TYPED: Final = {
    name: name for name in ("DATE", "TIME", "TIMESTAMP", "TIME WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE")
}


@dataclass(frozen=True)
class Nesting:
    """What becomes of a statement inside another, and how a page is cut out of one.

    - `page` is what follows a statement to cut a page out of it, "" where nobody knows. `page_after_order`:
      it needs an ORDER BY before it. `limits_compounds`: behind a set operation it is about the whole.
    - `order` is what a derived table does to its ORDER BY: it is kept, kept where a limit stands behind it,
      or lost. `largest_limit` is a limit that cuts nothing off, and that no test is moved across.
    - `renaming` is how a derived table gets new column names: behind its alias, behind the name of a WITH
      query (only where the old ones do not tell the columns apart), or not at all.
    - `with_inside`: a derived table may start with WITH.
    """

    page: str = LIMIT
    page_after_order: bool = False
    limits_compounds: bool = True
    order: Literal["kept", "kept by limit", "lost"] = "lost"
    largest_limit: str = ""
    renaming: Literal["alias", "with", "none"] = "alias"
    with_inside: bool = True


@dataclass(frozen=True)
class Pushed:
    """Which tests of `toucan_connectors.core.conditions` on columns of a kind the source makes.

    - Tests in `exact` keep the rows that ours keep; those in `narrowing` keep some more, so that the rest is
      done locally.
    - `column` and `value` are how the two sides are written, `{}` standing for what is compared: a cast.
      `ordered` is the column in tests of order: a collation by code point.
    - `match` is the test of a regular expression. `null` is the test for null, `nan` that for NaN, which is
      null to us; "" where there is none.
    - `fenced`: the test tells values apart that the source calls equal. Below a GROUP BY or a DISTINCT of the
      author's it would change other rows, so it must stay outside, behind `Nesting.largest_limit`.
    - `unbound` are values that the driver cannot bind: "nul" for text with NUL in it, "infinity".
    """

    exact: frozenset[str] = frozenset()
    narrowing: frozenset[str] = frozenset()
    column: str = "{}"
    value: str = "{}"
    ordered: str = "{}"
    match: str = ""
    null: str = "{} IS NULL"
    nan: str = ""
    fenced: bool = False
    unbound: Literal["", "nul", "infinity"] = ""


@dataclass(frozen=True)
class Rules:
    """What the read-only guard knows of a dialect, beyond the allow-list that is the same for all.

    `functions` are names of functions that do more than read, and `tables` of what reads files instead of
    tables; `*` stands for any characters. `words` cannot stand without quotes, `code` is an expression for
    what cannot stand outside of literals and quoted names, `text` for what can stand nowhere, because readers
    disagree on what it means. `transaction` makes a session that cannot write; where there is none and
    functions can write, `unknown_functions` are refused. `attributes_call`: `x.f` calls `f(x)`.
    """

    functions: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    code: str = ""
    text: str = ""
    transaction: str | None = None
    unknown_functions: bool = True
    attributes_call: bool = False


@dataclass(frozen=True, eq=False)
class Dialect:
    """One dialect.

    `grammar` is sqlglot's name for it. `placeholder` stands for a bind in the driver's own style: `{name}`
    gives p0, p1 ..., `{number}` 1, 2 ...; one with neither stands for the next value. `doubled` are the
    characters that the driver reads itself, and that the author's text must have twice. `quotes` open and
    close an identifier; `upper_case` says that a name without them is in upper case. `arrays` says whether a
    list may be one bind. `typed` gives, for what may stand before a literal (`DATE '2024-01-31'`), the type
    that a bind is cast to instead; `interval` is what is written where a unit follows (`INTERVAL '3' DAY`).
    `parameter` begins the name of a parameter in the source's own words. `explain` goes before a statement to
    have its plan, None where that would write. `system` is what OpenTelemetry calls the source.
    """

    name: str
    grammar: str
    placeholder: str
    doubled: str = ""
    quotes: tuple[str, str] = ('"', '"')
    upper_case: bool = False
    arrays: bool = False
    typed: Mapping[str, str] = field(default_factory=lambda: TYPED)
    interval: str = ""
    parameter: str = ""
    explain: str | None = "EXPLAIN "
    system: str = "other_sql"
    nesting: Nesting = Nesting()
    pushdown: Mapping[Kind, Pushed] = field(default_factory=dict)
    rules: Rules = Rules()

    @property
    def shares_binds(self) -> bool:
        """Whether two places of a statement can stand for one bind."""
        return "{" in self.placeholder

    def identifier(self, name: str) -> str:
        """Return a name, quoted: what it holds cannot end it."""
        opening, closing = self.quotes
        return f"{opening}{name.replace(closing, closing * 2)}{closing}"

    def literal_text(self, text: str) -> str:
        """Return text of the author as the driver wants it."""
        for character in self.doubled:
            text = text.replace(character, character * 2)
        return text
