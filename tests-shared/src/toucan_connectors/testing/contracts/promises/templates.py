"""Promise 5: in SQL, what a template prints is bound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import pytest

from toucan_connectors.core.errors import QueryError, TemplateError, UndefinedVariableError
from toucan_connectors.testing.contracts._sql import SqlQueries
from toucan_connectors.testing.hostile import HOSTILE_TEMPLATES, INJECTIONS, hostile_parameters
from toucan_connectors.testing.standard import POSITION

__all__ = ["Templates"]

UNTYPED_LITERALS: Final = frozenset({"T-SQL", "ODBC"})
"""Dialects that have no `DATE '...'`."""


class Templates(SqlQueries):
    """How parameters reach a statement."""

    equal_texts: ClassVar[Mapping[str, str]] = {}
    """Texts that the source's own collation calls equal to a label of the table, and to which."""

    def test_5_a_value_is_bound_as_it_is(self, connector: Any, table: str) -> None:
        """Numbers and texts in a WHERE find the rows that hold them, whatever is in the text.

        If it fails: let the driver bind; check its placeholder in the dialect's row.
        """
        query = f"SELECT {POSITION} FROM {table} WHERE label = {{{{ label }}}} AND {POSITION} = {{{{ n }}}}"
        for row in self.rows:
            if row["label"] is not None:
                found = self.positions(connector, query, label=row["label"], n=row[POSITION])
                assert found == [row[POSITION]], row["label"]

    def test_5_text_that_would_be_code_is_a_value(self, connector: Any, table: str) -> None:
        """A parameter of quotes, comments or statements finds no row that does not hold it.

        If it fails: a value became text of the statement: this is an injection.
        """
        query = f"SELECT label FROM {table} WHERE label = {{{{ text }}}}"
        for text in INJECTIONS:
            try:
                found = connector.get_df(self.source(query, text=text))
            except QueryError:
                continue  # NUL, where the source has no such text
            alike = {text.casefold().strip(), self.equal_texts.get(text, text)}
            assert {str(label).casefold().strip() for label in found["label"]} <= alike

    def test_5_a_list_expands_inside_in(self, connector: Any, table: str) -> None:
        """A list after IN, with or without brackets, is a bind an item; an empty list matches nothing.

        If it fails: see `bind` of the SQL toolkit.
        """
        for clause in ("IN {{ xs }}", "IN ({{ xs }})"):
            query = f"SELECT {POSITION} FROM {table} WHERE {POSITION} {clause} ORDER BY {POSITION}"
            assert self.positions(connector, query, xs=[7, 3, 99]) == [3, 7]
            assert self.positions(connector, query, xs=[]) == []

    def test_5_a_literal_is_bound_whole(self, connector: Any, table: str) -> None:
        """`'{{ a }}b'` binds the whole literal, also in LIKE.

        If it fails: see `bind` of the SQL toolkit.
        """
        wanted = [row[POSITION] for row in self.rows if row["label"] == "it's"]
        query = f"SELECT {POSITION} FROM {table} WHERE label {{}} ORDER BY {POSITION}"
        assert self.positions(connector, query.format("= 'it{{ rest }}'"), rest="'s") == wanted
        assert self.positions(connector, query.format("LIKE '%t{{ rest }}%'"), rest="'s") == wanted

    def test_5_a_typed_literal_is_cast(self, connector: Any, table: str) -> None:
        """`DATE '{{ day }}'` is a bind of that type.

        If it fails: give the dialect's row its `typed`.
        """
        if self.dialect in UNTYPED_LITERALS:
            return
        wanted = [row[POSITION] for row in self.rows if str(row["day"]) == "2024-02-29"]
        query = f"SELECT {POSITION} FROM {table} WHERE day = DATE '{{{{ d }}}}' ORDER BY {POSITION}"
        assert self.positions(connector, query, d="2024-02-29") == wanted != []

    def test_5_equal_expressions_share_a_bind(self, connector: Any, table: str) -> None:
        """The same template in SELECT and GROUP BY is the same to the source.

        If it fails: number or name the binds, or bind them in the client.
        """
        part = f"{POSITION} % {{{{ n }}}}"
        query = f"SELECT {part} AS {POSITION}, count(*) AS c FROM {table} GROUP BY {part} ORDER BY 1"
        assert self.positions(connector, query, n=3) == [0, 1, 2]

    def test_5_void_is_null(self, connector: Any, table: str) -> None:
        """`"__VOID__"` is NULL.

        If it fails: see `bind` of the SQL toolkit.
        """
        query = f"SELECT {POSITION} FROM {table} WHERE COALESCE({{{{ x }}}}, {POSITION}) = 5"
        assert self.positions(connector, query, x="__VOID__") == [5]

    def test_5_an_identifier_is_quoted(self, connector: Any, table: str) -> None:
        """`{{ name | identifier }}` is one name, whatever is in it.

        If it fails: give the dialect's row its `quotes`.
        """
        query = f"SELECT {{{{ column | identifier }}}} AS {POSITION} FROM {table} ORDER BY 1"
        assert self.positions(connector, query, column=POSITION) == list(range(len(self.rows)))
        for name in ('position" FROM x; --', "position` FROM x; --", "position] FROM x; --", "position, 1"):
            with pytest.raises(QueryError):
                connector.get_df(self.source(query, column=name))

    def test_5_a_bind_that_would_order_by_nothing_is_refused(self, connector: Any, table: str) -> None:
        """A bare value as an ORDER BY, a GROUP BY or a table is an error that suggests `identifier`.

        If it fails: see `bind` of the SQL toolkit.
        """
        for query in (f"SELECT * FROM {table} ORDER BY {{{{ x }}}}", "SELECT * FROM {{ x }}"):
            with pytest.raises(QueryError, match="identifier"):
                connector.get_df(self.source(query, x=POSITION))

    def test_5_branches_loops_and_the_older_form_work(self, connector: Any, table: str) -> None:
        """`{% if %}`, `{% for %}`, filters, attributes and `%(name)s` work.

        If it fails: leave the templates to the core.
        """
        query = (
            f"SELECT {POSITION} FROM {table} WHERE {POSITION} = %(first)s"
            f"{{% for x in xs %}} OR {POSITION} = {{{{ x + user.step }}}}{{% endfor %}}"
            f"{{% if none %}} OR 1 = 1{{% endif %}} ORDER BY {POSITION}"
        )
        assert self.positions(connector, query, first=0, xs=[1, 2], user={"step": 3}, none=[]) == [0, 4, 5]

    def test_5_an_undefined_variable_is_named(self, connector: Any, table: str) -> None:
        """A variable without a value is an UndefinedVariableError that names it; nothing is sent.

        If it fails: leave the templates to the core.
        """
        for call in (connector.get_df, connector.get_slice, connector.plan, connector.describe):
            with pytest.raises(UndefinedVariableError) as raised:
                call(self.source(f"SELECT * FROM {table} WHERE {POSITION} = {{{{ missing }}}}"))
            assert raised.value.field == "missing"

    def test_5_hostile_templates_are_refused_or_harmless(self, connector: Any) -> None:
        """No template of the hostile corpus does more than print a value within its bounds.

        If it fails: leave the templates to the core.
        """
        refused, templates = 0, HOSTILE_TEMPLATES[::4]  # the core's own tests have them all
        for template in templates:
            source = self.source(f"SELECT {template} AS x", **hostile_parameters())
            try:
                plan = connector.plan(source)
            except QueryError as error:
                refused += isinstance(error, TemplateError)
            else:
                assert "__" not in str(plan.statement)
        assert refused > len(templates) / 2
