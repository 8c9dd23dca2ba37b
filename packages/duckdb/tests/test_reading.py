from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from toucan_connectors.core.errors import (
    ConfigurationError,
    QueryError,
    TemplateError,
)
from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT * FROM sales.orders", 3),
        ("SELECT * FROM orders", 3),
        ("FROM sales.items", 2),
        ("SELECT * FROM sales.numbers", 100_000),
        ("SELECT * FROM stock", 2),
        ("SELECT * FROM main.stock", 2),
        ("SELECT * FROM ware.main.stock", 2),
        ("SELECT * FROM archive.stock", 1),
        ("SELECT * FROM all_stock", 2),
        ("SELECT * FROM stock -- a comment at the end", 2),
        ("SELECT * FROM stock;", 2),
        ("WITH q AS (SELECT 1 AS a) SELECT * FROM q UNION ALL SELECT 2", 2),
        ("PIVOT sales.orders ON client IN ('ann', 'bob') USING sum(id)", 1),
        ("SELECT row_number() OVER (ORDER BY id) FROM sales.orders QUALIFY row_number() OVER () < 3", 2),
        ("VALUES (1), (2)", 2),
        ("SELECT * FROM range(5)", 5),
        ("SELECT unnest([1, 2, 3])", 3),
        ("DESCRIBE stock", 2),
    ],
)
def test_what_there_is_can_be_queried(world: Any, query: Any, rows: Any) -> None:
    assert len(world.df(query)) == rows


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("stock", ["item", "amount"]),
        ("archive.stock", ["state"]),
        ("sales.orders", ["id", "client"]),
        ('"sales"."orders"', ["id", "client"]),
    ],
)
def test_a_table_needs_no_query(world: Any, table: Any, columns: Any) -> None:
    frame = world.connector.get_df(DuckDBDataSource(domain="d", name="w", table=table))
    assert list(frame.columns) == columns


def test_a_table_name_is_a_name_and_not_sql(world: Any) -> None:
    source = DuckDBDataSource(domain="d", name="w", table="stock; DROP TABLE stock")
    with pytest.raises(QueryError, match="does not exist"):
        world.connector.get_df(source)


@pytest.mark.parametrize(
    "value", ["O'Brien", '"', "%", "a\0b", "x" * 1_000_000, "'; DROP TABLE t; --", "$p0"]
)
def test_what_a_template_prints_is_a_value(world: Any, value: Any) -> None:
    assert world.one("SELECT {{ v }} AS v", v=value) == value


def test_binds_keep_their_types(world: Any) -> None:
    frame = world.df(
        "SELECT {{ n }} + 1 AS n, {{ f }} AS f, {{ b }} AS b, {{ v }} AS v", n=1, f=0.5, b=True, v="__VOID__"
    )
    assert frame.iloc[0].tolist()[:3] == [2, 0.5, True]
    assert frame["v"].isna().all()


def test_a_list_expands_after_in_and_is_a_list_elsewhere(world: Any) -> None:
    assert len(world.df("FROM sales.orders WHERE id IN {{ ids }}", ids=[1, 3])) == 2
    assert len(world.df("FROM sales.orders WHERE id IN ({{ ids }})", ids=[1, 3])) == 2
    assert len(world.df("FROM sales.orders WHERE id IN {{ ids }}", ids=[])) == 0
    assert world.one("SELECT len({{ ids }})", ids=[1, 3]) == 2


def test_a_name_is_quoted_and_a_value_is_no_name(world: Any) -> None:
    assert list(world.df("SELECT {{ c | identifier }} FROM sales.orders", c="client").columns) == ["client"]
    with pytest.raises(TemplateError, match="identifier"):
        world.df("SELECT * FROM {{ t }}", t="sales.orders")
    with pytest.raises(TemplateError, match="identifier"):
        world.df("SELECT * FROM sales.orders ORDER BY {{ c }}", c="client")


@pytest.mark.parametrize("query", ["SELEC 1", "SELECT nope FROM stock", "SELECT 1/'a'", "", "-- nothing"])
def test_a_wrong_query_is_a_query_error(world: Any, query: Any) -> None:
    with pytest.raises((QueryError, ValueError)):
        world.df(query)


def test_a_new_and_a_changed_file_are_seen_at_the_next_call(world: Any) -> None:
    assert world.one("SELECT count(*) FROM sales.orders") == 3
    (world.folder / "orders.csv").write_text("other,columns\n1,2\n")
    (world.folder / "more.csv").write_text("a\n1\n")
    assert list(world.df("FROM sales.orders").columns) == ["other", "columns"]
    assert len(world.df("FROM sales.more")) == 1


