"""Every type of PostgreSQL's documentation, with nulls and its extremes: the same frame on both paths."""

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import psycopg
import pyarrow as pa
import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.errors import ValueOutOfRangeError
from toucan_connectors.postgres import PostgresConnector, PostgresDataSource
from toucan_connectors.testing.servers import Postgresql


class Case(NamedTuple):
    """A type, values of it as SQL, the dtype of the contract, and what each value is in it."""

    type: str
    values: tuple[str, ...]
    dtype: str
    expected: tuple[Any, ...]


NULL = None
SETUP = """
CREATE TYPE mood AS ENUM ('sad', 'it''s "ok"', 'happy');
CREATE TYPE pair AS (n integer, t text, many integer[], inner_day date);
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN many AS integer[];
CREATE TYPE floats AS RANGE (subtype = float8);
"""

CASES = [
    Case("smallint", ("-32768", "32767"), "Int64", (-32768, 32767)),
    Case("integer", ("-2147483648", "2147483647"), "Int64", (-(2**31), 2**31 - 1)),
    Case("bigint", ("-9223372036854775808", "9223372036854775807"), "Int64", (-(2**63), 2**63 - 1)),
    Case("positive", ("1",), "Int64", (1,)),
    Case("oid", ("0", "4294967295"), "Int64", (0, 2**32 - 1)),
    Case("xid", ("'4294967295'",), "Int64", (2**32 - 1,)),
    Case("xid8", ("'18446744073709551615'",), "UInt64", (2**64 - 1,)),
    Case("cid", ("'7'",), "Int64", (7,)),
    Case("tid", ("'(0,1)'",), "str", ("(0,1)",)),
    Case("numeric(10,2)", ("-99999999.99", "0.01", "'NaN'"), "float64", (-99999999.99, 0.01, np.nan)),
    Case("numeric(18,0)", ("999999999999999999",), "Int64", (10**18 - 1,)),
    Case("numeric(38,0)", ("9223372036854775807",), "Int64", (2**63 - 1,)),
    Case("numeric(38,20)", ("123456789012345678.12345678901234567890",), "float64", (123456789012345678.12,)),
    Case("numeric(60,30)", ("0.1",), "float64", (0.1,)),
    Case("numeric(3,5)", ("0.00123",), "float64", (0.00123,)),
    Case("numeric(3,-2)", ("12300",), "Int64", (12300,)),
    Case("numeric(100,50)", ("0.1",), "float64", (0.1,)),
    Case("numeric", ("0.1", "1e30", "'Infinity'", "'NaN'"), "float64", (0.1, 1e30, np.inf, np.nan)),
    Case("real", ("0.1", "3.4028235e38", "'-Infinity'", "'NaN'"), "float64",
         (float(np.float32(0.1)), float(np.float32(3.4028235e38)), -np.inf, np.nan)),
    Case("double precision", ("0.1", "1.7976931348623157e308", "5e-324", "'Infinity'", "'NaN'"), "float64",
         (0.1, 1.7976931348623157e308, 5e-324, np.inf, np.nan)),
    Case("money", ("'-92233720368547758.08'", "1234.5"), "str", ("-$92,233,720,368,547,758.08", "$1,234.50")),
    Case("text", ("''", "'é😀'", "E'a\\nb'", "repeat('x', 100000)"), "str",
         ("", "é😀", "a\nb", "x" * 100_000)),
    Case("varchar(3)", ("'a '",), "str", ("a ",)),
    Case("char(3)", ("'a'",), "str", ("a  ",)),
    Case('"char"', ("'x'",), "str", ("x",)),
    Case("name", ("'n'",), "str", ("n",)),
    Case("bytea", (r"'\x'", r"'\x00ff5c'"), "binary[pyarrow]", (b"", b"\0\xff\\")),
    Case("date", ("'0001-01-01'", "'9999-12-31'", "'4713-01-01 BC'", "'10000-01-01'", "'5874897-12-31'",
                  "'infinity'", "'-infinity'"), "datetime64[s]",
         ("0001-01-01", "9999-12-31", "-4712-01-01", "10000-01-01", "5874897-12-31", NULL, NULL)),
    Case("timestamp", ("'2024-02-29 12:30:15.123456'", "'4713-01-01 00:00:00 BC'", "'294246-12-31 23:59:59'",
                       "'294276-12-31 23:59:59.999999'", "'infinity'", "'-infinity'"), "datetime64[us]",
         ("2024-02-29T12:30:15.123456", "-4712-01-01", "294246-12-31T23:59:59", NULL, NULL, NULL)),
    Case("timestamptz", ("'2024-02-29 12:30:15.123456+02'", "'0001-01-01 00:00:00+00 BC'",
                         "'12024-01-01 00:00+00'", "'infinity'"), "datetime64[us, UTC]",
         ("2024-02-29T10:30:15.123456", "0000-01-01", "12024-01-01", NULL)),
    Case("time", ("'00:00'", "'23:59:59.999999'"), "time64[us][pyarrow]",
         (time(0), time(23, 59, 59, 999999))),
    Case("timetz", ("'12:30:15.5+02:30'",), "str", ("12:30:15.5+02:30",)),
    Case("interval", ("'1 year 2 mons 3 days 04:05:06.789'", "'-1 day 23:59:59'", "'0'", "'-178000000 years'",
                      "'1 mon -0.5 s'", "'2562047788:00:54.775807'"), "str",
         ("P1Y2M3DT4H5M6.789S", "P-1DT23H59M59S", "PT0S", "P-178000000Y", "P1MT-0.5S",
          "PT2562047788H54.775807S")),
    Case("boolean", ("true", "false"), "boolean", (True, False)),
    Case("mood", ("'sad'", "'it''s \"ok\"'"), "str", ("sad", 'it\'s "ok"')),
    Case("uuid", ("'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11'",), "str",
         ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",)),
    Case("inet", ("'10.0.0.1'", "'10.0.0.0/8'", "'::1'"), "str", ("10.0.0.1", "10.0.0.0/8", "::1")),
    Case("cidr", ("'10.0.0.0/8'", "'10.0.0.1/32'"), "str", ("10.0.0.0/8", "10.0.0.1/32")),
    Case("macaddr", ("'08:00:2b:01:02:03'",), "str", ("08:00:2b:01:02:03",)),
    Case("macaddr8", ("'08:00:2b:01:02:03:04:05'",), "str", ("08:00:2b:01:02:03:04:05",)),
    Case("bit(3)", ("B'101'",), "str", ("101",)),
    Case("bit varying", ("B'10101010101'",), "str", ("10101010101",)),
    Case("point", ("'(1,2.5)'",), "str", ("(1,2.5)",)),
    Case("line", ("'{1,2,3}'",), "str", ("{1,2,3}",)),
    Case("lseg", ("'[(0,0),(1,1)]'",), "str", ("[(0,0),(1,1)]",)),
    Case("box", ("'(1,1),(0,0)'",), "str", ("(1,1),(0,0)",)),
    Case("path", ("'[(0,0),(1,1)]'",), "str", ("[(0,0),(1,1)]",)),
    Case("polygon", ("'((0,0),(1,1))'",), "str", ("((0,0),(1,1))",)),
    Case("circle", ("'<(1,2),3>'",), "str", ("<(1,2),3>",)),
    Case("tsvector", ("'a fat cat'",), "str", ("'a' 'cat' 'fat'",)),
    Case("tsquery", ("'fat & cat'",), "str", ("'fat' & 'cat'",)),
    Case("xml", ("'<a>é</a>'",), "str", ("<a>é</a>",)),
    Case("json", ("'{\"a\": [1, null, \"é\"]}'", "'null'", "'1'", "'\"s\"'"), "object",
         ({"a": [1, None, "é"]}, None, 1, "s")),
    Case("jsonb", ("'{\"b\": {\"c\": 1.5}}'", "'[]'"), "object", ({"b": {"c": 1.5}}, [])),
    Case("jsonpath", ("'$.a[*]'",), "str", ('$."a"[*]',)),
    Case("int4range", ("'[1,5)'", "'empty'"), "str", ("[1,5)", "empty")),
    Case("floats", ("'[1,5]'",), "str", ("[1,5]",)),
    Case("datemultirange", ("'{[2024-01-01,2024-02-01)}'",), "str", ("{[2024-01-01,2024-02-01)}",)),
    Case("integer[]", ("'{1,NULL,3}'", "'{{1,2},{3,4}}'", "'{}'", "'[0:1]={7,8}'"), "object",
         ([1, None, 3], [[1, 2], [3, 4]], [], [7, 8])),
    Case("many", ("'{1}'",), "object", ([1],)),
    Case("text[]", ("'{a,\"b,c\",\"q\\\"\\\\\",\"\",NULL,\"NULL\"}'", "'{{a},{b}}'"), "object",
         (["a", "b,c", 'q"\\', "", None, "NULL"], [["a"], ["b"]])),
    Case("boolean[]", ("'{t,f,NULL}'",), "object", ([True, False, None],)),
    Case("float8[]", ("'{1.5,NaN,Infinity}'",), "object", ([1.5, None, np.inf],)),
    Case("numeric(10,2)[]", ("'{1.50}'",), "object", ([1.5],)),
    Case("date[]", ("'{2024-01-31,infinity}'",), "object", (["2024-01-31", "infinity"],)),
    Case("timestamp[]", ("'{2024-01-31 10:00}'",), "object", (["2024-01-31 10:00:00"],)),
    Case("jsonb[]", ("ARRAY['{\"a\": \"x,y\"}'::jsonb, '1']",), "object", ([{"a": "x,y"}, 1],)),
    Case("box[]", ("'{(1,1),(0,0);(2,2),(1,1)}'",), "object", (["(1,1),(0,0)", "(2,2),(1,1)"],)),
    Case("mood[]", ("'{sad,\"it''s \\\"ok\\\"\"}'",), "object", (["sad", 'it\'s "ok"'],)),
    Case("pair", ("ROW(1, 'a \"b\", (c) \\', '{1,2}', '2024-01-31')", "ROW(NULL, '', NULL, NULL)"), "object",
         ({"n": 1, "t": 'a "b", (c) \\', "many": [1, 2], "inner_day": "2024-01-31"},
          {"n": None, "t": "", "many": None, "inner_day": None})),
    Case("pair[]", ("ARRAY[ROW(1, 'x,y', '{3}', NULL)::pair, NULL]",), "object",
         ([{"n": 1, "t": "x,y", "many": [3], "inner_day": None}, None],)),
    Case("int2vector", ("'1 2 3'",), "str", ("1 2 3",)),
    Case("pg_lsn", ("'16/B374D848'",), "str", ("16/B374D848",)),
    Case("regclass", ("'pg_class'",), "str", ("pg_class",)),
    Case("refcursor", ("'c'",), "str", ("c",)),
]  # fmt: skip


@pytest.fixture(scope="module")
def connector(postgresql_tls_server: Postgresql) -> Iterator[PostgresConnector]:
    running = postgresql_tls_server.running  # this one is built with XML
    with psycopg.connect(running.url, autocommit=True) as bare:
        bare.execute("DROP DATABASE IF EXISTS types")
        bare.execute("CREATE DATABASE types")
    with psycopg.connect(running.url.rpartition("/")[0] + "/types", autocommit=True) as bare:
        bare.execute(SETUP)
        for number, case in enumerate(CASES):
            bare.execute(f"CREATE TABLE t{number} (position integer, x {case.type})")
            for position, value in enumerate((*case.values, "NULL")):
                bare.execute(f"INSERT INTO t{number} VALUES ({position}, CAST({value} AS {case.type}))")
    made = PostgresConnector(
        name="kit",
        host=running.host,
        port=running.port,
        user=running.user,
        password=running.password,
        ssl_ca=running.ca,
    )
    with made:
        yield made


def source(query: str) -> PostgresDataSource:
    return PostgresDataSource(domain="d", name="kit", database="types", query=query)


def values_of(column: pd.Series) -> list[Any]:
    """Return the values as they are compared: instants as text of numpy's, nulls as None."""
    dtype = str(column.dtype)
    if dtype.startswith("datetime64"):
        ticks = column.dt.tz_localize(None) if "UTC" in dtype else column
        return [None if pd.isna(value) else str(value) for value in ticks.to_numpy()]
    if dtype == "float64":
        return [str(value) for value in column]
    return [None if value is None or value is pd.NA else value for value in column.array]


def as_written(case: Case) -> list[Any]:
    if case.dtype.startswith("datetime64"):
        unit = "s" if case.dtype == "datetime64[s]" else "us"
        return [
            None if text is None else str(np.array(text, f"datetime64[{unit}]"))
            for text in (*case.expected, None)
        ]
    if case.dtype == "float64":
        return [str(float(value)) for value in (*case.expected, np.nan)]
    return [*case.expected, None]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.type for case in CASES])
