"""The API of the benchmarks: 100 pages of 1,000 nested records, each answered after 20 ms.

python -m tools.bench.pages        serves it, and prints the port first
"""

import json
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

__all__ = ["PAGES", "body"]

PAGES: Final = 100
ROWS: Final = 1_000
LATENCY: Final = 0.02


def record(number: int) -> dict[str, Any]:
    """Return one record, of objects in objects, with nulls and a list."""
    return {
        "id": number,
        "name": f"customer {number}",
        "active": number % 2 == 0,
        "score": None if number % 20 == 0 else number * 0.5,
        "address": {
            "street": f"{number % 99} Main Street",
            "city": f"city {number % 500}",
            "geo": {"lat": number % 180 - 90 + 0.25, "lon": number % 360 - 180 + 0.125},
        },
        "tags": ["a", f"t{number % 7}"],
        "account": {
            "plan": "pro" if number % 3 else "free",
            "seats": number % 50,
            "since": "2024-01-31T10:00:00Z",
        },
    }


@cache
def body(page: int) -> bytes:
    """Return the answer to a page, counted from 1."""
    first = (page - 1) * ROWS
    rows = [record(number) for number in range(first, first + ROWS)]
    return json.dumps({"data": rows, "page": page, "pages": PAGES}).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers `/customers?page=N`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Wait, and answer."""
        time.sleep(LATENCY)
        found = body(int(parse_qs(urlsplit(self.path).query)["page"][0]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        self.wfile.write(found)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of http.server
        """Say nothing."""


def main() -> None:
    """Make all pages, then serve them until the process is ended."""
    for page in range(1, PAGES + 1):
        body(page)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
