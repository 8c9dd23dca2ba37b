"""Pages that say where the next one is: by a cursor, a link in the answer, or a link in a header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field
from typing_extensions import override

from toucan_connectors.core.errors import QueryError
from toucan_connectors.http.pagination._kind import HIDDEN, Pagination, param, single_value
from toucan_connectors.http.pagination._links import linked, links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toucan_connectors.http.decode import Page
    from toucan_connectors.http.messages import Request

__all__ = ["CursorBasedPaginationConfig", "HyperMediaPaginationConfig", "LinkHeaderPaginationConfig"]


class CursorBasedPaginationConfig(Pagination):
    """`?cursor=abc`, where the answer has the cursor of the next page; null, false and '' end."""

    kind: Literal["CursorBasedPaginationConfig"] = Field(json_schema_extra=HIDDEN)
    cursor_name: str = "cursor"
    cursor: str | None = Field(default=None, json_schema_extra=HIDDEN)
    """The cursor of the first page, where it has one."""
    cursor_filter: str
    """Finds the cursor of the next page in the answer."""

    @override
    def first(self, request: Request) -> Request:
        return request if self.cursor is None else request.with_params(**{self.cursor_name: self.cursor})

    @override
    def following(self, request: Request, page: Page, given: Request) -> Request | None:
        cursor = single_value(page, self.cursor_filter, "cursor_filter")
        return None if cursor is None else given.with_params(**{self.cursor_name: cursor})


class HyperMediaPaginationConfig(Pagination):
    """The answer has the link to the next page, absolute or relative to its URL; null, false and '' end."""

    kind: Literal["HyperMediaPaginationConfig"] = Field(json_schema_extra=HIDDEN)
    next_link_filter: str
    """Finds the link in the answer."""
    next_link: str | None = None
    """The link to the first page, where it is not the request itself."""

    @override
    def first(self, request: Request) -> Request:
        return request if self.next_link is None else linked(self.next_link, request, request)

    @override
    def following(self, request: Request, page: Page, given: Request) -> Request | None:
        link = single_value(page, self.next_link_filter, "next_link_filter")
        if link is None:
            return None
        if not isinstance(link, str):
            raise QueryError("The next_link_filter finds a number, no link.", field="next_link_filter")
        return linked(link, page.response.request, given)


class LinkHeaderPaginationConfig(Pagination):
    """The header `Link` has the next page (RFC 8288).

    With `page_name`, links are taken to differ in that number alone where they do: all pages up to the one
    that is called `last` are known, and may come at the same time.
    """

    kind: Literal["LinkHeaderPaginationConfig"] = Field(json_schema_extra=HIDDEN)
    relation: str = "next"
    """What the next page is to this one."""
    page_name: str | None = None
    """The parameter of the links that numbers the pages."""

    @override
    def first(self, request: Request) -> Request:
        return request

    @override
    def following(self, request: Request, page: Page, given: Request) -> Request | None:
        return self._linked(self.relation.lower(), page, given)

    @override
    def rest(self, request: Request, page: Page, given: Request) -> Sequence[Request] | None:
        following, last = self._linked(self.relation.lower(), page, given), self._linked("last", page, given)
        if self.page_name is None or following is None or last is None:
            return None
        try:
            numbers = range(param(following, self.page_name), param(last, self.page_name) + 1)
        except (KeyError, ValueError):
            return None
        name = {self.page_name: numbers.stop - 1}
        if following.with_params(**name) != last.with_params(**name):
            return None
        self.check_count(1 + len(numbers))
        return [following.with_params(**{self.page_name: number}) for number in numbers]

    def _linked(self, relation: str, page: Page, given: Request) -> Request | None:
        found = links(page.response.headers.get("link", "")).get(relation)
        return None if found is None else linked(found, page.response.request, given)
