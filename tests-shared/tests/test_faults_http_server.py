"""The HTTP fault server, as bare sockets, http.client and urllib see it."""

import gzip
import http.client
import json
import socket
import ssl
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import pytest
import trustme

from toucan_connectors.core.errors import AddressRefusedError
from toucan_connectors.core.network import resolve
from toucan_connectors.testing.faults import Answer, FaultHttpServer, Response, responses
from toucan_connectors.testing.faults.responses import EXAMPLE

pytest_plugins = ["toucan_connectors.testing.faults.fixtures"]

BRIEF = 0.3
"""Seconds to wait for what never comes."""
PATIENT = 60.0
"""Seconds to wait for what does come, on a machine however busy."""

urlopen = build_opener(ProxyHandler({})).open


@pytest.fixture
def client(fault_http_server: FaultHttpServer) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(fault_http_server.host, fault_http_server.port, timeout=PATIENT)
    yield connection
    connection.close()


def get(client: http.client.HTTPConnection, path: str = "/") -> http.client.HTTPResponse:
    client.request("GET", path)
    return client.getresponse()


def raw(server: FaultHttpServer, path: str = "/") -> tuple[bytes, str]:
    """Return all that a bare socket receives for one request, and how it ended."""
    received, end = b"", "end"
    with socket.create_connection((server.host, server.port), PATIENT) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n".encode())
        try:
            while chunk := sock.recv(65_536):
                received += chunk
        except ConnectionResetError:
            end = "reset"
    return received, end


# The script


def test_a_path_answers_from_its_script_and_the_last_answer_repeats(
    fault_http_server: FaultHttpServer, client: http.client.HTTPConnection
) -> None:
    storm = [responses.status(503, retry_after=0)] * 2
    fault_http_server.answer("/a", [*storm, responses.ok("first"), responses.ok("last")])
    fault_http_server.answer("/b", [responses.status(429)])
    seen = []
    for path in ("/a", "/a?page=2", "/b", "/a", "/a", "/a", "/b", "/c"):
        response = get(client, path)
        seen.append((response.status, response.read()))
    last = (200, b"last")
    storm_seen = [(503, b""), (503, b"")]
    assert seen == [*storm_seen, (429, b""), (200, b"first"), last, last, (429, b""), (404, b"")]


def test_a_path_without_answers_is_not_found(fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [])
    assert raw(fault_http_server)[0].startswith(b"HTTP/1.1 404 Not Found\r\n")


def test_requests_are_recorded_as_they_came(
    fault_http_server: FaultHttpServer, client: http.client.HTTPConnection
) -> None:
    before = time.monotonic()
    client.request("POST", "/a?x=%20&y", body=b"\x00body", headers={"X-One": "1", "Authorization": "Basic x"})
    client.getresponse().read()
    client.request("PUT", "/b", body=iter([b"in ", b"chunks"]), encode_chunked=True, headers={"X-One": "2"})
    client.getresponse().read()
    first, second = fault_http_server.requests
    assert (first.method, first.target, first.path, first.query) == ("POST", "/a?x=%20&y", "/a", "x=%20&y")
    assert (first.body, first.headers["x-one"], first.headers["authorization"]) == (
        b"\x00body",
        "1",
        "Basic x",
    )
    assert (second.method, second.path, second.body) == ("PUT", "/b", b"in chunks")
    assert before <= first.time <= second.time <= time.monotonic()
    assert first.connection == second.connection == fault_http_server.connections == 1


def test_an_answer_may_be_made_of_the_request(fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [lambda request: responses.ok(request.query)])
    assert urlopen(f"{fault_http_server.url}/?page=7").read() == b"page=7"


def test_concurrent_clients_each_take_one_answer(fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.ok(str(number)) for number in range(60)])
    with ThreadPoolExecutor(20) as pool:
        bodies = list(pool.map(lambda _: urlopen(fault_http_server.url + "/").read(), range(60)))
    assert sorted(map(int, bodies)) == list(range(60))
    assert len(fault_http_server.requests) == fault_http_server.connections == 60


