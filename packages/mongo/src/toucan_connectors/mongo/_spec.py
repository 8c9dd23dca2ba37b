"""What a catalogue shows of MongoDB and Amazon DocumentDB, without importing a driver."""

from typing import Final

from toucan_connectors.core.spec import ConnectorSpec

__all__ = ["AWS_DOCUMENT_DB", "MONGO_DB"]

MONGO_DB: Final = ConnectorSpec(
    type_id="MongoDB",
    target="toucan_connectors.mongo:MongoConnector",
    label="MongoDB",
    logo="logo.svg",
    drivers=("pymongo",),
)
AWS_DOCUMENT_DB: Final = ConnectorSpec(
    type_id="AWSDocumentDB",
    target="toucan_connectors.mongo:DocumentDBConnector",
    label="Amazon Document DB",
    logo="document_db.svg",
    drivers=("pymongo",),
)
