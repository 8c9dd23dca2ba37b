"""HttpAPI is held to what every connector promises, on a real API and on one that breaks."""

import json
from collections.abc import Iterator, Mapping

import pytest

from toucan_connectors.http_api import HttpAPIConnector, HttpAPIDataSource
from toucan_connectors.testing import Features, HttpContract
from toucan_connectors.testing.faults import FaultHttpServer
from toucan_connectors.testing.servers import Http, make_certificates, put_rows

ROWS = [
    {
        "id": number,
        "client": None if number % 5 == 0 else f"client {number % 3}",
        "amount": number / 4,
        "place": {"city": f"city {number % 7}", "tags": ["a", number]},
    }
    for number in range(130)
]
NUMBERS = {
    "kind": "OffsetLimitPaginationConfig",
    "limit": 50,
    "data_filter": ".rows",
    "total_filter": ".total",
}
PAGES = {"kind": "HyperMediaPaginationConfig", "next_link_filter": ".next"}


@pytest.fixture(scope="module")
def connector(http_server: Http) -> Iterator[HttpAPIConnector]:
    running = http_server.running
    put_rows(running, "orders", ROWS)
    token = {"kind": "BearerAuth", "token": running.password}
    with HttpAPIConnector(name="kit", baseroute=f"{running.url}/bearer/", authentication=token) as made:
        yield made


class TestHttpAPI(HttpContract):
    type_id = "HttpAPI"
    features = Features(
        reached_over_network=True,
        keeps_address_policy=True,
        verifies_tls=True,
        refuses_wrong_credentials=True,
    )
    connector_fields = {
        "baseroute": "https://api.example.com",
        "authentication": {"kind": "BearerAuth", "token": "a-token-of-the-kit"},
    }
    data_source_fields = {"url": "rows/orders", "filter": ".rows"}

    def at(self, connector: HttpAPIConnector, host: str, port: int) -> HttpAPIConnector:
        return connector.model_copy(update={"baseroute": f"http://{host}:{port}/bearer/"})

    @pytest.fixture
    def endpoint(self, http_server: Http) -> tuple[str, int]:
        return http_server.running.host, http_server.running.port

    @pytest.fixture
    def refused_connector(self, connector: HttpAPIConnector) -> Iterator[HttpAPIConnector]:
        wrong = {"kind": "BearerAuth", "token": "not-the-token-of-the-kit"}
        with HttpAPIConnector(name="kit", baseroute=connector.baseroute, authentication=wrong) as made:
            yield made

    @pytest.fixture
    def untrusted_connector(self) -> Iterator[HttpAPIConnector]:
        certificates = make_certificates("toucan")
        with (
            FaultHttpServer(certificates.server_context()) as server,
            HttpAPIConnector(name="kit", baseroute=server.url, ssl_ca=certificates.foreign_ca) as made,
        ):
            yield made

    @pytest.fixture
    def data_source(self) -> HttpAPIDataSource:
        return HttpAPIDataSource(
            domain="orders",
            name="kit",
            url="rows/orders",
            params={"offset": 0, "limit": 50},
            filter=".rows",
            http_pagination_config=PAGES,
        )

    @pytest.fixture
    def failing_data_source(self) -> HttpAPIDataSource:
        return HttpAPIDataSource(domain="orders", name="kit", url="rows/no_such")

    @pytest.fixture
    def answers(self) -> Mapping[str, bytes]:
        return {"/bearer/rows/orders": json.dumps({"rows": ROWS, "total": len(ROWS), "next": None}).encode()}


class TestHttpAPIByNumbers(TestHttpAPI):
    """The same, by pages that have numbers: a slice begins in the middle."""

    @pytest.fixture
    def data_source(self) -> HttpAPIDataSource:
        return HttpAPIDataSource(
            domain="orders", name="kit", url="rows/orders", filter=".rows", http_pagination_config=NUMBERS
        )

    @pytest.fixture
    def answers(self) -> Mapping[str, bytes]:
        return {"/bearer/rows/orders": json.dumps({"rows": ROWS[:40], "total": 40}).encode()}
