"""What proxies and fault servers leave behind: nothing."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from toucan_connectors.testing.faults import FaultHttpServer, FaultProxy, responses

PATIENT = 60.0


@contextmanager
def nothing_left_over() -> Iterator[None]:
    threads, descriptors = set(threading.enumerate()), descriptors_now()
    yield
    assert set(threading.enumerate()) <= threads
    assert descriptors_now() <= descriptors


def descriptors_now() -> set[str]:
    """Return what each descriptor of this process is, but for the one that lists them."""
    found = set()
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 - of names, not of paths
        try:
            found.add(f"{number} {os.readlink(f'/proc/self/fd/{number}')}")  # noqa: PTH115 - as it is
        except FileNotFoundError:
            continue
    return found


FAULTS: tuple[Callable[[FaultProxy], None], ...] = (
    FaultProxy.heal,
    FaultProxy.refuse,
    FaultProxy.stall,
    FaultProxy.half_open,
    FaultProxy.cut,
    lambda proxy: proxy.stall(after=1000),
    lambda proxy: proxy.drip(1000),
    lambda proxy: proxy.reset_after(1000),
    lambda proxy: proxy.truncate_after(1000),
)


def test_a_hundred_proxies_leave_nothing_over_whatever_their_clients_do() -> None:
    with nothing_left_over(), FaultHttpServer() as server:
        server.answer("/", [responses.ok(b"x" * 1_000_000)])
        for number in range(100):
            with FaultProxy(server.host, server.port) as proxy:
                address = (proxy.host, proxy.port)
                clients = [socket.create_connection(address, PATIENT) for _ in range(3)]
                for client in clients:
                    client.sendall(b"GET / HTTP/1.1\r\n\r\n")
                FAULTS[number % len(FAULTS)](proxy)
                clients[0].close()
            clients[1].close()
            clients[2].close()


@pytest.mark.parametrize(
    "response",
    [
        responses.ok(b"x" * 10_000_000),
        responses.never(),
        responses.slow_headers(600),
        responses.slow_body(600),
        responses.reset_mid_body(b"x" * 10_000_000, at=9_000_000),
        responses.hang_up(),
    ],
)
def test_a_fault_server_leaves_nothing_over_though_clients_still_wait(response: responses.Response) -> None:
    with nothing_left_over():
        for _ in range(20):
            with FaultHttpServer() as server:
                server.answer("/", [response])
                clients = [socket.create_connection((server.host, server.port), PATIENT) for _ in range(3)]
                for client in clients[1:]:
                    client.sendall(b"GET / HTTP/1.1\r\n\r\n")
                clients[1].close()
            for client in clients:
                client.close()


def test_a_server_that_nobody_asked_can_be_closed_twice() -> None:
    with nothing_left_over(), FaultHttpServer() as server:
        server.close()