def test_what_is_no_http_is_hung_up_on(fault_http_server: FaultHttpServer) -> None:
    for nonsense in (b"\x16\x03\x01\r\n", b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n"):
        with socket.create_connection((fault_http_server.host, fault_http_server.port), PATIENT) as sock:
            sock.sendall(nonsense)
            assert sock.recv(1) == b""
    assert fault_http_server.requests == []


# In good order


@pytest.mark.parametrize(
    ("retry_after", "header"),
    [
        (0, "0"),
        (120, "120"),
        (10**20, "1" + "0" * 20),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "Fri, 02 Jan 2026 03:04:05 GMT"),
        (None, None),
        *zip(responses.STRANGE_RETRY_AFTERS, responses.STRANGE_RETRY_AFTERS, strict=True),
    ],
)
def test_a_status_says_when_to_come_back(
    fault_http_server: FaultHttpServer, retry_after: int | str | datetime | None, header: str | None
) -> None:
    fault_http_server.answer("/", [responses.status(429, retry_after=retry_after)])
    with pytest.raises(HTTPError) as error:
        urlopen(fault_http_server.url + "/")
    with error.value:
        assert (error.value.code, error.value.headers.get("Retry-After")) == (429, header)


def test_a_status_may_be_one_that_nobody_knows(
    fault_http_server: FaultHttpServer, client: http.client.HTTPConnection
) -> None:
    fault_http_server.answer("/", [responses.status(799, body=b"?", headers={"X-One": "1"})])
    response = get(client)
    assert (response.status, response.reason, response.read()) == (799, "Unknown", b"?")
    assert response.headers["X-One"] == "1"


# Broken off, and lies


def test_a_length_that_is_too_long_is_an_incomplete_read(
    fault_http_server: FaultHttpServer, client: http.client.HTTPConnection
) -> None:
    fault_http_server.answer("/", [responses.length_too_long(b"12345", by=3)])
    with pytest.raises(http.client.IncompleteRead) as error:
        get(client).read()
    assert (error.value.partial, error.value.expected) == (b"12345", 3)


def test_a_length_that_is_too_short_leaves_bytes_in_the_way_of_the_next_answer(
    fault_http_server: FaultHttpServer, client: http.client.HTTPConnection
) -> None:
    fault_http_server.answer("/", [responses.length_too_short(b"12345", by=3)])
    assert get(client).read() == b"12"
    assert raw(fault_http_server)[0].endswith(b"\r\n\r\n12345")


@pytest.mark.parametrize(
    ("response", "received", "end"),
    [
        (responses.reset_mid_body(EXAMPLE, at=100), EXAMPLE[:100], "reset"),
        (responses.reset_mid_body(EXAMPLE * 5000, at=3_000_000), (EXAMPLE * 5000)[:3_000_000], "reset"),
        (responses.reset_without_length(EXAMPLE), EXAMPLE, "reset"),
        (responses.length_too_long(EXAMPLE), EXAMPLE, "end"),
        (responses.closed_keep_alive(EXAMPLE), EXAMPLE, "end"),
        (responses.ok(EXAMPLE), EXAMPLE, "end"),
    ],
)
def test_a_connection_ends_at_the_very_byte(
    fault_http_server: FaultHttpServer, response: Response, received: bytes, end: str
) -> None:
    fault_http_server.answer("/", [response])
    message, how = raw(fault_http_server)
    assert (message.partition(b"\r\n\r\n")[2] == received, how) == (True, end)


