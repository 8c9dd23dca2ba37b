"""PostgreSQL: whole reads, memory, parameters and pages, beside the fastest peers."""

import subprocess
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from tools.bench.group import Work, where
from tools.bench.sql import Sql, batches, whole

__all__ = ["GROUPS"]

WIDE: Final = "SELECT * FROM wide"
LINES: Final = "SELECT * FROM lineitem"
SOME: Final = "SELECT * FROM wide WHERE a > 0 AND g LIKE 'text%'"
BOUND: Final = "SELECT * FROM wide WHERE a > {{ m }} AND g LIKE {{ x }}"


def floor(query: str, _folder: Path) -> Work:
    """Drain the wire protocol to nothing: what no client can be faster than."""
    from toucan_connectors.testing.servers import Postgresql18

    psql = Postgresql18().binaries() / "psql"
    command = [psql, where()["url"], "-c", f"COPY ({query}) TO STDOUT (FORMAT BINARY)"]
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def with_connectorx(query: str, _folder: Path) -> Work:
    """Read with connectorx, into pandas."""
    connectorx = import_module("connectorx")  # a peer, installed by `make bench` alone
    import pandas  # noqa: F401 - imported before the clock starts

    return lambda: connectorx.read_sql(where()["url"], query)


def with_polars(query: str, _folder: Path) -> Work:
    """Read with polars, and convert to pandas."""
    import pandas  # noqa: F401

    polars = import_module("polars")
    import pyarrow  # noqa: F401

    return lambda: polars.read_database_uri(query, where()["url"]).to_pandas()


def with_adbc(query: str, _folder: Path) -> Work:
    """Read with ADBC by hand, and let Arrow convert: decimals stay text."""
    import pandas  # noqa: F401

    dbapi = import_module("adbc_driver_postgresql.dbapi")

    connection = dbapi.connect(where()["url"])

    def read() -> object:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetch_arrow_table().to_pandas()

    return read


def read_sql(query: str, _folder: Path) -> Work:
    """Read with pandas.read_sql over SQLAlchemy and psycopg."""
    import pandas as pd

    sqlalchemy = import_module("sqlalchemy")

    engine = sqlalchemy.create_engine(where()["url"].replace("postgresql://", "postgresql+psycopg://"))
    engine.connect().close()
    return lambda: pd.read_sql(sqlalchemy.text(query), engine)


def bare() -> Callable[[str], object]:
    """Connect with psycopg; a query gives a frame of its rows."""
    import pandas as pd
    import psycopg

    connection = psycopg.connect(where()["url"], autocommit=True)

    def run(query: str) -> object:
        cursor = connection.execute(query.encode())
        return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or ()])

    return run


def connect(options: dict[str, Any]) -> tuple[Any, Callable[[str, dict[str, Any]], Any]]:
    """Return our connector, and what makes a data source."""
    import pandas  # noqa: F401

    from toucan_connectors.core import Options
    from toucan_connectors.postgres import PostgresConnector, PostgresDataSource

    running = where()
    connector = PostgresConnector(
        name="b",
        host=running["host"],
        port=running["port"],
        user=running["user"],
        password=running["password"],
        default_database=running["database"],
        options=Options(**options),
    )
    return connector, lambda query, parameters: PostgresDataSource(
        domain="d", name="b", database=running["database"], query=query, parameters=parameters
    )


POSTGRESQL: Final = Sql("postgresql", connect, bare, paged="SELECT * FROM wide")

GROUPS: Final = (
    POSTGRESQL.group(
        "wide",
        "1,000,000 rows x 12 columns into pandas",
        "<= 0.95, decoded <= 1.15",
        {
            "connectorx": partial(with_connectorx, WIDE),
            "floor: psql COPY": partial(floor, WIDE),
            "polars": partial(with_polars, WIDE),
            "ADBC by hand": partial(with_adbc, WIDE),
            "get_df, json as text": POSTGRESQL.ours(whole, WIDE, json_values="text"),
            "get_df": POSTGRESQL.ours(whole, WIDE),
        },
    ),
    POSTGRESQL.group(
        "lineitem",
        "2,000,000 rows x 16 columns into pandas",
        "<= 1.3",
        {
            "floor: psql COPY": partial(floor, LINES),
            "connectorx": partial(with_connectorx, LINES),
            "get_df": POSTGRESQL.ours(whole, LINES),
        },
    ),
    POSTGRESQL.group(
        "memory",
        "1,000,000 rows x 12 columns, the slow way",
        "memory <= 0.35; stream <= 64 MB",
        {
            "pandas.read_sql": partial(read_sql, WIDE),
            "psycopg": POSTGRESQL.read(WIDE),
            "get_df": POSTGRESQL.ours(whole, WIDE),
            "iter_batches": POSTGRESQL.ours(batches, WIDE),
        },
    ),
    POSTGRESQL.group(
        "parameters",
        "the same with and without parameters",
        "<= 1.1",
        {
            "without": POSTGRESQL.ours(whole, SOME, json_values="text"),
            "with": POSTGRESQL.ours(whole, BOUND, {"m": 0, "x": "text%"}, json_values="text"),
        },
    ),
    *POSTGRESQL.pages(),
)
