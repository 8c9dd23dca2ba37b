"""Nothing but what is configured is within reach of a query."""

import os
from typing import Any

import duckdb
import pytest

from toucan_connectors.core.errors import QueryError, QueryRefusedError, ToucanConnectorsError
from toucan_connectors.duckdb import DuckDBDataSource

WRITES = [
    "CREATE TABLE t AS SELECT 1",
    "CREATE OR REPLACE VIEW sales.orders AS SELECT 1",
    "CREATE MACRO f() AS 1",
    "INSERT INTO stock VALUES (3, 3)",
    "UPDATE stock SET item = 3",
    "DELETE FROM stock",
    "TRUNCATE stock",
    "MERGE INTO stock USING stock AS s ON true WHEN MATCHED THEN DELETE",
    "WITH x AS (INSERT INTO stock VALUES (3, 3) RETURNING *) SELECT * FROM x",
    "WITH x AS (DELETE FROM stock RETURNING *) SELECT * FROM x",
    "SELECT * FROM (WITH x AS (UPDATE stock SET item = 3 RETURNING *) FROM x)",
    "ALTER TABLE stock ADD COLUMN x INTEGER",
    "COMMENT ON TABLE stock IS 'x'",
    "DROP TABLE stock",
    "COPY stock TO '{root}/out.csv'",
    "COPY (SELECT 1) TO '{root}/sales/orders.csv'",
    "COPY stock FROM '{root}/secret.csv'",
    "COPY FROM DATABASE ware TO memory",
    "EXPORT DATABASE '{root}/out'",
    "IMPORT DATABASE '{root}/out'",
    "ATTACH '{root}/new.duckdb'",
    "DETACH ware",
    "CHECKPOINT",
    "VACUUM",
    "SET threads = 1",
    "RESET threads",
    "SET VARIABLE x = 1",
    "SET search_path = 'main'",
    "USE memory",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA enable_profiling",
    "CALL pragma_version()",
    "BEGIN",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "EXPLAIN ANALYZE INSERT INTO stock VALUES (3, 3)",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE stock",
    "SELECT nextval('s')",
    "SELECT write_log('x')",
    "SELECT sleep_ms(1)",
    "SELECT setseed(0.5)",
    "SELECT json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
]
READS = [
    "SELECT * FROM '{root}/secret.csv'",
    'SELECT * FROM "{root}/secret.csv"',
    "SELECT * FROM read_csv('{root}/secret.csv')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM sniff_csv('{root}/secret.csv')",
    "SELECT * FROM parquet_metadata('{root}/sales/numbers.parquet')",
    "SELECT * FROM read_duckdb('{root}/ware.duckdb')",
    "SELECT * FROM read_csv('https://example.com/x.csv')",
    "SELECT * FROM 's3://bucket/x.parquet'",
    "SELECT (FROM read_text('/etc/passwd') LIMIT 1)",
    "SELECT * FROM stock, LATERAL (SELECT * FROM read_text('/etc/passwd'))",
    "SELECT * FROM stock WHERE EXISTS (FROM glob('/*'))",
    "WITH x AS (FROM read_text('/etc/passwd')) FROM x",
    "SELECT 1 UNION ALL SELECT content FROM read_text('/etc/passwd')",
    "FROM query('SELECT 1')",
    "FROM query_table('stock')",
    "FROM duckdb_secrets()",
    "FROM enable_logging()",
    "FROM arrow_scan(1, 2, 3)",
    "FROM pandas_scan(1)",
    "FROM create_external_resource('x')",
    "SELECT * FROM python_variable",
    "SELECT getenv('HOME')",
]


