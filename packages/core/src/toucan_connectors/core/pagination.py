"""Where a page stands in the whole result."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from toucan_connectors.core.errors import InvalidPageError

__all__ = [
    "KnownSize",
    "PageParameters",
    "PageRequest",
    "PaginationInfo",
    "UnknownSize",
    "build_pagination_info",
    "check_page",
]


@dataclass(frozen=True)
class PageParameters:
    """An offset, and a limit or None for all that follows."""

    offset: int
    limit: int | None


@dataclass(frozen=True)
class KnownSize:
    """The rows of the whole result were counted, or the source told them."""

    is_last_page: bool
    total_rows: int
    type: Literal["known_size"] = "known_size"


@dataclass(frozen=True)
class UnknownSize:
    """Nobody knows how many rows the whole result has, and we do not guess."""

    is_last_page: bool
    type: Literal["unknown_size"] = "unknown_size"

    @property
    def total_rows(self) -> None:
        """Not known."""


@dataclass(frozen=True)
class PaginationInfo:
    """A page, its neighbours (None where there is none), and the size of the whole."""

    parameters: PageParameters
    pagination_info: KnownSize | UnknownSize
    next_page: PageParameters | None
    previous_page: PageParameters | None

    def to_dict(self) -> dict[str, Any]:
        """Return the pagination as a dict that JSON can hold."""
        return asdict(self)


@dataclass(frozen=True)
class PageRequest:
    """The page that a call wants, for sources that page themselves; `count`: the size of the whole too."""

    offset: int
    limit: int | None
    count: bool


def check_page(offset: int, limit: int | None) -> None:
    """Raise InvalidPageError unless offset and limit are whole numbers from 0 on (limit may be None)."""
    given: list[tuple[str, object]] = [("offset", offset), ("limit", 0 if limit is None else limit)]
    for name, value in given:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise InvalidPageError(
                f"{name} is {value!r}.",
                field=name,
                hint=f"Give a whole number from 0 on as {name}.",
            )


def build_pagination_info(
    *,
    offset: int,
    limit: int | None,
    retrieved_rows: int,
    total_rows: int | None,
    has_more: bool | None = None,
) -> PaginationInfo:
    """Say where the page `[offset:offset + limit]` of `retrieved_rows` rows stands.

    `has_more` is what the reader saw after the page; None when it did not look. `total_rows` is None
    when it is not known. A last page tells the total: it ends there.
    """
    is_last = _is_last(offset, limit, retrieved_rows, total_rows, has_more)
    if total_rows is None and is_last and retrieved_rows > 0:
        total_rows = offset + retrieved_rows
    size = UnknownSize(is_last) if total_rows is None else KnownSize(is_last, total_rows)
    following = previous = None
    if limit and not is_last:
        following = PageParameters(offset + limit, limit)
    if limit and offset > 0:
        previous = PageParameters(max(offset - limit, 0), limit)
    return PaginationInfo(PageParameters(offset, limit), size, following, previous)


def _is_last(
    offset: int,
    limit: int | None,
    retrieved_rows: int,
    total_rows: int | None,
    has_more: bool | None,
) -> bool:
    if limit is None:
        return True
    if has_more is not None:
        return not has_more
    at_the_end = total_rows is not None and offset + limit >= total_rows
    return at_the_end or retrieved_rows < limit
