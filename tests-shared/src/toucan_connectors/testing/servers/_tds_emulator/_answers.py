"""What is asked of statements, and what of them the server cannot read."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from ._bridge import Call, Log, module, serving
from ._tables import own_types

__all__ = ["Answering", "renamed", "type_in_catalogue"]

_DESCRIBE: Final = re.compile(r"\s*EXEC\s+(?:sys\.)?sp_describe_first_result_set\b", re.IGNORECASE)
_EXECUTE: Final = re.compile(r"\s*EXEC\s+sp_executesql\b", re.IGNORECASE)
_SHOWPLAN: Final = re.compile(r"\s*SET\s+SHOWPLAN_XML\s+(ON|OFF)\s*;?\s*", re.IGNORECASE)
_NAMED_COLUMNS: Final = re.compile(r"\b(\w+) \((c0(?:, c\d+)*)\)")
_RENAMED: Final = re.compile(r"\w+_renames_(\d+)", re.IGNORECASE)


class Answering:
    """Answers statements; what the server does not know is done here, or made into what it knows."""

    def __init__(self, catalog: Any, log: Log) -> None:
        self._catalog, self._log = catalog, log

    def __call__(self, query: Any) -> Any:
        """Return the answer to one batch, as the server's own handler does."""
        if query.procedure:
            self._log.write("call", query.procedure, query.arguments or query.parameters)
            return self._catalog.answer(query)
        text, values = unpacked(query)
        self._log.write("query", text, values)
        if switched := _SHOWPLAN.fullmatch(query.sql):
            query.session["showplan"] = switched[1].upper() == "ON"
            return self._run("SET NOCOUNT OFF", {}, query.session)
        if query.session.get("showplan"):
            return self._plan(query)
        if _DESCRIBE.match(query.sql):
            described_text, declared = given(query)
            return self._describe(described_text, declared, query.session)
        return self._run(text, values, query.session)

    def _run(self, text: str, parameters: dict[str, Any], session: dict[str, Any]) -> Any:
        return self._catalog.answer(
            module("tds.result").Query(sql=with_names(text), parameters=parameters, session=session)
        )

    def _shape(self, text: str, declared: str | None, session: dict[str, Any]) -> list[Any]:
        """Return the columns of a statement: those that its answer has where every parameter is null."""
        names = re.findall(r"(@\w+)\s+[a-zA-Z]", declared or "")
        serving.describing = True
        try:
            return list(self._run(text, dict.fromkeys(names), session).columns)
        finally:
            serving.describing = False

    def _describe(self, text: str, declared: str | None, session: dict[str, Any]) -> Any:
        columns = self._shape(text, declared, session)
        rows = [[False, at, column.name, True, *described(column)] for at, column in enumerate(columns, 1)]
        return _result(_DESCRIPTION, rows)

    def _plan(self, query: Any) -> Any:
        """Return a plan that says no more than which statement it is of."""
        declared, _, text = query.sql.rpartition(";\n")
        self._shape(text, declared, query.session)
        written = query.sql.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        return _result({"Microsoft SQL Server 2005 XML Showplan": "xml"}, [[_PLAN.format(written)]])


_PLAN: Final = (
    '<ShowPlanXML xmlns="http://schemas.microsoft.com/sqlserver/2004/07/showplan">'
    '<StmtSimple StatementText="{}"/></ShowPlanXML>'
)
_DESCRIPTION: Final = {
    "is_hidden": "bit",
    "column_ordinal": "int",
    "name": "nvarchar(100)",
    "is_nullable": "bit",
    "system_type_name": "nvarchar(100)",
    "precision": "tinyint",
    "scale": "tinyint",
    "user_type_name": "nvarchar(100)",
}


def _result(columns: dict[str, str], rows: list[list[Any]]) -> Any:
    result, types = module("tds.result"), own_types()
    return result.QueryResult([result.Column(name, types[kind]) for name, kind in columns.items()], rows)


def described(column: Any) -> tuple[str, int, int, None]:
    """Return the name of a column's type, its precision and its scale, and that it is nobody's own."""
    kind = column.type
    names = {
        "Integer": {1: "tinyint", 2: "smallint", 4: "int", 8: "bigint"}.get(getattr(kind, "width", 0), "int"),
        "Float": "real" if getattr(kind, "width", 8) == 4 else "float",
        "NVarChar": f"nvarchar({getattr(kind, 'max_chars', None) or 'max'})",
        "Bit": "bit",
        "UniqueIdentifier": "uniqueidentifier",
        "DateTime": "datetime",
        "UntypedNull": "int",
        "VarBinary": "varbinary(8000)",
        "Binary": "binary(8000)",
        "SmallInt": "smallint",
    }
    name = getattr(kind, "name", None) or names[type(kind).__name__]
    digits = [int(number) for number in re.findall(r"\d+", name.partition("(")[2])]
    if name == "money":
        return name, 19, 4, None
    if len(digits) == 2:
        return name, digits[0], digits[1], None
    scale = digits[0] if digits and name.startswith(("time", "datetime")) else 3 * (name == "datetime")
    return name, 0, scale, None


def type_in_catalogue(told: Call, column: Any) -> tuple[str, int | None]:
    """Return the name of a column's type without its size, also of types that the server does not have."""
    return described(column)[0].partition("(")[0], told(column)[1]


def unpacked(query: Any) -> tuple[str, dict[str, Any]]:
    """Return a statement and its parameters; those that a call of sp_executesql brings, where it is one."""
    if not _EXECUTE.match(query.sql):
        return query.sql, query.parameters
    text, declaration, *values = given(query)
    declared = re.findall(r"(@\w+)\s+([a-z]+\w*)", declaration)
    named = zip(declared, values, strict=True)
    return text, {name: converted(kind, value) for (name, kind), value in named}


def given(query: Any) -> list[Any]:
    """Return the values that a call of a procedure gives, by their places: parameters, or NULL."""
    places = re.findall(r"@\w+|\bNULL\b", query.sql)
    return [query.parameters.get(place) for place in places]


def converted(kind: str, value: Any) -> Any:
    """Return a text as what its parameter is declared as, which the server itself would round."""
    return _FROM_TEXT[kind](value) if isinstance(value, str) and kind in _FROM_TEXT else value


_FROM_TEXT: Final[dict[str, Call]] = {"decimal": Decimal, "datetimeoffset": datetime.fromisoformat}


def with_names(text: str) -> str:
    """Write `q (c0, c1)`, which the server cannot read, as a name that says how many columns are renamed."""
    for name, names in _NAMED_COLUMNS.findall(text):
        text = text.replace(f"{name} ({names})", name)
        text = re.sub(rf"\b{name}\b", f"{name}_renames_{names.count(',') + 1}", text)
    return text


def renamed(materialise: Call, *args: Any, **kwargs: Any) -> Any:
    """Keep an answer as a table, its columns named c0, c1 ... where its name says so."""
    table = materialise(*args, **kwargs)
    if not _RENAMED.fullmatch(table.name or ""):
        return table
    result, source = module("tds.result"), module("source")
    columns = [result.Column(f"c{at}", column.type) for at, column in enumerate(table.columns)]
    return source.Table(table.name, columns, table.rows)
