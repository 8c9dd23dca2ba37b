"""Values on the real server, where version 10 gave an error or a wrong answer, and collations."""

import contextlib
from time import monotonic
from typing import Any

import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.errors import CallTimeoutError, QueryError
from toucan_connectors.testing.servers import Postgresql


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("query", "parameters", "expected"),
    [
        ("SELECT '{{ a }}' AS x", {"a": "v"}, "v"),
        ("SELECT {{ v }}::int AS x", {"v": "5"}, 5),
        ("SELECT {{ v }}::int AS x", {"v": -5}, -5),
        ("SELECT 1 AS x WHERE 1 IN {{ l }}", {"l": [1, 2]}, 1),
        ("SELECT 1 AS x WHERE 1 IN ({{ l }})", {"l": [1, 2]}, 1),
        ("SELECT 1 AS x WHERE 1 = ANY({{ l }})", {"l": [1, 2]}, 1),
        ("SELECT 1 AS x WHERE 'a' = ANY({{ l }})", {"l": ["a", "__VOID__"]}, 1),
        ("SELECT 1 AS x WHERE 'a' = ANY({{ l }})", {"l": ["a", 1]}, 1),
        ("SELECT 1 AS x WHERE {{ v }} IS NULL OR 1 = 2", {"v": "__VOID__"}, 1),
        ("SELECT {{ d }}::jsonb ->> 'a' AS x", {"d": {"a": "é'"}}, "é'"),
        ("SELECT {{ l }}::jsonb -> 0 ->> 'a' AS x", {"l": [{"a": 1}, 2]}, "1"),
        ("SELECT ' :b' AS x", {}, " :b"),
        ("SELECT 'a%' AS x", {}, "a%"),
        ("SELECT 5 % 2 AS x", {}, 1),
        ("SELECT DATE '{{ d }}' - DATE '2024-01-01' AS x", {"d": "2024-01-31"}, 30),
        ("SELECT '{{ n }}' || 'b' AS x", {"n": "a\\' -- "}, "a\\' -- b"),
    ],
)
def test_a_value_is_bound_wherever_it_stands(
    postgresql_server: Postgresql,
    make: Any,
    source: Any,
    query: str,
    parameters: Any,
    expected: Any,
    whole: bool,
) -> None:
    connector = make(postgresql_server.running)
    page = connector.get_slice(source(query, **parameters), limit=None if whole else 1)
    assert page.df["x"].tolist() == [expected]


def test_a_text_with_nul_is_the_queries_fault(postgresql_server: Postgresql, make: Any, source: Any) -> None:
    connector = make(postgresql_server.running)
    for limit in (None, 1):
        with pytest.raises(QueryError):
            connector.get_slice(source("SELECT {{ a }} AS x", a="a\0b"), limit=limit)


def test_a_backslash_is_itself_whatever_the_account_is_used_to(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any
) -> None:
    admin = bare(postgresql_server.running)
    admin.execute("DROP ROLE IF EXISTS odd")
    admin.execute("CREATE ROLE odd LOGIN PASSWORD 'odd-password'")
    for setting in (
        *("standard_conforming_strings = off", "DateStyle = 'SQL, DMY'", "IntervalStyle = 'sql_standard'"),
        *("bytea_output = 'escape'", "extra_float_digits = -5", "TimeZone = 'Asia/Kathmandu'"),
    ):
        admin.execute(f"ALTER ROLE odd SET {setting}")
    connector = make(postgresql_server.running, user="odd", password="odd-password")
    query = (
        r"SELECT '\' AS s, {{ t }} AS t, TIMESTAMPTZ '2024-01-31 10:00+00' AS i,"
        r" INTERVAL '1 day 2 hours' AS d, '\x00ff'::bytea AS b, 0.1::float8 AS f"
    )
    for limit in (None, 1):
        [row] = connector.get_slice(source(query, t="a\\'"), limit=limit).df.to_dict("records")
        assert (row["s"], row["t"], row["d"], row["f"]) == ("\\", "a\\'", "P1DT2H", 0.1)
        assert row["i"].isoformat() == "2024-01-31T10:00:00+00:00"
    admin.execute("DROP ROLE odd")


def test_what_writes_is_done_once_where_writing_is_allowed(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any
) -> None:
    admin = bare(postgresql_server.running)
    admin.execute("DROP TABLE IF EXISTS log")
    admin.execute("CREATE TABLE log (n integer)")
    connector = make(postgresql_server.running, options=Options(read_only=False))
    insert = "INSERT INTO log VALUES (1) RETURNING n"
    with_insert = "WITH i AS (INSERT INTO log VALUES (1) RETURNING n, n * 1.5 AS m) SELECT * FROM i"
    for number, (query, limit) in enumerate(
        [(insert, None), (insert, 5), (with_insert, None), (with_insert, 5)], start=1
    ):
        assert connector.get_slice(source(query), limit=limit).df["n"].tolist() == [1]
        assert admin.execute("SELECT count(*) FROM log").fetchall() == [(number,)]
    admin.execute("DROP TABLE log")