@pytest.mark.parametrize("query", WRITES)
def test_a_statement_that_could_change_something_is_refused(world: Any, query: Any) -> None:
    before = sorted(world.root.rglob("*"))
    with pytest.raises(QueryRefusedError):
        world.df(query.replace("{root}", str(world.root)))
    assert sorted(world.root.rglob("*")) == before
    with duckdb.connect(str(world.database), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM stock").fetchall() == [(2,)]


@pytest.mark.parametrize("query", READS)
def test_what_is_not_configured_cannot_be_read(world: Any, query: Any) -> None:
    python_variable = world.connector.get_arrow(world.source("SELECT 'canary' AS word"))
    assert python_variable.num_rows == 1
    with pytest.raises((QueryRefusedError, QueryError)) as raised:
        world.df(query.replace("{root}", str(world.root)))
    assert "canary" not in str(raised.value)


def test_the_second_lock_holds_where_the_first_is_open(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the check of the statement, the engine itself refuses files, settings and writes."""
    monkeypatch.setattr("toucan_connectors.duckdb._guard.check_reads_only", lambda *_: None)
    outside = [query for query in READS if "secret.csv" in query or "/etc/" in query]
    for query in [
        *outside,
        "INSERT INTO stock VALUES (3, 3) RETURNING item",
        "INSTALL httpfs",
        "SET threads = 1",
    ]:
        with pytest.raises(ToucanConnectorsError):
            world.df(query.replace("{root}", str(world.root)))
    assert world.secret.read_text() == "word\ncanary\n"


def test_a_link_out_of_the_folder_is_left_out_and_said(world: Any) -> None:
    (world.folder / "link.csv").symlink_to(world.secret)
    (world.folder / "dangling.csv").symlink_to(world.root / "nowhere.csv")
    (world.folder / "inner.csv").symlink_to(world.folder / "orders.csv")
    with pytest.raises(QueryError, match=r"sales/link\.csv: it is a link out of the folder"):
        world.df("FROM sales.link")
    _, info = world.connector.get_model_with_info()
    assert info["Files left out"] == {
        "sales/dangling.csv": "it is a link to nothing",
        "sales/link.csv": "it is a link out of the folder",
    }
    assert len(world.df("FROM sales.inner")) == 3


def test_a_link_put_in_the_place_of_a_file_is_not_followed(world: Any) -> None:
    assert len(world.df("FROM sales.orders")) == 3
    (world.folder / "orders.csv").unlink()
    (world.folder / "orders.csv").symlink_to(world.secret)
    with pytest.raises(QueryError):
        world.df("FROM sales.orders")


def test_files_of_one_name_and_broken_files_are_left_out_and_said(world: Any) -> None:
    (world.folder / "orders.json").write_text("[]")
    (world.folder / "empty.csv").touch()
    (world.folder / "broken.parquet").write_text("nothing of the kind")
    (world.folder / ".hidden.csv").write_text("a\n1\n")
    (world.folder / "notes.txt").write_text("no data")
    tables, info = world.connector.get_model_with_info(schema_name="sales")
    assert [table["name"] for table in tables] == ["items", "numbers"]
    assert set(info["Files left out"]) == {
        "sales/orders.csv",
        "sales/orders.json",
        "sales/broken.parquet",
        "sales/empty.csv",
    }
    assert str(world.root) not in str(info)


def test_a_database_file_is_never_written(world: Any) -> None:
    before = world.database.read_bytes()
    world.df("FROM stock")
    world.connector.close()
    assert world.database.read_bytes() == before
    assert sorted(path.name for path in world.root.iterdir()) == ["sales", "secret.csv", "ware.duckdb"]


def test_a_permission_cannot_be_talked_out_of(world: Any) -> None:
    source = DuckDBDataSource(
        domain="d", name="w", table="sales.orders", parameters={"who": "ann' OR '1' = '1"}
    )
    own = {"column": "client", "operator": "eq", "value": "{{ who }}"}
    assert world.connector.get_df(source, own).empty
    assert world.connector.get_slice(source, own, limit=10, get_row_count=True).df.empty
    assert sum(batch.num_rows for batch in world.connector.iter_batches(source, own)) == 0


@pytest.mark.parametrize(
    "query",
    [
        "SELECT from_json('[]', '" + "[" * 20_000 + '"INT"' + "]" * 20_000 + "')",
        "SELECT from_json('[]', {{ structure }})",
        "SELECT json_transform('{}', '{}')",
        "SELECT 1" + "+1" * 20_000,
        "SELECT " + "(" * 5_000 + "1" + ")" * 5_000,
        "SELECT a" + ".a" * 20_000 + " FROM stock",
        "SELECT 1 FROM stock" + ", (SELECT 1)" * 900,
        "SELECT '" + "x" * 300_000 + "'",
    ],
    ids=["type", "bound type", "transform", "sum", "parentheses", "dots", "joins", "long"],
)
def test_what_would_take_the_engine_down_is_refused(world: Any, query: str) -> None:
    with pytest.raises((QueryRefusedError, QueryError)):
        world.df(query, structure="[" * 20_000 + "]" * 20_000)
    assert world.one("SELECT 1") == 1


def test_a_file_whose_name_is_no_text_is_left_out(world: Any) -> None:
    (world.folder / os.fsdecode(b"bad\xff.csv")).write_text("a\n1\n")
    assert len(world.df("FROM sales.orders")) == 3
    _, info = world.connector.get_model_with_info()
    assert list(info["Files left out"].values()) == ["its path is not valid UTF-8"]
