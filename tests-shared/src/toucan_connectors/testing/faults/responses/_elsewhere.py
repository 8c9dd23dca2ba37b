"""Responses that send a client elsewhere: redirects, and the next page of a list."""

import json
from typing import Final
from urllib.parse import parse_qs

from toucan_connectors.testing.faults._request import Request
from toucan_connectors.testing.faults.responses._plain import ok
from toucan_connectors.testing.faults.responses._response import EXAMPLE, Response, message

__all__ = ["REFUSED_ADDRESSES", "next_field", "next_link", "redirect", "redirect_loop"]

REFUSED_ADDRESSES: Final = (
    # The metadata of clouds: link-local, and what leads there
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[::ffff:169.254.169.254]/latest/meta-data/",
    "http://[64:ff9b::a9fe:a9fe]/latest/meta-data/",
    "http://100.100.100.200/latest/meta-data/",
    # This machine, in the spellings that resolvers take
    "http://127.0.0.1:1/",
    "http://localhost:1/",
    "http://[::1]:1/",
    "http://[::ffff:127.0.0.1]:1/",
    "http://2130706433:1/",
    "http://0x7f000001:1/",
    "http://0177.0.0.1:1/",
    "http://127.1:1/",
    "http://0.0.0.0:1/",
    "http://0:1/",
    "http://[::]:1/",
    "http://toucan.example@127.0.0.1:1/",
    # Private networks
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.0.1/",
    "http://[fe80::1]/",
    # No HTTP at all
    "file:///etc/passwd",
    "ftp://127.0.0.1:1/",
    "gopher://127.0.0.1:1/_INFO",
    "data:application/json,[]",
)
"""Where no redirect and no next page may lead a client that is to stay on the public internet."""


def redirect(url: str, code: int = 302) -> Response:
    """Return a redirect (301, 302, 303, 307, 308) to a URL or a path; to its own path, it is a loop."""
    return Response((message(code, {"Location": url, "Content-Length": "0"}),))


def redirect_loop(request: Request) -> Response:
    """Answer with a redirect to the same path and another query, for ever: no URL comes twice."""
    hop = int(parse_qs(request.query).get("hop", ["0"])[0])
    return redirect(f"{request.path}?hop={hop + 1}")


def next_link(url: str, body: bytes = EXAMPLE) -> Response:
    """Return a page whose `Link` header says that the next one is at this URL."""
    return ok(body, headers={"Link": f'<{url}>; rel="next"'})


def next_field(url: str, field: str = "next") -> Response:
    """Return a page, `{"results": [...], "next": url}`, that says so in a field of its JSON."""
    return ok(json.dumps({"results": json.loads(EXAMPLE), field: url}))