@pytest.mark.parametrize("query", ["COPY (SELECT 1) TO STDOUT", "BEGIN", "SET search_path = nowhere"])
def test_what_is_no_query_leaves_nothing_behind(
    postgresql_server: Postgresql, make: Any, source: Any, query: str
) -> None:
    connector = make(postgresql_server.running, options=Options(read_only=False))
    for limit in (None, 1):
        with contextlib.suppress(QueryError):
            connector.get_slice(source(query), limit=limit)
        path = connector.get_slice(source("SHOW search_path"), limit=1).df["search_path"][0]
        assert path == '"$user", public'


def test_texts_that_a_collation_calls_equal_are_not(
    postgresql_tls_server: Postgresql, make: Any, source: Any, bare: Any
) -> None:
    admin = bare(postgresql_tls_server.running)
    admin.execute("DROP TABLE IF EXISTS folded")
    admin.execute("DROP COLLATION IF EXISTS folded_case")
    admin.execute(
        "CREATE COLLATION folded_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
    )
    admin.execute("CREATE TABLE folded (t text COLLATE folded_case)")
    admin.execute("INSERT INTO folded VALUES ('a'), ('A'), ('b')")
    connector = make(postgresql_tls_server.running)
    query = 'SELECT t, t COLLATE "C" AS exact FROM folded'
    for operator, kept in (("eq", ["a"]), ("ne", ["A", "b"]), ("gt", ["b"])):
        condition = {"column": "t", "operator": operator, "value": "a"}
        for limit in (None, 10):
            assert connector.get_slice(source(query), condition, limit=limit).df["exact"].tolist() == kept
    admin.execute("DROP TABLE folded")
    admin.execute("DROP COLLATION folded_case")


def test_a_page_of_a_type_of_the_databases_own_is_read_first_of_all(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any
) -> None:
    admin = bare(postgresql_server.running)
    admin.execute("DROP TYPE IF EXISTS fresh CASCADE")
    admin.execute("CREATE TYPE fresh AS ENUM ('a', 'b')")
    query = "SELECT 'a'::fresh AS x, ARRAY['b'::fresh] AS y FROM generate_series(1, 20000)"
    for limit in (5, 15_000):
        for count in (False, True):
            page = make(postgresql_server.running).get_slice(source(query), limit=limit, get_row_count=count)
            assert (len(page.df), page.df["x"][0], page.df["y"][0]) == (limit, "a", ["b"])
            assert page.pagination_info.pagination_info.total_rows == (20_000 if count else None)


@pytest.mark.parametrize(
    ("query", "fails"),
    [
        ("SELECT i / (i - 1) AS x FROM generate_series(1, 9) AS i", "page"),
        ("SELECT i, i / (i - 9) AS x FROM generate_series(1, 99) AS i WHERE i / (i - 9) < 50", "count"),
    ],
)
def test_a_page_and_its_count_that_fail_leave_a_session_that_works(
    postgresql_server: Postgresql, make: Any, source: Any, query: str, fails: str
) -> None:
    connector = make(postgresql_server.running)
    if fails == "count":
        assert len(connector.get_slice(source(query), limit=3).df) == 3
    for _ in range(3):
        with pytest.raises(QueryError, match="division by zero"):
            connector.get_slice(source(query), limit=3, get_row_count=True)
    page = connector.get_slice(source("SELECT generate_series(1, 9) AS n"), limit=3, get_row_count=True)
    assert page.df["n"].tolist() == [1, 2, 3]
    assert page.pagination_info.pagination_info.total_rows == 9


def test_a_count_that_takes_too_long_is_gone_from_the_server(
    postgresql_server: Postgresql, make: Any, source: Any, bare: Any
) -> None:
    admin = bare(postgresql_server.running)
    connector = make(postgresql_server.running, options=Options(total_timeout=1, read_only=False))
    slow = source(
        "SELECT i, pg_sleep(0.05) FROM generate_series(1, 999) AS i WHERE pg_sleep(0.05) IS NOT NULL"
    )
    with pytest.raises(CallTimeoutError):
        connector.get_slice(slow, limit=2, get_row_count=True)
    running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(0.05)%'"
    until = monotonic() + 10
    while admin.execute(running + " AND pid <> pg_backend_pid()").fetchall() != [(0,)]:
        assert monotonic() < until
    assert len(connector.get_slice(source("SELECT 1 AS x"), limit=2, get_row_count=True).df) == 1
