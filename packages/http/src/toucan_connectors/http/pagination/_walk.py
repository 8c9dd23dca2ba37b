"""All pages of a request, in order and as they are wanted."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import SourceError
from toucan_connectors.http.pagination._in_order import in_order
from toucan_connectors.http.pagination._kind import Pagination

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from toucan_connectors.http.decode import Decoding, Page
    from toucan_connectors.http.messages import Request

__all__ = ["starting_at", "walk"]

PaginationT = TypeVar("PaginationT", bound=Pagination)
Fetch: TypeAlias = "Callable[[Request], Page]"


def starting_at(
    pagination: PaginationT | None, decoding: Decoding, offset: int
) -> tuple[PaginationT | None, int]:
    """Return the pagination that begins with the page of the row at an offset, and the rows before that page.

    It is the pagination itself, and 0, where pages can only be walked from the first: their kind has no
    numbers, or a filter makes other rows of those that the source counts. A source that gives fewer rows in a
    page than it is asked for makes the offset another one.
    """
    found = None
    if pagination is not None and offset and decoding.keeps_rows(pagination.counted_by):
        found = pagination.from_row(offset)
    return (pagination, 0) if found is None else found


def walk(
    pagination: Pagination | None, request: Request, fetch: Fetch, *, parallel: int = 8
) -> Iterator[Page]:
    """Yield the pages of a request, in order; the next is asked for when it is wanted.

    Where a page tells all that follow, so many are fetched at the same time, ahead of who takes them. `fetch`
    may be called in threads then, as a part of the current call; it returns pages of the statuses in
    `pagination.ends_with`, which end the pages, and raises for others that are errors. Its first error in
    order is raised here. Closing the iterator stops what is being fetched; no thread is left behind.

    A source may give every page the same cursor, as one that scrolls does: the page without rows is its end.

    Raises SourceError for pages that go in circles and for rows that are missing, ResultTooLargeError for
    more than `max_pages`, and QueryError for a filter that does not fit an answer.
    """
    if pagination is None:
        yield fetch(request)
        return
    asked = _Asked(pagination)
    current: Request | None = pagination.first(request)
    while current is not None:
        asked.count_one()
        page = fetch(current)
        if page.response.status in pagination.ends_with or asked.is_at_end(current, page):
            return
        yield page
        rest = pagination.rest(current, page, request)
        if rest is not None:
            pagination.check_count(asked.count + len(rest))
            yield from _rest(pagination, rest, fetch, parallel)
            return
        current = pagination.following(current, page, request)


def _rest(pagination: Pagination, requests: Sequence[Request], fetch: Fetch, parallel: int) -> Iterator[Page]:
    with contextlib.closing(in_order(fetch, requests, parallel)) as pages:  # type: ignore[type-var]  # a generator
        for number, (request, page) in enumerate(zip(requests, pages, strict=True), 1):
            if page.response.status in pagination.ends_with:
                if number < len(requests):
                    raise SourceError("A page is not there, before the last one that the source told of.")
                return
            yield page
            pagination.check(request, page)


class _Asked:
    """What was asked for, and what was answered; the same twice is a circle, which would never end."""

    def __init__(self, pagination: Pagination) -> None:
        self._pagination = pagination
        self._answers: dict[object, Page] = {}
        self.count = 0

    def count_one(self) -> None:
        current_call().check()
        self.count += 1
        self._pagination.check_count(self.count)

    def is_at_end(self, request: Request, page: Page) -> bool:
        """Say whether a request that was made before has no rows any more."""
        key = (request.method, request.url, tuple(sorted(request.params)), request.content)
        before = self._answers.get(key)
        self._answers[key] = page.decoding.page(page.response)
        if before is None:
            return False
        if page.received and page.rows == before.rows:
            raise SourceError(
                f"The pages go in circles: the next is one that was read already "
                f"({type(self._pagination).__name__}).",
                hint="Look at what the source answers as the next page, and correct the pagination.",
                field="http_pagination_config",
            )
        return not page.received
