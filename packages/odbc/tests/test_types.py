"""Types over the three drivers: every value at the edges, nulls, and the same dtypes with no rows at all."""

from __future__ import annotations

import datetime as dt
import math
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest

from toucan_connectors.core.errors import ResultError, ValueOutOfRangeError

if TYPE_CHECKING:
    from .conftest import World

MOMENT = dt.datetime.fromisoformat("2024-01-31T12:30:15.123457")
LARGE = Decimal("123456789012345.123456")

POSTGRESQL: dict[str, tuple[str, str, Any]] = {
    "smallint": ("'-32768'::smallint", "int64", -32768),
    "integer": ("2147483647", "int64", 2147483647),
    "bigint": ("'-9223372036854775808'::bigint", "int64", -(2**63)),
    "double": ("5e-324::float8", "double", 5e-324),
    "double of 17 digits": ("0.1::float8 + 0.2::float8", "double", 0.1 + 0.2),
    "real": ("0.1::real", "double", 0.10000000149011612),
    "infinite double": ("'infinity'::float8", "double", math.inf),
    "numeric": ("123456789012345.123456::numeric(38,6)", "decimal128(38, 6)", LARGE),
    "whole numeric": ("12345678901::numeric(15,0)", "decimal128(15, 0)", Decimal(12345678901)),
    "numeric without a scale": ("1.5::numeric", "decimal256(76, 38)", Decimal("1.5")),
    "not a number": ("'NaN'::numeric(10,2)", "decimal128(10, 2)", None),
    "boolean": ("true", "bool", True),
    "text": ("'é😀 it''s'", "string", "é😀 it's"),
    "long text": ("repeat('é😀', 50000)", "string", "é😀" * 50_000),
    "empty text": ("''", "string", ""),
    "varchar": ("'a'::varchar(20)", "string", "a"),
    "uuid": (
        "'6ecd8c99-4036-403d-bf84-cf8400f67836'::uuid",
        "string",
        "6ecd8c99-4036-403d-bf84-cf8400f67836",
    ),
    "bytea": (r"'\x00ff'::bytea", "binary", b"\0\xff"),
    "long bytea": ("convert_to(repeat('a', 100000), 'UTF8')", "binary", b"a" * 100_000),
    "date": ("date '0001-01-01'", "date32[day]", dt.date(1, 1, 1)),
    "time": ("time '23:59:59.999999'", "time64[us]", dt.time(23, 59, 59, 999999)),
    "timestamp": ("timestamp '2024-01-31 12:30:15.123457'", "timestamp[us]", MOMENT),
    "timestamptz": (
        "timestamptz '2024-01-31 14:30:15.123457+02'",
        "timestamp[us, tz=UTC]",
        MOMENT.replace(tzinfo=dt.UTC),
    ),
}
MARIADB: dict[str, tuple[str, str, Any]] = {
    "tinyint": ("TINYINT", "int64", -128),
    "boolean": ("TINYINT(1)", "int64", 7),
    "int": ("INT UNSIGNED", "int64", 2**32 - 1),
    "bigint": ("BIGINT", "int64", -(2**63)),
    "unsigned bigint": ("BIGINT UNSIGNED", "uint64", 2**64 - 1),
    "double": ("DOUBLE", "double", 0.1 + 0.2),
    "decimal": ("DECIMAL(38, 6)", "decimal128(38, 6)", LARGE),
    "longest decimal": ("DECIMAL(65, 30)", "decimal256(65, 30)", Decimal("1." + "0" * 29 + "1")),
    "text": ("TEXT CHARACTER SET utf8mb4", "string", "é😀 it's"),
    "long text": ("LONGTEXT CHARACTER SET utf8mb4", "string", "é😀" * 50_000),
    "blob": ("BLOB", "binary", b"\0\xff"),
    "date": ("DATE", "date32[day]", dt.date(9999, 12, 31)),
    "datetime": ("DATETIME(6)", "timestamp[us]", MOMENT),
}
SQLITE: dict[str, tuple[str, str, Any]] = {
    "bigint": ("BIGINT", "int64", 2**63 - 1),
    "double": ("DOUBLE", "double", 5e-324),
    "boolean": ("BOOLEAN", "bool", True),
    "text": ("TEXT", "string", "é😀 it's"),
    "long text": ("TEXT", "string", "é😀" * 50_000),
    "blob": ("BLOB", "binary", b"\0\xff"),
    "date": ("DATE", "date32[day]", dt.date(2024, 2, 29)),
    "time": ("TIME", "time64[us]", dt.time(12, 30, 15, 123456)),
    "timestamp": ("TIMESTAMP", "timestamp[us]", MOMENT),
    "json": ("JSON", "extension<arrow.json>", '{"a": [1, null]}'),
}


