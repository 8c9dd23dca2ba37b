"""The import path that users know: the public names of `toucan_connectors.core`."""

from toucan_connectors.core import (
    ConnectorStatus,
    DataSlice,
    DataStats,
    PaginationInfo,
    QueryMetadata,
    RetryPolicy,
    ToucanConnector,
    ToucanDataSource,
)

__all__ = [
    "ConnectorStatus",
    "DataSlice",
    "DataStats",
    "PaginationInfo",
    "QueryMetadata",
    "RetryPolicy",
    "ToucanConnector",
    "ToucanDataSource",
]
