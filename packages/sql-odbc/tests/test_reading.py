"""Reading by the block and value by value: the same values, over a real driver."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import CallCancelledError, CallTimeoutError, QueryError
from toucan_connectors.sql.statement import Statement
from toucan_connectors.sql_odbc import Login, Session
from toucan_connectors.sql_odbc.readers import stream

if TYPE_CHECKING:
    import pyarrow as pa

    from toucan_connectors.testing.servers import OdbcSqlite

LONG = "é😀" * 40_000
SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture(scope="module")
def source(odbc_sqlite: OdbcSqlite) -> str:
    rows = [
        (number, None if number % 7 == 0 else f"text {number}", bytes([number % 256]))
        for number in range(9000)
    ]
    rows[8500] = (8500, LONG, b"\0" * 50_000)
    with closing(sqlite3.connect(odbc_sqlite.running.database)) as bare, bare:
        bare.executescript("DROP TABLE IF EXISTS blocks; CREATE TABLE blocks (i bigint, t text, b blob)")
        bare.executemany("INSERT INTO blocks VALUES (?, ?, ?)", rows)
    return odbc_sqlite.running.odbc


@contextmanager
def session(source: str, **login: Any) -> Iterator[Session]:
    opened = Session(source, lambda _: Login(**login), timeout=5)
    try:
        yield opened
    finally:
        opened.close()


def read(opened: Session, query: str, *binds: Any) -> pa.Table:
    return stream(opened, Statement(query, binds), None).read_all()


def test_blocks_and_pieces_give_the_same(source: str) -> None:
    query = "SELECT i, t FROM blocks ORDER BY i"
    with session(source, goes_back=True) as by_block, session(source) as by_piece:
        assert by_block.execute(Statement(query, []), None).goes_back
        assert not by_piece.execute(Statement(query, []), None).goes_back
        found = read(by_block, query)
        assert found.equals(read(by_piece, query))
    assert found["i"].to_pylist() == list(range(9000))
    assert found["t"].to_pylist()[8500] == LONG
    assert found["t"].to_pylist()[:3] == [None, "text 1", "text 2"]


def test_a_value_longer_than_its_place_is_fetched_again(source: str) -> None:
    with session(source, goes_back=True) as opened:
        batches = list(
            stream(opened, Statement("SELECT i, t, t || t AS tt FROM blocks ORDER BY i", []), None)
        )
    rows = [value for batch in batches for value in batch["i"].to_pylist()]
    assert rows == list(range(9000))
    wide = next(batch for batch in batches if 8500 in batch["i"].to_pylist())
    assert wide.num_rows < 4096  # fewer rows where places are wide
    assert LONG * 2 in wide["tt"].to_pylist()


def test_a_description_runs_nothing(source: str) -> None:
    with session(source) as opened:
        columns = opened.columns(Statement("SELECT i, t AS name FROM blocks WHERE i = ?", [1]), 5)
    assert [(column.name, column.type.lower(), str(column.arrow)) for column in columns] == [
        ("i", "bigint", "int64"),
        ("name", "text", "string"),
    ]


def test_a_long_value_is_bound_whole(source: str) -> None:
    with session(source) as opened:
        assert read(opened, "SELECT i FROM blocks WHERE t = ?", LONG)["i"].to_pylist() == [8500]


def test_an_integer_of_more_than_64_bits_can_be_bound(source: str) -> None:
    with session(source) as opened:
        assert read(opened, "SELECT i FROM blocks WHERE i > ?", 2**64).num_rows == 0


def test_half_a_character_is_the_querys_fault(source: str) -> None:
    with session(source) as opened, pytest.raises(QueryError):
        read(opened, "SELECT i FROM blocks WHERE t = ?", "\ud83d")


def test_a_timeout_stops_the_statement(source: str) -> None:
    with session(source) as opened:
        with pytest.raises(CallTimeoutError):
            stream(opened, Statement(SLOW, []), 0.3)
        assert not opened.reset()


def test_a_cancelled_call_stops_the_statement(source: str) -> None:
    import threading

    with session(source) as opened, Call().active() as call:
        threading.Timer(0.3, call.cancel).start()
        with pytest.raises(CallCancelledError):
            stream(opened, Statement(SLOW, []), None)


def test_a_session_that_only_read_is_as_new(source: str) -> None:
    with session(source, autocommit=False) as opened:
        stream(opened, Statement("SELECT i FROM blocks", []), None)  # of which nothing is read
        assert opened.reset()
        assert opened.is_alive()


def test_a_session_that_may_write_is_used_once(source: str) -> None:
    with session(source, read_only=False) as opened:
        assert not opened.reset()
