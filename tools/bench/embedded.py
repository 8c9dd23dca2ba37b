"""Imports, and DuckDB: what needs no server."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tools.bench.group import Group, Prepare, Work

__all__ = ["GROUPS", "drain"]


def importing(module: str, name: str | None = None) -> Prepare:
    """Measure the import of a module, or of a name in it."""
    if name is None:
        return lambda _: lambda: import_module(module)
    return lambda _: lambda: getattr(import_module(module), name)


ROWS = 5_000_000
WIDE = """
    SELECT range AS id, (range % 1000)::INTEGER AS small, range * 0.5 AS amount, range % 2 = 0 AS flag,
           'client ' || (range % 5000) AS client, DATE '2020-01-01' + (range % 1000)::INTEGER AS day,
           TIMESTAMP '2020-01-01' + to_seconds(range) AS moment,
           CASE WHEN range % 20 = 0 THEN NULL ELSE range END AS maybe
    FROM range({rows})
"""


def data(folder: Path, rows: int) -> Path:
    """Return a folder with `wide.parquet` of so many rows and 8 columns, made once for all methods."""
    import duckdb

    made = folder / str(rows)
    if not made.exists():
        made.mkdir()
        duckdb.execute(f"COPY ({WIDE.format(rows=rows)}) TO '{made}/wide.parquet'")
    return made


def bare(query: str, read: Callable[[Any], object], rows: int) -> Prepare:
    """Read a query over the file with DuckDB alone; `{table}` stands for the file."""

    def prepare(folder: Path) -> Work:
        import duckdb
        import pandas  # noqa: F401 - imported before the clock starts

        connection = duckdb.connect()
        text = query.format(table=f"'{data(folder, rows)}/wide.parquet'")
        connection.sql("SELECT 1").fetchall()
        return lambda: read(connection.sql(text))

    return prepare


def ours(query: str, read: Callable[[Any, Any], object], rows: int) -> Prepare:
    """Read a query over the file with our connector, opened before the clock starts."""

    def prepare(folder: Path) -> Work:
        from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource

        connector = DuckDBConnector(name="b", folders={"b": data(folder, rows)})
        source = DuckDBDataSource(domain="d", name="b", query=query.format(table="b.wide"))
        connector.get_df(DuckDBDataSource(domain="d", name="b", query="SELECT 1"))
        return lambda: read(connector, source)

    return prepare


def drain(batches: Any) -> int:
    """Read a stream to its end, keeping nothing."""
    return sum(batch.num_rows for batch in batches)


HUGE = 30_000_000
EVERYTHING = "SELECT * FROM {table}"
OWN = {"column": "client", "operator": "eq", "value": "client 4999"}
GROUPS = [
    Group(
        "import",
        "importing the core",
        "<= 1.5",
        {"pydantic": importing("pydantic"), "toucan_connectors.core": importing("toucan_connectors.core")},
    ),
    Group(
        "import class",
        "importing what a connector subclasses",
        "",
        {
            "pydantic.BaseModel": importing("pydantic", "BaseModel"),
            "ToucanConnector": importing("toucan_connectors.core", "ToucanConnector"),
        },
    ),
    Group(
        "read",
        f"{ROWS:,} rows x 8 columns into pandas",
        "<= 0.4",
        {
            "duckdb .df()": bare(EVERYTHING, lambda relation: relation.df(), ROWS),
            "get_df": ours(EVERYTHING, lambda connector, source: connector.get_df(source), ROWS),
        },
    ),
    Group(
        "page",
        "50 rows of 5,000,000, the first page",
        "<= 1.5",
        {
            "duckdb LIMIT .df()": bare(EVERYTHING + " LIMIT 50", lambda relation: relation.df(), ROWS),
            "get_slice": ours(
                EVERYTHING, lambda connector, source: connector.get_slice(source, limit=50), ROWS
            ),
        },
    ),
    Group(
        "page end",
        "the last 50 rows of 30,000,000",
        "<= 1.5",
        {
            "duckdb LIMIT .df()": bare(
                EVERYTHING + " LIMIT 50 OFFSET 29999950", lambda relation: relation.df(), HUGE
            ),
            "get_slice": ours(
                EVERYTHING,
                lambda connector, source: connector.get_slice(source, offset=HUGE - 50, limit=50),
                HUGE,
            ),
        },
    ),
    Group(
        "page filtered",
        "50 rows of a client's own, of 30,000,000",
        "<= 1.5",
        {
            "duckdb WHERE .df()": bare(
                EVERYTHING + " WHERE client = 'client 4999' LIMIT 50 OFFSET 5000", lambda r: r.df(), HUGE
            ),
            "get_slice permitted": ours(
                EVERYTHING,
                lambda connector, source: connector.get_slice(source, OWN, offset=5000, limit=50),
                HUGE,
            ),
        },
    ),
    Group(
        "count filtered",
        "a page and the number of a client's own, of 30,000,000",
        "<= 1.1",
        {
            "duckdb page + count": bare(
                EVERYTHING + " WHERE client = 'client 4999'",
                lambda relation: (relation.limit(50).df(), relation.count("*").fetchall()),
                HUGE,
            ),
            "get_slice counted": ours(
                EVERYTHING,
                lambda connector, source: connector.get_slice(source, OWN, limit=50, get_row_count=True),
                HUGE,
            ),
        },
    ),
    Group(
        "stream",
        "30,000,000 rows x 8 columns, batch by batch",
        "memory <= 300 MB",
        {
            "duckdb arrow reader": bare(EVERYTHING, lambda r: drain(r.to_arrow_reader(65_536)), HUGE),
            "iter_batches": ours(EVERYTHING, lambda c, source: drain(c.iter_batches(source)), HUGE),
        },
    ),
]
