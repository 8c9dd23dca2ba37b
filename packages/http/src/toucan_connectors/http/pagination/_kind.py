"""What every kind of pagination is: how one request becomes the requests of all pages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final, Self

from pydantic import ConfigDict, Field, PositiveInt

from toucan_connectors.core.errors import QueryError, ResultTooLargeError, SourceError
from toucan_connectors.core.model import Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toucan_connectors.http.decode import Page
    from toucan_connectors.http.messages import Request

__all__ = ["HIDDEN", "Pagination", "number_of", "single_value"]

HIDDEN: Final[dict[str, Any]] = {"ui.hidden": True}


class Pagination(Model, ABC):
    """A kind of pagination, and where its requests and answers keep what it needs.

    What it needs to know it finds in the whole answer, before the filter for rows. A filter that does not
    fit an answer is a QueryError, never the end.
    """

    model_config = ConfigDict(extra="ignore")  # as version 10 did: hosts have such configurations in store

    max_pages: PositiveInt = Field(default=10_000, json_schema_extra=HIDDEN)
    """More pages than this are a ResultTooLargeError; no result is ever cut."""

    @property
    def ends_with(self) -> frozenset[int]:
        """The statuses of an answer that end the pages, where they would be errors otherwise."""
        return frozenset()

    @property
    def counted_by(self) -> str | None:
        """The filter for the list that the source counts, where it may be another than that of the rows."""
        return None

    @abstractmethod
    def first(self, request: Request) -> Request:
        """Return the request of the first page."""

    @abstractmethod
    def following(self, request: Request, page: Page, given: Request) -> Request | None:
        """Return the request of the page after this one, None after the last.

        `request` is the page's own, `given` the one that all began with, before `first`.
        """

    def rest(
        self,
        request: Request,  # noqa: ARG002 - for the kinds that know
        page: Page,  # noqa: ARG002
        given: Request,  # noqa: ARG002
    ) -> Sequence[Request] | None:
        """Return the requests of all pages after this one, in order, or None where they are not known yet."""
        return None

    def check(self, request: Request, page: Page) -> None:
        """Raise SourceError where a page that `rest` asked for has fewer rows than the source said."""

    def total_rows(self, page: Page) -> int | None:  # noqa: ARG002
        """Return the rows of all pages, or None where the answer does not tell, or a filter changes them."""
        return None

    def from_row(self, offset: int) -> tuple[Self, int] | None:  # noqa: ARG002
        """Return the pagination that begins with the page of the row at an offset, and the rows before it.

        None where pages can only be walked from the first.
        """
        return None

    def check_count(self, pages: int) -> None:
        """Raise ResultTooLargeError for more pages than `max_pages`."""
        if pages > self.max_pages:
            raise ResultTooLargeError(
                f"The result has more than {self.max_pages:,} pages.",
                hint="Ask for more rows in a page, or raise max_pages of the pagination.",
                field="max_pages",
            )


def single_value(page: Page, filter_: str, field: str) -> str | int | float | None:
    """Return the one value that a filter finds, None for null, false, empty text and nothing at all.

    Raises QueryError for a list, an object or true.
    """
    found = page.values(filter_, field)
    value = found[0] if found else None
    if value is None or value is False or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise QueryError(
            f"The {field} finds no single value, but {'true' if value is True else 'a list or an object'}.",
            hint="Look at what the source answers, and correct the filter.",
            field=field,
        )
    return value


def number_of(page: Page, filter_: str, field: str) -> int | None:
    """Return the whole number that a filter finds, None for null. Raises QueryError for what is none."""
    value = single_value(page, filter_, field)
    try:
        number = None if value is None else int(value)
    except (ValueError, OverflowError):
        number = -1
    if number is not None and number < 0:
        raise QueryError(f"The {field} finds no whole number from 0 on.", field=field)
    return number


def param(request: Request, name: str) -> int:
    """Return a number that one of our own requests has as a parameter."""
    return int(dict(request.params)[name])


def missing_rows(kind: str, due: int, found: int) -> SourceError:
    """Return the error for a page that is shorter than the source's own count says."""
    return SourceError(
        f"A page has {found} rows, where {due} were due, so that rows would be missing ({kind}).",
        hint="The data may have changed meanwhile: try again. Or the source gives fewer rows in a page than "
        "it is asked for: lower the limit.",
    )
