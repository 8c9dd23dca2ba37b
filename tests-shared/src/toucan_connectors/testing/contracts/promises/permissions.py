"""Promise 4: a permission keeps the rows that it says, on every path, and fails closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from toucan_connectors.core.errors import PermissionConditionError
from toucan_connectors.testing.contracts._capabilities import earns
from toucan_connectors.testing.contracts._contract import Contract
from toucan_connectors.testing.contracts._whole import READINGS, Whole
from toucan_connectors.testing.hostile import HOSTILE_CONDITIONS, INJECTIONS
from toucan_connectors.testing.oracle import REFUSED, kept_rows
from toucan_connectors.testing.strategies import as_parameters, conditions
from toucan_connectors.testing.tables import Table

__all__ = ["Permissions"]

RANDOM: Final = 200
"""How many random conditions are compared with the oracle."""

_FAMILIES: Final = frozenset({"malformed", "operator", "expression", "undefined"})
"""The families of the corpus that are refused on any table."""

_SETTINGS: Final = settings(
    max_examples=RANDOM,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)


class Permissions(Contract):
    """Which rows a permission keeps."""

    @earns("filters_at_source")
    def test_4_random_permissions_keep_the_oracles_rows(self, connector: Any, data_source: Any) -> None:
        """200 random conditions keep the rows that a row-by-row oracle keeps, or are refused as there.

        If it fails: compare by the column's declared type; let the source only do what it does exactly so.
        """
        exact = self.with_options(connector, decimals="exact")
        whole = Whole.of(exact, data_source)
        permitted = conditions(_comparable(whole.values))

        @_SETTINGS
        @given(permitted, st.sampled_from(sorted(READINGS)))
        def check(condition: dict[str, Any], reading: str) -> None:
            parameters: dict[str, Any] = dict(data_source.parameters or {})
            permission = as_parameters(condition, parameters)
            source = data_source.model_copy(update={"parameters": parameters})
            kept = kept_rows(whole.values.columns, whole.values.rows, condition)
            if kept == REFUSED:
                with pytest.raises(PermissionConditionError):
                    READINGS[reading](exact, source, permission)
            else:
                whole.assert_rows(READINGS[reading](exact, source, permission), [*map(int, kept)])

        check()

    def test_4_a_permission_comes_before_offset_limit_and_count(
        self, connector: Any, data_source: Any
    ) -> None:
        """A page of permitted rows is a page of these rows alone, and their number is the size.

        If it fails: filter, then skip, cut and count; push a page to the source only with the filter.
        """
        whole = Whole.of(connector, data_source)
        for column in whole.values.columns:
            condition = {"column": column.name, "operator": "notnull"}
            kept = kept_rows(whole.values.columns, whole.values.rows, condition)
            if kept == REFUSED or not 1 < len(kept) < len(whole.frame):
                continue
            for offset, limit in ((0, len(kept)), (1, 1), (len(kept) - 1, 2)):
                page = connector.get_slice(data_source, condition, offset, limit, get_row_count=True)
                whole.assert_rows(page.df, [*map(int, kept[offset : offset + limit])])
                info = page.pagination_info.pagination_info
                assert info.total_rows == len(kept)
                assert info.is_last_page is (offset + limit >= len(kept))
            return
        pytest.fail("give a data source with a column of two values or more and a null")

    def test_4_what_cannot_be_applied_gives_no_data(self, connector: Any, data_source: Any) -> None:
        """An unknown column, an undefined variable or an unknown operator is an error on every path.

        If it fails: let `_read` apply the condition that it is given; never answer without it.
        """
        name = str(next(iter(connector.get_df(data_source).columns)))
        broken: tuple[dict[str, Any], ...] = (
            {"column": "no such column", "operator": "isnull"},
            {"column": f"{name} ", "operator": "notnull"},
            {"column": name, "operator": "eq", "value": "{{ no_such_variable }}"},
            {"column": name, "operator": "like", "value": "a"},
            {"column": name, "operator": "notnull", "negated": True},
            {"and": []},
            {},
        )
        for condition in broken:
            for read in READINGS.values():
                with pytest.raises(PermissionConditionError):
                    read(connector, data_source, condition)
            if self.features.explains_queries:
                with pytest.raises(PermissionConditionError):
                    connector.explain(data_source, condition)

    def test_4_hostile_permissions_are_refused(self, connector: Any, data_source: Any) -> None:
        """Malformed trees, foreign operators and undefined variables of the hostile corpus give no data.

        If it fails: leave the parsing of permissions to the core.
        """
        names = _stand_ins(Whole.of(connector, data_source).values)
        cases = [case for case in HOSTILE_CONDITIONS if case.name.split()[0] in _FAMILIES]
        assert len(cases) > 200
        for case in cases:
            parameters = {**(data_source.parameters or {}), **case.parameters}
            source = data_source.model_copy(update={"parameters": parameters})
            with pytest.raises(PermissionConditionError):
                connector.get_slice(source, _renamed(case.raw, names), limit=1)

    def test_4_text_that_would_be_code_is_a_value(self, connector: Any, data_source: Any) -> None:
        """Quotes, comments, operators and NUL in a permission's value are compared as text, and nothing else.

        If it fails: bind the value through the driver, or compare it here.
        """
        whole = Whole.of(connector, data_source)
        texts = [column.name for column in whole.values.columns if column.kind == "text"]
        assert texts, "give a data source with a column of text"
        for name in texts[:2]:
            for text in INJECTIONS:
                condition = {"column": name, "operator": "eq", "value": text}
                source = data_source.model_copy(
                    update={"parameters": {**(data_source.parameters or {}), "kit": text}}
                )
                kept = kept_rows(whole.values.columns, whole.values.rows, condition)
                found = connector.get_slice(source, {**condition, "value": "{{ kit }}"}).df
                whole.assert_rows(found, [*map(int, kept)])


def _comparable(table: Table) -> Table:
    """Return the table without columns that nothing can be said of: a permission on one is refused anyway."""
    return Table(tuple(c for c in table.columns if c.kind not in {"document", "null"}), table.rows)


def _stand_ins(table: Table) -> dict[str, str]:
    """Return which of the table's columns stand for those of the corpus: a number and a text."""
    wanted = {"n": ("integer", "decimal", "float"), "s": ("text",)}
    found = {}
    for name, kinds in wanted.items():
        found[name] = next((c.name for c in table.columns if c.kind in kinds), table.columns[0].name)
    return found


def _renamed(raw: Any, names: dict[str, str]) -> Any:
    if isinstance(raw, dict):
        return dict(_items(raw, names))
    return [_renamed(item, names) for item in raw] if isinstance(raw, list) else raw


def _items(raw: dict[Any, Any], names: dict[str, str]) -> Iterator[tuple[Any, Any]]:
    for key, value in raw.items():
        if key == "column" and isinstance(value, str):
            yield key, names.get(value, value)
        else:
            yield key, _renamed(value, names)
