"""Every type of SQL Server that the wire can bring comes out exact, by each driver; nulls and edges too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from toucan_connectors.core import Options
from toucan_connectors.mssql import MSSQLConnector, MSSQLDataSource
from toucan_connectors.mssql._moments import clocks, moments
from toucan_connectors.mssql._types import described_column
from toucan_connectors.sql_odbc.connection_string import parse
from toucan_connectors.testing.servers import Mssql
from toucan_connectors.testing.servers.fixtures import started

from .conftest import fields_of

if TYPE_CHECKING:
    from toucan_connectors.testing.servers import OdbcMssql

ID = "6F9619FF-8B86-D011-B42D-00C04FC964FF"
LONG = "é😀" * 50_000

KINDS: Mapping[str, tuple[str, pa.DataType, list[Any], list[Any]]] = {
    # by column: the type, how it is read, what is written, what is read
    "big": ("bigint", pa.int64(), [2**63 - 1, -(2**63)], [2**63 - 1, -(2**63)]),
    "whole": ("int", pa.int64(), [2**31 - 1, -(2**31)], [2**31 - 1, -(2**31)]),
    "small": ("smallint", pa.int64(), [32_767, -32_768], [32_767, -32_768]),
    "tiny": ("tinyint", pa.int64(), [0, 255], [0, 255]),
    "flag": ("bit", pa.bool_(), [True, False], [True, False]),
    "double": ("float", pa.float64(), [0.1, 5e-324], [0.1, 5e-324]),
    "single": ("real", pa.float32(), [0.5, -1.25], [0.5, -1.25]),
    "price": ("money", pa.decimal128(19, 4), ["922337203685477.5807", "-0.0001"],
              ["922337203685477.5807", "-0.0001"]),
    "exact": ("decimal(38,6)", pa.decimal128(38, 6), ["0.000001", "-99999999999999999999999999999999.999999"],
              ["0.000001", "-99999999999999999999999999999999.999999"]),
    "count": ("decimal(38,0)", pa.decimal128(38, 0), ["1", "-" + "9" * 38], ["1", "-" + "9" * 38]),
    "text": ("nvarchar(100)", pa.string(), ["é😀 ", ""], ["é😀 ", ""]),
    "long": ("nvarchar(max)", pa.string(), [LONG, ""], [LONG, ""]),
    "raw": ("varbinary(max)", pa.binary(), [b"\0\xff" * 40_000, b""], [b"\0\xff" * 40_000, b""]),
    "id": ("uniqueidentifier", pa.string(), [ID, ID.lower()], [ID, ID]),
    "tree": ("xml", pa.string(), ["<a b='é'/>", "<a/>"], ["<a b='é'/>", "<a/>"]),
    "day": ("date", pa.date32(), ["0001-01-01", "9999-12-31"], ["0001-01-01", "9999-12-31"]),
    "clock": ("time(7)", pa.time64("ns"), ["23:59:59.999999", "00:00:00"], ["23:59:59.999999", "00:00:00"]),
    "second": ("time(0)", pa.time64("us"), ["23:59:59", "00:00:00"], ["23:59:59", "00:00:00"]),
    "old": ("datetime", pa.timestamp("us"), ["2024-02-29 12:30:15.123", "1900-01-01"],
            ["2024-02-29 12:30:15.123", "1900-01-01 00:00:00"]),
    "moment": ("datetime2(7)", pa.timestamp("ns"), ["2024-02-29 12:30:15.123456", "1677-09-22 00:00:00"],
               ["2024-02-29 12:30:15.123456", "1677-09-22 00:00:00"]),
    "early": ("datetime2(6)", pa.timestamp("us"), ["0001-01-01", "9999-12-31 23:59:59.999999"],
              ["0001-01-01 00:00:00", "9999-12-31 23:59:59.999999"]),
    "zoned": ("datetimeoffset(6)", pa.timestamp("us", "UTC"),
              ["2024-02-29 01:30:15.123456+02:00", "0001-01-01 00:00:00+00:00"],
              ["2024-02-28 23:30:15.123456", "0001-01-01 00:00:00"]),
    "finer": ("datetimeoffset(7)", pa.timestamp("ns", "UTC"),
              ["2024-02-29 01:30:15.123456-05:30", "1970-01-01 00:00:00+00:00"],
              ["2024-02-29 07:00:15.123456", "1970-01-01 00:00:00"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Mssql]:
    columns = {name: kind for name, (kind, *_) in KINDS.items()}
    rows = [[written[at] for _, _, written, _ in KINDS.values()] for at in range(2)]
    ages = {"n": "int", "moment": "datetime2(7)", "zoned": "datetimeoffset(7)"}
    old = [[0, "0001-01-01 00:00:00", "0001-01-01 00:00:00+00:00"],
           [1, "9999-12-31 23:59:59", "9999-12-31 23:59:59+00:00"]]  # fmt: skip
    kinds = (columns, [*rows, [None] * len(columns)])
    with started(Mssql({"kinds": kinds, "ages": (ages, old)})) as made:
        yield made


@pytest.fixture(params=["Microsoft", "FreeTDS"])
def connector(
    request: Any, server: Mssql, odbc_mssql: OdbcMssql, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MSSQLConnector]:
    if request.param == "FreeTDS":
        monkeypatch.setattr(MSSQLConnector, "drivers", [parse(odbc_mssql.running.odbc)["Driver"]])
    with ExitStack() as made:
        fields = {**fields_of(server.running), "trust_server_certificate": True}
        yield made.enter_context(MSSQLConnector(**fields, options=Options(decimals="exact")))


def source(query: str) -> MSSQLDataSource:
    return MSSQLDataSource(domain="d", name="n", database="toucan", query=query)


def shown(value: Any) -> Any:
    return str(value) if not isinstance(value, bool | int | float | str | bytes) else value


@pytest.mark.parametrize("column", KINDS)
def test_a_value_is_read_as_it_was_written(connector: MSSQLConnector, column: str) -> None:
    _, arrow, _, wanted = KINDS[column]
    query = source(f"SELECT {column} FROM kinds")
    with connector._call(query) as session:
        read = connector._stream(session, connector._query(session, query).splice(None).rows.statement(
            connector._dialect
        )).read_all()  # fmt: skip
    assert read.schema.types == [arrow]
    assert [shown(value) for value in _plain(read.column(0))] == [*map(shown, wanted), "None"]


def _plain(column: pa.ChunkedArray[Any]) -> list[Any]:
    """Python's values; instants as texts, since Python has no nanoseconds and no zones in year 1."""
    type_ = column.type
    if not (pa.types.is_timestamp(type_) or pa.types.is_time(type_)):
        return column.to_pylist()
    zoneless = column.cast(pa.timestamp(type_.unit)) if pa.types.is_timestamp(type_) else column
    texts = zoneless.cast(pa.string()).to_pylist()
    return [text if text is None else _short(text) for text in texts]