def same(world: World, query: str, arrow: str, values: list[Any]) -> None:
    """Whole results, pages and empty ones: the same type, the same values."""
    with world.connect(options={"decimals": "exact"}) as connector:
        source = world.source(query)
        table = connector.get_arrow(source)
        assert [str(field.type) for field in table.schema] == [arrow]
        assert table.column(0).to_pylist() == values
        page = connector.get_slice(source, limit=len(values))
        pd.testing.assert_frame_equal(page.df, connector.get_df(source), check_column_type=False)
        nothing = connector.get_arrow(world.source(f"SELECT * FROM ({query}) AS q WHERE 1 = 0"))
        assert [str(field.type) for field in nothing.schema] == [arrow]


@pytest.mark.parametrize("case", POSTGRESQL)
def test_a_value_of_postgresql_comes_exactly(postgresql: World, case: str) -> None:
    written, arrow, value = POSTGRESQL[case]
    postgresql.run("DROP TABLE IF EXISTS one", f"CREATE TABLE one AS SELECT 1 AS o, {written} AS x")
    postgresql.run("INSERT INTO one VALUES (2, NULL)")
    same(postgresql, "SELECT x FROM one ORDER BY o", arrow, [value, None])


@pytest.mark.parametrize("case", MARIADB)
def test_a_value_of_mariadb_comes_exactly(mariadb: World, case: str) -> None:
    type_, arrow, value = MARIADB[case]
    mariadb.run("DROP TABLE IF EXISTS one", f"CREATE TABLE one (o INT, x {type_})")
    mariadb.run(f"INSERT INTO one VALUES (1, {literal(value)}), (2, NULL)")
    same(mariadb, "SELECT x FROM one ORDER BY o", arrow, [value, None])


@pytest.mark.parametrize("case", SQLITE)
def test_a_value_of_sqlite_comes_exactly(sqlite: World, case: str) -> None:
    type_, arrow, value = SQLITE[case]
    with closing(sqlite3.connect(sqlite.running.database)) as bare, bare:
        bare.executescript(f"DROP TABLE IF EXISTS one; CREATE TABLE one (o INT, x {type_})")
        stored = str(value) if isinstance(value, dt.date | dt.time) else value
        bare.executemany("INSERT INTO one VALUES (?, ?)", [(1, stored), (2, None)])
    same(sqlite, "SELECT x FROM one ORDER BY o", arrow, [value, None])


def literal(value: Any) -> str:
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if isinstance(value, str):
        return f"CONVERT(X'{value.encode().hex()}' USING utf8mb4)"
    return (
        f"'{value}'"
        if isinstance(value, dt.date)
        else f"{value!r}"
        if isinstance(value, float)
        else str(value)
    )


