"""Responses that break off, lie about themselves, or are no HTTP."""

from toucan_connectors.testing.faults.responses._response import EXAMPLE, Response, message

__all__ = [
    "bad_chunk_size",
    "closed_keep_alive",
    "garbage",
    "hang_up",
    "huge_headers",
    "length_too_long",
    "length_too_short",
    "reset_at_once",
    "reset_mid_body",
    "reset_without_length",
    "unfinished_chunks",
]

_JSON = {"Content-Type": "application/json"}


def length_too_long(body: bytes = EXAMPLE, by: int = 10) -> Response:
    """Return a response whose Content-Length says more than comes; then the connection ends."""
    return Response((message(200, {**_JSON, "Content-Length": str(len(body) + by)}, body),), then="end")


def length_too_short(body: bytes = EXAMPLE, by: int = 10) -> Response:
    """Return a response whose last bytes are beyond its Content-Length; the connection stays open."""
    return Response((message(200, {**_JSON, "Content-Length": str(len(body) - by)}, body),))


def reset_mid_body(body: bytes = EXAMPLE, at: int = 100) -> Response:
    """Return a response that is reset (RST) after so many bytes of the body."""
    head = message(200, {**_JSON, "Content-Length": str(len(body))})
    return Response((head, body[:at]), then="reset")


def reset_without_length(body: bytes = EXAMPLE) -> Response:
    """Return a response that says no length, and is reset where the end of the connection would end it."""
    return Response((message(200, {**_JSON, "Connection": "close"}, body),), then="reset")


def bad_chunk_size(body: bytes = EXAMPLE) -> Response:
    """Return a chunked response whose second chunk has a size that is no number."""
    return Response((_chunked(), _chunk(body), b"zz\r\n" + body + b"\r\n"), then="end")


def unfinished_chunks(body: bytes = EXAMPLE) -> Response:
    """Return a chunked response that ends in good order in the middle of its second chunk."""
    return Response((_chunked(), _chunk(body), _chunk(body)[: len(body) // 2]), then="end")


def huge_headers(size: int = 1_000_000) -> Response:
    """Return a response with a header of so many bytes."""
    return Response((message(200, {"X-Huge": "x" * size, "Content-Length": "0"}),))


def garbage(content: bytes = b"\x16\x03\x01\x00\xff this is not HTTP\r\n\r\n") -> Response:
    """Return bytes that are no HTTP; then the connection ends."""
    return Response((content,), then="end")


def hang_up() -> Response:
    """Return no response: the request is read, and the connection ends."""
    return Response(then="end")


def reset_at_once() -> Response:
    """Return no response: the request is read, and the connection is reset."""
    return Response(then="reset")


def closed_keep_alive(body: bytes = EXAMPLE) -> Response:
    """Return a response that promises to keep the connection, and then ends it before another request.

    The end may come before or after the client sends again; `[ok(), hang_up()]` is always after.
    """
    headers = {**_JSON, "Content-Length": str(len(body)), "Connection": "keep-alive"}
    return Response((message(200, headers, body),), then="end")


def _chunked() -> bytes:
    return message(200, {**_JSON, "Transfer-Encoding": "chunked"})


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)
