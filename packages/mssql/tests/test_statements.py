"""What the server is sent: the author's text, pages in T-SQL, and values as declared parameters."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from toucan_connectors.core.errors import QueryError, QueryRefusedError
from toucan_connectors.mssql._statements import described, executed, planned
from toucan_connectors.sql.statement import Statement

ID = UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")


def declared(value: Any) -> str:
    """What the parameter of a value is declared as."""
    return str(list(executed(Statement("SELECT @p0", {"p0": value})).binds)[1]).removeprefix("@p0 ")


# Values.


def test_a_statement_without_values_is_sent_as_it_is() -> None:
    assert executed(Statement("SELECT '?' AS a", {})) == Statement("SELECT '?' AS a", ())


def test_values_are_parameters_of_the_servers_own_procedure() -> None:
    statement = Statement("SELECT @p0, @p1, @p0", {"p0": 1, "p1": "é'"})
    assert executed(statement) == Statement(
        "EXEC sp_executesql ?, ?, ?, ?", [statement.text, "@p0 bigint, @p1 nvarchar(4000)", 1, "é'"]
    )


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (None, "nvarchar(1)"),
        (True, "bit"),
        (2**63 - 1, "bigint"),
        (-(2**63), "bigint"),
        (2**63, "decimal(38)"),
        (0.1, "float"),
        (Decimal("1.50"), "decimal(3, 2)"),
        (Decimal("-0.001"), "decimal(3, 3)"),
        (Decimal("1E+3"), "decimal(4, 0)"),
        (Decimal("0.1") ** 40, "float"),
        ("a" * 4000, "nvarchar(4000)"),
        ("😀" * 2001, "nvarchar(max)"),
        (b"a" * 8000, "varbinary(8000)"),
        (b"a" * 8001, "varbinary(max)"),
        (date(2024, 2, 29), "date"),
        (datetime(2024, 2, 29, 1), "datetime2(6)"),  # noqa: DTZ001 - without a zone
        (datetime(2024, 2, 29, 1, tzinfo=UTC), "datetimeoffset(6)"),
        (time(1, 2, 3), "time(6)"),
        (ID, "uniqueidentifier"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_value_is_declared_as_what_it_is(value: Any, type_: str) -> None:
    assert declared(value) == type_


def test_an_instant_is_sent_with_its_offset() -> None:
    moment = datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=UTC)
    assert (
        list(executed(Statement("SELECT @p0", {"p0": moment})).binds)[2] == "2024-02-29 01:02:03.000004+00:00"
    )


def test_a_value_that_has_no_type_there_is_the_querys_fault() -> None:
    with pytest.raises(QueryError, match="p0 is a complex") as raised:
        executed(Statement("SELECT @p0", {"p0": 1j}))
    assert raised.value.field == "parameters"


def test_to_describe_and_to_plan_sends_no_values() -> None:
    statement = Statement("SELECT @p0", {"p0": "secret"})
    assert described(statement) == Statement(
        "EXEC sys.sp_describe_first_result_set ?, ?", ["SELECT @p0", "@p0 nvarchar(4000)"]
    )
    assert described(Statement("SELECT 1", {})).text == "EXEC sys.sp_describe_first_result_set ?, NULL"
    assert planned(statement) == "DECLARE @p0 nvarchar(4000);\nSELECT @p0"
    assert planned(Statement("SELECT 1", {})) == "SELECT 1"


@pytest.mark.parametrize("type_id", ["MSSQL", "MSSQL_TLSv1_0"])
def test_an_attribute_of_the_user_is_a_value(world: Any, type_id: str) -> None:
    from toucan_connectors.core import registry

    connector = world.connect(registry[type_id].load())
    query = "SELECT n FROM numbers WHERE t = {{ user.attributes.g }} OR n = {{ n }}"
    source = world.source(query, user={"attributes": {"g": "' OR 1 = 1 --"}}, n=7)
    assert connector.get_df(source)["n"].tolist() == [7]
    text, values = next((one.text, one.values) for one in world.server.sent()[::-1] if "numbers" in one.text)
    assert text == "SELECT n FROM numbers WHERE t = @p0 OR n = @p1"
    assert values == {"@p0": "' OR 1 = 1 --", "@p1": 7}


@pytest.mark.parametrize(
    "value", [True, 1, -(2**63), 1.5, "it's; -- é", "x" * 9000, b"\0\xff", date(2024, 2, 29), time(1, 2, 3)],
    ids=lambda value: str(value)[:10],
)  # fmt: skip
def test_a_value_comes_to_the_server_as_it_was_given(world: Any, value: Any) -> None:
    world.df("SELECT n FROM numbers WHERE n = 1 AND {{ v }} IS NOT NULL", v=value)
    found = next(one.values for one in world.server.sent()[::-1] if "IS NOT NULL" in one.text)
    given = found["@p0"]
    assert given == (value if isinstance(value, bool | int | float | str) else str(value))


def test_a_list_is_expanded_and_an_empty_one_matches_nothing(world: Any) -> None:
    assert world.df("SELECT n FROM numbers WHERE n IN {{ l }}", l=[1, 3])["n"].tolist() == [1, 3]
    assert world.sent()[-1] == "SELECT n FROM numbers WHERE n IN (@p0, @p1)"
    assert world.df("SELECT n FROM numbers WHERE n IN {{ l }}", l=[]).empty


def test_two_places_of_one_expression_are_one_parameter(world: Any) -> None:
    query = "SELECT n % {{ m }} AS r, count(*) AS c FROM numbers GROUP BY n % {{ m }} ORDER BY r"
    assert world.df(query, m=2)["c"].tolist() == [100_000, 100_000]
    assert world.sent()[-1] == "SELECT n % @p0 AS r, count(*) AS c FROM numbers GROUP BY n % @p0 ORDER BY r"


# Pages.


def paged(world: Any, query: str, permissions: Any = None, **page: Any) -> list[str]:
    """What is sent for the second page of two rows."""
    before = len(world.sent())
    source = world.source(query)
    page = {"offset": 2, "limit": 2, **page}
    found = world.connector.get_slice(source, permissions, **page).df
    whole = world.connector.get_df(source, permissions).iloc[2:4].reset_index(drop=True)
    assert found.equals(whole)
    return list(world.sent()[before:])


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        (
            "SELECT n FROM numbers ORDER BY n DESC",
            "SELECT n FROM numbers ORDER BY n DESC\nOFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY",
        ),
        (
            "SELECT n FROM numbers WHERE n < 9",
            "SELECT n FROM numbers WHERE n < 9\nORDER BY (SELECT NULL) OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY",
        ),
        (
            "SELECT TOP 5 n FROM numbers ORDER BY n",
            (
                "SELECT * FROM (\nSELECT TOP 5 n FROM numbers ORDER BY n\n) AS q0q (c0)"
                " ORDER BY c0 OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY"
            ),
        ),
        (
            "SELECT n FROM numbers ORDER BY n OFFSET 1 ROWS FETCH NEXT 9 ROWS ONLY",
            (
                "SELECT * FROM (\nSELECT n FROM numbers ORDER BY n OFFSET 1 ROWS FETCH NEXT 9 ROWS ONLY\n)"
                " AS q0q (c0) ORDER BY c0 OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY"
            ),
        ),
        (
            "WITH a AS (SELECT n FROM numbers WHERE n < 9) SELECT n FROM a ORDER BY n",
            (
                "WITH a AS (SELECT n FROM numbers WHERE n < 9) SELECT n FROM a ORDER BY n\n"
                "OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY"
            ),
        ),
        (
            "SELECT DISTINCT t FROM numbers WHERE n < 9",
            (
                "SELECT * FROM (\nSELECT DISTINCT t FROM numbers WHERE n < 9\n) AS q0q (c0)"
                " ORDER BY (SELECT NULL) OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY"
            ),
        ),
    ],
    ids=["order", "no order", "top", "a page of its own", "cte", "distinct"],
)
def test_a_page_is_cut_by_the_server(world: Any, query: str, sent: str) -> None:
    statements = paged(world, query)
    page = [text for text in statements if "FETCH NEXT 3 ROWS" in text]
    assert page == [sent]


def test_a_permission_stands_around_the_authors_order(world: Any) -> None:
    kept = {"column": "n", "operator": "gt", "value": 4}
    statements = paged(world, "SELECT n, t FROM numbers WHERE n < 99 ORDER BY n DESC", kept)
    assert statements[-1] == (
        "SELECT * FROM (\nSELECT n, t FROM numbers WHERE n < 99\n) AS q0q (c0, c1)"
        " WHERE c0 > @p0 ORDER BY c0 DESC"
    )


def test_a_permission_stands_behind_the_authors_ctes(world: Any) -> None:
    kept = {"column": "n", "operator": "gt", "value": 4}
    statements = paged(world, "WITH a AS (SELECT n FROM numbers WHERE n < 99) SELECT n FROM a", kept)
    assert statements[-1].startswith(
        "WITH a AS (SELECT n FROM numbers WHERE n < 99), q0q (c0) AS (\nSELECT n"
    )


def test_a_count_leaves_the_order_out(world: Any) -> None:
    statements = paged(world, "SELECT n FROM numbers WHERE n < 9 ORDER BY n", get_row_count=True)
    assert "SELECT count(*) FROM (\nSELECT n FROM numbers WHERE n < 9\n) q0q" in statements


def test_columns_without_a_name_are_paged(world: Any) -> None:
    frame = world.connector.get_slice(world.source("SELECT TOP 3 n, n + 1 FROM numbers"), limit=2).df
    assert frame.to_numpy().tolist() == [[1, 2], [2, 3]]


# What is refused.


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 AS n; SELECT 2 AS n",
        "SELECT n INTO other FROM numbers",
        "EXEC sp_who",
        "DELETE FROM numbers",
        "SELECT * FROM OPENROWSET('SQLNCLI', 'x', 'SELECT 1')",
        "SELECT 1 AS n WAITFOR DELAY '00:00:09'",
        "SET IDENTITY_INSERT t ON",
    ],
)
def test_what_may_do_more_than_read_is_not_sent(world: Any, query: str) -> None:
    before = len(world.sent())
    with pytest.raises(QueryRefusedError):
        world.df(query)
    assert world.sent()[before:] == []


def test_what_only_reads_is_in_a_transaction_that_is_rolled_back(world: Any) -> None:
    before = len(world.server.sent())
    world.df("SELECT n FROM numbers WHERE n = 1")
    after = [one.text for one in world.server.sent()[before:]]
    assert after.index("BEGIN TRANSACTION") < after.index("SELECT n FROM numbers WHERE n = 1")
    assert after[-1] == "ROLLBACK"
