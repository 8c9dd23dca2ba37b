"""How the dialects differ: a row each, so that a connector only names its row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["DIALECTS", "Dialect"]

_TYPED: Final = {"DATE": "DATE", "TIME": "TIME", "TIMESTAMP": "TIMESTAMP"}


@dataclass(frozen=True)
class Dialect:
    """One dialect, as far as statements are concerned.

    `grammar` is sqlglot's name for it. `placeholder` stands for a bind in the driver's own style: `{name}`
    gives p0, p1 ..., `{number}` 1, 2 ...; one with neither stands for the next value. `doubled` are the
    characters that the driver reads itself, and that the author's text must have twice. `quotes` open and
    close an identifier. `arrays` says whether a list may be one bind. `typed` gives, for what may stand
    before a literal (`DATE '2024-01-31'`), the type that a bind is cast to instead.
    """

    name: str
    grammar: str
    placeholder: str
    doubled: str = ""
    quotes: tuple[str, str] = ('"', '"')
    arrays: bool = False
    typed: Mapping[str, str] = field(default_factory=lambda: _TYPED)

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


_BACKTICKS: Final = ("`", "`")
_WITH_INTERVAL: Final = _TYPED | {"INTERVAL": "INTERVAL", "TIMESTAMPTZ": "TIMESTAMPTZ"}
_ROWS: Final[tuple[Dialect, ...]] = (
    Dialect("DuckDB", "duckdb", "${name}", arrays=True, typed=_WITH_INTERVAL),
    Dialect("PostgreSQL", "postgres", "%({name})s", doubled="%", arrays=True, typed=_WITH_INTERVAL),
    Dialect("Redshift", "redshift", "%s", doubled="%", typed=_WITH_INTERVAL),
    Dialect(
        "MySQL",
        "mysql",
        "%({name})s",
        doubled="%",
        quotes=_BACKTICKS,
        typed=_TYPED | {"TIMESTAMP": "DATETIME(6)"},
    ),
    Dialect("T-SQL", "tsql", "?", quotes=("[", "]"), typed={}),
    Dialect("Snowflake", "snowflake", "%({name})s", doubled="%"),
    Dialect(
        "BigQuery",
        "bigquery",
        "@{name}",
        quotes=_BACKTICKS,
        arrays=True,
        typed=_TYPED | {"DATETIME": "DATETIME"},
    ),
    Dialect("Oracle", "oracle", ":{name}"),
    Dialect("ClickHouse", "clickhouse", "%({name})s", doubled="%", arrays=True),
    Dialect("Databricks", "databricks", ":{name}", quotes=_BACKTICKS),
    Dialect("Athena", "athena", "?"),
    Dialect("HANA", "", "?"),
    Dialect("ODBC", "", "?"),
)

DIALECTS: Final[Mapping[str, Dialect]] = {row.name: row for row in _ROWS}
"""Every dialect, by its name."""