def test_no_row_of_a_ragged_file_is_lost(world: Any) -> None:
    (world.folder / "ragged.csv").write_text("a,b\n1,2\n3\n4,5,6\n")
    (world.folder / "titled.csv").write_text("# a note\na,b\n1,2\n")
    (world.folder / "lines.csv").write_text('a,b\n"x\ny",2\n"z",3\n')
    assert world.df("FROM sales.ragged").iloc[:, 0].tolist() == [1, 3, 4]
    assert world.df("FROM sales.ragged").iloc[2].tolist() == [4, 5, 6]
    assert len(world.df("FROM sales.titled")) == 2
    assert world.df("FROM sales.lines").iloc[0].tolist() == ["x\ny", 2]


def test_a_frame_is_the_callers_to_change(world: Any) -> None:
    frame = world.df(
        "SELECT 1.5::DOUBLE AS f, 1 AS i, DATE '2024-01-01' AS d, TIMESTAMP '2024-01-01' AS t, 'x' AS s"
    )
    new: dict[str, Any] = {"f": 2.5, "i": 7, "d": "2025-01-01", "t": "2025-01-01", "s": "y"}
    for column, value in new.items():
        frame.loc[0, column] = pd.Timestamp(value) if column in "dt" else value
    assert frame.iloc[0].tolist() == [2.5, 7, pd.Timestamp("2025-01-01"), pd.Timestamp("2025-01-01"), "y"]


def test_an_error_in_the_middle_of_a_stream_is_one_of_ours(world: Any) -> None:
    query = "SELECT CASE WHEN n = 90_000 THEN 'x' ELSE '1' END::INTEGER AS i FROM sales.numbers"
    with pytest.raises(QueryError, match="Could not convert"):
        world.df(query)
    with pytest.raises(QueryError):
        list(world.connector.iter_batches(world.source(query)))


def test_a_file_that_is_no_database_is_said_to_be_none(world: Any) -> None:
    connector = DuckDBConnector(name="w", path=world.folder / "orders.csv")
    with pytest.raises(ConfigurationError, match="no DuckDB database file") as raised:
        connector.get_df(world.source("SELECT 1"))
    assert raised.value.field == "path"


def test_a_folder_cannot_hide_a_schema_of_the_file(world: Any) -> None:
    connector = DuckDBConnector(name="w", path=world.database, folders={"Archive": world.folder})
    with pytest.raises(ConfigurationError, match="another name") as raised:
        connector.get_df(world.source("SELECT 1"))
    assert raised.value.field == "folders.Archive"
    with pytest.raises(ValueError, match="but for the case"):
        DuckDBConnector(name="w", folders={"a": world.folder, "A": world.folder})


def test_weird_names_of_folders_and_files_work(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s a, "folder"'
    folder.mkdir()
    (folder / "we'ird.na\"me.csv").write_text("a\n1\n")
    connector = DuckDBConnector(name="w", folders={'o\'h, "no".x': folder})
    [name] = connector.table_names()
    assert len(connector.get_df(DuckDBDataSource(domain="d", name="w", table=name))) == 1


def test_without_a_file_and_folders_it_is_an_empty_database() -> None:
    connector = DuckDBConnector(name="w")
    assert connector.get_model() == []
    assert len(connector.get_df(DuckDBDataSource(domain="d", name="w", query="SELECT 1"))) == 1


def test_two_connectors_may_open_one_file_with_different_folders(world: Any) -> None:
    other = DuckDBConnector(name="o", path=world.database)
    assert world.one("SELECT count(*) FROM stock") == 2
    assert len(other.get_df(world.source("FROM stock"))) == 2


def test_a_data_source_has_a_query_or_a_table_and_the_query_where_both(world: Any) -> None:
    with pytest.raises(ValueError, match="give a query or a table"):
        DuckDBDataSource(domain="d", name="w")
    both = DuckDBDataSource(domain="d", name="w", query="SELECT 1 AS one", table="stock")
    assert list(world.connector.get_df(both).columns) == ["one"]


@pytest.mark.parametrize("name", ["main", "TEMP", "", "information_schema", "ware"])
def test_a_folder_cannot_take_a_name_that_is_taken(world: Any, name: str) -> None:
    with pytest.raises(ValueError, match="choose another"):
        DuckDBConnector(name="w", path=world.database, folders={name: world.folder})
