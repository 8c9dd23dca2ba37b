"""An emulator of MongoDB, connectors to it, and the server's own client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pymongo
import pytest

from toucan_connectors.core import Options
from toucan_connectors.mongo import MongoConnector, MongoDataSource

if TYPE_CHECKING:
    import pandas as pd

    from toucan_connectors.testing.servers import Mongo, Running


class World:
    """A server, a connector to it, and the server's own client."""

    database = "world"

    def __init__(self, running: Running) -> None:
        self.running = running
        self.connector = self.connect()
        self.client: pymongo.MongoClient[dict[str, Any]] = bare_client(running)

    def connect(self, **fields: Any) -> MongoConnector:
        options = fields.pop("options", {})
        return MongoConnector(**{**connection_fields(self.running), **fields}, options=Options(**options))

    def put(self, collection: str, documents: Sequence[dict[str, Any]]) -> None:
        """Let a collection have these documents, and no others."""
        put_documents(self.client, self.database, collection, documents)

    def source(
        self, collection: str, query: dict[str, Any] | list[dict[str, Any]] | None = None, **fields: Any
    ) -> MongoDataSource:
        return MongoDataSource(
            domain="d",
            name="w",
            database=self.database,
            collection=collection,
            query=query or {},
            **fields,
        )

    def df(self, documents: Sequence[dict[str, Any]], **fields: Any) -> pd.DataFrame:
        """Return documents as a frame, without `_id`."""
        self.put("some", documents)
        with self.connect(**fields.pop("connector", {})) as connector:
            return connector.get_slice(self.source("some", [{"$sort": {"_id": 1}}], **fields)).df

    def close(self) -> None:
        self.connector.close()
        self.client.close()


def connection_fields(running: Running) -> dict[str, Any]:
    return {
        "name": "w",
        "host": running.host,
        "port": running.port,
        "username": running.user,
        "password": running.password,
    }


def bare_client(running: Running) -> pymongo.MongoClient[dict[str, Any]]:
    return pymongo.MongoClient(
        host=running.host, port=running.port, username=running.user, password=running.password
    )


def put_documents(
    client: pymongo.MongoClient[dict[str, Any]],
    database: str,
    collection: str,
    documents: Sequence[dict[str, Any]],
) -> None:
    """Let a collection have these documents, `_id` by their order where they have none."""
    target = client[database][collection]
    target.drop()
    if documents:
        target.insert_many([{"_id": number, **document} for number, document in enumerate(documents)])


@pytest.fixture
def world(mongo_server: Mongo) -> Iterator[World]:
    made = World(mongo_server.running)
    yield made
    made.close()
