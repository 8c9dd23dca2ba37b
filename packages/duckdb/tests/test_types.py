"""Every type of DuckDB in the dtypes of the contract: with values, with nulls, without rows."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.errors import ValueOutOfRangeError

TYPES = {
    "TINYINT": ("-128", "Int64", -128),
    "SMALLINT": ("1", "Int64", 1),
    "INTEGER": ("1", "Int64", 1),
    "BIGINT": ("9223372036854775807", "Int64", 2**63 - 1),
    "UTINYINT": ("255", "Int64", 255),
    "UINTEGER": ("4294967295", "Int64", 2**32 - 1),
    "UBIGINT": ("18446744073709551615", "UInt64", 2**64 - 1),
    "HUGEINT": ("9007199254740993", "Int64", 2**53 + 1),
    "UHUGEINT": ("1", "Int64", 1),
    "DECIMAL(20, 0)": ("9007199254740993", "Int64", 2**53 + 1),
    "DECIMAL(10, 2)": ("1.25", "float64", 1.25),
    "FLOAT": ("0.5", "float64", 0.5),
    "DOUBLE": ("0.1", "float64", 0.1),
    "BOOLEAN": ("true", "boolean", True),
    "VARCHAR": ("'é'", "str", "é"),
    "UUID": ("'00000000-0000-0000-0000-000000000001'", "str", "00000000-0000-0000-0000-000000000001"),
    "ENUM('a', 'b')": ("'b'", "str", "b"),
    "BIT": ("'0101'", "str", "0101"),
    "BIGNUM": (
        "'123456789012345678901234567890123456789012'",
        "str",
        "123456789012345678901234567890123456789012",
    ),
    "INTERVAL": ("'14 months 3 days 1.5 seconds'", "str", "P1Y2M3DT1.5S"),
    "DATE": ("'2024-02-29'", "datetime64[s]", pd.Timestamp("2024-02-29")),
    "TIMESTAMP": (
        "'2024-02-29 01:02:03.000004'",
        "datetime64[us]",
        pd.Timestamp("2024-02-29 01:02:03.000004"),
    ),
    "TIMESTAMP_S": ("'2024-02-29 01:02:03'", "datetime64[us]", pd.Timestamp("2024-02-29 01:02:03")),
    "TIMESTAMP_MS": ("'2024-02-29 01:02:03'", "datetime64[us]", pd.Timestamp("2024-02-29 01:02:03")),
    "TIMESTAMP_NS": (
        "'2024-02-29 01:02:03.000000004'",
        "datetime64[ns]",
        pd.Timestamp("2024-02-29 01:02:03.000000004"),
    ),
    "TIMESTAMPTZ": (
        "'2024-02-29 01:02:03+02'",
        "datetime64[us, UTC]",
        pd.Timestamp("2024-02-28 23:02:03", tz="UTC"),
    ),
    "TIME": ("'01:02:03.5'", "time64[us][pyarrow]", dt.time(1, 2, 3, 500_000)),
    "TIMETZ": ("'01:02:03+02'", "str", "01:02:03+02"),
    "BLOB": ("'\\xAA\\x00'", "binary[pyarrow]", b"\xaa\x00"),
    "JSON": ("""'{"a": [1, null]}'""", "object", {"a": [1, None]}),
    "INTEGER[]": ("[1, NULL]", "object", [1, None]),
    "INTEGER[2]": ("[1, 2]", "object", [1, 2]),
    "STRUCT(a INTEGER, b VARCHAR)": ("{'a': 1, 'b': 'x'}", "object", {"a": 1, "b": "x"}),
    "MAP(VARCHAR, INTEGER)": ("MAP {'a': 1}", "object", {"a": 1}),
    "UNION(n INTEGER, s VARCHAR)": ("union_value(s := 'x')", "object", "x"),
}


@pytest.mark.parametrize("type_", TYPES)
def test_a_type_has_one_dtype_whatever_the_values(world: Any, type_: Any) -> None:
    literal, dtype, value = TYPES[type_]
    whole = world.df(f"SELECT ({literal})::{type_} AS x UNION ALL SELECT NULL::{type_}")
    empty = world.df(f"SELECT ({literal})::{type_} AS x WHERE false")
    nulls = world.df(f"SELECT NULL::{type_} AS x")
    second = world.connector.get_slice(
        world.source(f"SELECT ({literal})::{type_} AS x UNION ALL SELECT NULL::{type_}"), offset=1, limit=1
    ).df
    assert {str(frame["x"].dtype) for frame in (whole, empty, nulls, second)} == {dtype}
    assert whole["x"].iloc[0] == value
    assert type(whole["x"].iloc[0]) is not str or isinstance(value, str)
    assert [whole["x"].isna().sum(), nulls["x"].isna().sum(), second["x"].isna().sum()] == [1, 1, 1]


def test_integers_are_never_rounded(world: Any) -> None:
    with pytest.raises(ValueOutOfRangeError, match="'x'.*decimals") as raised:
        world.df("SELECT 170141183460469231731687303715884105727::HUGEINT AS x")
    assert raised.value.field == "x"


def test_decimals_stay_exact_when_asked(world: Any) -> None:
    world.connector.options = Options(decimals="exact")
    frame = world.df("SELECT 1.10::DECIMAL(10, 2) AS a, 12345678901234567890::HUGEINT AS b")
    assert frame.iloc[0].tolist() == [Decimal("1.10"), Decimal(12345678901234567890)]


def test_infinite_instants_become_counted_nulls_or_an_error(world: Any) -> None:
    source = world.source(
        "SELECT 'infinity'::DATE AS d, '-infinity'::TIMESTAMP AS t, DATE '9999-12-31' AS far"
    )
    page = world.connector.get_slice(source)
    assert page.df[["d", "t"]].isna().all().all()
    assert page.df["far"].notna().all()
    assert page.stats.nulled_values == {"d": 1, "t": 1}
    world.connector.options = Options(out_of_range="error")
    with pytest.raises(ValueOutOfRangeError):
        world.connector.get_df(source)


def test_duplicate_and_odd_column_names_are_kept_apart(world: Any) -> None:
    frame = world.df("""SELECT 1 AS a, 2 AS a, 3 AS "a_1", '1'::BIT AS a, 5 AS "we""ird" """)
    assert list(frame.columns) == ["a", "a_2", "a_1", "a_3", 'we"ird']
    assert frame.iloc[0].tolist() == [1, 2, 3, "1", 5]


def test_the_whole_as_arrow_types_or_as_json_text(world: Any) -> None:
    query = """SELECT 1 AS a, '{"k": 1}'::JSON AS j, [1] AS l"""
    world.connector.options = Options(dtypes="pyarrow")
    assert [str(t) for t in world.df(query).dtypes] == [
        "int64[pyarrow]",
        "string[pyarrow]",
        "list<l: int32>[pyarrow]",
    ]
    world.connector.options = Options(json_values="text")
    assert world.df(query).iloc[0].tolist() == [1, '{"k": 1}', "[1]"]
