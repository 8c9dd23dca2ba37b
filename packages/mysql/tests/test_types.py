"""Every type of MariaDB in the dtypes of the contract: values at their edges, nulls, no rows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.errors import UnsupportedValueError, ValueOutOfRangeError
from toucan_connectors.mysql._cells import Cells
from toucan_connectors.mysql._connection import ServerConnection
from toucan_connectors.mysql._values import array_of
from toucan_connectors.sql.columns import Column

DAY = pd.Timestamp("2024-02-29")
INSTANT = pd.Timestamp("2024-02-29 01:02:03.000004")
UUID = "123e4567-e89b-12d3-a456-426655440000"
POINT = bytes.fromhex("0101000000000000000000f03f0000000000000040")

TYPES: dict[str, tuple[str, str, Any]] = {
    "TINYINT": ("-128", "Int64", -128),
    "TINYINT(1)": ("2", "Int64", 2),
    "BOOLEAN": ("true", "Int64", 1),
    "TINYINT UNSIGNED": ("255", "Int64", 255),
    "SMALLINT": ("-32768", "Int64", -32768),
    "MEDIUMINT": ("-8388608", "Int64", -8388608),
    "MEDIUMINT ZEROFILL": ("42", "Int64", 42),
    "INT": ("-2147483648", "Int64", -(2**31)),
    "INT UNSIGNED": ("4294967295", "Int64", 2**32 - 1),
    "BIGINT": ("-9223372036854775808", "Int64", -(2**63)),
    "BIGINT UNSIGNED": ("18446744073709551615", "UInt64", 2**64 - 1),
    "YEAR": ("1901", "Int64", 1901),
    "BIT(1)": ("b'1'", "Int64", 1),
    "BIT(10)": ("b'1000000001'", "Int64", 513),
    "BIT(64)": ("18446744073709551615", "UInt64", 2**64 - 1),
    "DECIMAL(20, 0)": ("9007199254740993", "Int64", 2**53 + 1),
    "DECIMAL(10, 2)": ("-1.25", "float64", -1.25),
    "DECIMAL(65, 30)": ("0.000000000000000000000000000001", "float64", 1e-30),
    "FLOAT": ("0.1", "float64", 0.1),
    "DOUBLE": ("1.7976931348623157e308", "float64", 1.7976931348623157e308),
    "DATE": ("'2024-02-29'", "datetime64[s]", DAY),
    "DATETIME": ("'2024-02-29 00:00:00'", "datetime64[us]", DAY),
    "DATETIME(6)": ("'2024-02-29 01:02:03.000004'", "datetime64[us]", INSTANT),
    "TIMESTAMP(6)": ("'2024-02-29 01:02:03.000004'", "datetime64[us, UTC]", INSTANT.tz_localize("UTC")),
    "TIME": ("'-01:02:03'", "timedelta64[us]", -pd.Timedelta(hours=1, minutes=2, seconds=3)),
    "TIME(6)": (
        "'838:59:58.999999'",
        "timedelta64[us]",
        pd.Timedelta(hours=838, minutes=59, seconds=58, microseconds=999_999),
    ),
    "CHAR(4)": ("'ab  '", "str", "ab"),
    "VARCHAR(20)": ("' 😀 '", "str", " 😀 "),
    "VARCHAR(20) CHARACTER SET latin1": ("'é€'", "str", "é€"),
    "VARCHAR(20) CHARACTER SET sjis": ("'日本'", "str", "日本"),
    "VARCHAR(20) CHARACTER SET utf16": ("'ß😀'", "str", "ß😀"),
    "TINYTEXT": ("'a\\nb'", "str", "a\nb"),
    "LONGTEXT": ("'\\0'", "str", "\0"),
    "ENUM('a', 'é')": ("'é'", "str", "é"),
    "SET('x', 'y')": ("'x,y'", "str", "x,y"),
    "BINARY(3)": ("'a'", "binary[pyarrow]", b"a\0\0"),
    "VARBINARY(3)": ("x'00ff'", "binary[pyarrow]", b"\0\xff"),
    "LONGBLOB": ("x'ff'", "binary[pyarrow]", b"\xff"),
    "JSON": ("""'{"a": [1, null, "é"]}'""", "object", {"a": [1, None, "é"]}),
    "UUID": (f"'{UUID}'", "str", UUID),
    "INET6": ("'::1'", "str", "::1"),
    "GEOMETRY": ("ST_GeomFromText('POINT(1 2)', 4326)", "binary[pyarrow]", POINT),
    "POINT": ("ST_GeomFromText('POINT(1 2)')", "binary[pyarrow]", POINT),
}


@pytest.fixture(scope="module", autouse=True)
def table(shared_world: Any) -> None:
    columns = ", ".join(f"c{number} {type_} NULL" for number, type_ in enumerate(TYPES))
    values = ", ".join(literal for literal, _, _ in TYPES.values())
    nulls = ", ".join("NULL" for _ in TYPES)
    shared_world.run(
        f"CREATE OR REPLACE TABLE types (p INT PRIMARY KEY, {columns})",
        f"INSERT INTO types VALUES (0, {values}), (1, {nulls})",
    )


@pytest.mark.parametrize("type_", TYPES)
def test_a_type_has_one_dtype_whatever_the_values(world: Any, type_: str) -> None:
    _, dtype, value = TYPES[type_]
    query = f"SELECT c{[*TYPES].index(type_)} AS x FROM types WHERE p {{}} ORDER BY p"
    whole, empty, nulls = (world.df(query.format(where)) for where in ("< 2", "> 9", "= 1"))
    second = world.connector.get_slice(world.source(query.format("< 2")), offset=1, limit=1).df
    assert {str(frame["x"].dtype) for frame in (whole, empty, nulls, second)} == {dtype}
    assert whole["x"].iloc[0] == value
    assert [len(empty), *(frame["x"].isna().sum() for frame in (whole, nulls, second))] == [0, 1, 1, 1]


def test_a_whole_table_of_every_type_is_the_same_as_a_page_of_it(world: Any) -> None:
    source = world.source("SELECT * FROM types ORDER BY p")
    pd.testing.assert_frame_equal(
        world.connector.get_df(source), world.connector.get_slice(source, limit=2).df, check_exact=True
    )


def test_a_float_has_the_six_digits_that_the_server_sends_and_a_cast_has_all(world: Any) -> None:
    frame = world.df("SELECT f, CAST(f AS DOUBLE) AS d FROM (SELECT CAST(16777217 AS FLOAT) AS f) q")
    assert frame.iloc[0].tolist() == [16777200.0, 16777216.0]


def test_decimals_stay_exact_when_asked(world: Any) -> None:
    world.connector.options = Options(decimals="exact")
    digits = "12345678901234567890123456789012345.123456789012345678901234567891"
    frame = world.df(f"SELECT CAST({digits} AS DECIMAL(65, 30)) AS a, 1.10 AS b, SUM(7) AS c")
    assert frame.iloc[0].tolist() == [Decimal(digits), Decimal("1.10"), Decimal(7)]
    assert str(frame["a"].dtype) == "decimal256(65, 30)[pyarrow]"


def test_an_integer_that_does_not_fit_is_an_error(world: Any) -> None:
    with pytest.raises(ValueOutOfRangeError, match="'x'.*decimals"):
        world.df(
            "SELECT 9223372036854775808 + 0.0 * 0 - 0 AS y, CAST('9223372036854775808' AS DECIMAL(30)) AS x"
        )


def test_zero_dates_become_counted_nulls_or_an_error(world: Any) -> None:
    world.run(
        "CREATE OR REPLACE TABLE zero (p INT, d DATE NOT NULL, t DATETIME(6) NOT NULL, s TIMESTAMP NOT NULL)",
        "SET sql_mode = ''",
    )
    with world.bare() as bare, bare.cursor() as cursor:
        cursor.execute("SET sql_mode = 'ALLOW_INVALID_DATES'")
        cursor.execute(
            "INSERT INTO zero VALUES (0, '2024-02-29', '2024-02-29 01:02:03.000004', '2024-02-29 01:02:03'),"
            " (1, 0, 0, 0), (2, '2024-02-31', '2024-00-00', '2024-02-29')"
        )
    source = world.source("SELECT d, t, s FROM zero ORDER BY p")
    page = world.connector.get_slice(source)
    assert page.df.isna().to_numpy().tolist() == [[False] * 3, [True] * 3, [True, True, False]]
    assert page.df.iloc[0].tolist() == [DAY, INSTANT, pd.Timestamp("2024-02-29 01:02:03", tz="UTC")]
    assert page.stats.nulled_values == {"d": 2, "t": 2, "s": 1}
    strict = world.connect(options={"out_of_range": "error"})
    with pytest.raises(ValueOutOfRangeError):
        strict.get_df(source)
    strict.close()


def test_a_zero_date_is_before_all_others_and_not_null_to_a_permission(world: Any) -> None:
    world.run(
        "CREATE OR REPLACE TABLE zero (p INT, d DATE NOT NULL, t DATETIME(6) NOT NULL, s TIMESTAMP NOT NULL)",
        "INSERT IGNORE INTO zero VALUES (0, '2024-02-29', '2024-02-29', '2024-02-29'), (1, 0, 0, 0)",
    )
    source = world.source("SELECT * FROM zero")
    for name in ("d", "t", "s"):
        day = "2024-01-01T00:00:00Z" if name == "s" else "2024-01-01"
        kept = {
            operator: world.connector.get_df(source, {"column": name, "operator": operator, **value})[
                "p"
            ].tolist()
            for operator, value in (
                ("isnull", {}),
                ("notnull", {}),
                ("lt", {"value": day}),
                ("gt", {"value": day}),
            )
        }
        assert kept == {"isnull": [], "notnull": [0, 1], "lt": [1], "gt": [0]}, name


def test_a_value_that_is_no_text_in_utf8_is_an_error_that_names_its_column(world: Any) -> None:
    cells = Cells(np.frombuffer(b"\xff", np.uint8), np.array([0]), np.array([1]), None)
    with pytest.raises(UnsupportedValueError, match="'x'"):
        array_of(cells, Column("x", "text", pa.string()))


def test_lengths_of_every_size_are_read(world: Any) -> None:
    sizes = [0, 250, 251, 252, 65_535, 65_536, 16_777_214, 16_777_215, 16_777_216, 20_000_000, 34_000_000]
    world.run("SET GLOBAL max_allowed_packet = 268435456")
    with world.connect() as connector:
        for size in sizes:
            frame = connector.get_df(
                world.source(f"SELECT REPEAT('é', {size} DIV 2) AS a, {size} AS n, 'z' AS z")
            )
            assert (len(frame["a"][0].encode()), frame["n"][0], frame["z"][0]) == (size // 2 * 2, size, "z")


def test_many_nulls_and_long_rows_stand_in_one_block(world: Any) -> None:
    frame = world.df(
        "SELECT seq, NULLIF(seq % 3, 1) AS a, IF(seq % 5 = 0, REPEAT('x', seq), NULL) AS b, NULL AS c"
        " FROM seq_1_to_2000"
    )
    assert frame["seq"].tolist() == list(range(1, 2001))
    assert frame["a"].isna().tolist() == [n % 3 == 1 for n in range(1, 2001)]
    assert [None if pd.isna(b) else len(b) for b in frame["b"]] == [
        n if n % 5 == 0 else None for n in range(1, 2001)
    ]
    assert frame["c"].isna().all()


def test_duplicate_and_odd_column_names_are_kept_apart(world: Any) -> None:
    source = world.source('SELECT 1 AS a, 2 AS a, 3 AS `a_1`, 4 AS `we``ird "`, 5 AS ``')
    frame = world.connector.get_df(source)
    assert list(frame.columns)[:4] == ["a", "a_2", "a_1", 'we`ird "']
    assert frame.iloc[0].tolist() == [1, 2, 3, 4, 5]
    pd.testing.assert_frame_equal(world.connector.get_slice(source, limit=1).df, frame)


def test_json_is_known_by_what_mariadb_tells_also_of_expressions(world: Any) -> None:
    frame = world.df(
        """SELECT JSON_OBJECT('a', JSON_ARRAY(1, 'é')) AS j, '{"a": 1}' AS t, p AS p FROM types"""
    )
    assert frame.iloc[0].tolist()[:2] == [{"a": [1, "é"]}, '{"a": 1}']
    text = world.connect(options={"json_values": "text"})
    assert text.get_df(world.source("SELECT JSON_ARRAY(1) AS j")).iloc[0, 0] == "[1]"
    text.close()


def test_instants_and_times_are_bound_in_their_own_types(world: Any) -> None:
    zone = dt.timezone(dt.timedelta(hours=2))
    values = {
        "instant": dt.datetime(2024, 2, 29, 3, 2, 3, 4, tzinfo=zone),
        "naive": dt.datetime(2024, 2, 29, 1, 2, 3, 4),  # noqa: DTZ001 - naive is what it is about
        "day": dt.date(2024, 2, 29),
        "negative": -dt.timedelta(hours=1, minutes=2, seconds=3),
        "amount": Decimal("-1.25"),
        "raw": b"\0\xff'%",
        "yes": True,
        "half": 0.1,
    }
    positions = {type_: f"c{number}" for number, type_ in enumerate(TYPES)}
    where = {
        "instant": positions["TIMESTAMP(6)"],
        "naive": positions["DATETIME(6)"],
        "day": positions["DATE"],
        "negative": positions["TIME"],
        "amount": positions["DECIMAL(10, 2)"],
        "yes": positions["BIT(1)"],
    }
    for name, column in where.items():
        assert len(world.df(f"SELECT p FROM types WHERE {column} = {{{{ {name} }}}}", **values)) == 1, name
    assert world.one("SELECT HEX({{ raw }}) AS h", **values) == "00FF2725"
    assert world.one("SELECT {{ half }} AS h", **values) == 0.1


def test_a_server_that_tells_no_more_than_mysqls_protocol_is_read_too(world: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(ServerConnection, "_with_capabilities", lambda _, payload: payload)
    frame = world.df("SELECT JSON_ARRAY(1) AS j, 'a' AS a, 1 AS n")
    assert frame.iloc[0].tolist() == ["[1]", "a", 1]
    assert world.connector.describe(world.source("SELECT UUID() AS u")) == {"u": "char(36)"}
