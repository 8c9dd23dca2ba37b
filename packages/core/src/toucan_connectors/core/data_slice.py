"""What `get_slice` answers: a page, where it stands, and what was measured on the way."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toucan_connectors.core.pagination import PaginationInfo

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DataSlice", "DataStats", "QueryMetadata"]


@dataclass
class DataStats:
    """What was measured: times in seconds, sizes in bytes, None where nothing was measured."""

    query_generation_time: float | None = None
    data_extraction_time: float | None = None
    data_conversion_time: float | None = None
    compute_stats_time: float | None = None
    conversion_time: float | None = None
    data_filtered_from_permission_time: float | None = None
    df_memory_size: int | None = None
    nulled_values: dict[str, int] | None = None
    """Per column, the instants that pandas cannot hold and that became null."""
    others: dict[str, Any] = field(default_factory=dict)


@dataclass
class QueryMetadata:
    """What is known of the query's result: its columns, as pairs of name and dtype."""

    columns: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class DataSlice:
    """One page of a result."""

    df: "pd.DataFrame"
    pagination_info: PaginationInfo
    input_parameters: dict[str, Any] | None = None
    stats: DataStats | None = None
    query_metadata: QueryMetadata | None = None
