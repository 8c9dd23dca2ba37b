"""The script of the HTTP server; the standard library only.

PUT /rows/NAME                keep the rows of the body, a JSON list
GET /rows/NAME                {"rows": [...], "total": n, "next": URL or null}; `next` is a Link header too
    ?offset=&limit=  ?page=&per_page=  ?cursor=&limit=   the three ways to page; without one, all rows
ANY /echo...                  {"method", "path", "query", "headers", "body"} of the request
ANY /basic/...  /bearer/...   the same, for who has the user and the password, or the password as a token
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import re
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Final, TypeAlias
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

Query: TypeAlias = dict[str, str]

_NAME: Final = re.compile(r"/rows/(\w+)")


class RefusedError(Exception):
    """A request that is answered with a status other than 200."""

    def __init__(self, status: HTTPStatus, challenge: str = "") -> None:
        super().__init__(status.phrase)
        self.status = status
        self.challenge = challenge


class Handler(BaseHTTPRequestHandler):
    """Answers one request after the other on a connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement
    user: ClassVar[str]
    password: ClassVar[str]
    folder: ClassVar[Path]

    def answer(self) -> None:
        """Answer the request, whatever its method."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        try:
            self._reply(HTTPStatus.OK, self._result(self._authenticated(url.path), url.query, body))
        except RefusedError as refused:
            challenge = {"WWW-Authenticate": refused.challenge} if refused.challenge else {}
            self._reply(refused.status, {"error": str(refused)}, challenge)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - the names http.server calls

    def _authenticated(self, path: str) -> str:
        """Return the path behind `/basic` or `/bearer`, for who is let in."""
        given = self.headers.get("Authorization", "")
        if path.startswith("/basic/"):
            expected = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            _check(given, f"Basic {expected}", 'Basic realm="toucan"')
        elif path.startswith("/bearer/"):
            _check(given, f"Bearer {self.password}", "Bearer")
        else:
            return path
        return path[path.index("/", 1) :]

    def _result(self, path: str, query: str, body: bytes) -> dict[str, Any]:
        if path == "/echo" or path.startswith("/echo/"):
            return self._echo(path, query, body)
        if not (name := _NAME.fullmatch(path)):
            raise RefusedError(HTTPStatus.NOT_FOUND)
        kept = self.folder / f"{name[1]}.json"
        if self.command == "PUT":
            kept.write_bytes(json.dumps(_rows(body)).encode())
            return {}
        if not kept.exists():
            raise RefusedError(HTTPStatus.NOT_FOUND)
        return self._page(json.loads(kept.read_bytes()), dict(parse_qsl(query, keep_blank_values=True)))

    def _echo(self, path: str, query: str, body: bytes) -> dict[str, Any]:
        return {
            "method": self.command,
            "path": path,
            "query": parse_qs(query, keep_blank_values=True),
            "headers": dict(self.headers.items()),
            "body": body.decode(errors="replace"),
        }

    def _page(self, rows: list[Any], query: Query) -> dict[str, Any]:
        start, size, following = _slice(query, len(rows))
        is_last = start + size >= len(rows)
        here = f"http://{self.headers['Host']}{urlsplit(self.path).path}"
        return {
            "rows": rows[start : start + size],
            "total": len(rows),
            "next": None if is_last else f"{here}?{urlencode({**query, **following})}",
        }

    def _reply(self, status: HTTPStatus, document: dict[str, Any], headers: Query | None = None) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if link := document.get("next"):
            self.send_header("Link", f'<{link}>; rel="next"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of http.server
        """Say nothing: a path may have a secret in it."""


def _slice(query: Query, count: int) -> tuple[int, int, Query]:
    """Return where the page starts, its size, and what to ask for the next one."""
    size = _natural(query.get("per_page" if "page" in query else "limit", str(count)))
    if "page" in query:
        page = _natural(query["page"])
        return max(page - 1, 0) * size, size, {"page": str(page + 1)}
    if "cursor" in query:
        start = _natural(query["cursor"].removeprefix("after-") or "0")
        return start, size, {"cursor": f"after-{start + size}"}
    start = _natural(query.get("offset", "0"))
    return start, size, {"offset": str(start + size)}


def _natural(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise RefusedError(HTTPStatus.BAD_REQUEST)
    return int(text)


def _rows(body: bytes) -> list[Any]:
    try:
        rows = json.loads(body)
    except ValueError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST) from error
    if not isinstance(rows, list):
        raise RefusedError(HTTPStatus.BAD_REQUEST)
    return rows


def _check(given: str, expected: str, challenge: str) -> None:
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise RefusedError(HTTPStatus.UNAUTHORIZED, challenge)


def main(settings_file: Path) -> None:
    """Serve until the process is ended."""
    settings = json.loads(settings_file.read_text())
    folder = Path(settings["folder"])
    Handler.user, Handler.password, Handler.folder = settings["user"], settings["password"], folder / "data"
    server = ThreadingHTTPServer((settings["host"], settings["port"]), Handler)
    server.daemon_threads = True
    (folder / "ready").write_text(str(os.getpid()))
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
