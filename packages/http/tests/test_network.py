"""Where the client connects to: checked addresses alone, however a URL, a name or a redirect is written."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from toucan_connectors.core import network
from toucan_connectors.core.errors import (
    AddressRefusedError,
    AuthenticationError,
    ConfigurationError,
    NameResolutionError,
    NetworkError,
    QueryError,
    ToucanConnectorsError,
)
from toucan_connectors.core.options import NetworkPolicy, Options
from toucan_connectors.http.client import Client, Retries
from toucan_connectors.http.messages import Request
from toucan_connectors.testing.faults import FaultHttpServer, responses
from toucan_connectors.testing.hostile import HOSTILE_NAMES, HOSTILE_URLS

ALL = [(group, url) for group, urls in HOSTILE_URLS.items() for url in urls]
REFUSALS = (AddressRefusedError, NameResolutionError, QueryError, ValueError)
"""A ValueError is of `Request.build`, which takes URLs apart."""
BY_ADDRESS = {"loopback", "private", "clouds", "reserved", "disguised", "named"}
"""The groups whose URLs are in good order, so that it is the policy that refuses them."""

Resolver = Callable[..., list[tuple[Any, ...]]]


def resolver(names: Mapping[str, tuple[str, ...]], real: Resolver = socket.getaddrinfo) -> Resolver:
    """Return what resolves these names, and numbers as the C library does, without asking any network."""

    def getaddrinfo(host: str, port: int, **more: Any) -> list[tuple[Any, ...]]:
        addresses = names.get(host.lower(), (host,))
        return [
            found
            for address in addresses
            for found in real(address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        ]

    return getaddrinfo


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The addresses that sockets are connected to; all but this machine is refused, lest a test leaves it."""
    made: list[Any] = []
    connect = socket.socket.connect

    def noted(sock: socket.socket, address: Any) -> None:
        made.append(address)
        if not str(address[0]).startswith("127."):
            raise ConnectionRefusedError(address)
        connect(sock, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return made


def client(policy: NetworkPolicy = "any") -> Client:
    return Client(Options(network_policy=policy), retries=Retries(attempts=1))


def test_the_corpus_is_large() -> None:
    assert len({url for _, url in ALL}) == len(ALL) >= 150


@pytest.mark.parametrize(("group", "url"), ALL, ids=[f"{group}-{n}" for n, (group, _) in enumerate(ALL)])
def test_under_the_public_policy_a_hostile_url_is_refused(
    group: str, url: str, connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver(HOSTILE_NAMES))
    public = client("public")
    for make in (Request.build, Request):
        with pytest.raises(REFUSALS) as raised:
            public.send(make("GET", url))
        assert connected == []
        if group in BY_ADDRESS:
            assert raised.type is AddressRefusedError


@pytest.mark.parametrize("group", sorted(HOSTILE_URLS.keys() - {"deceitful", "not HTTP"}))
def test_no_redirect_leads_there_either(
    group: str, connected: list[Any], fault_http_server: FaultHttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver(HOSTILE_NAMES))
    allow_first(monkeypatch)
    public = client("public")
    for url in HOSTILE_URLS[group]:
        fault_http_server.answer("/", [responses.redirect(url.encode().decode("latin-1"))])
        with pytest.raises((AddressRefusedError, NameResolutionError, QueryError)):
            public.send(Request.build("GET", fault_http_server.url))
    public.close()
    assert connected == [("127.0.0.1", fault_http_server.port)]
    assert len(fault_http_server.requests) == len(HOSTILE_URLS[group])


def allow_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the policy allow this machine once: it stands for a public server."""
    check = network.check_address
    allowed: list[str] = []

    def checked(address: str, policy: NetworkPolicy) -> None:
        if allowed or address != "127.0.0.1":
            check(address, policy)
        else:
            allowed.append(address)

    monkeypatch.setattr(network, "check_address", checked)


@pytest.mark.parametrize("host", ["93.184.216.34", "[2606:4700:4700::1111]", "public.example", "0x5db8d822"])
def test_the_internet_is_let_through(
    host: str, connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver({"public.example": ("93.184.216.34",)}))
    with pytest.raises(NetworkError, match="cannot be connected to"):
        client("public").send(Request.build("GET", f"http://{host}:8080/"))
    assert [address[:2] for address in connected] == [
        ("2606:4700:4700::1111" if ":" in host else "93.184.216.34", 8080)
    ]


def test_a_name_that_changes_its_mind_is_believed_once(
    connected: list[Any], fault_http_server: FaultHttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [("127.0.0.1",), ("10.0.0.1",), ("169.254.169.254",)]
    asked: list[str] = []

    def rebinding(host: str, port: int, **more: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        return resolver({"rebind.example": answers[min(len(asked), 3) - 1]}, real)(host, port)

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    allow_first(monkeypatch)
    public = client("public")
    fault_http_server.answer("/", [responses.ok("[1]")])
    request = Request.build("GET", f"http://rebind.example:{fault_http_server.port}/")
    for _ in range(3):
        assert public.send(request).body == b"[1]"
    assert asked == ["rebind.example"]
    assert fault_http_server.requests[0].headers["Host"] == f"rebind.example:{fault_http_server.port}"
    public.close()
    again = client("public")
    with pytest.raises(AddressRefusedError):
        again.send(request)
    assert connected == [("127.0.0.1", fault_http_server.port)]


def test_an_address_that_does_not_answer_is_not_the_last(
    connected: list[Any], fault_http_server: FaultHttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"two.example": ("10.0.0.1", "127.0.0.1")}
    monkeypatch.setattr(socket, "getaddrinfo", resolver(names))
    fault_http_server.answer("/", [responses.ok("[1]")])
    any_ = client()
    port = fault_http_server.port
    assert any_.send(Request.build("GET", f"http://two.example:{port}/")).body == b"[1]"
    assert connected == [("10.0.0.1", port), ("127.0.0.1", port)]
    any_.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "localhost"])
def test_by_default_this_machine_may_be_asked(host: str, fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.ok("[1]")])
    any_ = client()
    assert any_.send(Request.build("GET", f"http://{host}:{fault_http_server.port}/")).body == b"[1]"
    any_.close()


def test_a_name_without_an_address_is_said_to_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver({}))
    with pytest.raises(NameResolutionError):
        client().send(Request.build("GET", "http://nobody.example/"))


@pytest.mark.parametrize(
    "url", ["api.example/x", "http://", "ftp://api.example/", "http://a b/", "http://a:x/", "http://[::1/"]
)
def test_what_is_no_url_is_an_error_of_the_query(url: str) -> None:
    with pytest.raises(QueryError) as raised:
        client().send(Request("GET", url))
    assert raised.value.field == "url"


@pytest.fixture
def proxy(fault_http_server: FaultHttpServer) -> FaultHttpServer:
    """A proxy that answers by itself what it is asked for in the open, and lets nothing through."""
    fault_http_server.answer("/rows", [responses.ok("[1]")])
    return fault_http_server


def by(proxy: FaultHttpServer, url: str, account: str = "") -> Request:
    there = proxy.url.replace("://", f"://{account}")
    return Request.build("GET", url, proxies={"http": there, "https": there})


def test_a_proxy_is_asked_for_the_whole_url(proxy: FaultHttpServer) -> None:
    any_ = client()
    assert any_.send(by(proxy, "http://10.255.0.1/rows?a=b c", "ann:p%40ss@")).body == b"[1]"
    (seen,) = proxy.requests
    assert seen.target == "http://10.255.0.1:80/rows?a=b+c"
    assert (seen.headers["Host"], seen.headers["Proxy-Authorization"]) == ("10.255.0.1", "Basic YW5uOnBAc3M=")
    any_.close()


def test_the_environment_names_no_proxy(
    proxy: FaultHttpServer, monkeypatch: pytest.MonkeyPatch, connected: list[Any]
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    with pytest.raises(NetworkError):
        client().send(Request.build("GET", "http://10.255.0.1/rows"))
    assert proxy.requests == []


@pytest.mark.parametrize("url", ["http://169.254.169.254/rows", "https://10.0.0.1/", "http://[::1]/rows"])
def test_a_proxy_is_no_way_around_the_policy(
    proxy: FaultHttpServer, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    public = client("public")
    with pytest.raises(AddressRefusedError):
        public.send(by(proxy, "http://93.184.216.34/rows"))  # the proxy itself is on this machine
    allow_first(monkeypatch)
    assert public.send(by(proxy, "http://93.184.216.34/rows")).body == b"[1]"
    with pytest.raises(AddressRefusedError):
        public.send(by(proxy, url))
    assert len(proxy.requests) == 1
    public.close()


@pytest.mark.parametrize(("status", "error"), [(407, AuthenticationError), (403, NetworkError)])
def test_a_tunnel_that_is_refused_is_the_proxys_fault(
    proxy: FaultHttpServer, status: int, error: type[ToucanConnectorsError]
) -> None:
    for path in ("443", "10.255.0.1:443"):  # however it reads what it is to connect to
        proxy.answer(path, [responses.status(status)])
    with pytest.raises(error) as raised:
        client().send(by(proxy, "https://10.255.0.1/rows", "ann:s3cret@"))
    assert raised.value.field == "proxies"
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    "proxy_url", ["socks5://127.0.0.1:1", "http://", "https://127.0.0.1:1", "http://a:b:c"]
)
def test_a_proxy_that_cannot_be_used_is_a_matter_of_configuration(proxy_url: str) -> None:
    request = Request.build("GET", "https://10.255.0.1/", proxies={"https": proxy_url})
    with pytest.raises(ConfigurationError):
        client().send(request)