READ = """
import sys
from toucan_connectors.odbc import OdbcConnector, OdbcDataSource

with OdbcConnector(name="w", connection_string=sys.argv[1]) as connector:
    query = "SELECT '\\xe9\\u20ac\\U0001f600 it''s' AS x"
    print(ascii(connector.get_df(OdbcDataSource(domain="d", name="w", query=query))["x"].tolist()))
"""


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_text_of_postgresql_is_the_same_in_every_locale(postgresql: World, locale: str) -> None:
    """psqlodbc gives bytes in the encoding of the locale that it connected in, if it can."""
    environment = {**os.environ, "LC_ALL": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", READ, postgresql.running.odbc]
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    assert told.stdout.strip() == ascii(["é€😀 it's"])


def test_json_of_a_table_is_read_as_objects(postgresql: World) -> None:
    postgresql.run("DROP TABLE IF EXISTS j", "CREATE TABLE j (a jsonb, b json, c int[])")
    postgresql.run("""INSERT INTO j VALUES ('{"x": [1]}', '[null]', '{1,2}'), (NULL, NULL, NULL)""")
    frame = postgresql.df("SELECT * FROM j ORDER BY c NULLS LAST")
    assert frame["a"].tolist() == [{"x": [1]}, None]
    assert frame["b"].tolist() == [[None], None]
    assert frame["c"].tolist()[0] == "{1,2}"


def test_a_timestamp_of_mariadb_is_an_instant_in_utc(mariadb: World) -> None:
    mariadb.run("DROP TABLE IF EXISTS moments", "CREATE TABLE moments (x TIMESTAMP(6) NULL)")
    mariadb.run("SET time_zone = '+00:00'")
    mariadb.run("INSERT INTO moments SELECT FROM_UNIXTIME(1706704215.123457)")
    assert mariadb.df("SELECT x FROM moments").iloc[0, 0] == pd.Timestamp(
        "2024-01-31 12:30:15.123457", tz="UTC"
    )


def test_an_instant_that_the_driver_cannot_read_is_never_another(postgresql: World) -> None:
    """psqlodbc gives midnight of today for a year after 9999."""
    before = "SELECT timestamp '2024-01-31 12:30:15.123457' AS x UNION ALL SELECT {}"
    with pytest.raises(ValueOutOfRangeError) as raised:
        postgresql.df(before.format("timestamp '10001-01-01'"))
    assert raised.value.field == "x"
    found = postgresql.values(before.format("date_trunc('day', now() AT TIME ZONE 'UTC')"))["x"]
    assert found[0] == MOMENT
    assert found[1] is not None


def test_a_day_that_the_driver_cannot_read_is_an_error(postgresql: World) -> None:
    with pytest.raises(ResultError):
        postgresql.df("SELECT date 'infinity' AS x")


def test_a_day_of_mariadb_that_no_calendar_has_is_null(mariadb: World) -> None:
    mariadb.run("DROP TABLE IF EXISTS zero", "CREATE TABLE zero (x DATE, y DATETIME)")
    with mariadb.connect(options={"read_only": False}, autocommit=True) as connector:
        connector.get_df(mariadb.source("INSERT INTO zero VALUES ('0000-00-00', '0000-00-00')"))
    assert mariadb.values("SELECT * FROM zero") == {"x": [None], "y": [None]}


def test_decimals_are_floats_unless_exact_ones_are_asked_for(postgresql: World) -> None:
    query = "SELECT 1.10::numeric(10,2) AS x"
    assert postgresql.df(query)["x"].dtype == "float64"
    assert postgresql.values(query, decimals="exact")["x"] == [Decimal("1.10")]


@pytest.mark.parametrize("rows", [1, 1024, 1025, 5120, 5121, 20_000])
def test_results_of_any_number_of_blocks_are_whole(postgresql: World, rows: int) -> None:
    table = postgresql.connector.get_arrow(
        postgresql.source("SELECT n, 'text ' || n AS t FROM generate_series(1, {{ rows }}) AS n", rows=rows)
    )
    assert table["n"].to_pylist() == list(range(1, rows + 1))
    assert table["t"].to_pylist() == [f"text {n}" for n in range(1, rows + 1)]
    assert table.schema.field("t").type == pa.string()
