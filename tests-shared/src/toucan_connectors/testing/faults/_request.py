"""A request as it came over the wire."""

import time
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage, parse_headers
from io import BufferedReader
from urllib.parse import urlsplit

__all__ = ["Request", "read_request"]


@dataclass(frozen=True)
class Request:
    """What a client asked; `headers` are found by name in any case."""

    method: str
    target: str
    """The path and the query, as they were sent."""
    headers: HTTPMessage
    body: bytes
    connection: int
    """Which of the server's connections it came over: 1 is the first."""
    time: float = field(default_factory=time.monotonic)
    """When it was read, in seconds of `time.monotonic`."""

    @property
    def path(self) -> str:
        """The path, as it was sent, without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> str:
        """The query, as it was sent, without its question mark."""
        return urlsplit(self.target).query

    @property
    def wants_more(self) -> bool:
        """Whether the client means to send another request over this connection."""
        return self.headers.get("Connection", "").lower() != "close"


def read_request(reader: BufferedReader, connection: int) -> Request | None:
    """Return the next request of a connection, or None at its end or where it is not HTTP."""
    words = reader.readline().decode("latin-1").split()
    if len(words) != 3:
        return None
    try:
        headers = parse_headers(reader)
        body = _read_body(reader, headers)
    except (HTTPException, ValueError):
        return None
    return Request(words[0], words[1], headers, body, connection)


def _read_body(reader: BufferedReader, headers: HTTPMessage) -> bytes:
    if headers.get("Transfer-Encoding", "").lower() != "chunked":
        return reader.read(int(headers.get("Content-Length", "0")))
    body = b""
    while size := int(reader.readline().partition(b";")[0], 16):
        body += reader.read(size)
        reader.readline()
    parse_headers(reader)  # the trailers, and the empty line
    return body
