"""What a data source asks for: the author's statement, its columns, and what is sent for a call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from toucan_connectors.core.conditions import Condition, TypedCondition, columns_of, pick_column, resolve
from toucan_connectors.core.frames import contract_type
from toucan_connectors.sql.splice import Splice, splice

if TYPE_CHECKING:
    from toucan_connectors.core.arrow_types import ArrowType
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.dialects import Dialect
    from toucan_connectors.sql.statement import Draft, Statement
    from toucan_connectors.sql.syntax import Syntax

__all__ = ["Query"]


class Query:
    """One statement; `describe` gives the columns of a statement without running it, and is asked once."""

    def __init__(
        self,
        draft: Draft,
        syntax: Syntax,
        dialect: Dialect,
        describe: Callable[[Statement], Sequence[Column]],
    ) -> None:
        self.draft = draft
        self._syntax = syntax
        self._dialect = dialect
        self._describe = describe
        self._columns: Sequence[Column] | None = None

    def columns(self) -> Sequence[Column]:
        """Return the columns of the author's own statement."""
        if self._columns is None:
            text = self.draft.text[self._syntax.start : self._syntax.end]
            self._columns = self._describe(replace(self.draft, text=text).statement(self._dialect))
        return self._columns

    def columns_for(self, condition: Condition | None) -> Sequence[Column]:
        """Return the columns, those marked that the condition tests."""
        tested = frozenset[str]() if condition is None else frozenset(columns_of(condition))
        return [replace(column, compared=column.name in tested) for column in self.columns()]

    def splice(self, condition: Condition | None, page: PageRequest | None = None) -> Splice:
        """Return what to send for a call; PermissionConditionError for what does not fit its column."""
        typed = None if condition is None or not self._syntax.nests else self._typed(condition)
        return splice(self.draft, self._syntax, self._dialect, self.columns, typed, page)

    def _typed(self, condition: Condition) -> TypedCondition:
        columns = self.columns()
        names = [column.name for column in columns]

        def type_of(name: str) -> ArrowType:
            return contract_type(columns[pick_column(name, names)].arrow, exact_decimals=True)

        return resolve(condition, type_of)