@pytest.mark.parametrize(
    ("response", "received", "end"),
    [
        (responses.hang_up(), b"", "end"),
        (responses.reset_at_once(), b"", "reset"),
        (responses.garbage(b"\x00\x01"), b"\x00\x01", "end"),
    ],
)
def test_there_may_be_no_response_at_all(
    fault_http_server: FaultHttpServer, response: Response, received: bytes, end: str
) -> None:
    fault_http_server.answer("/", [response])
    assert raw(fault_http_server) == (received, end)


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (responses.hang_up(), http.client.RemoteDisconnected),
        (responses.reset_at_once(), ConnectionResetError),
        (responses.reset_mid_body(), ConnectionResetError),
        (responses.reset_without_length(), ConnectionResetError),
        (responses.garbage(), http.client.BadStatusLine),
        (responses.huge_headers(), http.client.LineTooLong),
        (responses.bad_chunk_size(), http.client.IncompleteRead),
        (responses.unfinished_chunks(), http.client.IncompleteRead),
    ],
)
def test_a_client_notices_what_is_broken(
    fault_http_server: FaultHttpServer,
    client: http.client.HTTPConnection,
    response: Response,
    error: type[Exception],
) -> None:
    fault_http_server.answer("/", [response])
    with pytest.raises(error):
        get(client).read()


def test_a_kept_connection_may_end_before_or_at_the_second_request(
    fault_http_server: FaultHttpServer, client: http.client.HTTPConnection
) -> None:
    fault_http_server.answer("/before", [responses.closed_keep_alive()])
    fault_http_server.answer("/at", [responses.ok(), responses.hang_up()])
    response = get(client, "/before")
    assert (response.headers["Connection"], response.read()) == ("keep-alive", EXAMPLE)
    assert client.sock.recv(1) == b""
    client.close()
    assert get(client, "/at").read() == EXAMPLE
    with pytest.raises(http.client.RemoteDisconnected):
        get(client, "/at")
    assert [request.connection for request in fault_http_server.requests] == [1, 2, 2]


# Slow


