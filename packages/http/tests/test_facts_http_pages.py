"""The golden cases of version 10: what a filter gives, and which pages are asked for."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from toucan_connectors.core.errors import QueryError, SourceError, ToucanConnectorsError
from toucan_connectors.http.decode import Decoding, Page, records
from toucan_connectors.http.messages import Headers, Request, Response
from toucan_connectors.http.pagination import PaginationConfig, walk

EXAMPLES = Path(__file__).parent / "examples"
FILTERS = json.loads((EXAMPLES / "transform_with_jq.json").read_text())["cases"]
CONFIG: TypeAdapter[PaginationConfig | None] = TypeAdapter(PaginationConfig | None)

PAGES = [
    case
    for case in json.loads((EXAMPLES / "http_api.json").read_text())["cases"]
    if not (case["input"]["connector"] or {}).keys() - {"responsetype"}
    and not case["input"]["data_source"].keys() & {"method", "parameters", "headers", "data", "json"}
    and "{{" not in json.dumps(case)
    and not set(case["input"].get("statuses", [])) - {200, 404}
]
"""The cases whose meaning is in pages and rows alone."""

ROWS: dict[str, Any] = {
    "023": [[1], [2]],
    "035": [[1]],
}
"""Where rows come instead of an error or of rows twice: a page without rows is one, and '' is no cursor."""

URLS: dict[str, list[str]] = {
    "035": ["http://api.test/base/u"],
    "038": ["http://api.test/base/u?k=1&page=1", "http://api.test/u?page=2&k=1"],
}
"""Where other pages are asked for: '' ends; a link from the root leads to the root, as RFC 3986 has it."""

REFUSED = {"036": QueryError}
"""Where a pagination filter that does not fit the answer is an error now, and not the end."""

ERRORS = {"ValueError": QueryError, "ParseError": SourceError, "JSONDecodeError": SourceError}


def short(case: dict[str, Any]) -> str:
    """Return the number of a case."""
    number: str = case["id"].rpartition("-")[2]
    return number


@pytest.mark.parametrize("case", FILTERS, ids=short)
def test_a_filter_gives_what_it_gave(case: dict[str, Any]) -> None:
    given = case["input"]
    if "raises" in case:
        with pytest.raises(QueryError):
            records(given["data"], given["filter"])
    else:
        assert records(given["data"], given["filter"]) == case["expected"]


def answers(case: dict[str, Any]) -> Iterator[tuple[int, bytes]]:
    """Yield the answers of a scripted server."""
    statuses = case["input"].get("statuses", [200] * len(case["input"]["bodies"]))
    for status, body in zip(statuses, case["input"]["bodies"], strict=True):
        yield status, body.encode() if isinstance(body, str) else json.dumps(body).encode()


def read(case: dict[str, Any], asked: list[str]) -> Any:
    """Return the frame of a case, and tell which URLs were asked."""
    source, script = case["input"]["data_source"], answers(case)
    how = {key: source[key] for key in ("filter", "xpath", "flatten_column") if key in source}
    decoding = Decoding((case["input"]["connector"] or {}).get("responsetype", "json"), **how)

    def fetch(request: Request) -> Page:
        asked.append(request.full_url)
        status, body = next(script)
        return decoding.page(Response(request, status, Headers(), body))

    url = f"http://api.test/base/{source['url'].lstrip('/')}"
    request = Request.build("GET", url, params=source.get("params"))
    pagination = CONFIG.validate_python(source.get("http_pagination_config"))
    return decoding.table(walk(pagination, request, fetch, parallel=1))


@pytest.mark.parametrize("case", PAGES, ids=short)
def test_the_same_pages_and_rows_come_as_before(case: dict[str, Any]) -> None:
    asked: list[str] = []
    raises, number = case["expected"].get("raises"), short(case)
    error: type[ToucanConnectorsError] | None = REFUSED.get(number) or ERRORS.get(raises)
    if error is not None:
        with pytest.raises(error):
            read(case, asked)
    else:
        table = read(case, asked)
        if number in ROWS:
            assert [list(row.values()) for row in table.to_pylist()] == ROWS[number]
        else:
            frame = case["expected"]["frame"]["__dataframe__"]
            assert table.schema.names == frame["columns"]
            assert [list(row.values()) for row in table.to_pylist()] == frame["rows"]
    assert asked == URLS.get(number, [request["url"] for request in case["expected"]["requests"]])


def test_all_kinds_of_pages_are_among_the_cases() -> None:
    kinds = {case["input"]["data_source"].get("http_pagination_config", {}).get("kind") for case in PAGES}
    assert len(kinds) == 5
    assert len(PAGES) >= 20