def test_a_type_comes_out_as_it_is_in_whole_results_and_in_pages(
    connector: PostgresConnector, number: int
) -> None:
    case = CASES[number]
    data_source = source(f"SELECT x FROM t{number} ORDER BY position")
    whole = connector.get_df(data_source)
    page = connector.get_slice(data_source, limit=100).df
    for frame in (whole, page):
        assert str(frame["x"].dtype) == case.dtype
        found = [value.as_py() if hasattr(value, "as_py") else value for value in values_of(frame["x"])]
        if case.dtype == "str":
            found = [None if isinstance(value, float) else value for value in found]
        assert found == as_written(case)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.type for case in CASES])
def test_a_value_alone_on_a_page_is_what_it_is_among_others(
    connector: PostgresConnector, number: int
) -> None:
    data_source = source(f"SELECT x FROM t{number} ORDER BY position")
    whole = connector.get_df(data_source)
    for offset in range(len(whole)):
        page = connector.get_slice(data_source, offset=offset, limit=1).df
        pd.testing.assert_frame_equal(
            page, whole.iloc[[offset]].reset_index(drop=True), check_exact=True, obj=f"value {offset}"
        )


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.type for case in CASES])
def test_whole_results_come_by_copy_but_for_what_only_the_driver_reads(
    connector: PostgresConnector, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "toucan_connectors.sql.readers")
    [reader] = connector._bulk_readers()
    data_source = source(f"SELECT x FROM t{number}")
    with connector._call(data_source) as session:
        columns = connector._query(session, data_source).columns()
    assert reader.reads(columns) is (CASES[number].type != "xml")
    connector.get_df(data_source)
    told = [record.message for record in caplog.records if record.name == "toucan_connectors.sql.readers"]
    assert told == []  # where ADBC gives up, the toolkit says so


