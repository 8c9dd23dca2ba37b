"""The smallest text around or behind the author's own that filters, pages and counts it.

    statement                                                all rows
    statement LIMIT ...                                      a page of a plain statement
    SELECT * FROM (statement) AS q (c0, c1) WHERE c0 = ...   a filter, or a page of what has its own limit
    SELECT count(*) FROM (statement) q                       a count

The author's text is sent as it is, from its first to its last token: written anew from a tree, it would lose
hints and change names. What a dialect cannot do without losing order or names is done locally instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from toucan_connectors.sql.columns import told_apart
from toucan_connectors.sql.pushdown import Filter, push_down
from toucan_connectors.sql.statement import Marks, unused_word

if TYPE_CHECKING:
    from toucan_connectors.core.conditions import TypedCondition
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.sql.columns import Column
    from toucan_connectors.sql.dialects import Dialect
    from toucan_connectors.sql.statement import Draft
    from toucan_connectors.sql.syntax import OrderItem, Syntax

__all__ = ["Splice", "splice"]

_ENDLESS = 2**62
"""Rows that no source has; numbers from 2**63 on are too large for them."""
_ANY_ORDER = " ORDER BY (SELECT NULL)"
"""What T-SQL needs before a page of rows in no order."""


@dataclass(frozen=True)
class Splice:
    """What is sent for one call, and what of the call it does.

    `filter` says what the source does with the permission ("local": nothing). `paged`: the rows are those of
    the page, and one more. `renamed`: the columns are not named as the author's statement names them.
    """

    rows: Draft
    count: Draft | None = None
    filter: Literal["exact", "narrowing", "local"] = "local"
    paged: bool = False
    renamed: bool = False


def splice(
    draft: Draft,
    syntax: Syntax,
    dialect: Dialect,
    describe: Callable[[], Sequence[Column]],
    condition: TypedCondition | None = None,
    page: PageRequest | None = None,
) -> Splice:
    """Return what to send for a call: all rows that the condition keeps, or a page of them.

    `describe` gives the columns of the statement; it is called where names or types matter.
    """
    statement = replace(draft, text=draft.text[syntax.start : syntax.end])
    if not syntax.nests:
        return Splice(statement)
    return _Splicing(statement, syntax, dialect, describe).for_call(condition, page)


class _Splicing:
    """The splicing of one statement."""

    def __init__(
        self, draft: Draft, syntax: Syntax, dialect: Dialect, describe: Callable[[], Sequence[Column]]
    ) -> None:
        self._draft = draft
        self._syntax = syntax
        self._dialect = dialect
        self._nesting = dialect.nesting
        self._describe = describe
        self._text = draft.text

    def for_call(self, condition: TypedCondition | None, page: PageRequest | None) -> Splice:
        counted, tail = page is not None and page.count, self._tail(page)
        if condition is None:
            rows = (self._appended(tail) or self._wrapped("", tail)) if tail else None
            return replace(rows or Splice(self._draft), count=self._count("") if counted else None)
        marks = Marks(self._draft.mark, self._draft.values)
        found = self._filter(condition, marks)
        if found is None:
            return Splice(self._draft)
        rows = self._wrapped(f" WHERE {found.text}", tail if found.exact else "", fenced=found.fenced)
        if rows is None:
            return Splice(self._draft)
        bound = tuple(marks.values)
        rows = replace(rows, rows=replace(rows.rows, values=bound))
        if not found.exact:
            return replace(rows, filter="narrowing")
        count = self._count(f" WHERE {found.text}", fenced=found.fenced) if counted else None
        return replace(rows, filter="exact", count=count and replace(count, values=bound))

    # Filters.

    def _filter(self, condition: TypedCondition, marks: Marks) -> Filter | None:
        columns = self._describe()
        names = self._names(columns)
        if names is None or not self._dialect.pushdown:
            return None
        written = {column.name: (name, column) for name, column in zip(names, columns, strict=True)}
        return push_down(condition, written, self._dialect, marks)

    def _names(self, columns: Sequence[Column]) -> list[str] | None:
        """Return what the columns are called outside of the statement, None where that tells none apart."""
        if self._renames(columns):
            return [f"c{number}" for number in range(len(columns))]
        if not self._told_apart(columns):
            return None
        return [self._dialect.identifier(column.name) for column in columns]

    def _renames(self, columns: Sequence[Column]) -> bool:
        """Whether columns that are named outside of the statement get names of ours."""
        renaming = self._nesting.renaming
        return renaming == "alias" or (renaming == "with" and not self._told_apart(columns))

    def _told_apart(self, columns: Sequence[Column]) -> bool:
        return told_apart(columns) and not any(self._draft.mark in column.name for column in columns)

    # Pages.

    def _tail(self, page: PageRequest | None) -> str:
        """Return the text that cuts the page out, "" where none is wanted or the dialect has none."""
        if page is None or page.limit is None:
            return ""
        offset, limit = min(page.offset, _ENDLESS), min(page.limit + 1, _ENDLESS)
        return self._nesting.page.format(offset=offset, limit=limit)

    def _appended(self, tail: str) -> Splice | None:
        """Put the page behind the statement, where that is its place: no name and no order can change."""
        syntax = self._syntax
        if not syntax.plain or (syntax.compound and not self._nesting.limits_compounds):
            return None
        if self._nesting.page_after_order and not syntax.order:
            if syntax.compound or syntax.distinct:
                return None
            tail = _ANY_ORDER + tail
        return Splice(replace(self._draft, text=f"{self._text}\n{tail.lstrip()}"), paged=True)

    # Statements in statements.

    def _wrapped(self, where: str, tail: str, *, fenced: bool = False) -> Splice | None:
        """Put the statement into a derived table, or say None where that would lose its order or names."""
        inner, order = self._inner()
        inner = self._fenced(inner) if fenced else inner
        if inner is None:
            return None
        if tail and self._nesting.page_after_order and not order:
            order = _ANY_ORDER
        renamed = self._is_renamed(named=bool(where or order))
        text = self._nested("*", inner, where + order + tail, renamed=renamed)
        if text is None:
            return None
        return Splice(replace(self._draft, text=text), paged=bool(tail), renamed=renamed)

    def _count(self, where: str, *, fenced: bool = False) -> Draft | None:
        """Return the statement that counts the rows, None where that is left to us."""
        cut = self._syntax.limited or self._syntax.offset
        inner: str | None = self._text if cut else self._without_order()
        if cut and self._nesting.order == "kept by limit":
            inner = self._inner()[0]
        inner = self._fenced(inner) if fenced else inner
        if inner is None:
            return None
        text = self._nested("count(*)", inner, where, renamed=self._is_renamed(named=bool(where)))
        return None if text is None else replace(self._draft, text=text)

    def _is_renamed(self, *, named: bool) -> bool:
        columns = self._describe()
        return (named and self._renames(columns)) or not told_apart(columns)

    def _fenced(self, inner: str | None) -> str | None:
        """Return the statement with a limit that keeps a test outside of it, None where it can have none."""
        fence = self._nesting.largest_limit
        if inner is None or self._syntax.limited or inner.endswith(fence):
            return inner
        return inner + fence if fence and self._syntax.plain else None

    def _nested(self, what: str, inner: str, behind: str, *, renamed: bool) -> str | None:
        """Return the statement as a table of another; None where the dialect cannot say it so."""
        if renamed and self._nesting.renaming == "none":
            return None
        if renamed and self._nesting.renaming == "with" and self._syntax.compound and self._syntax.order:
            return None  # MariaDB does not find the names of an ORDER BY there
        name = unused_word("q", self._draft.text.lower())
        names = f" ({', '.join(f'c{n}' for n in range(len(self._describe())))})" if renamed else ""
        outer = f"SELECT {what} FROM"
        if self._syntax.query is not None and not self._nesting.with_inside:
            begins = self._syntax.query - self._syntax.start
            before, query = inner[:begins].rstrip(), inner[begins:]
            return f"{before}, {name}{names} AS (\n{query}\n) {outer} {name}{behind}"
        if names and self._nesting.renaming == "with":
            return f"WITH {name}{names} AS (\n{inner}\n) {outer} {name}{behind}"
        alias = f" AS {name}{names}" if names else f" {name}"
        return f"{outer} (\n{inner}\n){alias}{behind}"

    # Order.

    def _inner(self) -> tuple[str | None, str]:
        """Return what to put in, None where its order would be lost, and the ORDER BY to put behind."""
        if self._syntax.order is None or self._nesting.order == "kept":
            return self._text, ""
        if self._nesting.order == "kept by limit":
            return self._kept_by_limit(), ""
        items = [self._order_item(item) for item in self._syntax.order.items or ()]
        if not items or None in items:
            return None, ""
        inner = self._text if self._syntax.limited or self._syntax.offset else self._without_order()
        return inner, f" ORDER BY {', '.join(filter(None, items))}"

    def _kept_by_limit(self) -> str | None:
        if self._syntax.limited:
            return self._text
        return self._text + self._nesting.largest_limit if self._syntax.plain else None

    def _without_order(self) -> str:
        order = self._syntax.order
        return self._text if order is None else self._text[: order.start - self._syntax.start].rstrip()

    def _order_item(self, item: OrderItem) -> str | None:
        """Return an item of ORDER BY for outside of the statement, None where it names no column of it."""
        columns = self._describe()
        names = self._names(columns)
        if isinstance(item.column, int):
            found = [item.column - 1] if 0 < item.column <= len(columns) else []
        else:
            wanted = item.column.casefold()
            found = [n for n, column in enumerate(columns) if column.name.casefold() == wanted]
        return f"{names[found[0]]} {item.direction}".rstrip() if len(found) == 1 and names else None