def test_slow_headers_and_bodies_come_one_byte_at_a_time(fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/headers", [responses.slow_headers(0.001, b"12")])
    fault_http_server.answer("/body", [responses.slow_body(0.01, b"1234567")])
    for path, body, least in (("/headers", b"12", 0.05), ("/body", b"1234567", 0.07)):
        start = time.monotonic()
        assert urlopen(fault_http_server.url + path).read() == body
        assert time.monotonic() - start >= least * 0.9


@pytest.mark.parametrize("response", [responses.never(), responses.slow_headers(pause=600)])
def test_a_client_may_wait_for_ever(fault_http_server: FaultHttpServer, response: Response) -> None:
    fault_http_server.answer("/", [response])
    with pytest.raises((TimeoutError, URLError), match="timed out"):
        urlopen(fault_http_server.url + "/", timeout=BRIEF)
    assert len(fault_http_server.requests) == 1


# Compressed


def body_of(server: FaultHttpServer, response: Response) -> bytes:
    server.answer("/", [response])
    return bytes(urlopen(server.url + "/").read())


def test_gzip_that_is_whole_unpacks_and_broken_gzip_does_not(fault_http_server: FaultHttpServer) -> None:
    assert gzip.decompress(body_of(fault_http_server, responses.compressed())) == EXAMPLE
    with pytest.raises(EOFError):
        gzip.decompress(body_of(fault_http_server, responses.truncated_gzip()))
    with pytest.raises(gzip.BadGzipFile, match="CRC"):
        gzip.decompress(body_of(fault_http_server, responses.corrupt_gzip()))


def test_a_bomb_of_300_megabytes_is_small_on_the_wire(fault_http_server: FaultHttpServer) -> None:
    bomb = body_of(fault_http_server, responses.decompression_bomb())
    assert len(bomb) < 500_000
    unpack = zlib.decompressobj(wbits=31)
    size, last = 0, b""
    while not unpack.eof:
        last = unpack.decompress(bomb, 2**20)
        size, bomb = size + len(last), unpack.unconsumed_tail
    assert (size, last[-2:], unpack.unused_data) == (300 * 2**20 + 2, b"[]", b"")


def test_a_bomb_is_valid_gzip_of_valid_json(fault_http_server: FaultHttpServer) -> None:
    bomb = body_of(fault_http_server, responses.decompression_bomb(megabytes=3))
    assert json.loads(gzip.decompress(bomb)) == []


def test_a_bomb_is_made_while_it_is_sent() -> None:
    tracemalloc.start()
    try:
        for _ in responses.decompression_bomb(megabytes=1000).pieces:
            pass
        assert tracemalloc.get_traced_memory()[1] < 2 * 2**20
    finally:
        tracemalloc.stop()


# Elsewhere


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(fault_http_server: FaultHttpServer, code: int) -> None:
    fault_http_server.answer("/from", [responses.redirect(f"{fault_http_server.url}/to", code)])
    fault_http_server.answer("/to", [responses.ok("there")])
    assert urlopen(f"{fault_http_server.url}/from").read() == b"there"


@pytest.mark.parametrize("loop", [responses.redirect("/loop"), responses.redirect_loop])
def test_a_redirect_loop_never_arrives(fault_http_server: FaultHttpServer, loop: Answer) -> None:
    fault_http_server.answer("/loop", [loop])
    with pytest.raises(HTTPError, match="infinite loop") as error:
        urlopen(f"{fault_http_server.url}/loop")
    error.value.close()
    targets = [request.target for request in fault_http_server.requests]
    assert len(targets) > 3
    assert len(set(targets)) == (1 if isinstance(loop, Response) else len(targets))


@pytest.mark.parametrize("url", responses.REFUSED_ADDRESSES)
def test_any_refused_address_can_be_pointed_to(fault_http_server: FaultHttpServer, url: str) -> None:
    fault_http_server.answer("/redirect", [responses.redirect(url)])
    fault_http_server.answer("/link", [responses.next_link(url)])
    fault_http_server.answer("/field", [responses.next_field(url)])
    assert f"\r\nLocation: {url}\r\n".encode() in raw(fault_http_server, "/redirect")[0]
    with urlopen(f"{fault_http_server.url}/link") as page:
        assert (page.headers["Link"], page.read()) == (f'<{url}>; rel="next"', EXAMPLE)
    page = json.loads(urlopen(f"{fault_http_server.url}/field").read())
    assert page == {"results": json.loads(EXAMPLE), "next": url}


@pytest.mark.parametrize("url", responses.REFUSED_ADDRESSES)
def test_a_refused_address_is_one_that_the_public_policy_refuses(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "http":
        assert parts.hostname is not None
        with pytest.raises(AddressRefusedError):
            resolve(parts.hostname, parts.port or 80, "public")
    else:
        assert parts.scheme in {"file", "ftp", "gopher", "data"}


# TLS


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls_server(authority: trustme.CA) -> Iterator[FaultHttpServer]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with FaultHttpServer(context) as server:
        yield server


@pytest.fixture
def tls_client(tls_server: FaultHttpServer, authority: trustme.CA) -> Iterator[http.client.HTTPSConnection]:
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    client = http.client.HTTPSConnection(tls_server.host, tls_server.port, timeout=PATIENT, context=trusting)
    yield client
    client.close()


def test_over_tls_a_connection_is_kept_until_it_ends(
    tls_server: FaultHttpServer, tls_client: http.client.HTTPSConnection
) -> None:
    tls_server.answer("/", [responses.ok(), responses.ok(), responses.hang_up()])
    assert tls_server.url.startswith("https://")
    for _ in range(2):
        assert get(tls_client).read() == EXAMPLE
    with pytest.raises((http.client.RemoteDisconnected, ssl.SSLEOFError)):
        get(tls_client)
    assert tls_server.connections == 1


def test_over_tls_a_reset_is_a_reset_of_tcp(
    tls_server: FaultHttpServer, tls_client: http.client.HTTPSConnection
) -> None:
    tls_server.answer("/", [responses.reset_mid_body()])
    tls_client.request("GET", "/")
    with pytest.raises(ConnectionResetError):
        read_below_tls(tls_client.sock)


def read_below_tls(sock: socket.socket) -> None:
    # Before Python 3.11.9 and 3.12.3 an `SSLSocket` reads a reset as an end.
    while socket.socket.recv(sock, 65_536):
        pass


def test_over_tls_who_does_not_trust_the_server_asks_nothing(tls_server: FaultHttpServer) -> None:
    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urlopen(tls_server.url + "/")
    raw(tls_server)
    assert tls_server.connections == 2
    assert tls_server.requests == []
