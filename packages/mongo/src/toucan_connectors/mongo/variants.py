"""Amazon DocumentDB, which speaks MongoDB's protocol: a subclass with what it is told differently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from toucan_connectors.mongo.connector import MongoConnector, MongoDataSource

__all__ = ["DocumentDBConnector"]


class DocumentDBConnector(MongoConnector, data_source_model=MongoDataSource):
    """A cluster of Amazon DocumentDB. With TLS, give Amazon's authority as `ssl_ca`."""

    _collation: ClassVar[Mapping[str, Any] | None] = None  # it has none, and compares text by its bytes
    _client_options: ClassVar[Mapping[str, Any]] = {"retryWrites": False}
