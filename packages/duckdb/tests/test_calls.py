import resource
import threading
from pathlib import Path
from typing import Any

import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.errors import (
    ConfigurationError,
    SourceUnavailableError,
)
from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource

ENDLESS = "SELECT count(*) FROM range(100_000_000_000) AS r"


def test_a_slice_is_the_rows_of_the_whole(world: Any) -> None:
    source = world.source("SELECT * FROM sales.numbers ORDER BY n")
    whole = world.connector.get_df(source)
    for offset, limit in [(0, 10), (65_530, 20), (99_995, 10), (100_000, 5), (50, 0), (99_990, None)]:
        page = world.connector.get_slice(source, offset=offset, limit=limit)
        end = None if limit is None else offset + limit
        assert page.df.equals(whole.iloc[offset:end].reset_index(drop=True))
        assert page.pagination_info.pagination_info.is_last_page is (
            limit is None or offset + limit >= 100_000
        )


def test_batches_stream_in_bounded_memory(world: Any) -> None:
    source = world.source("SELECT range AS a, 'text ' || range AS b FROM range(20_000_000)")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = 0
    for batch in world.connector.iter_batches(source):
        rows += batch.num_rows
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert rows == 20_000_000
    assert (after - before) / 1024 < 400  # MB; the whole is over 500


def test_the_status_has_ordered_steps(world: Any, tmp_path: Path) -> None:
    status = world.connector.get_status()
    assert status.status is True
    assert status.details == [("Files found", True), ("Database opened", True), ("Query answered", True)]
    missing = DuckDBConnector(name="m", path=tmp_path / "none.duckdb").get_status()
    assert missing.status is False
    assert missing.details == [("Files found", False), ("Database opened", None), ("Query answered", None)]
    assert "There is no database file" in str(missing.error)
    (tmp_path / "junk.duckdb").write_text("not a database")
    junk = DuckDBConnector(name="j", path=tmp_path / "junk.duckdb").get_status()
    assert [passed for _, passed in junk.details] == [False, None, None]


def test_a_missing_folder_names_its_field(tmp_path: Path) -> None:
    connector = DuckDBConnector(name="m", folders={"sales": tmp_path / "none"})
    with pytest.raises(ConfigurationError) as raised:
        connector.get_df(DuckDBDataSource(domain="d", name="m", query="SELECT 1"))
    assert raised.value.field == "folders.sales"


def test_discovery_finds_tables_views_and_files(world: Any) -> None:
    model = world.connector.get_model()
    assert [(t["schema"], t["type"], t["name"]) for t in model] == [
        ("archive", "table", "stock"),
        ("main", "table", "stock"),
        ("main", "view", "all_stock"),
        ("sales", "view", "items"),
        ("sales", "view", "numbers"),
        ("sales", "view", "orders"),
    ]
    [stock] = world.connector.get_model(db_name="ware", schema_name="main", table_name="stock")
    assert stock["columns"] == [
        {"name": "item", "type": "INTEGER"},
        {"name": "amount", "type": "DECIMAL(10,2)"},
    ]
    assert all(not t["columns"] for t in world.connector.get_model(exclude_columns=True))
    assert world.connector.get_model(table_name="stock' OR '1' = '1") == []


def test_the_form_offers_what_is_there_or_says_why_not(world: Any, tmp_path: Path) -> None:
    table = DuckDBDataSource.get_form(world.connector, {})["properties"]["table"]["anyOf"][0]
    assert table["enum"] == [
        "archive.stock",
        "stock",
        "all_stock",
        "sales.items",
        "sales.numbers",
        "sales.orders",
    ]
    broken = DuckDBConnector(name="b", path=tmp_path / "none.duckdb").get_form()
    assert "There is no database file" in broken["properties"]["table"]["ui.lookup_error"]


def test_describe_and_explain_do_not_run_the_query(world: Any) -> None:
    world.connector.options = Options(statement_timeout=5)
    assert world.connector.describe(world.source(ENDLESS)) == {"count_star()": "BIGINT"}
    assert "RANGE" in world.connector.explain(world.source(ENDLESS)).upper()
    assert world.connector.get_engine_version() >= (2, 0)


