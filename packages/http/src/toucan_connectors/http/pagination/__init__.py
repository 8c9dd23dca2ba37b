"""Pagination: from one request to the pages that make up its result.

    Request --walk(kind, fetch)--> Page, Page, Page ...

- `_kind.py`: what a kind of pagination is; a class a kind in `_numbered.py` and `_linked.py`
- `_config.py`: all of them, as one field of a data source
- `_links.py`: where links lead, and the header that holds them
- `_walk.py`: all pages, in order; `_in_order.py`: eight at a time
"""

from toucan_connectors.http.pagination._config import PaginationConfig
from toucan_connectors.http.pagination._kind import Pagination
from toucan_connectors.http.pagination._linked import (
    CursorBasedPaginationConfig,
    HyperMediaPaginationConfig,
    LinkHeaderPaginationConfig,
)
from toucan_connectors.http.pagination._numbered import (
    OffsetLimitPaginationConfig,
    PageBasedPaginationConfig,
)
from toucan_connectors.http.pagination._walk import starting_at, walk

__all__ = [
    "CursorBasedPaginationConfig",
    "HyperMediaPaginationConfig",
    "LinkHeaderPaginationConfig",
    "OffsetLimitPaginationConfig",
    "PageBasedPaginationConfig",
    "Pagination",
    "PaginationConfig",
    "starting_at",
    "walk",
]
