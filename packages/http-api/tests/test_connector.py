"""What is HttpAPI's own: values in requests, secrets in headers, pages by number, links to elsewhere."""

import contextlib
import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from toucan_connectors.core import RetryPolicy
from toucan_connectors.core.errors import (
    AuthenticationError,
    CredentialsError,
    QueryError,
    SourceUnavailableError,
    TemplateError,
    UndefinedVariableError,
)
from toucan_connectors.http.oauth2 import AuthorizationCodeOauth2, MemoryTokenStore
from toucan_connectors.http_api import HttpAPIConnector, HttpAPIDataSource
from toucan_connectors.testing.faults import FaultHttpServer, responses
from toucan_connectors.testing.servers import Http, OAuth2, make_certificates, put_rows

ROWS = [{"id": number, "name": f"n{number}"} for number in range(95)]
OFFSETS = {
    "kind": "OffsetLimitPaginationConfig",
    "limit": 10,
    "data_filter": ".rows",
    "total_filter": ".total",
}
PAGES = {"kind": "PageBasedPaginationConfig", "page": 1, "per_page_name": "per_page", "per_page": 10}


def source(url: str = "rows/numbers", **fields: Any) -> HttpAPIDataSource:
    return HttpAPIDataSource(domain="d", name="c", url=url, **{"filter": ".rows", **fields})


@pytest.fixture(scope="module")
def api(http_server: Http) -> Iterator[HttpAPIConnector]:
    put_rows(http_server.running, "numbers", ROWS)
    with HttpAPIConnector(name="c", baseroute=http_server.running.url) as connector:
        yield connector


@pytest.fixture
def scripted(fault_http_server: FaultHttpServer) -> Iterator[HttpAPIConnector]:
    with HttpAPIConnector(name="c", baseroute=f"{fault_http_server.url}/base") as connector:
        yield connector


def echo(connector: HttpAPIConnector, **fields: Any) -> dict[str, Any]:
    """Return what an API was asked, as it tells itself."""
    frame = connector.get_df(source(**{"url": "echo", "filter": ".", **fields}))
    return {str(name): frame[name][0] for name in frame}


# Values.


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("a b", "/echo/a%20b"),
        ("?x=1", "/echo/%3Fx%3D1"),
        ("#é", "/echo/%23%C3%A9"),
        ("a/b", "/echo/a/b"),
        (7, "/echo/7"),
    ],
)
def test_a_value_in_a_path_is_a_part_of_it(api: HttpAPIConnector, value: Any, path: str) -> None:
    told = echo(api, url="echo/{{ x }}", parameters={"x": value})
    assert (told["path"], told["query"]) == (path, {})


@pytest.mark.parametrize("value", ["..", "a/../../b", "..\\b", None])
def test_a_value_in_a_path_leads_nowhere_else(api: HttpAPIConnector, value: Any) -> None:
    with pytest.raises(TemplateError):
        echo(api, url="echo/{{ x }}", parameters={"x": value})


@pytest.mark.parametrize("url", ["echo/{{ nope }}", "echo/{{ nope.x }}", "echo/a%(nope)s"])
def test_an_undefined_variable_in_a_path_is_an_error(api: HttpAPIConnector, url: str) -> None:
    with pytest.raises(UndefinedVariableError):
        echo(api, url=url, parameters={"x": 1})


@pytest.mark.parametrize("value", ['b" or true or "', "\\(env)", "$ENV", '"', "# ", "b"])
def test_a_value_in_a_filter_is_a_value(api: HttpAPIConnector, value: str) -> None:
    rows = [{"a": "b"}, {"a": value}]
    for text in ("[.rows[] | select(.a == {{ x }})]", '[.rows[] | select(.a == "{{ x }}")]'):
        found = _decoded(api, rows, text, {"x": value})
        assert found == [row for row in rows if row["a"] == value]


def _decoded(api: HttpAPIConnector, rows: list[dict[str, Any]], text: str, parameters: dict[str, Any]) -> Any:
    from toucan_connectors.http import Headers, Request, Response

    decoding = api._decoding(source(filter=text, parameters=parameters))
    body = json.dumps({"rows": rows}).encode()
    return decoding.page(Response(Request.build("GET", "http://x"), 200, Headers(), body)).rows


@pytest.mark.parametrize("value", ["a']/../b", "a[1]", "a/b", "@a"])
def test_a_value_in_an_xpath_is_a_word(api: HttpAPIConnector, value: str) -> None:
    with pytest.raises(TemplateError):
        api._decoding(source(xpath=".//{{ x }}", parameters={"x": value}))


