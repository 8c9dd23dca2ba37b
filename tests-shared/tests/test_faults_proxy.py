"""The fault proxy, between bare sockets and a server that answers `n` with n bytes."""

import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Lock, Thread
from typing import Protocol

import pytest

from toucan_connectors.testing.faults import FaultProxy
from toucan_connectors.testing.faults.fixtures import OpenProxy

pytest_plugins = ["toucan_connectors.testing.faults.fixtures"]

BRIEF = 0.3
"""Seconds to wait for what never comes."""
PATIENT = 60.0
"""Seconds to wait for what does come, on a machine however busy."""


def pattern(size: int) -> bytes:
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


class Upstream(ThreadingTCPServer):
    """Answers each line, a number, with as many bytes; remembers what it was asked and how clients left."""

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = Lock()
        self.asked: list[bytes] = []
        self.left: list[str] = []


class Handler(StreamRequestHandler):
    server: Upstream

    def handle(self) -> None:
        left = "end"
        try:
            for line in self.rfile:
                with self.server.lock:
                    self.server.asked.append(line)
                if line == b"reset\n":
                    return set_no_linger(self.connection)
                if line == b"end\n":
                    return None
                self.wfile.write(pattern(int(line)))
        except OSError:
            left = "reset"
        with self.server.lock:
            self.server.left.append(left)
        return None

    def finish(self) -> None:
        if self.connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER):
            self.connection.close()  # before `socketserver` sends a FIN
        super().finish()


class Connect(Protocol):
    def __call__(self) -> socket.socket: ...


