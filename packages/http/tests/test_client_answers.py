"""What the client makes of answers: unpacked bodies, and of a status who must act."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    QueryError,
    SourceError,
    SourceUnavailableError,
    ToucanConnectorsError,
)
from toucan_connectors.core.options import Options
from toucan_connectors.http.client import Client, Retries
from toucan_connectors.http.messages import Request
from toucan_connectors.testing.faults import FaultHttpServer, responses

ONCE = Retries(attempts=1)


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client(Options(), retries=ONCE)
    yield client
    client.close()


def get(server: FaultHttpServer, path: str = "/", **more: Any) -> Request:
    return Request.build("GET", server.url + path, **more)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"[1, 2]", mtime=0)),
        ("GZip", gzip.compress(b"[1, ", mtime=0) + gzip.compress(b"2]", mtime=0) + bytes(8)),
        ("x-gzip", gzip.compress(b"[1, 2]", mtime=0)),
        ("deflate", zlib.compress(b"[1, 2]")),
        ("deflate", zlib.compress(b"[1, 2]", wbits=-15)),
        ("identity", b"[1, 2]"),
        ("", b"[1, 2]"),
    ],
)
def test_what_is_packed_is_unpacked(
    client: Client, fault_http_server: FaultHttpServer, encoding: str, packed: bytes
) -> None:
    fault_http_server.answer("/", [responses.ok(packed, headers={"Content-Encoding": encoding})])
    assert client.send(get(fault_http_server)).body == b"[1, 2]"


def test_large_bodies_are_whole(client: Client, fault_http_server: FaultHttpServer) -> None:
    body = b"".join(b"%d," % n for n in range(500_000))
    fault_http_server.answer("/packed", [responses.compressed(body)])
    fault_http_server.answer("/plain", [responses.ok(body)])
    assert client.send(get(fault_http_server, "/packed")).body == body
    assert client.send(get(fault_http_server, "/plain")).body == body


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_an_encoding_that_was_not_asked_for_is_an_error(
    client: Client, fault_http_server: FaultHttpServer, encoding: str
) -> None:
    fault_http_server.answer("/", [responses.ok(b"...", headers={"Content-Encoding": encoding})])
    with pytest.raises(SourceError, match="packed"):
        client.send(get(fault_http_server))


@pytest.mark.parametrize(
    "packed",
    [
        b"no gzip",
        gzip.compress(b"[]", mtime=0)[:-1],
        gzip.compress(b"[]", mtime=0) + b"more",
        gzip.compress(b"[]", mtime=0)[:3],
        b"\x1f",
    ],
)
def test_what_is_packed_wrongly_is_an_error(
    client: Client, fault_http_server: FaultHttpServer, packed: bytes
) -> None:
    fault_http_server.answer("/", [responses.ok(packed, headers={"Content-Encoding": "gzip"})])
    with pytest.raises(SourceError):
        client.send(get(fault_http_server))


@pytest.mark.parametrize(
    ("status", "error", "field"),
    [
        (400, QueryError, "url"), (401, AuthenticationError, None), (403, AuthorizationError, None),
        (404, QueryError, "url"), (407, AuthenticationError, "proxies"), (408, SourceUnavailableError, None),
        (409, QueryError, "url"), (425, SourceUnavailableError, None), (429, SourceUnavailableError, None),
        (499, QueryError, "url"), (500, SourceError, None), (501, SourceError, None),
        (502, SourceUnavailableError, None), (503, SourceUnavailableError, None),
        (504, SourceUnavailableError, None), (599, SourceError, None),
    ],
)  # fmt: skip
def test_a_status_says_who_must_act(
    client: Client,
    fault_http_server: FaultHttpServer,
    status: int,
    error: type[ToucanConnectorsError],
    field: str | None,
) -> None:
    fault_http_server.answer("/", [responses.status(status, body=b'{"error": "kit"}')])
    with pytest.raises(error, match=rf"127\.0\.0\.1 answered {status}.*: kit\.") as raised:
        client.send(get(fault_http_server, params={"q": "private"}))
    assert type(raised.value) is error
    assert raised.value.field == field
    assert "private" not in str(raised.value)
    assert client.send(get(fault_http_server), allowed={status}).body == b'{"error": "kit"}'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"message": "a", "error": "b"}', ": a."),
        (b'{"error": "invalid", "error_description": "no such client."}', ": no such client."),
        (b'{"error": {"message": "deep"}}', ": deep."),
        (b'{"errors": [{"detail": "first"}, {"detail": "second"}]}', ": first."),
        (b'[{"title": "listed"}]', ": listed."),
        (b"plain\r\n text", ": plain text."),
        (b'{"code": 7}', "Bad Request."),
        (b"{no json", ": {no json."),
        (b"<html><body>Oops</body></html>", "Bad Request."),
        (b"", "Bad Request."),
        (b"\xff\xfe", "\ufffd."),
        (b"x" * 5000, "x…."),
        (b"[" * 15_000, "[…."),
    ],
)
def test_an_error_tells_what_the_api_says(
    client: Client, fault_http_server: FaultHttpServer, body: bytes, said: str
) -> None:
    fault_http_server.answer("/", [responses.status(400, body=body)])
    with pytest.raises(QueryError) as raised:
        client.send(get(fault_http_server))
    assert raised.value.message.endswith(said)
    assert len(raised.value.message) < 400
