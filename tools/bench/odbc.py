"""ODBC over SQLite and PostgreSQL: whole reads, memory and parameters, beside pyodbc and arrow-odbc."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from tools.bench.group import Group, Work, where
from tools.bench.sql import Sql, batches, whole

__all__ = ["GROUPS", "fill"]

ROWS: Final = 300_000
WIDE: Final = "SELECT * FROM odbc_wide"
SOME: Final = "SELECT * FROM odbc_wide WHERE a > 0 AND g LIKE 'text%'"
BOUND: Final = "SELECT * FROM odbc_wide WHERE a > {{ m }} AND g LIKE {{ x }}"

_NUMBERS: Final = "bigint, integer, smallint, double precision"
_TYPES: Final = {
    "odbc-postgresql": f"{_NUMBERS}, numeric, boolean, text, text, timestamp, timestamptz, date, varchar",
    "odbc-sqlite": f"{_NUMBERS}, double, boolean, text, text, timestamp, timestamp, date, varchar",
}


def fill(server: str, running: dict[str, Any]) -> None:
    """Make the table, in the source's own words."""
    types = _TYPES[server].split(", ")
    columns = ", ".join(f"{name} {type_}" for name, type_ in zip("abcdefghijkl", types, strict=True))
    made = f"CREATE TABLE odbc_wide ({columns})"
    (_fill_sqlite if server == "odbc-sqlite" else _fill_postgresql)(running, made)


def _fill_postgresql(running: dict[str, Any], made: str) -> None:
    connection = import_module("pyodbc").connect(running["odbc"], autocommit=True)
    connection.execute(made)
    connection.execute(
        f"""
        INSERT INTO odbc_wide
        SELECT g, CASE WHEN g % 20 <> 0 THEN g % 1000000 END, g % 30000,
               CASE WHEN g % 20 <> 1 THEN g * 1.1::float8 END, g * 1.01,
               CASE WHEN g % 20 <> 2 THEN g % 2 = 0 END,
               'text ' || g, CASE WHEN g % 20 <> 3 THEN md5(g::text) END,
               timestamp '2020-01-01' + g * interval '1.000001 second',
               timestamptz '2020-01-01' + g * interval '1 second',
               CASE WHEN g % 20 <> 4 THEN date '2000-01-01' + g % 9000 END, 'value ' || g % 100
        FROM generate_series(1, {ROWS}) g
        """
    )
    connection.close()


def _fill_sqlite(running: dict[str, Any], made: str) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(running["database"])) as connection, connection:
        connection.execute(made)
        connection.execute(
            f"""
            WITH RECURSIVE n(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM n WHERE g < {ROWS})
            INSERT INTO odbc_wide
            SELECT g, CASE WHEN g % 20 <> 0 THEN g % 1000000 END, g % 30000,
                   CASE WHEN g % 20 <> 1 THEN g * 1.1 END, g * 1.01,
                   CASE WHEN g % 20 <> 2 THEN g % 2 END,
                   'text ' || g, CASE WHEN g % 20 <> 3 THEN hex(g) || hex(g * 7) END,
                   strftime('%Y-%m-%d %H:%M:%f', '2020-01-01', g || ' seconds'),
                   strftime('%Y-%m-%d %H:%M:%f', '2010-01-01', g || ' seconds'),
                   CASE WHEN g % 20 <> 4 THEN date('2000-01-01', (g % 9000) || ' days') END,
                   'value ' || g % 100
            FROM n
            """
        )


def bare() -> Callable[[str], object]:
    """Connect with pyodbc, as anybody would; a query gives a frame of its rows."""
    import pandas as pd

    connection = import_module("pyodbc").connect(where()["odbc"])

    def run(query: str) -> object:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description]
        return pd.DataFrame.from_records(cursor.fetchall(), columns=names)

    return run


def arrow_odbc(_folder: Path) -> Work:
    """Read with arrow-odbc as it comes, whatever it makes of the types; only its speed is looked at."""
    import pyarrow as pa

    driver = import_module("arrow_odbc")  # a peer, installed by `make bench` alone
    text = where()["odbc"]

    def run() -> object:
        reader = driver.read_arrow_batches_from_odbc(WIDE, connection_string=text, max_text_size=256)
        return pa.Table.from_batches(list(reader), reader.schema).to_pandas()

    return run


def floor(_folder: Path) -> Work:
    """Let the driver run the query and write its rows, in the types that we ask for; make nothing of them."""
    from toucan_connectors.odbc._login import login_of
    from toucan_connectors.sql.statement import Statement
    from toucan_connectors.sql_odbc import Session
    from toucan_connectors.sql_odbc._blocks import Blocks

    session = Session(where()["odbc"], partial(login_of, autocommit=False, read_only=True), timeout=10)

    def run() -> object:
        cursor, columns, goes_back = session.execute(Statement(WIDE, []), None)
        return sum(1 for _ in Blocks(cursor.hstmt, columns, goes_back=goes_back))

    return run


def connect(options: dict[str, Any]) -> tuple[Any, Callable[[str, dict[str, Any]], Any]]:
    """Return our connector, and what makes a data source."""
    import pandas  # noqa: F401 - imported before the clock starts

    from toucan_connectors.core import Options
    from toucan_connectors.odbc import OdbcConnector, OdbcDataSource

    connector = OdbcConnector(name="b", connection_string=where()["odbc"], options=Options(**options))
    return connector, partial(_source, OdbcDataSource)


def _source(model: Any, query: str, parameters: dict[str, Any]) -> Any:
    return model(domain="d", name="b", query=query, parameters=parameters)


def _groups(server: str) -> list[Group]:
    odbc = Sql(server, connect, bare, paged=WIDE)
    name = server.replace("-", " ")
    return [
        Group(
            f"{name} wide",
            f"{ROWS:,} rows x 12 columns into pandas",
            "<= 0.4",
            {
                "pyodbc": odbc.read(WIDE),
                "floor: the driver alone": floor,
                "arrow-odbc, as it comes": arrow_odbc,
                "get_df": odbc.ours(whole, WIDE),
                "iter_batches": odbc.ours(batches, WIDE),
            },
            server=server,
        ),
        Group(
            f"{name} parameters",
            "the same with and without parameters",
            "<= 1.1",
            {
                "without": odbc.ours(whole, SOME),
                "with": odbc.ours(whole, BOUND, {"m": 0, "x": "text%"}),
            },
            server=server,
        ),
    ]


GROUPS: Final = (*_groups("odbc-sqlite"), *_groups("odbc-postgresql"))
