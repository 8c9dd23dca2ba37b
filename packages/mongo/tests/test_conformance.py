"""MongoDB and Amazon DocumentDB are held to what every connector of documents promises, on an emulator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bson import Decimal128, Int64

from toucan_connectors.testing import DocumentContract, Features
from toucan_connectors.testing.servers import make_certificates

from .conftest import bare_client, connection_fields, put_documents
from .tls_front import TlsFront

if TYPE_CHECKING:
    from toucan_connectors.core import ToucanDataSource
    from toucan_connectors.testing.servers import Mongo, Running

FEATURES = Features(
    reached_over_network=True,
    keeps_address_policy=True,
    verifies_tls=True,
    refuses_wrong_credentials=True,
    tells_account=True,
    tells_version=True,
    discovers_tables=True,
    narrows_forms=True,
    explains_queries=True,
    pages_at_source=True,
    counts_at_source=True,
    filters_at_source=True,
    streams_rows=True,
    stops_at_source=True,
)

TEXTS = ("", "a", "A", "ab", "b", "it's", '"', "$a", "{}", "%", "\\", "é", "é", "ß", "😀", " a", "a ", "1")
NUMBERS = (0, 1, -1, Int64(2**53 + 1), Int64(2**63 - 1), Int64(-(2**63)), 2, 10)
AMOUNTS = tuple(map(Decimal128, ("0", "0.000001", "-0.000001", "2.5", "123456789012345.123456", "-99.99")))
RATIOS = (0.0, 0.1, -2.5, 1e300, 5e-324, 2.0**53)
MOMENTS = tuple(datetime(2024, 1, 31, 12, 30, 15, 123000, UTC) + timedelta(days=97 * n) for n in range(5))
PLACES: tuple[Any, ...] = ({"city": "é", "tags": ["a", 1]}, [], {"nested": {"deep": [True]}})


def nth(values: tuple[Any, ...], number: int) -> dict[str, Any]:
    """Return the value whose turn it is, null behind the last one, and then none at all."""
    turn = number % (len(values) + 2)
    return {} if turn > len(values) else {"value": values[turn] if turn < len(values) else None}


def document(number: int) -> dict[str, Any]:
    columns = {
        "number": NUMBERS,
        "amount": AMOUNTS,
        "ratio": RATIOS,
        "label": TEXTS,
        "flag": (True, False),
        "moment": MOMENTS,
        "raw": (b"", b"\0\xff", b"a"),
        "place": PLACES,
    }
    found = {name: nth(values, number) for name, values in columns.items()}
    return {"position": number, **{name: one["value"] for name, one in found.items() if one}}


MANY = [*range(100)]


@pytest.fixture(scope="module")
def running(mongo_server: Mongo) -> Running:
    found = mongo_server.running
    with bare_client(found) as client:
        put_documents(client, "kit", "standard", [document(number) for number in range(30)])
        put_documents(client, "kit", "numbers", [{"n": number} for number in range(300)])
        put_documents(client, "kit", "large", [{"n": MANY} for _ in range(300)])
    return found


class OnEmulator(DocumentContract):
    connector_fields = {"host": "db.example", "username": "u", "password": "a-password-of-the-kit"}
    data_source_fields = {"database": "kit", "collection": "standard"}
    features = FEATURES

    def connecting(self, running: Running, **fields: Any) -> Any:
        return self.make_connector(**{**connection_fields(running), **fields})

    def source(self, collection: str, *stages: dict[str, Any]) -> ToucanDataSource:
        return self.make_data_source(collection=collection, query=[*stages, {"$unset": "_id"}])

    @pytest.fixture
    def connector(self, running: Running) -> Iterator[Any]:
        with self.connecting(running) as made:
            yield made

    @pytest.fixture
    def endpoint(self, running: Running) -> tuple[str, int]:
        return running.host, running.port

    @pytest.fixture
    def refused_connector(self, running: Running) -> Iterator[Any]:
        with self.connecting(running, password="a wrong password") as made:
            yield made

    @pytest.fixture
    def untrusted_connector(self, running: Running) -> Iterator[Any]:
        certificates = make_certificates("toucan")
        with TlsFront(certificates.server_context(), running.host, running.port) as front:
            place = {"host": front.host, "port": front.port, "ssl_ca": certificates.foreign_ca}
            with self.connecting(running, **place, options={"connect_timeout": 3}) as made:
                yield made

    @pytest.fixture
    def data_source(self) -> ToucanDataSource:
        return self.source("standard", {"$sort": {"position": 1}})

    @pytest.fixture
    def failing_data_source(self) -> ToucanDataSource:
        return self.source("standard", {"$project": {"n": {"$divide": ["$label", 0]}}})

    @pytest.fixture
    def slow_data_source(self) -> ToucanDataSource:
        """Groups a collection again and again: more than a second's work for the emulator."""
        every = [{"$match": {"n": {"$gte": 0}}}, {"$group": {"_id": None, "n": {"$sum": "$n"}}}]
        again = {"$lookup": {"from": "numbers", "pipeline": every, "as": "sums"}}
        return self.source("numbers", again, {"$count": "n"})

    @pytest.fixture
    def large_data_source(self) -> ToucanDataSource:
        return self.source("large", {"$unwind": "$n"})


class TestMongoDB(OnEmulator):
    type_id = "MongoDB"


class TestAWSDocumentDB(OnEmulator):
    type_id = "AWSDocumentDB"
