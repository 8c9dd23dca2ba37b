"""SQL connectors that write parameters into statements in their own way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource

if TYPE_CHECKING:
    from toucan_connectors.sql.query import Query

Parameters = dict[str, Any]


class Rewriting(DuckDBConnector):
    """Gives its subclasses one word to break: what a query and its parameters are."""

    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return query, parameters

    @override
    def _query(self, connection: Any, data_source: DuckDBDataSource) -> Query:
        query, parameters = self.rewritten(data_source.query or "", data_source.parameters or {})
        rewritten = data_source.model_copy(update={"query": query, "parameters": parameters})
        return super()._query(connection, rewritten)


class ValuesPasted(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return re.sub(r"\{\{ (\w+) \}\}", lambda found: f"'{parameters[found[1]]}'", query), parameters


class ValuesTrimmed(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return query, {k: v.strip() if isinstance(v, str) else v for k, v in parameters.items()}


class EmptyListMatchesAll(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return re.sub(r"\w+ IN .*xs.*?(?= ORDER)", "true", query) if parameters.get(
            "xs"
        ) == [] else query, parameters


class LiteralsLeftAlone(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return re.sub(r"'([^']*\{\{.*?\}\}[^']*)'", r"{% raw %}'\1'{% endraw %}", query), parameters


class TypedLiteralsAsText(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return re.sub(r"day = DATE ('.*?')", r"strftime(day, '%d/%m/%Y') = \1", query), parameters


class BindsApart(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        select, _, group = query.partition("GROUP BY")
        group = group.replace("{{ n }}", "{{ m }}")
        return f"{select}GROUP BY{group}" if group else query, {**parameters, "m": parameters.get("n")}


class VoidIsText(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return query, {name: 0 if value == "__VOID__" else value for name, value in parameters.items()}


class IdentifiersPasted(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return query.replace("{{ column | identifier }}", str(parameters.get("column"))), parameters


class OrdersByAValue(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return query.replace("ORDER BY {{ x }}", "ORDER BY {{ x }} || ''"), parameters


class LoopsLeftOut(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return re.sub(r"\{% for .*endfor %\}", "", query), parameters


class UndefinedIsNull(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return query, {**dict.fromkeys(re.findall(r"\{\{ (\w+) \}\}", query)), **parameters}


class TemplatesNotRead(Rewriting):
    @override
    def rewritten(self, query: str, parameters: Parameters) -> tuple[str, Parameters]:
        return "SELECT {% raw %}'" + query.replace("'", "''").replace(
            "%}", ""
        ) + "'{% endraw %} AS x", parameters
