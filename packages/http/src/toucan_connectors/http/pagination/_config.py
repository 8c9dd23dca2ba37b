"""The kinds of pagination, as one field of a data source."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from toucan_connectors.http.pagination._linked import (
    CursorBasedPaginationConfig,
    HyperMediaPaginationConfig,
    LinkHeaderPaginationConfig,
)
from toucan_connectors.http.pagination._numbered import (
    OffsetLimitPaginationConfig,
    PageBasedPaginationConfig,
)

__all__ = ["PaginationConfig"]

PaginationConfig: TypeAlias = Annotated[
    CursorBasedPaginationConfig
    | PageBasedPaginationConfig
    | OffsetLimitPaginationConfig
    | HyperMediaPaginationConfig
    | LinkHeaderPaginationConfig,
    Field(discriminator="kind"),
]
"""A configuration of any kind, told apart by `kind`."""
