"""MongoDB and Amazon DocumentDB as frames.

    connector --pipeline/--> what to ask --permissions/--> and of which documents
              --_server--> BSON --documents/--> columns --core--> frame

- `connector.py` `variants.py`: the fields, and the calls
- `_query_on.py` `_rows.py`: a query on a collection, and how its documents are read
- `_server.py` `_loop.py` `_address.py` `_certificates.py`: pymongo's client, in one place
- `_catalogue.py` `_status.py` `_errors.py` `_spec.py`: what else a connector tells
"""

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
