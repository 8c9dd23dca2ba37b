"""Promise 6: the author's statement is read to decide, and sent as it is; what may write is refused."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar, Final

import pytest

from toucan_connectors.core.errors import PermissionConditionError, QueryError, ToucanConnectorsError
from toucan_connectors.testing.contracts._capabilities import earns
from toucan_connectors.testing.contracts._sql import SqlQueries
from toucan_connectors.testing.contracts._whole import Whole, assert_same_frame
from toucan_connectors.testing.hostile.statements import HOSTILE_STATEMENTS
from toucan_connectors.testing.standard import POSITION, standard_table

__all__ = ["Statements"]

_SHAPES: Final = (
    "SELECT * FROM {t} ORDER BY {p} DESC",
    "SELECT {p}, label FROM {t} WHERE {p} > 2 ORDER BY {p} -- the end",
    "/* begin */ SELECT {p}, ';' AS semicolon, '--' AS dashes FROM {t} ORDER BY {p};",
    "SELECT {p} FROM {t} WHERE label <> 'a; b -- c /* d' ORDER BY {p}\n;\n",
    "WITH q AS (SELECT {p}, label FROM {t}) SELECT * FROM q ORDER BY {p}",
    "SELECT {p} FROM (SELECT {p} FROM {t}) s ORDER BY {p}",
    "SELECT {p} % 3 AS k, count(*) AS c FROM {t} GROUP BY {p} % 3 ORDER BY 1",
    "SELECT {p} FROM {t} UNION ALL SELECT {p} + 100 FROM {t} ORDER BY 1",
    "SELECT DISTINCT {p} % 5 AS k FROM {t} ORDER BY 1",
    "SELECT {p}, {p} AS {p}, label FROM {t} ORDER BY 1",
)
_LIMITED: Final = "SELECT {p} FROM {t} ORDER BY {p} DESC LIMIT 7 OFFSET 2"
_WITHOUT_LIMIT: Final = frozenset({"T-SQL", "Oracle"})


class Statements(SqlQueries):
    """What becomes of a statement."""

    harmless_statements: ClassVar[Mapping[str, str]] = {}
    """Statements of the hostile corpus that do no harm to this source after all, and why."""

    def test_6_the_standard_table_is_read_exactly(self, connector: Any, table: str) -> None:
        """Every kind of column comes back with the values that were written, at their edges too.

        If it fails: say the declared types in the reader's schema, and convert nothing on the way.
        """
        exact = self.with_options(connector, decimals="exact")
        found = Whole.of(exact, self.source(f"SELECT * FROM {table} ORDER BY {POSITION}")).values
        expected = standard_table(self.dialect)
        assert [column.name for column in found.columns] == [column.name for column in expected.columns]
        for column, wanted in zip(found.columns, expected.columns, strict=True):
            assert column.kind == wanted.kind, column.name
            if column.kind != "document":
                assert found.values(column.name) == expected.values(column.name), column.name
        if not any(column.kind == "document" for column in expected.columns):
            return
        frame = connector.get_df(self.source(f"SELECT notes FROM {table} ORDER BY {POSITION}"))
        assert [note for note in frame["notes"] if note is not None] == [
            note for note in expected.values("notes") if note is not None
        ]

    @earns("pages_at_source")
    @pytest.mark.parametrize("shape", [*_SHAPES, _LIMITED])
    def test_6_a_page_of_any_statement_is_of_its_rows(self, connector: Any, table: str, shape: str) -> None:
        """Comments, literals, CTEs, limits, orders, unions and duplicate names survive paging and counting.

        If it fails: see what is sent with `plan`, and the dialect's `Nesting`.
        """
        if shape == _LIMITED and self.dialect in _WITHOUT_LIMIT:
            return
        source = self.source(shape.format(t=table, p=POSITION))
        whole = connector.get_df(source)
        assert len(whole) > 2
        assert whole.columns.is_unique
        for offset, limit in ((0, 2), (1, 3), (len(whole) - 1, 5), (0, len(whole))):
            page = connector.get_slice(source, offset=offset, limit=limit, get_row_count=True)
            assert_same_frame(page.df, whole.iloc[offset : offset + limit].reset_index(drop=True))
            assert page.pagination_info.pagination_info.total_rows == len(whole)

    @earns("filters_at_source")
    @pytest.mark.parametrize("shape", [*_SHAPES, _LIMITED])
    def test_6_a_permission_on_any_statement_filters_its_rows(
        self, connector: Any, table: str, shape: str
    ) -> None:
        """A permission keeps rows of the statement's result: after its limit, its groups and its DISTINCT.

        If it fails: see what is sent with `plan`, and the dialect's push-down.
        """
        if shape == _LIMITED and self.dialect in _WITHOUT_LIMIT:
            return
        source = self.source(shape.format(t=table, p=POSITION))
        whole = connector.get_df(source)
        name = whole.columns[0]
        middle = int(whole[name].median())
        condition = {"column": name, "operator": "le", "value": middle}
        if list(whole.columns) != list(dict.fromkeys(connector.describe(source))) or f"{name}_1" in whole:
            with pytest.raises(PermissionConditionError):
                connector.get_df(source, condition)
            return
        kept = whole[whole[name] <= middle].reset_index(drop=True)
        assert_same_frame(connector.get_df(source, condition), kept)
        page = connector.get_slice(source, condition, offset=1, limit=2, get_row_count=True)
        assert_same_frame(page.df, kept.iloc[1:3].reset_index(drop=True))
        assert page.pagination_info.pagination_info.total_rows == len(kept)

    def test_6_hostile_statements_are_refused(self, connector: Any) -> None:
        """No statement of the dialect's hostile corpus passes the read-only guard; none of them runs.

        If it fails: add what passed to the dialect's rules (`dialects/_rules.py` of the SQL toolkit).
        """
        passed = []
        for statement in HOSTILE_STATEMENTS[self.dialect]:
            if statement in self.harmless_statements:
                continue
            try:
                connector.plan(self.source(statement))
            except QueryError:
                continue
            passed.append(statement[:200])
        assert passed == []

    def test_6_a_refusal_says_what_to_do(self, connector: Any, table: str) -> None:
        """A statement that writes is refused on every call, with the reason and what to do.

        If it fails: let `_query` refuse before anything is sent.
        """
        source = self.source(f"DELETE FROM {table}")
        for call in (connector.get_df, connector.get_slice, connector.get_arrow, connector.describe):
            with pytest.raises(QueryError) as raised:
                call(source)
            assert raised.value.hint or "read" in str(raised.value)
        assert len(connector.get_df(self.source(f"SELECT * FROM {table}"))) == len(self.rows)

    def test_6_a_statement_beyond_the_bounds_is_refused(self, connector: Any, table: str) -> None:
        """A statement of more than 256 KiB, or nested thousands deep, is refused and ends nothing.

        If it fails: bound the text before it is parsed.
        """
        long = f"SELECT * FROM {table} WHERE label IN ({', '.join(['0'] * 200_000)})"
        deep = f"SELECT {'(' * 5_000}1{')' * 5_000} AS x"
        for query in (long, deep):
            with pytest.raises(QueryError):
                connector.get_df(self.source(query))

    @earns("read_only_sessions")
    def test_6_a_session_refuses_to_write(self, connector: Any, table: str) -> None:
        """Behind the guard the source's own session refuses to write.

        If it fails: begin a read-only transaction or session for each call in `_connected`.
        """
        if not self.features.read_only_sessions:
            return
        with pytest.raises(Exception, match="(?i)read.?only"):
            connector._fetch(f"INSERT INTO {table} SELECT * FROM {table}")  # noqa: SLF001 - past the guard
        assert len(connector.get_df(self.source(f"SELECT * FROM {table}"))) == len(self.rows)

    def test_6_the_next_statement_is_not_touched_by_the_last(self, connector: Any, table: str) -> None:
        """Statements that fail in the middle of their rows leave the session as it was.

        If it fails: roll back, or throw the connection away, when a call fails.
        """
        source = self.source(f"SELECT 1 / ({POSITION} - 5) AS x FROM {table} ORDER BY {POSITION}")
        for _ in range(3):
            with suppress(ToucanConnectorsError):  # where a division by zero is an error
                connector.get_df(source)
            assert len(connector.get_df(self.source(f"SELECT * FROM {table}"))) == len(self.rows)
