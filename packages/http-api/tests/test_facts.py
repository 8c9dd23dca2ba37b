"""What version 10 asked of scripted APIs, and made of their answers: the same, but for what it did wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from toucan_connectors.core.errors import ToucanConnectorsError
from toucan_connectors.http_api import HttpAPIConnector, HttpAPIDataSource
from toucan_connectors.testing.faults import FaultHttpServer, responses

CASES = json.loads((Path(__file__).parent / "examples" / "http_api.json").read_text())["cases"]

BETTER: dict[str, Any] = {
    "http_api-005": "an undefined variable in a path is an error",
    "http_api-023": "a page without items is an empty page",
    "http_api-035": "an empty cursor is the end, where the first page was repeated",
    "http_api-036": "a filter that does not fit the answer is an error, not the end",
    "http_api-038": "the link's parameters are the only ones",
}
"""Cases whose outcome is a defect, each with a test of its own below."""
SCRIPTED_TOKEN = {"http_api-042", "http_api-043", "http_api-044"}
"""Here the script's answers went to the token server and to the API by turns: only requests are compared."""


@pytest.fixture
def token_server() -> Iterator[FaultHttpServer]:
    with FaultHttpServer() as server:
        yield server


def connector_of(case: Any, server: FaultHttpServer, token_server: FaultHttpServer) -> HttpAPIConnector:
    fields = json.loads(
        json.dumps(case["input"]["connector"] or {}).replace("http://tok.test", token_server.url)
    )
    return HttpAPIConnector(name="c", baseroute=f"{server.url}/base", **fields)


@pytest.mark.parametrize("case", [c for c in CASES if c["id"] not in BETTER], ids=lambda case: case["id"])
def test_the_same_is_asked_and_found(
    case: Any, fault_http_server: FaultHttpServer, token_server: FaultHttpServer
) -> None:
    given, expected = case["input"], case["expected"]
    statuses = given.get("statuses", [200] * len(given["bodies"]))
    answers = [
        responses.status(code, body=body if isinstance(body, bytes) else encoded(body))
        for code, body in zip(statuses, given["bodies"], strict=True)
    ]
    if case["id"] in SCRIPTED_TOKEN:
        token_server.answer("/", answers[:1])
        answers = answers[1:]
    paths = {urlsplit(request["url"]).path for request in expected["requests"]} - {"/"}
    for path in paths:
        fault_http_server.answer(path, answers)
    with connector_of(case, fault_http_server, token_server) as connector:
        source = HttpAPIDataSource(domain="d", name="c", **given["data_source"])
        if "raises" in expected:
            with pytest.raises(ToucanConnectorsError):
                connector.get_df(source)
        else:
            frame = connector.get_df(source)
            if case["id"] not in SCRIPTED_TOKEN:
                told = expected["frame"]["__dataframe__"]
                assert list(frame.columns) == told["columns"]
                assert frame.astype(object).to_numpy().tolist() == told["rows"]
    asked = [*token_server.requests, *fault_http_server.requests]
    if "raises" in expected:
        asked = asked[: len(expected["requests"])]  # ours asks again where the answer may pass
    assert len(asked) == len(expected["requests"])
    for request, wanted in zip(asked, expected["requests"], strict=True):
        compare(request, wanted)


def encoded(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def compare(request: Any, wanted: Any) -> None:
    url = urlsplit(wanted["url"])
    found = urlsplit(request.target)
    assert (request.method, found.path) == (wanted["method"], url.path or "/")
    assert sorted(parse_qsl(found.query, True)) == sorted(parse_qsl(url.query, True))
    if wanted["body"] is not None:
        body = request.body.decode()
        read = json.loads if wanted["body"].startswith("{") else str
        assert read(body) == read(wanted["body"])
    for name, value in wanted["headers"].items():
        assert request.headers[name.lower()] == value
