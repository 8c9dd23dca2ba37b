"""What only PostgreSQL's servers do: restart, end our sessions, run out of them, take rights away."""

import threading
from time import monotonic, sleep
from typing import Any

import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.errors import (
    AuthorizationError,
    CallTimeoutError,
    ConfigurationError,
    NetworkError,
    QueryRefusedError,
    SourceUnavailableError,
)
from toucan_connectors.testing.servers import Postgresql

LONG = "SELECT n, md5(n::text) AS t FROM (SELECT generate_series(1, 100000000) AS n) AS s"
SLOW = "SELECT count(*) AS n FROM generate_series(1, 100000000000) AS n"
SOON = 10.0


def running_queries(bare: Any, marker: str) -> int:
    [[number]] = bare.execute(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE state = 'active' AND query LIKE %s AND pid <> pg_backend_pid()",
        [f"%{marker}%"],
    ).fetchall()
    return int(number)


def wait_for(condition: Any, seconds: float = SOON) -> None:
    until = monotonic() + seconds
    while not condition():
        assert monotonic() < until
        sleep(0.02)


def test_a_server_that_restarted_between_calls_is_connected_to_anew(
    postgresql_server: Postgresql, make: Any, source: Any
) -> None:
    connector = make(postgresql_server.running)
    for _ in range(2):
        assert len(connector.get_df(source("SELECT 1"))) == 1
        assert len(connector.get_slice(source("SELECT 1"), limit=1).df) == 1
        postgresql_server.restart()
    assert len(connector.get_df(source("SELECT 1"))) == 1


@pytest.mark.parametrize("call", ["get_df", "iter_batches", "get_slice"])
def test_a_server_that_restarts_during_a_call_is_an_error_that_may_pass(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any, call: str
) -> None:
    connector = make(postgresql_server.running)
    connector.get_df(source("SELECT 1"))
    look = bare(postgresql_server.running)
    raised: list[BaseException] = []

    def read() -> None:
        try:
            if call == "get_slice":
                connector.get_slice(source(SLOW), limit=1)
            elif call == "get_df":
                connector.get_df(source(SLOW))
            else:
                for _ in connector.iter_batches(source(LONG)):
                    pass
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    wait_for(lambda: running_queries(look, "generate_series"))
    look.close()
    postgresql_server.restart()
    thread.join(SOON)
    assert not thread.is_alive()
    assert isinstance(raised[0], NetworkError | SourceUnavailableError)
    assert raised[0].retryable
    assert len(connector.get_df(source("SELECT 1"))) == 1


@pytest.mark.parametrize("whole", [True, False])
def test_a_session_that_an_administrator_ends_is_an_error_that_may_pass(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any, whole: bool
) -> None:
    connector = make(postgresql_server.running)
    look = bare(postgresql_server.running)
    raised: list[BaseException] = []

    def read() -> None:
        try:
            connector.get_slice(source(SLOW), limit=None if whole else 1)
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    wait_for(lambda: running_queries(look, "generate_series"))
    look.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%generate_series%'"
        " AND pid <> pg_backend_pid()"
    )
    thread.join(SOON)
    assert isinstance(raised[0], SourceUnavailableError | NetworkError)
    assert len(connector.get_df(source("SELECT 1"))) == 1


def test_idle_sessions_that_were_ended_are_replaced(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any
) -> None:
    connector = make(postgresql_server.running)
    look = bare(postgresql_server.running)
    for _ in range(3):
        assert len(connector.get_df(source("SELECT 1"))) == 1
        look.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = 'toucan-connectors' AND pid <> pg_backend_pid()"
        )


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("option", ["statement_timeout", "total_timeout"])
def test_a_query_that_took_too_long_is_gone_from_the_server(
    postgresql_tls_server: Postgresql, make: Any, source: Any, bare: Any, option: str, whole: bool
) -> None:
    connector = make(postgresql_tls_server.running, options=Options(**{option: 1}))
    connector.get_df(source("SELECT 1"))
    with pytest.raises(CallTimeoutError):
        connector.get_slice(source(SLOW), limit=None if whole else 1)
    wait_for(lambda: not running_queries(bare(postgresql_tls_server.running), "generate_series"), 2)