def _short(text: str) -> str:
    """Without the zeros that nobody wrote."""
    return text.rstrip("0").rstrip(".").ljust(len(text.partition(".")[0]), "0") if "." in text else text


@pytest.mark.parametrize("column", KINDS)
def test_what_is_described_is_what_is_read(connector: MSSQLConnector, column: str) -> None:
    kind, arrow, _, _ = KINDS[column]
    query = source(f"SELECT {column} FROM kinds")
    assert connector.describe(query) == {column: kind}
    with connector._call(query) as session:
        [described] = connector._query(session, query).columns()
    assert described.arrow == arrow


@pytest.mark.parametrize("column", ["moment", "zoned"])
def test_what_nanoseconds_cannot_hold_is_null_and_counted(connector: MSSQLConnector, column: str) -> None:
    found = connector.get_slice(source(f"SELECT {column} FROM ages ORDER BY n"))
    assert found.df[column].isna().all()
    assert found.stats is not None
    assert found.stats.nulled_values == {column: 2}


@pytest.mark.parametrize(
    ("told", "arrow", "kind"),
    [
        ("nvarchar(20)", pa.string(), "collated text"),
        ("text", pa.string(), None),
        ("ntext", pa.string(), None),
        ("xml", pa.string(), None),
        ("sql_variant", pa.string(), None),
        ("json", pa.json_(pa.string()), None),
        ("image", pa.binary(), None),
        ("timestamp", pa.binary(), "binary"),
        ("varbinary(max)", pa.binary(), "binary"),
        ("uniqueidentifier", pa.string(), "label"),
        ("hierarchyid", pa.binary(), None),
        ("smalldatetime", pa.timestamp("us"), "instant"),
        ("numeric(10,2)", pa.decimal128(10, 2), "decimal"),
        ("smallmoney", pa.decimal128(10, 4), "decimal"),
    ],
)  # fmt: skip
def test_a_type_is_compared_only_as_the_server_can(told: str, arrow: pa.DataType, kind: str | None) -> None:
    precision, scale = {"numeric(10,2)": (10, 2), "smallmoney": (10, 4)}.get(told, (0, 0))
    row = {"name": "c", "system_type_name": told, "precision": precision, "scale": scale}
    column = described_column({**row, "user_type_name": None})
    assert (column.type, column.arrow, column.kind) == (told, arrow, kind)


def test_a_type_of_the_databases_own_is_called_by_its_name() -> None:
    row = {"name": None, "system_type_name": None, "user_type_name": "geography", "precision": 0, "scale": 0}
    column = described_column(row)
    assert (column.name, column.type, column.arrow) == ("", "geography", pa.binary())


def test_texts_of_moments_are_read_in_every_zone() -> None:
    texts = pa.array(["2024-01-31 23:30:15.1234567 -05:30", "2024-02-01 05:00:15.1234567 +00:00", None])
    read = moments(texts, pa.timestamp("ns", "UTC"))
    assert read[0] == read[1]
    assert read.null_count == 1
    assert clocks(pa.array(["00:00:01.5"]), pa.time64("us")).cast(pa.int64()).to_pylist() == [1_500_000]


def test_money_is_exact_and_days_keep_their_year(connector: MSSQLConnector) -> None:
    frame = connector.get_df(source("SELECT price, day FROM kinds"))
    assert frame["price"].iloc[0] == Decimal("922337203685477.5807")
    assert frame["day"].iloc[1].date() == date(9999, 12, 31)
