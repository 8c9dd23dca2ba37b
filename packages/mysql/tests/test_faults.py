"""What a call does when the server, the account or the way there fails."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from time import monotonic, sleep
from typing import Any

import pytest

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    CallTimeoutError,
    ConfigurationError,
    NetworkError,
    QueryError,
    SourceUnavailableError,
    TLSError,
    ToucanConnectorsError,
)
from toucan_connectors.testing.faults import FaultProxy
from toucan_connectors.testing.servers import MariaDb
from toucan_connectors.testing.servers.fixtures import started

from .conftest import World

SLOW = "SELECT COUNT(*) AS n FROM seq_1_to_1000000 a, seq_1_to_1000000 b WHERE a.seq * b.seq % 7 = 3"
LARGE = "SELECT seq AS n, REPEAT('x', 200) AS t FROM seq_1_to_1000000"
SOON = 2.0


def wait_until(done: Any, seconds: float = SOON) -> float:
    """Return after how long something was true."""
    begun = monotonic()
    while not done():
        assert monotonic() - begun < seconds
        sleep(0.02)
    return monotonic() - begun


def running_slowly(world: Any) -> bool:
    return any(SLOW[:60] in info for info in world.processes())


@pytest.fixture
def account(world: Any) -> Iterator[str]:
    name = "guest"
    world.run(
        f"CREATE OR REPLACE USER {name}@'%' IDENTIFIED BY 'a guest password' REQUIRE SSL",
        "CREATE OR REPLACE TABLE granted AS SELECT 1 AS n",
        f"GRANT SELECT ON toucan.granted TO {name}@'%'",
    )
    yield name
    world.run(f"DROP USER IF EXISTS {name}@'%'")


@pytest.mark.parametrize("option", ["total_timeout", "statement_timeout"])
@pytest.mark.parametrize("call", ["get_df", "get_slice"])
def test_a_query_that_times_out_is_gone_from_the_process_list(world: Any, option: str, call: str) -> None:
    hasty = world.connect(options={option: 0.5})
    with pytest.raises(CallTimeoutError):
        getattr(hasty, call)(world.source(SLOW))
    wait_until(lambda: not running_slowly(world))
    hasty.close()


def test_a_query_of_a_cancelled_task_is_gone_from_the_process_list(world: Any) -> None:
    async def cancelled() -> None:
        task = asyncio.create_task(world.connector.aget_df(world.source(SLOW)))
        await asyncio.to_thread(wait_until, lambda: running_slowly(world), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    wait_until(lambda: not running_slowly(world))
    assert world.one("SELECT 1 AS n") == 1


def test_the_server_bounds_a_statement_as_well(world: Any) -> None:
    bounded = world.connect(options={"statement_timeout": 77.5})
    assert bounded.get_df(world.source("SELECT @@max_statement_time AS s")).iloc[0, 0] == 77.5
    bounded.close()
    writing = world.connect(options={"read_only": False})
    with pytest.raises(CallTimeoutError, match="1969"):
        writing.get_df(world.source("SET STATEMENT max_statement_time = 0.1 FOR " + SLOW))
    writing.close()


def test_an_abandoned_iteration_ends_its_query(world: Any) -> None:
    batches = world.connector.iter_batches(world.source(LARGE))
    next(batches)
    batches.close()
    wait_until(lambda: not any("REPEAT" in info for info in world.processes()))


def test_a_session_that_was_killed_while_idle_is_replaced(world: Any) -> None:
    for _ in range(3):
        killed = world.one("SELECT CONNECTION_ID() AS n")
        world.run(f"KILL {killed}")
        wait_until(lambda gone=killed: gone not in ids(world))
        assert world.one("SELECT CONNECTION_ID() AS n") != killed


def ids(world: Any) -> list[int]:
    with world.bare() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM information_schema.processlist")
        return [id_ for (id_,) in cursor.fetchall()]


def test_a_session_that_is_kept_is_used_again(world: Any) -> None:
    source = world.source("SELECT CONNECTION_ID() AS n FROM seq_1_to_100")
    whole = {int(world.connector.get_df(source)["n"][0]) for _ in range(3)}
    pages = {int(world.connector.get_slice(source, limit=5).df["n"][0]) for _ in range(3)}
    assert len(whole | pages) == 1
    with pytest.raises(QueryError):
        world.df("SELECT * FROM no_such_table")
    assert world.one("SELECT 1 AS n") == 1


def test_a_session_that_may_have_been_changed_is_not_used_again(world: Any) -> None:
    writing = world.connect(options={"read_only": False})
    writing.get_df(world.source("SET @x = 1"))
    assert writing.get_df(world.source("SELECT @x IS NULL AS n")).iloc[0, 0] == 1
    writing.close()


def test_a_query_whose_session_is_killed_is_an_error_and_the_next_works(world: Any) -> None:
    raised: list[Exception] = []

    def read() -> None:
        try:
            world.df(SLOW)
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    wait_until(lambda: running_slowly(world), 10)
    with world.bare() as bare, bare.cursor() as cursor:
        cursor.execute("SELECT id FROM information_schema.processlist WHERE info LIKE %s", (SLOW[:60] + "%",))
        cursor.execute(f"KILL {cursor.fetchall()[0][0]}")
    thread.join(10)
    assert [type(error) for error in raised] in ([SourceUnavailableError], [NetworkError])
    assert world.one("SELECT 1 AS n") == 1


def test_all_connections_in_use_is_told_within_the_budget(world: Any) -> None:
    streams = [world.connector.iter_batches(world.source(LARGE)) for _ in range(16)]
    for stream in streams:
        next(stream)
    with Call(1).active(), pytest.raises(CallTimeoutError):
        world.one("SELECT 1 AS n")
    for stream in streams:
        stream.close()
    assert world.one("SELECT 1 AS n") == 1


def test_an_account_that_may_hold_no_more_connections_is_told_to_try_later(world: Any, account: str) -> None:
    world.run(f"ALTER USER {account}@'%' WITH MAX_USER_CONNECTIONS 1")
    guest = world.connect(user=account, password="a guest password")
    other = world.connect(user=account, password="a guest password")
    source = world.source("SELECT n FROM granted")
    assert len(guest.get_df(source)) == 1
    with pytest.raises(SourceUnavailableError) as raised:
        other.get_df(source)
    assert raised.value.retryable
    guest.close()
    assert len(other.get_df(source)) == 1
    other.close()


def test_rights_that_are_revoked_are_told_as_such(world: Any, account: str) -> None:
    guest = world.connect(user=account, password="a guest password")
    source = world.source("SELECT n FROM granted")
    assert len(guest.get_df(source)) == 1
    world.run("CREATE OR REPLACE TABLE hidden AS SELECT 1 AS n")
    with pytest.raises(AuthorizationError):
        guest.get_df(world.source("SELECT n FROM hidden"))
    world.run(f"REVOKE SELECT ON toucan.granted FROM {account}@'%'")
    with pytest.raises(AuthorizationError):
        guest.get_df(source)
    world.run(f"ALTER USER {account}@'%' ACCOUNT LOCK")
    guest.close()
    with pytest.raises(AuthenticationError):
        guest.get_df(source)


def test_an_unknown_database_is_a_configuration_error(world: Any) -> None:
    source = world.source("SELECT 1").model_copy(update={"database": "no_such_database"})
    with pytest.raises(ConfigurationError) as raised:
        world.connector.get_df(source)
    assert raised.value.field == "database"


@pytest.mark.parametrize("part", [0.2, 0.9])
def test_a_connection_that_is_cut_in_a_large_answer_gives_no_part(world: Any, part: float) -> None:
    with FaultProxy(world.running.host, world.running.port) as proxy:
        behind = world.connect(host=proxy.host, port=proxy.port)
        source = world.source(LARGE.replace("1000000", "100000"))
        before = proxy.bytes_from_server
        assert len(behind.get_df(source)) == 100_000
        proxy.truncate_after(int((proxy.bytes_from_server - before) * part))
        with pytest.raises(NetworkError):
            behind.get_df(source)
        batches = behind.iter_batches(source)
        with pytest.raises(NetworkError):
            list(batches)
        proxy.heal()
        assert len(behind.get_df(source)) == 100_000
        behind.close()


@pytest.fixture(scope="module")
def own_server() -> Iterator[MariaDb]:
    with started(MariaDb()) as server:
        yield server


def test_a_server_that_restarts_between_two_calls_is_connected_to_anew(own_server: MariaDb) -> None:
    world = World(own_server.running)
    assert world.one("SELECT 1 AS n") == 1
    own_server.restart()
    assert world.one("SELECT 1 AS n") == 1
    world.connector.close()


def test_a_server_that_stops_during_a_call_is_an_error_that_may_pass(own_server: MariaDb) -> None:
    world = World(own_server.running)
    batches = world.connector.iter_batches(world.source(LARGE))
    next(batches)
    own_server.halt()
    with pytest.raises(ToucanConnectorsError) as raised:
        list(batches)
    assert raised.value.retryable
    with pytest.raises(NetworkError):
        world.one("SELECT 1 AS n")
    status = world.connector.get_status()
    assert status.details == [
        ("Hostname resolved", True),
        ("Port opened", False),
        ("Host connection", None),
        ("Authenticated", None),
    ]
    own_server.restart()
    assert world.one("SELECT 1 AS n") == 1
    world.connector.close()


def test_a_server_that_freezes_holds_no_call_beyond_its_budget(own_server: MariaDb) -> None:
    world = World(own_server.running)
    hasty = world.connect(options={"total_timeout": 1, "status_timeout": 1})
    assert len(hasty.get_df(world.source("SELECT 1 AS n"))) == 1
    own_server.pause()
    try:
        begun = monotonic()
        with pytest.raises((CallTimeoutError, NetworkError)):
            hasty.get_df(world.source("SELECT 2 AS n"))
        assert hasty.get_status().status is False
        assert monotonic() - begun < 12
    finally:
        own_server.resume()
    hasty.close()
    assert world.one("SELECT 1 AS n") == 1
    world.connector.close()


def test_an_expired_certificate_is_a_tls_error_unless_nothing_is_verified() -> None:
    with started(MariaDb(expired=True)) as server:
        world = World(server.running)
        for mode in ("VERIFY_IDENTITY", "VERIFY_CA"):
            connector = world.connect(ssl_mode=mode)
            with pytest.raises(TLSError, match="expired"):
                connector.get_df(world.source("SELECT 1 AS n"))
            status = connector.get_status()
            assert (status.details[2], status.code) == (("Host connection", False), "network.tls")
        connector = world.connect(ssl_mode="REQUIRED")
        assert len(connector.get_df(world.source("SELECT 1 AS n"))) == 1
        connector.close()


def test_what_is_no_mysql_server_is_told_as_such(world: Any) -> None:
    def answer(listener: socket.socket) -> None:
        for greeting in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x03\0\0\0\x0a8.", b""):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(greeting)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, args=(listener,), daemon=True)
        thread.start()
        for _ in range(3):
            with pytest.raises(NetworkError):
                world.connect(port=listener.getsockname()[1]).get_df(world.source("SELECT 1 AS n"))
        thread.join()
