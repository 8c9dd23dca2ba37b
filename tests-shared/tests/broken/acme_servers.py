"""The two small servers of the healthy connectors, each in a process of its own.

`python acme_servers.py line` and `... http` print the port on loopback and serve until they are ended: in a
process of its own a server holds nothing that the kit would count as left open by a connector.

The line protocol: a request is a JSON array on a line; an answer is lines of JSON, and then `END`. The first
request is `["hello", user, password]`; then `["read", table]`, `["tables"]` and `["version"]`.
"""

from __future__ import annotations

import json
import select
import socketserver
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from typing_extensions import override

__all__ = ["PASSWORD", "ROWS", "USER", "running"]

USER, PASSWORD = "kit", "correct-horse-battery"
SLOW = 14.0
"""Seconds that a read of the table `slow` takes, unless its client leaves: more than the kit waits."""
ROWS = [
    {"position": n, "label": ("a", "A", "it's", "é", None)[n % 5], "number": (0, 2**53 + 1, -1, None)[n % 4]}
    for n in range(24)
]
DTYPES = {"position": "Int64", "label": "str", "number": "Int64"}


class _Line(socketserver.StreamRequestHandler):
    """One connection of the line protocol."""

    account: str | None = None

    @override
    def handle(self) -> None:
        for line in self.rfile:
            answer = self._answer(*json.loads(line))
            if answer is None:
                return
            self.wfile.write(b"".join(json.dumps(part).encode() + b"\n" for part in answer) + b"END\n")

    def _answer(self, verb: str, *words: str) -> list[Any] | None:
        """Return the lines of an answer, None when the client has left."""
        if verb == "hello" and words == (USER, PASSWORD):
            self.account = USER
            return [USER]
        if self.account is None:
            return [{"error": "denied"}]
        if verb == "read":
            return self._read(words[0])
        return {"tables": ["standard", "slow"], "version": ["v1.2 of the line"]}[verb]

    def _read(self, table: str) -> list[Any] | None:
        if table == "slow":
            left, _, _ = select.select([self.connection], [], [], SLOW)
            return None if left else [DTYPES]
        return [DTYPES, *ROWS] if table == "standard" else [{"error": "no such table"}]


class _Http(BaseHTTPRequestHandler):
    """One path, `/rows`."""

    pages: ClassVar = {"/rows": json.dumps(ROWS).encode()}

    def do_GET(self) -> None:
        """Answer a request."""
        body = self.pages.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    @override
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _LineServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def running(kind: str) -> Iterator[tuple[str, int]]:
    """Run the server `line` or `http`, and give its host and port."""
    with subprocess.Popen([sys.executable, __file__, kind], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield "127.0.0.1", int(process.stdout.readline())
        finally:
            process.terminate()


def main(kind: str) -> None:
    """Serve until the process is ended."""
    address = ("127.0.0.1", 0)
    with _LineServer(address, _Line) if kind == "line" else ThreadingHTTPServer(address, _Http) as server:
        print(server.server_address[1], flush=True)  # noqa: T201 - to whoever started us
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
