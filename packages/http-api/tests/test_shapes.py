"""Three public APIs' shapes, read to the end and by the page: `shapes/README.md` says where they are from."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from toucan_connectors.http_api import HttpAPIConnector, HttpAPIDataSource
from toucan_connectors.testing.faults import FaultHttpServer, responses

SHAPES = Path(__file__).parent / "shapes"
Page = list[dict[str, Any]]


def pages_of(name: str) -> list[Page]:
    pages: list[Page] = json.loads((SHAPES / f"{name}.json").read_text())["pages"]
    return pages


def github(server: FaultHttpServer) -> dict[str, Any]:
    pages = pages_of("github_releases")
    for number, page in enumerate(pages, start=1):
        links = [f'<{server.url}/repositories/1/releases?page={number + 1}&per_page=2>; rel="next"']
        links.append(f'<{server.url}/repositories/1/releases?page=3&per_page=2>; rel="last"')
        headers = {"Link": ", ".join(links)} if number < len(pages) else {}
        path = "/repos/o/r/releases" if number == 1 else "/repositories/1/releases"
        answered(server, path, number - 1 if number > 1 else 1, page, headers)
    return {
        "url": "repos/o/r/releases",
        "params": {"per_page": 2},
        "headers": {"Accept": "application/vnd.github+json"},
        "http_pagination_config": {"kind": "LinkHeaderPaginationConfig"},
    }


def odata(server: FaultHttpServer) -> dict[str, Any]:
    pages = pages_of("odata_people")
    for number, page in enumerate(pages):
        body = {"@odata.context": "$metadata#People", "@odata.count": 5, "value": page}
        if number < len(pages) - 1:
            body["@odata.nextLink"] = f"People?$count=true&$skiptoken={number + 1}"
        answered(server, "/People", number + 1, body)
    return {
        "url": "People",
        "params": {"$count": "true"},
        "filter": ".value",
        "http_pagination_config": {
            "kind": "HyperMediaPaginationConfig",
            "next_link_filter": '."@odata.nextLink"',
        },
    }


def openalex(server: FaultHttpServer) -> dict[str, Any]:
    pages = pages_of("openalex_works")
    for number, page in enumerate(pages):
        following = f"IlsxNjA5{number}==" if number < len(pages) - 1 else None
        body = {"meta": {"count": 5, "per_page": 2, "next_cursor": following}, "results": page}
        answered(server, "/works", number + 1, body)
    return {
        "url": "works",
        "params": {"per-page": 2, "cursor": "*"},
        "filter": ".results",
        "http_pagination_config": {
            "kind": "CursorBasedPaginationConfig",
            "cursor_filter": ".meta.next_cursor",
        },
    }


def answered(
    server: FaultHttpServer, path: str, number: int, body: Any, headers: dict[str, str] | None = None
) -> None:
    """Let the path's answer of that number, counted from 1, be this one."""
    scripts = SCRIPTS.setdefault(id(server), {})
    answers = scripts.setdefault(path, [])
    assert len(answers) == number - 1
    answers.append(responses.ok(json.dumps(body).encode(), headers=headers or {}))
    server.answer(path, answers)


SCRIPTS: dict[int, dict[str, list[Any]]] = {}
APIS: dict[str, tuple[Callable[[FaultHttpServer], dict[str, Any]], str]] = {
    "github": (github, "github_releases"),
    "odata": (odata, "odata_people"),
    "openalex": (openalex, "openalex_works"),
}


@pytest.fixture(params=APIS)
def api(request: Any, fault_http_server: FaultHttpServer) -> Iterator[tuple[Any, Any, list[dict[str, Any]]]]:
    describe, name = APIS[request.param]
    SCRIPTS.clear()
    fields = describe(fault_http_server)
    rows = [row for page in pages_of(name) for row in page]
    with HttpAPIConnector(name="api", baseroute=fault_http_server.url) as connector:
        yield connector, HttpAPIDataSource(domain="d", name="api", **fields), rows


def test_all_pages_are_read_and_nothing_of_a_record_is_lost(api: Any) -> None:
    connector, source, rows = api
    frame = connector.get_df(source)
    assert list(frame.columns) == list(rows[0])
    for name in frame.columns:
        column = frame[name].astype(object)
        found = [None if missing else value for value, missing in zip(column, column.isna(), strict=True)]
        assert found == [row[name] for row in rows], name


def test_a_page_reads_no_more_of_the_api_than_it_needs(api: Any, fault_http_server: FaultHttpServer) -> None:
    connector, source, rows = api
    page = connector.get_slice(source, offset=0, limit=1)
    assert len(page.df) == 1
    assert len(fault_http_server.requests) == 1
    assert not page.pagination_info.pagination_info.is_last_page
    del rows