def set_no_linger(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(upstream: Upstream, fault_proxy: OpenProxy) -> FaultProxy:
    host, port = upstream.server_address[:2]
    return fault_proxy(str(host), port)


@pytest.fixture
def connect(proxy: FaultProxy) -> Iterator[Connect]:
    with ExitStack() as clients:
        yield lambda: clients.enter_context(socket.create_connection((proxy.host, proxy.port), PATIENT))


def ask(client: socket.socket, size: int) -> None:
    client.sendall(b"%d\n" % size)


def read(client: socket.socket, size: int) -> bytes:
    """Return as many bytes, or those before the end."""
    answer = b""
    while len(answer) < size and (chunk := client.recv(min(65_536, size - len(answer)))):
        answer += chunk
    return answer


def assert_silent(client: socket.socket) -> None:
    client.settimeout(BRIEF)
    with pytest.raises(TimeoutError):
        client.recv(1)
    client.settimeout(PATIENT)


def eventually(upstream: Upstream, left: list[str]) -> bool:
    deadline = time.monotonic() + PATIENT
    while upstream.left != left and time.monotonic() < deadline:
        time.sleep(0.01)
    return upstream.left == left


def test_without_a_fault_bytes_pass_both_ways_and_are_counted(proxy: FaultProxy, connect: Connect) -> None:
    client = connect()
    for size in (10, 2_000_000):
        ask(client, size)
        assert read(client, size) == pattern(size)
    assert (proxy.connections, proxy.open_connections, proxy.bytes_from_server) == (1, 1, 2_000_010)


def test_a_connection_counts_as_soon_as_its_client_has_it(proxy: FaultProxy, connect: Connect) -> None:
    for count in range(1, 20):
        connect()
        assert proxy.connections == proxy.open_connections == count


def test_an_end_of_one_side_leaves_the_other_way_open(connect: Connect) -> None:
    client = connect()
    ask(client, 100_000)
    client.shutdown(socket.SHUT_WR)
    assert read(client, 200_000) == pattern(100_000)


def test_a_reset_of_one_side_is_a_reset_of_the_other(upstream: Upstream, connect: Connect) -> None:
    client = connect()
    client.sendall(b"reset\n")
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    client = connect()
    ask(client, 1)
    read(client, 1)
    set_no_linger(client)
    client.close()
    assert eventually(upstream, ["reset"])


def test_a_server_that_is_down_is_a_reset(fault_proxy: OpenProxy) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        proxy = fault_proxy(*nobody.getsockname())
        with (
            pytest.raises(ConnectionResetError),  # it may come before `create_connection` returns
            socket.create_connection((proxy.host, proxy.port), PATIENT) as client,
        ):
            client.recv(1)


def test_refused_connections_leave_the_open_ones_alone(proxy: FaultProxy, connect: Connect) -> None:
    client = connect()
    for _ in range(3):
        proxy.refuse()
        with pytest.raises(ConnectionRefusedError):
            connect()
        ask(client, 100)
        assert read(client, 100) == pattern(100)
        proxy.heal()
        after = connect()
        ask(after, 100)
        assert read(after, 100) == pattern(100)
    assert proxy.connections == 4


@pytest.mark.parametrize("size", [0, 1, 1000, 70_000, 3_000_000])
def test_a_reset_comes_in_place_of_the_next_byte(proxy: FaultProxy, connect: Connect, size: int) -> None:
    proxy.reset_after(size)
    client = connect()
    ask(client, size + 100_000)
    assert read(client, size) == pattern(size)
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    assert proxy.bytes_from_server == size


@pytest.mark.parametrize("size", [0, 1, 1000, 70_000, 3_000_000])
def test_a_truncated_answer_ends_in_good_order(proxy: FaultProxy, connect: Connect, size: int) -> None:
    proxy.truncate_after(size)
    client = connect()
    ask(client, size + 100_000)
    assert read(client, size + 1) == pattern(size)


def test_an_answer_that_is_short_enough_passes_whole(proxy: FaultProxy, connect: Connect) -> None:
    proxy.reset_after(1000)
    client = connect()
    for _ in range(10):
        ask(client, 100)
        assert read(client, 100) == pattern(100)
    ask(client, 1)
    with pytest.raises(ConnectionResetError):
        client.recv(1)


def test_bytes_count_from_the_moment_a_fault_is_switched_on(proxy: FaultProxy, connect: Connect) -> None:
    client = connect()
    ask(client, 5000)
    read(client, 5000)
    proxy.truncate_after(10)
    ask(client, 5000)
    assert read(client, 5000) == pattern(10)


def test_connections_are_counted_each_on_its_own(proxy: FaultProxy, connect: Connect) -> None:
    proxy.stall(after=1000)
    first, second = connect(), connect()
    ask(first, 5000)
    assert read(first, 1000) == pattern(1000)
    assert_silent(first)
    ask(second, 5000)
    assert read(second, 1000) == pattern(1000)


def test_a_stalled_answer_goes_on_where_it_was(proxy: FaultProxy, connect: Connect) -> None:
    proxy.stall(after=1000)
    client = connect()
    ask(client, 500_000)
    answer = read(client, 1000)
    assert_silent(client)
    proxy.heal()
    assert answer + read(client, 499_000) == pattern(500_000)


def test_a_stalled_request_does_not_reach_the_server(
    upstream: Upstream, proxy: FaultProxy, connect: Connect
) -> None:
    proxy.stall()
    client = connect()
    ask(client, 10)
    assert_silent(client)
    assert upstream.asked == []
    proxy.heal()
    assert read(client, 10) == pattern(10)


def test_half_open_connections_are_silent_until_healed(proxy: FaultProxy, connect: Connect) -> None:
    before = connect()
    ask(before, 10)
    read(before, 10)
    proxy.half_open()
    during = connect()
    for client in (before, during):
        ask(client, 10)
        assert_silent(client)
    assert proxy.connections == 1
    proxy.heal()
    for client in (before, during):
        assert read(client, 10) == pattern(10)
    assert proxy.connections == 2


def test_a_dripping_answer_is_no_faster_than_it_says(proxy: FaultProxy, connect: Connect) -> None:
    proxy.drip(bytes_per_second=1000)
    client = connect()
    start = time.monotonic()
    ask(client, 300)
    assert read(client, 300) == pattern(300)
    assert time.monotonic() - start >= 0.2


def test_a_dripping_answer_is_fast_once_healed(proxy: FaultProxy, connect: Connect) -> None:
    proxy.drip(bytes_per_second=1)
    client = connect()
    ask(client, 2_000_000)
    answer = read(client, 1)
    proxy.heal()
    assert answer + read(client, 1_999_999) == pattern(2_000_000)


def test_a_drip_without_speed_is_refused(proxy: FaultProxy) -> None:
    with pytest.raises(ValueError, match="above zero"):
        proxy.drip(0)


def test_a_cut_ends_all_open_connections_on_both_sides(
    upstream: Upstream, proxy: FaultProxy, connect: Connect
) -> None:
    clients = [connect() for _ in range(5)]
    for client in clients:
        ask(client, 10)
        read(client, 10)
    proxy.cut()
    assert proxy.open_connections == 0
    assert [client.recv(1) for client in clients] == [b""] * 5
    assert eventually(upstream, ["end"] * 5)
    after = connect()
    ask(after, 10)
    assert read(after, 10) == pattern(10)


@pytest.mark.parametrize("attempt", range(20))
def test_a_cut_ends_who_has_only_just_connected(proxy: FaultProxy, connect: Connect, attempt: int) -> None:
    client = connect()
    proxy.cut()
    assert client.recv(1) == b""


def test_a_cut_ends_a_stalled_connection(proxy: FaultProxy, connect: Connect) -> None:
    proxy.stall()
    client = connect()
    assert_silent(client)
    proxy.cut()
    assert client.recv(1) == b""
    after = connect()
    assert_silent(after)


def test_a_cut_is_an_end_though_a_request_was_not_read(proxy: FaultProxy, connect: Connect) -> None:
    proxy.stall()
    client = connect()
    ask(client, 10)
    assert_silent(client)  # the proxy holds that request, and reads no other
    client.sendall(b"10\n" * 5000)
    proxy.cut()
    assert client.recv(1) == b""
    assert client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0  # no RST came after the FIN


def test_idle_is_when_the_clients_have_left(proxy: FaultProxy, connect: Connect) -> None:
    client = connect()
    with pytest.raises(TimeoutError, match="1 connections"):
        proxy.wait_idle(0)
    client.close()
    proxy.wait_idle(PATIENT)
    assert (proxy.connections, proxy.open_connections) == (1, 0)


def test_who_gives_up_on_a_stalled_connection_has_left_too(proxy: FaultProxy, connect: Connect) -> None:
    proxy.stall()
    client = connect()
    ask(client, 10)
    assert_silent(client)
    client.close()
    proxy.wait_idle(PATIENT)


def test_a_server_that_has_ended_leaves_a_connection_that_its_client_still_holds(
    proxy: FaultProxy, connect: Connect
) -> None:
    client = connect()
    client.sendall(b"10\nend\n")
    assert read(client, 11) == pattern(10)
    assert proxy.open_connections == 1
    client.close()
    proxy.wait_idle(PATIENT)


def test_concurrent_connections_do_not_disturb_each_other(proxy: FaultProxy, connect: Connect) -> None:
    def converse(number: int) -> bool:
        client = connect()
        sizes = [number * 10_007 + step for step in range(3)]
        for size in sizes:
            ask(client, size)
        return all(read(client, size) == pattern(size) for size in sizes)

    with ThreadPoolExecutor(20) as pool:
        assert all(pool.map(converse, range(40)))
    assert proxy.connections == 40


def test_a_closed_proxy_refuses(upstream: Upstream) -> None:
    host, port = upstream.server_address[:2]
    with FaultProxy(str(host), port) as proxy:
        client = socket.create_connection((proxy.host, proxy.port), PATIENT)
    with client:
        assert client.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((proxy.host, proxy.port), PATIENT)
    with pytest.raises(RuntimeError, match="closed"):
        proxy.heal()
    proxy.close()