def test_what_a_data_source_asks_wins_over_the_template_key_by_key(http_server: Http) -> None:
    template = {"headers": {"A": "1", "B": "1"}, "params": {"z": 9, "p": 0}, "json": {"j": 1, "k": 1}}
    with HttpAPIConnector(name="c", baseroute=http_server.running.url, template=template) as connector:
        told = echo(
            connector,
            method="POST",
            headers={"B": "{{ b }}"},
            params={"p": [1, 2]},
            json={"k": "{{ b }}"},
            parameters={"b": 2},
        )
    assert told["query"] == {"z": ["9"], "p": ["1", "2"]}
    assert json.loads(told["body"]) == {"j": 1, "k": 2}
    assert (told["headers"]["A"], told["headers"]["B"]) == ("1", "2")


# Models.


def test_a_data_source_that_was_dumped_reloads() -> None:
    given = source(
        json={"a": 1}, headers={"Authorization": "secret-of-a-header", "X": "y"}, http_pagination_config=PAGES
    )
    plain = given.model_dump_json(context={"secrets": "plain"})
    for dumped in (plain, given.model_dump_json(context={"secrets": "plain"}, by_alias=True)):
        again = HttpAPIDataSource.model_validate_json(dumped)
        assert again.model_dump_json(context={"secrets": "plain"}) == plain
    assert "secret-of-a-header" not in given.model_dump_json() + repr(given)


def test_a_header_that_is_a_secret_is_sent_and_not_shown(http_server: Http) -> None:
    template = {"headers": {"X-Api-Key": "key-of-the-test", "Accept": "application/json"}}
    with HttpAPIConnector(name="c", baseroute=http_server.running.url, template=template) as connector:
        assert echo(connector)["headers"]["X-Api-Key"] == "key-of-the-test"
        assert "key-of-the-test" not in repr(connector) + connector.model_dump_json()
        assert '"Accept":"application/json"' in connector.model_dump_json()


# Pages.


@pytest.mark.parametrize(
    ("pagination", "first", "query"),
    [(OFFSETS, 53, "offset=53&limit=10"), (PAGES, 50, "page=6&per_page=10")],
    ids=["offsets", "pages"],
)
def test_a_slice_begins_with_the_page_that_has_its_first_row(
    scripted: HttpAPIConnector,
    fault_http_server: FaultHttpServer,
    pagination: dict[str, Any],
    first: int,
    query: str,
) -> None:
    body = json.dumps({"rows": ROWS[first : first + 10], "total": 95}).encode()
    teaching = json.dumps({"rows": ROWS[:10], "total": 95}).encode()
    fault_http_server.answer("/base/rows", [responses.ok(teaching), responses.ok(body)])
    page = scripted.get_slice(source("rows", http_pagination_config=pagination), offset=53, limit=4)
    assert page.df["id"].tolist() == [53, 54, 55, 56]
    [_, request] = fault_http_server.requests  # the first page tells of the columns
    assert request.query == query


def test_a_total_that_the_api_tells_is_told(api: HttpAPIConnector) -> None:
    told = api.get_slice(source(http_pagination_config=OFFSETS), offset=20, limit=5).pagination_info
    assert told.pagination_info.total_rows == 95
    counted = api.get_slice(source(http_pagination_config=PAGES), offset=20, limit=5, get_row_count=True)
    assert counted.pagination_info.pagination_info.total_rows == 95


def test_permissions_come_before_pages(api: HttpAPIConnector) -> None:
    late = {"column": "id", "operator": "ge", "value": 88}
    page = api.get_slice(source(http_pagination_config=OFFSETS), late, offset=2, limit=3, get_row_count=True)
    assert page.df["id"].tolist() == [90, 91, 92]
    assert page.pagination_info.pagination_info.total_rows == 7


def test_a_page_without_items_is_an_empty_page(
    scripted: HttpAPIConnector, fault_http_server: FaultHttpServer
) -> None:
    bodies = [b'{"rows": [{"a": 1}, {"a": 2}]}', b'{"rows": []}']
    offsets = {"kind": "OffsetLimitPaginationConfig", "limit": 2, "data_filter": ".rows"}
    for text in (".rows[]", ".rows", '.rows[] | select(.a != "x")'):
        fault_http_server.answer("/base/rows", [responses.ok(body) for body in bodies])
        assert scripted.get_df(source("rows", filter=text, http_pagination_config=offsets))["a"].tolist() == [
            1,
            2,
        ]