def test_decimals_are_exact_when_asked_for_on_both_paths(connector: PostgresConnector) -> None:
    exact = connector.model_copy(update={"options": Options(decimals="exact")})
    data_source = source(
        "SELECT 0.1::numeric(10,2) AS a, 1234567890123456789012345678901234567890.5::numeric(60,5) AS b,"
        " 0.12345678901234567890123456789 AS c"
    )
    expected = ["0.10", "1234567890123456789012345678901234567890.50000", "0.12345678901234567890123456789"]
    for frame in (exact.get_df(data_source), exact.get_slice(data_source, limit=1).df):
        found = [value.as_py() if hasattr(value, "as_py") else value for value in frame.iloc[0]]
        assert found == [Decimal(text) for text in expected]
    exact.close()


@pytest.mark.parametrize("shape", [(15, 0), (15, 15), (15, 1), (15, 7), (9, 4), (4, 8), (1, 0)], ids=str)
def test_short_decimals_are_exact_whatever_their_shape(
    connector: PostgresConnector, shape: tuple[int, int]
) -> None:
    precision, scale = shape
    type_ = f"numeric({precision},{scale})"
    texts = source(
        f"SELECT x::{type_} AS x, x::{type_}::text AS t"
        f" FROM (SELECT CASE WHEN i % 9 > 0 THEN sin(i) * 0.9 * 10 ^ (i % {precision} + 1 - {scale}) END AS x"
        " FROM generate_series(0, 3000) AS i) AS q"
    )
    exact = connector.model_copy(update={"options": Options(decimals="exact")})
    rows = exact.get_arrow(texts).to_pylist()
    told = [None if row["t"] is None else Decimal(row["t"]) for row in rows]
    assert [row["x"] for row in rows] == told
    assert len(set(told)) > 9
    floats = connector.get_arrow(texts)["x"].to_pylist()
    whole = scale <= 0
    assert floats == [None if value is None else int(value) if whole else float(value) for value in told]
    exact.close()


