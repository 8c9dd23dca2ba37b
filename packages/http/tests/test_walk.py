"""Walking pages: in order, eight at a time, and nothing left behind whatever ends it."""

import contextlib
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import TypeAdapter
from typing_extensions import override

from toucan_connectors.core.call import Call, current_call
from toucan_connectors.core.errors import CallCancelledError, CallTimeoutError, NetworkError, SourceError
from toucan_connectors.http.decode import Decoding, Page
from toucan_connectors.http.messages import Headers, Request, Response
from toucan_connectors.http.pagination import PaginationConfig, walk

CONFIG: TypeAdapter[PaginationConfig] = TypeAdapter(PaginationConfig)
START = Request("GET", "http://api.test/u")
DECODING = Decoding(filter=".d")
LONG = 60
"""Seconds that a test waits for what must happen; a test that passes waits for none of them."""


TOLD = CONFIG.validate_python({"kind": "PageBasedPaginationConfig", "page": 1, "max_page_filter": ".n"})
"""Pages from 1 on, to the last one, which the first page tells."""


def number_of(request: Request) -> int:
    """Return the number of the page that is asked for."""
    return int(dict(request.params)["page"])


def page_of(request: Request, last: int) -> Page:
    """Return a page with one row, its number."""
    body = json.dumps({"n": last, "d": [{"a": number_of(request)}]}).encode()
    return DECODING.page(Response(request, 200, Headers(), body))


def numbers(pages: Iterator[Page]) -> list[int]:
    """Return the numbers of pages as they come."""
    return [page.rows[0]["a"] for page in pages]


def page_threads() -> list[threading.Thread]:
    """Return the threads that fetch pages."""
    return [thread for thread in threading.enumerate() if "toucan-connectors-page" in thread.name]


def test_without_pagination_there_is_one_page() -> None:
    request = Request("GET", "http://api.test/u", (("page", "1"),))
    asked: list[Request] = []

    def fetch(wanted: Request) -> Page:
        asked.append(wanted)
        return page_of(wanted, 9)

    assert numbers(walk(None, request, fetch)) == [1]
    assert asked == [request]


def test_eight_pages_are_fetched_at_a_time_and_come_in_order() -> None:
    together, most, running, lock = threading.Barrier(8), 0, 0, threading.Lock()

    def fetch(request: Request) -> Page:
        nonlocal most, running
        if number_of(request) > 1:
            with lock:
                running += 1
                most = max(most, running)
            together.wait(LONG)  # only eight at once get through
            with lock:
                running -= 1
        return page_of(request, 17)

    assert numbers(walk(TOLD, START, fetch)) == list(range(1, 18))
    assert most == 8
    assert page_threads() == []


def test_pages_come_in_order_though_the_last_is_fetched_first() -> None:
    done = {number: threading.Event() for number in range(2, 11)}
    done[10].set()  # pages 2 to 9 are fetched together, each when the one after it is there

    def fetch(request: Request) -> Page:
        number = number_of(request)
        if 1 < number < 10:
            assert done[number + 1].wait(LONG)
            done[number].set()
        return page_of(request, 10)

    assert numbers(walk(TOLD, START, fetch)) == list(range(1, 11))


def test_a_page_is_asked_for_when_it_is_wanted() -> None:
    asked: list[int] = []

    def fetch(request: Request) -> Page:
        asked.append(number_of(request))
        return page_of(request, 100)

    pages = walk(TOLD, START, fetch)
    assert asked == []
    next(pages)
    assert asked == [1]
    next(pages)
    pages.close()  # type: ignore[attr-defined]  # a generator
    assert len(asked) <= 1 + 8 + 8
    assert page_threads() == []


def test_who_stops_early_ends_what_is_being_fetched() -> None:
    stopped, begun = threading.Event(), threading.Event()

    def fetch(request: Request) -> Page:
        if number_of(request) == 3:
            with current_call().stopped_by(stopped.set):
                begun.set()
                assert stopped.wait(LONG)
                raise NetworkError("The connection was closed.")
        return page_of(request, 3)

    pages = walk(TOLD, START, fetch)
    assert [next(pages).count, next(pages).count] == [1, 1]
    assert begun.wait(LONG)
    pages.close()  # type: ignore[attr-defined]
    assert stopped.is_set()
    assert page_threads() == []