def test_no_secret_follows_a_link_to_another_origin(fault_http_server: FaultHttpServer) -> None:
    with FaultHttpServer() as other:
        link = json.dumps({"rows": [{"a": 1}], "next": f"{other.url}/more?b=1"}).encode()
        fault_http_server.answer("/rows", [responses.ok(link)])
        other.answer("/more", [responses.ok(b'{"rows": [{"a": 2}], "next": null}')])
        connector = HttpAPIConnector(
            name="c",
            baseroute=fault_http_server.url,
            authentication={"kind": "BearerAuth", "token": "token-of-the-test"},
            template={"headers": {"X-Tenant": "t"}, "params": {"api_key": "key-of-the-test"}},
        )
        links = {"kind": "HyperMediaPaginationConfig", "next_link_filter": ".next"}
        with connector:
            assert connector.get_df(source("rows", http_pagination_config=links))["a"].tolist() == [1, 2]
        [asked] = other.requests
        assert "of-the-test" not in str(asked.headers) + asked.target
        assert "x-tenant" not in {name.lower() for name in asked.headers}


# Whether to ask again.


def test_only_reads_are_asked_again(scripted: HttpAPIConnector, fault_http_server: FaultHttpServer) -> None:
    patient = scripted.model_copy(update={"retry_policy": RetryPolicy(max_attempts=3)})
    fault_http_server.answer("/base/rows", [responses.status(503, retry_after=0)])
    with pytest.raises(SourceUnavailableError):
        patient.get_df(source("rows", method="POST"))
    assert len(fault_http_server.requests) == 1
    with pytest.raises(SourceUnavailableError):
        patient.get_df(source("rows"))
    assert len(fault_http_server.requests) > 3
    patient.close()


# Status.


def test_a_status_tells_how_far_it_came(http_server: Http) -> None:
    running = http_server.running
    right = {"kind": "BasicAuth", "username": running.user, "password": running.password}
    with HttpAPIConnector(name="c", baseroute=f"{running.url}/basic/", authentication=right) as connector:
        assert connector.get_status().status is True
    wrong = {**right, "password": "not-it"}
    with HttpAPIConnector(name="c", baseroute=f"{running.url}/basic/", authentication=wrong) as connector:
        status = connector.get_status()
    assert status.details[-2:] == [("Authenticated", False), ("Answered", None)]
    assert status.code == AuthenticationError.code


def test_a_status_over_tls_verifies_the_certificate() -> None:
    certificates = make_certificates("toucan")
    with FaultHttpServer(certificates.server_context()) as server:
        server.answer("/", [responses.ok()])
        with HttpAPIConnector(name="c", baseroute=server.url, ssl_ca=certificates.ca) as trusting:
            assert trusting.get_status().status is True
        with HttpAPIConnector(name="c", baseroute=server.url, ssl_ca=certificates.foreign_ca) as doubting:
            assert ("TLS verified", False) in doubting.get_status().details


def test_an_api_that_fails_is_told_as_such(
    scripted: HttpAPIConnector, fault_http_server: FaultHttpServer
) -> None:
    fault_http_server.answer("/base", [responses.status(500)])
    assert scripted.get_status().details[-2:] == [("Authenticated", True), ("Answered", False)]


def test_a_filter_that_does_not_fit_is_the_queries_fault(api: HttpAPIConnector) -> None:
    for fields in ({"filter": "bad("}, {"filter": ".rows.x"}):
        with pytest.raises(QueryError):
            api.get_df(source(**fields))


# Signing in.


def test_a_program_and_a_user_sign_in_at_a_real_authorization_server(oauth2_server: OAuth2) -> None:
    url = oauth2_server.running.url
    program = {
        "kind": "ClientCredentialsOauth2",
        "token_url": f"{url}/token",
        "client_id": "c",
        "client_secret": "s",
    }
    user = {
        "kind": "AuthorizationCodeOauth2",
        "authentication_url": f"{url}/authorize",
        "token_url": f"{url}/token",
        "scope": "openid",
        "client_id": "c",
        "client_secret": "s",
        "auth_flow_id": "flow",
        "redirect_uri": "http://host.example/back",
    }
    store = MemoryTokenStore()
    for authentication in (program, user):
        with HttpAPIConnector(name="c", baseroute=url, authentication=authentication) as connector:
            if authentication is user:
                assert isinstance(connector.authentication, AuthorizationCodeOauth2)
                connector.authentication.set_secret_keeper(store)
                with pytest.raises(CredentialsError):
                    connector.get_df(source("userinfo", filter="."))
                sign_in(connector.authentication)
            assert connector.get_df(source("userinfo", filter="."))["sub"].tolist() == ["johndoe"]
            assert connector.get_status().status is True


def sign_in(authentication: AuthorizationCodeOauth2) -> None:
    """Do what a browser does: visit the page, and come back with a code."""
    kept: dict[str, str] = {}
    uri = authentication.build_authorization_uri(lambda flow, text, _: kept.update({flow: text}))
    parts = urlsplit(uri)
    with contextlib.closing(HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as browser:
        browser.request("GET", f"{parts.path}?{parts.query}")
        back = browser.getresponse().headers["Location"]
    authentication.retrieve_token(lambda flow, _: kept[flow], None, back)
