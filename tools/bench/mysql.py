"""MariaDB: whole reads, memory, parameters and pages, beside pandas over pymysql."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from tools.bench.group import Work, where
from tools.bench.sql import Sql, batches, whole

__all__ = ["GROUPS", "bare_connection"]

WIDE: Final = "SELECT * FROM wide"
SOME: Final = "SELECT * FROM wide WHERE a > 0 AND g LIKE 'text%'"
BOUND: Final = "SELECT * FROM wide WHERE a > {{ m }} AND g LIKE {{ x }}"


def bare_connection(running: dict[str, Any]) -> Any:
    """Connect with pymysql, as anybody would; the server takes TLS alone."""
    import pymysql

    return pymysql.connect(
        host=running["host"],
        port=running["port"],
        user=running["user"],
        password=running["password"],
        database=running["database"],
        charset="utf8mb4",
        ssl_ca=running["ca_file"],
    )


def bare() -> Callable[[str], object]:
    """Connect with pymysql; a query gives a frame of its rows."""
    import pandas as pd

    connection = bare_connection(where())

    def run(query: str) -> object:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return pd.DataFrame(cursor.fetchall(), columns=[column[0] for column in cursor.description])

    return run


def connect(options: dict[str, Any]) -> tuple[Any, Callable[[str, dict[str, Any]], Any]]:
    """Return our connector, and what makes a data source."""
    import pandas  # noqa: F401 - imported before the clock starts

    from toucan_connectors.core import Options
    from toucan_connectors.mysql import MySQLConnector, MySQLDataSource

    running = where()
    connector = MySQLConnector(
        name="b",
        host=running["host"],
        port=running["port"],
        user=running["user"],
        password=running["password"],
        ssl_mode="VERIFY_CA",
        ssl_ca=running["ca"],
        options=Options(**options),
    )
    return connector, lambda query, parameters: MySQLDataSource(
        domain="d", name="b", database=running["database"], query=query, parameters=parameters
    )


def read_sql(_folder: Path) -> Work:
    """Read with pandas.read_sql over SQLAlchemy and pymysql."""
    import pandas as pd

    sqlalchemy = import_module("sqlalchemy")  # a peer, installed by `make bench` alone

    engine = sqlalchemy.create_engine("mysql+pymysql://", creator=lambda: bare_connection(where()))
    engine.connect().close()
    return lambda: pd.read_sql(sqlalchemy.text(WIDE), engine)


MARIADB: Final = Sql("mariadb", connect, bare, paged="SELECT * FROM wide")

GROUPS: Final = (
    MARIADB.group(
        "wide",
        "1,000,000 rows x 12 columns into pandas",
        "<= 0.15",
        {
            "pandas.read_sql": read_sql,
            "pymysql": MARIADB.read(WIDE),
            "get_df": MARIADB.ours(whole, WIDE),
            "iter_batches": MARIADB.ours(batches, WIDE),
        },
    ),
    MARIADB.group(
        "parameters",
        "the same with and without parameters",
        "<= 1.1",
        {
            "without": MARIADB.ours(whole, SOME),
            "with": MARIADB.ours(whole, BOUND, {"m": 0, "x": "text%"}),
        },
    ),
    *MARIADB.pages(),
)
