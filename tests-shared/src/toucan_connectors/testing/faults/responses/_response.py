"""What goes over the wire in answer to a request, as data."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal, TypeAlias

from toucan_connectors.testing.faults._request import Request

__all__ = ["EXAMPLE", "Answer", "Headers", "Response", "message"]

Headers: TypeAlias = Mapping[str, str]

EXAMPLE: Final = b"[" + b", ".join(b'{"n": %d}' % n for n in range(100)) + b"]"
"""The body of a response whose body does not matter: a hundred records in JSON."""


@dataclass(frozen=True)
class Response:
    """Bytes as they are sent, and what becomes of the connection."""

    pieces: Iterable[bytes] = ()
    """Sent one after the other. It is iterated anew for each request that gets this response."""
    pause: float = 0.0
    """Seconds between two pieces."""
    then: Literal["keep", "end", "reset", "silence"] = "keep"
    """Wait for the next request; send a FIN; send an RST; leave the client waiting for ever."""


Answer: TypeAlias = Response | Callable[[Request], Response]
"""A response, or what makes one of the request."""


def message(code: int, headers: Headers, body: bytes = b"") -> bytes:
    """Return a response of HTTP/1.1, with these headers and no other."""
    known = code in HTTPStatus.__members__.values()
    lines = [f"HTTP/1.1 {code} {HTTPStatus(code).phrase if known else 'Unknown'}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