def test_the_error_of_a_page_ends_all_and_is_raised_in_its_place() -> None:
    stopped, asked = threading.Event(), []

    def fetch(request: Request) -> Page:
        asked.append(number_of(request))
        if asked[-1] == 3:
            raise NetworkError("The third page broke.")
        if number_of(request) == 4:
            with current_call().stopped_by(stopped.set):
                assert stopped.wait(LONG)
        return page_of(request, 50)

    pages = walk(TOLD, START, fetch)
    assert [next(pages).count, next(pages).count] == [1, 1]
    with pytest.raises(NetworkError, match="third"):
        next(pages)
    assert len(asked) < 50
    assert page_threads() == []


def blocked() -> tuple[Iterator[Page], threading.Event]:
    """Return pages whose second is never answered, and what is set once it is asked for."""
    begun = threading.Event()

    def fetch(request: Request) -> Page:
        if number_of(request) > 1:
            stopped = threading.Event()
            with current_call().stopped_by(stopped.set):
                begun.set()
                assert stopped.wait(LONG)
                raise NetworkError("The connection was closed.")
        return page_of(request, 5)

    return walk(TOLD, START, fetch), begun


def test_a_cancelled_call_ends_the_pages() -> None:
    call = Call()
    with call.active():
        pages, begun = blocked()

        def cancel() -> None:
            assert begun.wait(LONG)
            call.cancel()

        canceller = threading.Thread(target=cancel)
        canceller.start()
        with pytest.raises(CallCancelledError):
            list(pages)
        canceller.join()
    assert page_threads() == []


def test_the_budget_of_the_call_ends_the_pages() -> None:
    with Call(0.5).active():
        pages, _ = blocked()
        with pytest.raises(CallTimeoutError):
            list(pages)
    assert page_threads() == []


VALUE: ContextVar[str] = ContextVar("VALUE", default="")


def test_pages_are_fetched_as_a_part_of_the_call() -> None:
    found: set[tuple[str, bool]] = set()

    def fetch(request: Request) -> Page:
        found.add((VALUE.get(), current_call().remaining() is not None))
        return page_of(request, 20)

    token = VALUE.set("mine")
    try:
        with Call(LONG).active():
            assert len(numbers(walk(TOLD, START, fetch))) == 20
    finally:
        VALUE.reset(token)
    assert found == {("mine", True)}


def test_a_page_that_cannot_be_decoded_ends_the_fetching_of_others() -> None:
    stopped = threading.Event()

    def fetch(request: Request) -> Page:
        if number_of(request) == 2:
            return DECODING.page(Response(request, 200, Headers(), b"<html>"))
        if number_of(request) == 3:
            with current_call().stopped_by(stopped.set):
                assert stopped.wait(LONG)
        return page_of(request, 3)

    with pytest.raises(SourceError) as caught:
        DECODING.table(walk(TOLD, START, fetch))
    assert page_threads() == []  # while its traceback still holds all of it
    assert "no JSON" in str(caught.value)


class Server(BaseHTTPRequestHandler):
    """Answers `/pages?page=n` with nested records, eight pages at a time or not at all."""

    together: threading.Barrier
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        number = int(parse_qs(urlsplit(self.path).query)["page"][0])
        if number > 1:
            self.together.wait(LONG)
        records = [{"id": 10 * number + i, "at": {"x": i / 2, "tags": ["a", None]}} for i in range(200)]
        body = json.dumps({"meta": {"pages": 9}, "data": records}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    """The URL of a server of ours."""
    handler = type("Handler", (Server,), {"together": threading.Barrier(8)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/pages"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetcher(decoding: Decoding) -> Callable[[Request], Page]:
    """Return what really fetches a page."""

    def fetch(request: Request) -> Page:
        with contextlib.closing(urllib.request.urlopen(request.full_url, timeout=LONG)) as answer:
            found = Response(request, answer.status, Headers(answer.getheaders()), answer.read())
        return decoding.page(found)

    return fetch


def test_pages_of_a_server_become_one_table(url: str) -> None:
    decoding = Decoding(filter=".data[]", flatten=True)
    pagination = CONFIG.validate_python(
        {"kind": "PageBasedPaginationConfig", "page": 1, "max_page_filter": ".meta.pages"}
    )
    table = decoding.table(walk(pagination, Request("GET", url), fetcher(decoding)))
    assert table.schema.names == ["id", "at.x", "at.tags"]
    assert table.column("id").to_pylist() == [10 * page + i for page in range(1, 10) for i in range(200)]
    assert page_threads() == []
