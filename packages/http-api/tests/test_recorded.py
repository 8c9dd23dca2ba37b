"""Recorded answers of three public APIs, read to the end and by the page: see `recorded/README.md`."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from toucan_connectors.http_api import HttpAPIConnector, HttpAPIDataSource
from toucan_connectors.testing.faults import FaultHttpServer, responses

Row = dict[str, Any]

GITHUB = {
    "url": "repos/octokit-fixture-org/paginate-issues/issues",
    "params": {"per_page": 3},
    "headers": {"Accept": "application/vnd.github+json"},
    "http_pagination_config": {"kind": "LinkHeaderPaginationConfig"},
}
ODATA = {
    "url": "V4/TripPinService/People",
    "filter": ".value",
    "http_pagination_config": {
        "kind": "HyperMediaPaginationConfig",
        "next_link_filter": '."@odata.nextLink"',
    },
}
CROSSREF = {
    "url": "works",
    "params": {"query": "widget"},
    "filter": ".message.items",
    "http_pagination_config": {
        "kind": "CursorBasedPaginationConfig",
        "cursor": "*",
        "cursor_filter": '.message."next-cursor"',
    },
}


@dataclass(frozen=True)
class Api:
    """A recorded API, served again."""

    connector: HttpAPIConnector
    source: HttpAPIDataSource
    rows: list[Row]
    asked: list[str]
    """What was asked for when it was recorded."""


def rows_of(body: Any) -> list[Row]:
    if isinstance(body, list):
        return body
    rows: list[Row] = body["value"] if "value" in body else body["message"]["items"]
    return rows


@pytest.fixture(params=[("github_issues", GITHUB), ("odata_people", ODATA), ("crossref_works", CROSSREF)])
def api(request: Any, fault_http_server: FaultHttpServer) -> Iterator[Api]:
    name, fields = request.param
    text = (Path(__file__).parent / "recorded" / f"{name}.json").read_text()
    recorded = json.loads(text.replace(json.loads(text)["origin"], fault_http_server.url))
    answers = defaultdict(list)
    for answer in recorded["answers"]:
        body = json.dumps(answer["body"]).encode()
        answers[urlsplit(answer["path"]).path].append(responses.ok(body, headers=answer["headers"]))
    for path, found in answers.items():
        fault_http_server.answer(path, found)
    rows = [row for answer in recorded["answers"] for row in rows_of(answer["body"])]
    with HttpAPIConnector(name="api", baseroute=fault_http_server.url) as connector:
        source = HttpAPIDataSource(domain="d", name="api", **fields)
        yield Api(connector, source, rows, [answer["path"] for answer in recorded["answers"]])


def asked(path: str) -> tuple[str, dict[str, list[str]]]:
    parts = urlsplit(path)
    return parts.path, parse_qs(parts.query)


def test_all_pages_are_read_and_nothing_of_a_record_is_lost(
    api: Api, fault_http_server: FaultHttpServer
) -> None:
    frame = api.connector.get_df(api.source)
    assert list(frame.columns) == list(dict.fromkeys(name for row in api.rows for name in row))
    for name in frame.columns:
        column = frame[name].astype(object)
        found = [None if missing else value for value, missing in zip(column, column.isna(), strict=True)]
        assert found == [row.get(name) for row in api.rows], name
    assert [asked(seen.target) for seen in fault_http_server.requests] == [asked(path) for path in api.asked]


def test_a_page_reads_no_more_of_the_api_than_it_needs(api: Api, fault_http_server: FaultHttpServer) -> None:
    page = api.connector.get_slice(api.source, offset=0, limit=1)
    assert len(page.df) == 1
    assert len(fault_http_server.requests) == 1
    assert not page.pagination_info.pagination_info.is_last_page