def test_an_iteration_that_was_left_is_gone_from_the_server(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any
) -> None:
    connector = make(postgresql_server.running)
    batches = connector.iter_batches(source(LONG))
    next(batches)
    batches.close()
    wait_for(lambda: not running_queries(bare(postgresql_server.running), "generate_series"), 2)


def test_a_server_without_a_place_left_is_unavailable(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any
) -> None:
    admin = bare(postgresql_server.running)
    admin.execute("DROP ROLE IF EXISTS lonely")
    admin.execute("CREATE ROLE lonely LOGIN PASSWORD 'lonely-password' CONNECTION LIMIT 1")
    account = {"user": "lonely", "password": "lonely-password"}
    first = make(postgresql_server.running, **account)
    assert len(first.get_df(source("SELECT 1"))) == 1  # without a second connection for ADBC
    second = make(postgresql_server.running, **account)
    with first._connected(), pytest.raises(SourceUnavailableError) as raised:
        second.get_df(source("SELECT 1"))
    assert raised.value.retryable
    first.close()
    admin.execute("DROP ROLE lonely")


def test_rights_that_were_taken_away_are_told_as_such(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any
) -> None:
    admin = bare(postgresql_server.running)
    admin.execute("DROP TABLE IF EXISTS ledger")
    admin.execute("CREATE TABLE ledger AS SELECT 1 AS n")
    admin.execute("DROP ROLE IF EXISTS clerk")
    admin.execute("CREATE ROLE clerk LOGIN PASSWORD 'clerk-password'")
    admin.execute("GRANT SELECT ON ledger TO clerk")
    connector = make(postgresql_server.running, user="clerk", password="clerk-password")
    assert len(connector.get_df(source("SELECT * FROM ledger"))) == 1
    admin.execute("REVOKE SELECT ON ledger FROM clerk")
    for limit in (None, 1):
        with pytest.raises(AuthorizationError):
            connector.get_slice(source("SELECT * FROM ledger"), limit=limit)
    admin.execute("DROP TABLE ledger")
    admin.execute("DROP ROLE clerk")


def test_a_database_that_is_not_there_is_the_configurations_fault(
    postgresql_server: Postgresql, make: Any, source: Any
) -> None:
    connector = make(postgresql_server.running)
    with pytest.raises(ConfigurationError) as raised:
        connector.get_df(source("SELECT 1", database="nowhere"))
    assert raised.value.field == "database"
    lost = make(postgresql_server.running, default_database="nowhere").get_status()
    assert [passed for _, passed in lost.details] == [True, True, True, True, False]


def test_a_function_that_switches_the_lock_off_does_so_for_its_own_call_at_most(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any
) -> None:
    admin = bare(postgresql_server.running)
    admin.execute("DROP TABLE IF EXISTS written")
    admin.execute("CREATE TABLE written (n integer)")
    admin.execute(
        "CREATE OR REPLACE FUNCTION unlocked() RETURNS text LANGUAGE sql AS"
        " $$ SELECT set_config('default_transaction_read_only', 'off', false) $$"
    )
    admin.execute(
        "CREATE OR REPLACE FUNCTION write() RETURNS void LANGUAGE sql AS $$ INSERT INTO written VALUES (1) $$"
    )
    connector = make(postgresql_server.running)
    for limit in (None, 1):
        connector.get_slice(source("SELECT unlocked()"), limit=limit)
        with pytest.raises(QueryRefusedError):
            connector.get_slice(source("SELECT write()::text"), limit=limit)
    assert admin.execute("SELECT count(*) FROM written").fetchall() == [(0,)]


def test_more_calls_than_connections_wait_for_each_other(
    postgresql_server: Postgresql, make: Any, source: Any
) -> None:
    connector = make(postgresql_server.running)
    threads = [
        threading.Thread(target=lambda: connector.get_slice(source("SELECT 1"), limit=1)) for _ in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    assert not any(thread.is_alive() for thread in threads)