def test_a_file_that_another_process_writes_is_unavailable_for_now(world: Any) -> None:
    import subprocess
    import sys

    code = f"import duckdb; c = duckdb.connect({str(world.database)!r}); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "open\n"
        with pytest.raises(SourceUnavailableError) as raised:
            world.df("FROM stock")
        writer.communicate("\n")
    assert raised.value.retryable
    assert len(world.df("FROM stock")) == 2


def test_the_demo_tells_its_story(capsys: pytest.CaptureFixture[str]) -> None:
    from toucan_connectors.duckdb.demo.__main__ import main

    main()
    printed = capsys.readouterr().out
    for words in (
        "ready",
        "✓ Query answered",
        "nyc.flights",
        "total_rows=6099",
        "datetime64[us, UTC]",
        "no data.",
        "query.refused",
    ):
        assert words in printed
    assert "was let through" not in printed


def test_threads_survive_files_that_change(world: Any) -> None:
    failures: list[BaseException] = []
    stop = threading.Event()

    def change() -> None:
        for number in range(40):
            target = world.root / "new.csv"
            target.write_text(f"id,client\n{number},x\n")
            target.replace(world.folder / "orders.csv")
        stop.set()

    def work() -> None:
        try:
            while not stop.is_set():
                assert world.one("SELECT count(*) FROM sales.orders") in (1, 3)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)] + [threading.Thread(target=change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_can_close_and_read_without_harm(world: Any) -> None:
    import multiprocessing

    assert world.one("SELECT count(*) FROM stock") == 2
    context = multiprocessing.get_context("fork")
    for work in (world.connector.close, lambda: world.df("FROM stock")):
        child = context.Process(target=work)
        child.start()
        child.join(30)
        assert child.exitcode == 0
    assert world.one("SELECT count(*) FROM stock") == 2


def test_a_page_and_its_count_are_read_by_the_engine_alone(world: Any) -> None:
    source = world.source("SELECT range AS n, 'text ' || range AS t FROM range(30_000_000)")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page = world.connector.get_slice(source, offset=29_999_990, limit=20, get_row_count=True)
    own = {"column": "t", "operator": "gt", "value": "text 5"}
    filtered = world.connector.get_slice(source, own, offset=1_000_000, limit=5, get_row_count=True)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert page.df["n"].tolist() == list(range(29_999_990, 30_000_000))
    assert page.pagination_info.to_dict()["pagination_info"] == {
        "type": "known_size", "is_last_page": True, "total_rows": 30_000_000,
    }  # fmt: skip
    assert len(filtered.df) == 5
    assert filtered.pagination_info.to_dict()["pagination_info"]["total_rows"] == 5_555_554
    assert (after - before) / 1024 < 300


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM range(10) AS t(n) ORDER BY n DESC",
        "SELECT n, n + 1 AS n, 3 AS n_1 FROM range(10) AS t(n)",
        "SELECT * FROM range(100) AS t(n) LIMIT 10 OFFSET 5 -- inner",
        "WITH q AS (SELECT n FROM range(10) AS t(n)) SELECT * FROM q UNION ALL SELECT 99;",
        "SELECT n, {{ x }} AS x, '[1]'::JSON AS j, '1'::BIT AS b FROM range(9) AS t(n) WHERE n > {{ x }}",
        "DESCRIBE stock",
        "SHOW TABLES",
    ],
)
def test_every_page_is_of_the_whole(world: Any, query: str) -> None:
    source = world.source(query, x=2)
    whole = world.connector.get_df(source)
    for offset in range(len(whole) + 2):
        for limit in (0, 1, 3, len(whole)):
            page = world.connector.get_slice(source, offset=offset, limit=limit, get_row_count=limit == 3)
            assert page.df.equals(whole.iloc[offset : offset + limit].reset_index(drop=True))
            info = page.pagination_info.pagination_info
            assert info.is_last_page is (offset + limit >= len(whole))
            assert info.total_rows in ((len(whole),) if limit == 3 else (len(whole), None))
