"""MongoDB and Amazon DocumentDB as frames."""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.mongo.connector import MongoConnector, MongoDataSource
    from toucan_connectors.mongo.variants import DocumentDBConnector
else:
    __getattr__ = lazy_names(
        __name__, {"connector": "MongoConnector MongoDataSource", "variants": "DocumentDBConnector"}
    )

__all__ = ["DocumentDBConnector", "MongoConnector", "MongoDataSource"]
