"""Redirects: followed as browsers follow them, with no secret for another origin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from toucan_connectors.core.errors import AddressRefusedError, SourceError
from toucan_connectors.core.options import Options
from toucan_connectors.http.auth._auth import Ask, Auth, Flow
from toucan_connectors.http.client import Client
from toucan_connectors.http.client._redirects import is_same_place, next_hop
from toucan_connectors.http.messages import Headers, Request, Response
from toucan_connectors.testing.faults import FaultHttpServer, responses

SECRETS = {
    "Authorization": "Bearer mine",
    "Cookie": "session=mine",
    "Proxy-Authorization": "Basic mine",
    "X-Api-Key": "mine",
    "X-Signed": "signed",
}
HARMLESS = {"Accept": "application/json", "Accept-Language": "fr", "User-Agent": "kit"}


class Signed(Auth):
    """Signs what is sent, with its path, so that a signature is not good for another."""

    def flow(self, request: Request, ask: Ask) -> Flow:
        yield request.with_headers({"X-Signed": request.url}).with_params(signature="mine")


@pytest.fixture
def other() -> Iterator[FaultHttpServer]:
    """Another origin: another port of this machine."""
    with FaultHttpServer() as server:
        server.answer("/there", [responses.ok("[1]")])
        yield server


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client(Options(), auth=Signed())
    yield client
    client.close()


def hop(method: str, status: int, location: str, url: str = "https://api.example/a/b") -> Request | None:
    request = Request.build(method, url, data="body", headers={"Content-Type": "text/csv"})
    return next_hop(request, Response(request, status, Headers({"Location": location}), b""))


@pytest.mark.parametrize(
    ("method", "status", "then"),
    [
        ("GET", 301, "GET"), ("GET", 302, "GET"), ("GET", 303, "GET"), ("GET", 307, "GET"),
        ("GET", 308, "GET"), ("POST", 301, "GET"), ("POST", 302, "GET"), ("POST", 303, "GET"),
        ("POST", 307, "POST"), ("POST", 308, "POST"), ("PUT", 301, "PUT"), ("PUT", 302, "PUT"),
        ("PUT", 303, "GET"), ("PUT", 307, "PUT"), ("HEAD", 303, "HEAD"), ("HEAD", 302, "HEAD"),
        ("DELETE", 303, "GET"),
    ],
)  # fmt: skip
def test_methods_become_what_browsers_make_of_them(method: str, status: int, then: str) -> None:
    following = hop(method, status, "/c")
    assert following is not None
    assert (following.method, following.url) == (then, "https://api.example/c")
    if method == then:
        assert (following.content, following.headers["content-type"]) == (b"body", "text/csv")
    else:
        assert (following.content, len(following.headers)) == (None, 0)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("c?x=1#y", "https://api.example/a/c?x=1"),
        ("?x=%20", "https://api.example/a/b?x=+"),
        ("//other.example/c", "https://other.example/c"),
        ("HTTPS://OTHER.example:443/c", "https://OTHER.example:443/c"),
        ("../../../c", "https://api.example/c"),
        ("/caf\u00c3\u00a9", "https://api.example/café"),  # UTF-8, read as the Latin-1 that headers are
        ("/caf\u00e9", "https://api.example/café"),
    ],
)
def test_a_location_is_read_relative_to_where_it_was_said(location: str, url: str) -> None:
    following = hop("GET", 302, location)
    assert following is not None
    assert following.full_url == url


@pytest.mark.parametrize("status", [200, 300, 304, 305, 400])
def test_other_answers_are_no_redirects(status: int) -> None:
    assert hop("GET", status, "/c") is None


@pytest.mark.parametrize(
    "location",
    [
        "http://api.example/", "ftp://api.example/", "file:///etc/passwd", "data:,x", "javascript:1",
        "https://ann:secret@api.example/", "https://ann@other.example/", "https://@other.example/",
        "https://[::1/", "https://api.example:99999/", "https://a\\b/", "http:///c",
    ],
)  # fmt: skip
def test_what_may_not_be_followed_is_refused(location: str) -> None:
    with pytest.raises(AddressRefusedError) as raised:
        hop("GET", 302, location)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "https://A.example:443/y", True),
        ("http://a.example/", "https://a.example/", True),
        ("http://a.example:8080/", "https://a.example/", False),
        ("http://a.example/", "https://a.example:8443/", False),
        ("http://a.example/", "https://b.example/", False),
        ("https://a.example/", "https://a.example:444/", False),
        ("https://a.example/", "https://a.example./", False),
        ("https://a.example/", "https://www.a.example/", False),
        ("http://127.0.0.1/", "http://127.1/", True),
    ],
)
def test_a_place_is_an_origin_or_the_same_encrypted(one: str, other: str, same: bool) -> None:
    assert is_same_place(Request.build("GET", one), Request.build("GET", other)) is same


def test_the_same_origin_is_authenticated_anew(client: Client, fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/here", [responses.redirect("/there?page=2")])
    fault_http_server.answer("/there", [responses.ok("[1]")])
    answer = client.send(Request.build("GET", f"{fault_http_server.url}/here?page=1", headers=HARMLESS))
    first, second = fault_http_server.requests
    assert (first.query, second.query) == ("page=1&signature=mine", "page=2&signature=mine")
    assert second.headers["X-Signed"] == f"{fault_http_server.url}/there"
    assert (answer.body, answer.request.full_url) == (b"[1]", f"{fault_http_server.url}/there?page=2")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_another_origin_gets_no_secret(
    client: Client, fault_http_server: FaultHttpServer, other: FaultHttpServer, status: int
) -> None:
    fault_http_server.answer("/", [responses.redirect(f"{other.url}/there", status)])
    url = fault_http_server.url.replace("://", "://ann:secret@")
    request = Request.build("GET", f"{url}/?key=mine", headers={**HARMLESS, **SECRETS})
    assert client.send(request).body == b"[1]"
    (seen,) = other.requests
    assert seen.query == ""
    assert {name: seen.headers[name] for name in HARMLESS} == HARMLESS
    assert {name.lower() for name in seen.headers} == {
        "host", "accept", "accept-language", "user-agent", "accept-encoding", "connection",
    }  # fmt: skip


def test_a_body_goes_on_with_its_type_alone(
    client: Client, fault_http_server: FaultHttpServer, other: FaultHttpServer
) -> None:
    fault_http_server.answer("/", [responses.redirect(f"{other.url}/there", 307)])
    client.send(Request.build("POST", fault_http_server.url, json={"q": 1}, headers=SECRETS))
    (seen,) = other.requests
    assert (seen.method, seen.body, seen.headers["Content-Type"]) == ("POST", b'{"q": 1}', "application/json")
    assert not set(SECRETS) & set(seen.headers)


def test_the_way_back_is_without_secrets_too(
    client: Client, fault_http_server: FaultHttpServer, other: FaultHttpServer
) -> None:
    fault_http_server.answer("/", [responses.redirect(f"{other.url}/back")])
    other.answer("/back", [responses.redirect(f"{fault_http_server.url}/end")])
    fault_http_server.answer("/end", [responses.ok("[1]")])
    client.send(Request.build("GET", fault_http_server.url, headers=SECRETS))
    assert not set(SECRETS) & set(fault_http_server.requests[-1].headers)
    assert fault_http_server.requests[-1].query == ""


def test_redirects_end(client: Client, fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [*[responses.redirect("/")] * 10, responses.ok("[1]")])
    assert client.send(Request.build("GET", fault_http_server.url)).body == b"[1]"
    fault_http_server.answer("/loop", [responses.redirect_loop])
    before = len(fault_http_server.requests)
    with pytest.raises(SourceError, match="redirects more than 10 times"):
        client.send(Request.build("GET", f"{fault_http_server.url}/loop"))
    assert len(fault_http_server.requests) - before == 11


def test_a_redirect_that_is_allowed_is_an_answer(client: Client, fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.redirect("/elsewhere")])
    answer = client.send(Request.build("GET", fault_http_server.url), allowed={302})
    assert (answer.status, answer.headers["location"]) == (302, "/elsewhere")


def test_a_server_of_tokens_is_not_left(fault_http_server: FaultHttpServer, other: FaultHttpServer) -> None:
    class Token(Auth):
        def flow(self, request: Request, ask: Ask) -> Flow:
            ask(Request.build("POST", f"{fault_http_server.url}/token", data={"client_secret": "mine"}))
            yield request

    fault_http_server.answer("/token", [responses.redirect(f"{other.url}/there", 307)])
    client = Client(Options(), auth=Token())
    with pytest.raises(AddressRefusedError):
        client.send(Request.build("GET", fault_http_server.url))
    assert other.requests == []
    client.close()