@pytest.mark.parametrize("limit", [None, 1])
def test_what_a_type_cannot_hold_names_its_column(connector: PostgresConnector, limit: int | None) -> None:
    exact = connector.model_copy(update={"options": Options(decimals="exact")})
    too_large = source("SELECT 1 AS a, 1e60 AS b")
    too_large_integer = source("SELECT 9223372036854775808::numeric(38,0) AS b")
    for made, data_source in ((exact, too_large), (connector, too_large_integer)):
        with pytest.raises(ValueOutOfRangeError) as raised:
            made.get_slice(data_source, limit=limit)
        assert raised.value.field == "b"
    exact.close()


def test_instants_that_pandas_cannot_hold_are_counted(connector: PostgresConnector) -> None:
    data_source = source("SELECT 'infinity'::date AS d, '-infinity'::timestamptz AS t")
    for limit in (None, 1):
        stats = connector.get_slice(data_source, limit=limit).stats
        assert stats is not None
        assert stats.nulled_values == {"d": 1, "t": 1}


def test_infinite_instants_are_compared_as_what_they_are(connector: PostgresConnector) -> None:
    data_source = source(
        "SELECT * FROM (VALUES ('infinity'::date, 1), ('-infinity', 2), (NULL, 3)) AS v (d, n)"
    )
    after = {"column": "d", "operator": "gt", "value": "9999-12-31"}
    for limit in (None, 10):
        assert connector.get_slice(data_source, after, limit=limit).df["n"].tolist() == [1]


def test_a_row_without_a_type_is_text(connector: PostgresConnector) -> None:
    data_source = source("SELECT ROW(1, 'a b') AS r")
    assert connector.get_df(data_source)["r"].tolist() == ['(1,"a b")']


def test_midnight_at_the_end_of_a_day_is_kept(connector: PostgresConnector) -> None:
    data_source = source("SELECT '24:00'::time AS t")
    assert connector.get_arrow(data_source).column("t").cast(pa.int64()).to_pylist() == [86_400_000_000]
    page = connector.get_slice(data_source, limit=1).df["t"].array
    assert page._pa_array.cast(pa.int64()).to_pylist() == [86_400_000_000]


def test_types_are_described_by_their_names(connector: PostgresConnector) -> None:
    data_source = source(
        "SELECT 1 AS i, 'x'::varchar(3) AS v, 1.5::numeric(10,2) AS n, '{}'::mood[] AS m,"
        " ROW(1,'',NULL,NULL)::pair AS p, now() AS t, 1::positive AS d"
    )
    assert connector.describe(data_source) == {
        "i": "integer",
        "v": "character varying(3)",
        "n": "numeric(10,2)",
        "m": "mood[]",
        "p": "pair",
        "t": "timestamp with time zone",
        "d": "integer",
    }
