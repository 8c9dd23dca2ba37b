"""What is asked again, when, and what is not."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import (
    AuthorizationError,
    CallTimeoutError,
    NetworkError,
    SourceError,
    SourceUnavailableError,
    ToucanConnectorsError,
)
from toucan_connectors.core.options import Options
from toucan_connectors.http.client import Client, Retries
from toucan_connectors.http.messages import Request
from toucan_connectors.testing.faults import Answer, FaultHttpServer, responses

QUICK = Retries(first_wait=0.01)
BREAKS = {
    "reset_at_once": NetworkError, "hang_up": NetworkError, "reset_mid_body": NetworkError,
    "unfinished_chunks": NetworkError, "length_too_long": NetworkError, "garbage": SourceError,
}  # fmt: skip
"""What breaks an exchange, and what it is in the end."""


def send(server: FaultHttpServer, *answers: Answer, method: str = "GET", retries: Retries = QUICK) -> bytes:
    server.answer("/", answers)
    client = Client(Options(), retries=retries)
    try:
        return client.send(Request.build(method, server.url)).body
    finally:
        client.close()


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_read_is_asked_again_while_the_source_is_unwell(
    fault_http_server: FaultHttpServer, status: int
) -> None:
    assert send(fault_http_server, *[responses.status(status)] * 2, responses.ok("[1]")) == b"[1]"
    assert len(fault_http_server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 501, 505])
def test_what_will_not_pass_is_asked_once(fault_http_server: FaultHttpServer, status: int) -> None:
    with pytest.raises(ToucanConnectorsError):
        send(fault_http_server, responses.status(status), responses.ok())
    assert len(fault_http_server.requests) == 1


def test_there_is_an_end_to_it(fault_http_server: FaultHttpServer) -> None:
    with pytest.raises(SourceUnavailableError, match="503"):
        send(fault_http_server, responses.status(503), retries=Retries(attempts=5, first_wait=0.01))
    assert len(fault_http_server.requests) == 5


@pytest.mark.parametrize("fault", BREAKS)
def test_a_read_that_breaks_is_asked_again(fault_http_server: FaultHttpServer, fault: str) -> None:
    broken = getattr(responses, fault)()
    assert send(fault_http_server, broken, broken, responses.ok("[1]")) == b"[1]"
    with pytest.raises(BREAKS[fault]):
        send(fault_http_server, broken)
    assert len(fault_http_server.requests) == 6


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_may_change_something_is_sent_once(fault_http_server: FaultHttpServer, method: str) -> None:
    for failing in (responses.status(503), responses.status(429), responses.hang_up()):
        before = len(fault_http_server.requests)
        with pytest.raises((SourceUnavailableError, NetworkError)):
            send(fault_http_server, failing, responses.ok(), method=method)
        assert len(fault_http_server.requests) == before + 1


def test_what_was_never_sent_is_tried_again(
    fault_http_server: FaultHttpServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(Options(), retries=QUICK)
    fault_http_server.close()
    with pytest.raises(NetworkError, match="cannot be connected to"):
        client.send(Request.build("POST", fault_http_server.url))
    assert caplog.messages.count("Trying again.") == 2
    client.close()


def test_what_timed_out_is_not_tried_again(fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.never()])
    client = Client(Options(read_timeout=0.1), retries=QUICK)
    with pytest.raises(NetworkError):
        client.send(Request.build("GET", fault_http_server.url))
    assert len(fault_http_server.requests) == 1
    client.close()


def test_a_broken_keep_alive_is_no_error(fault_http_server: FaultHttpServer) -> None:
    assert send(fault_http_server, responses.hang_up(), responses.ok("[1]")) == b"[1]"
    client = Client(Options(), retries=QUICK)
    fault_http_server.answer("/", [responses.length_too_short(), responses.ok("[1]")])
    client.send(Request.build("GET", fault_http_server.url))
    assert client.send(Request.build("GET", fault_http_server.url)).body == b"[1]"
    client.close()


def test_a_wait_that_is_asked_for_is_kept(fault_http_server: FaultHttpServer) -> None:
    now = datetime.now(UTC)
    dates = {"Date": format_datetime(now, usegmt=True)}  # of its clock, not ours
    soon = format_datetime(now + timedelta(seconds=1), usegmt=True)
    for headers in (
        {"Retry-After": "1"},
        {"Retry-After": soon, **dates},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"},
        {"RateLimit-Remaining": "0", "RateLimit-Reset": "1"},
    ):
        started = time.monotonic()
        send(fault_http_server, responses.status(429, headers=headers), responses.ok())
        assert time.monotonic() - started >= 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"},
        {"Retry-After": "0"},
        {"Retry-After": "soon"},
        {"Retry-After": "-1"},
        {"Retry-After": "NaN"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1500000000"},
        {"X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "3600"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "later"},
    ],
)
def test_what_asks_for_no_wait_is_asked_again_soon(
    fault_http_server: FaultHttpServer, headers: dict[str, str]
) -> None:
    assert send(fault_http_server, responses.status(429, headers=headers), responses.ok("[1]")) == b"[1]"


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Retry-After": "86400"}, "86400 s"),
        ({"Retry-After": "31.5"}, "3[12] s"),
        ({"Retry-After": "99999999999999999999"}, "more than ten days"),
        ({"Retry-After": "9" * 500}, "more than ten days"),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, "more than ten days"),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "3600"}, "3600 s"),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}, "more than ten days"),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800000"}, "more than ten days"),
    ],
)
def test_a_long_wait_is_not_waited_but_told(
    fault_http_server: FaultHttpServer, headers: dict[str, str], said: str
) -> None:
    with pytest.raises(SourceUnavailableError, match=f"429.*asks to wait for {said}"):
        send(fault_http_server, responses.status(429, headers=headers), responses.ok())
    assert len(fault_http_server.requests) == 1


def test_a_wait_beyond_the_budget_is_told_at_once(fault_http_server: FaultHttpServer) -> None:
    started = time.monotonic()
    with pytest.raises(SourceUnavailableError, match="asks to wait for 25 s"), Call(20).active():
        send(fault_http_server, responses.status(503, retry_after=25), responses.ok())
    assert time.monotonic() - started < 10


def test_our_own_waits_end_with_the_budget(fault_http_server: FaultHttpServer) -> None:
    with pytest.raises(CallTimeoutError), Call(0.3).active():
        send(fault_http_server, responses.status(503), retries=Retries(first_wait=20))
    assert len(fault_http_server.requests) == 1


def test_a_403_of_a_used_up_limit_is_one_of_too_many_requests(fault_http_server: FaultHttpServer) -> None:
    used_up = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0"}
    throttled = responses.status(403, headers=used_up)
    assert send(fault_http_server, throttled, responses.ok("[1]")) == b"[1]"
    with pytest.raises(SourceUnavailableError, match="403"):
        send(fault_http_server, throttled)
    with pytest.raises(AuthorizationError):
        send(fault_http_server, responses.status(403, headers={"X-RateLimit-Remaining": "9"}))


def test_what_is_allowed_is_an_answer_at_once(fault_http_server: FaultHttpServer) -> None:
    fault_http_server.answer("/", [responses.status(503, retry_after=86400), responses.ok()])
    client = Client(Options(), retries=QUICK)
    assert client.send(Request.build("GET", fault_http_server.url), allowed={503}).status == 503
    client.close()
