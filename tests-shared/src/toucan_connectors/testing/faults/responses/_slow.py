"""Responses that take their time, or for ever."""

from toucan_connectors.testing.faults.responses._response import EXAMPLE, Response, message

__all__ = ["never", "slow_body", "slow_headers"]


def slow_headers(pause: float = 0.1, body: bytes = EXAMPLE) -> Response:
    """Return a response whose headers come one byte at a time, so many seconds apart."""
    head = message(200, {"Content-Type": "application/json", "Content-Length": str(len(body))})
    return Response((*_bytes(head), body), pause)


def slow_body(pause: float = 0.1, body: bytes = EXAMPLE, piece: int = 1) -> Response:
    """Return a response whose body comes in pieces of so many bytes, so many seconds apart."""
    head = message(200, {"Content-Type": "application/json", "Content-Length": str(len(body))})
    return Response((head, *_bytes(body, piece)), pause)


def never() -> Response:
    """Return no response: the request is read, and the client waits."""
    return Response(then="silence")


def _bytes(content: bytes, piece: int = 1) -> list[bytes]:
    return [content[start : start + piece] for start in range(0, len(content), piece)]
