"""What to read from a SQL source: a query, or a table."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Protocol, Self

from pydantic import Field, model_validator
from typing_extensions import override

from toucan_connectors.core.data_source import ToucanDataSource
from toucan_connectors.sql.statement import Draft, unused_word

if TYPE_CHECKING:
    from toucan_connectors.core.forms import JsonSchema
    from toucan_connectors.core.options import Options
    from toucan_connectors.sql.dialects import Dialect

__all__ = ["QueryDataSource", "QueryOrTableDataSource", "SqlDataSource", "table_reference"]

Text = Annotated[str, Field(min_length=1)]

_SQL: Final[dict[str, Any]] = {"widget": "sql"}
_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_]*")
_PART: Final = re.compile(r'"(?:[^"]|"")+"|[^".]+')
_SCHEMA_FIELDS: Final = ("db_schema", "schema")


class Discovering(Protocol):
    """What a form asks a connector for."""

    options: Options

    def database_names(self) -> list[str]:
        """Return the names of the databases."""

    def schema_names(self, database: str | None = None) -> list[str]:
        """Return the names of the schemas of a database, or of all."""

    def table_names(self, database: str | None = None, schema: str | None = None) -> list[str]:
        """Return the names under which `table` finds the tables."""


class SqlDataSource(ToucanDataSource):
    """The base of what SQL connectors read; which fields it has is the type's choice."""

    @abstractmethod
    def draft(self, dialect: Dialect) -> Draft:
        """Return the statement, its templates filled in. Raises the errors of TemplateError."""

    @override
    @classmethod
    def get_form(cls, connector: Discovering, current_config: dict[str, Any]) -> JsonSchema:
        """Return the form with the source's databases, schemas and tables, for those that are fields of it.

        What is chosen already narrows the rest. A look-up that fails leaves its field open and says why.
        """
        from toucan_connectors.core.forms import with_choices

        fields = cls.model_fields
        database = current_config.get("database")
        schema_field = next((name for name in _SCHEMA_FIELDS if name in fields), "")
        schema = current_config.get(schema_field)
        look_ups = {
            "database": connector.database_names,
            schema_field: lambda: connector.schema_names(database),
            "table": lambda: connector.table_names(database, schema),
        }
        return with_choices(
            super().get_form(connector, current_config),
            {field: look_up for field, look_up in look_ups.items() if field in fields},
            connector.options.form_timeout,
        )


class QueryDataSource(SqlDataSource):
    """A query."""

    query: Text = Field(json_schema_extra=_SQL)
    """One statement, with templates."""

    @override
    def draft(self, dialect: Dialect) -> Draft:
        return _filled_in(self.query, self.parameters, dialect)


class QueryOrTableDataSource(SqlDataSource):
    """A query, or a table (`orders`, `sales.orders`); the query where both are given."""

    query: Text | None = Field(default=None, json_schema_extra=_SQL)
    """One statement, with templates."""
    table: Text | None = None
    """A table to read whole; a part of its name that has a dot stands in double quotes."""

    @model_validator(mode="after")
    def _query_or_table(self) -> Self:
        if self.query is None and self.table is None:
            msg = "give a query or a table"
            raise ValueError(msg)
        return self

    @override
    def draft(self, dialect: Dialect) -> Draft:
        if self.query is not None:
            return _filled_in(self.query, self.parameters, dialect)
        text = f"SELECT * FROM {table_reference(self.table or '', dialect)}"  # noqa: S608 - quoted
        return Draft(text, mark=unused_word("zq", text))  # the name is no template, whatever it looks like


def _filled_in(query: str, parameters: Mapping[str, Any] | None, dialect: Dialect) -> Draft:
    from toucan_connectors.sql.binding import draft_of

    return draft_of(query, parameters or {}, dialect)


def table_reference(name: str, dialect: Dialect) -> str:
    """Return a table's name, up to three parts with dots between, quoted part by part.

    A part that has a dot or a quote itself is written in double quotes: `sales."2024.Q1"`. Where names
    without quotes are in upper case, a plain one in lower case is left to be so.
    """
    parts = _PART.findall(name)
    if ".".join(parts) != name or not 1 <= len(parts) <= 3:
        return dialect.identifier(name)
    return ".".join(_quoted(part, dialect) for part in parts)


def _quoted(part: str, dialect: Dialect) -> str:
    if part.startswith('"'):
        return dialect.identifier(part[1:-1].replace('""', '"'))
    return part if dialect.upper_case and _PLAIN.fullmatch(part) else dialect.identifier(part)
