"""Pages that have a number, or rows that have: any page can be asked for once the total is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, PrivateAttr
from typing_extensions import override

from toucan_connectors.http.pagination._kind import HIDDEN, Pagination, missing_rows, number_of, param

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toucan_connectors.http.decode import Page
    from toucan_connectors.http.messages import Request

__all__ = ["OffsetLimitPaginationConfig", "PageBasedPaginationConfig"]


class OffsetLimitPaginationConfig(Pagination):
    """`?offset=200&limit=100`. A page that is shorter than the limit is the last, unless the total is told.

    Where `total_filter` finds the number of all rows, all pages after the first are known: they may come at
    the same time, and a short page before the last is an error. If the first is shorter than the limit, its
    length is what the source gives at most, and the others are asked for with that.
    """

    kind: Literal["OffsetLimitPaginationConfig"] = Field(json_schema_extra=HIDDEN)
    offset_name: str = "offset"
    offset: int = Field(default=0, json_schema_extra=HIDDEN)
    """Where the first page starts."""
    limit_name: str = "limit"
    limit: int
    """How many rows to ask for in a page."""
    data_filter: str = "."
    """Finds the list in the answer whose length counts."""
    total_filter: str | None = Field(default=None, json_schema_extra=HIDDEN)
    """Finds the number of all rows in the answer."""

    _before: int = PrivateAttr(default=0)
    """The rows that `from_row` left out."""

    @property
    @override
    def counted_by(self) -> str:
        return self.data_filter

    @override
    def first(self, request: Request) -> Request:
        return self._at(request, self.offset, self.limit)

    @override
    def following(self, request: Request, page: Page, given: Request) -> Request | None:
        found = self._length(page)
        if found < self.limit:
            return None
        return self._at(given, param(request, self.offset_name) + self.limit, self.limit)

    @override
    def rest(self, request: Request, page: Page, given: Request) -> Sequence[Request] | None:
        total = self._total(page)
        if total is None:
            return None
        start, found = param(request, self.offset_name), self._length(page)
        if not found and start < total:
            raise missing_rows(self.kind, min(total - start, self.limit), 0)
        step = min(found, self.limit) or 1
        offsets = range(start + step, total, step)
        self.check_count(1 + len(offsets))
        return [self._at(given, offset, step) for offset in offsets]

    @override
    def check(self, request: Request, page: Page) -> None:
        found, due = self._length(page), param(request, self.limit_name)
        if found < due:  # the page's own total: rows may have gone meanwhile
            due = min(due, (self._total(page) or 0) - param(request, self.offset_name))
            if found < due:
                raise missing_rows(self.kind, due, found)

    @override
    def total_rows(self, page: Page) -> int | None:
        total = self._total(page) if page.decoding.keeps_rows(self.data_filter) else None
        return None if total is None else max(0, total - self.offset + self._before)

    @override
    def from_row(self, offset: int) -> tuple[Self, int] | None:
        found = self.model_copy(update={"offset": self.offset + offset})
        found._before = self._before + offset  # noqa: SLF001 - one of us
        return found, offset

    def _total(self, page: Page) -> int | None:
        return None if self.total_filter is None else number_of(page, self.total_filter, "total_filter")

    def _length(self, page: Page) -> int:
        return page.length(self.data_filter, "data_filter") or 0

    def _at(self, request: Request, offset: int, limit: int) -> Request:
        return request.with_params(**{self.offset_name: offset, self.limit_name: limit})


class PageBasedPaginationConfig(Pagination):
    """`?page=3&per_page=100`. A page without rows, or with fewer than `per_page`, is the last.

    Rows are counted before a `select` and the like, where the filter for rows begins with a path. Where
    `max_page_filter` finds the number of the last page, all others are known: they may come at the same time,
    each with as many rows as it has; that a page is not there is an error, unless it is the last one.
    """

    kind: Literal["PageBasedPaginationConfig"] = Field(json_schema_extra=HIDDEN)
    page_name: str = "page"
    page: int = 0
    """The number of the first page."""
    per_page_name: str | None = None
    per_page: int | None = None
    """How many rows to ask for in a page; sent where both are given."""
    max_page_filter: str | None = None
    """Finds the number of the last page in the answer; null ends."""
    can_raise_not_found: bool = False
    """Whether the status 404 is how the source says that there are no more pages."""

    @property
    @override
    def ends_with(self) -> frozenset[int]:
        return frozenset({404} if self.can_raise_not_found else ())

    @override
    def first(self, request: Request) -> Request:
        return self._at(request, self.page)

    @override
    def following(self, request: Request, page: Page, given: Request) -> Request | None:
        if page.received < (self.per_page or 1):
            return None
        return self._at(given, param(request, self.page_name) + 1)

    @override
    def rest(self, request: Request, page: Page, given: Request) -> Sequence[Request] | None:
        if self.max_page_filter is None:
            return None
        last = number_of(page, self.max_page_filter, "max_page_filter")
        numbers = range(param(request, self.page_name) + 1, (last or 0) + 1)
        self.check_count(1 + len(numbers))
        return [self._at(given, number) for number in numbers]

    @override
    def from_row(self, offset: int) -> tuple[Self, int] | None:
        if not self.per_page or self.per_page < 0 or self.per_page_name is None:
            return None
        pages = offset // self.per_page
        return self.model_copy(update={"page": self.page + pages}), pages * self.per_page

    def _at(self, request: Request, number: int) -> Request:
        size = {self.per_page_name: self.per_page} if self.per_page_name and self.per_page else {}
        return request.with_params(**{self.page_name: number, **size})
