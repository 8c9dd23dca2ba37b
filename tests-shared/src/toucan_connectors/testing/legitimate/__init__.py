"""Reads that people really write, as data: a guard lets each through, and changes nothing of its answer.

`LEGITIMATE_STATEMENTS` are by dialect. Those for DuckDB run on the tables that `LEGITIMATE_TABLES` make, and
give the same rows each time, as a multiset where they do not fix an order. The others are only to be parsed.
"""

from collections.abc import Mapping
from typing import Final

from toucan_connectors.testing.legitimate._aggregates import AGGREGATES
from toucan_connectors.testing.legitimate._athena import ATHENA
from toucan_connectors.testing.legitimate._bigquery import BIGQUERY
from toucan_connectors.testing.legitimate._casts import CASTS
from toucan_connectors.testing.legitimate._clickhouse import CLICKHOUSE
from toucan_connectors.testing.legitimate._comments import COMMENTS
from toucan_connectors.testing.legitimate._ctes import CTES
from toucan_connectors.testing.legitimate._databricks import DATABRICKS
from toucan_connectors.testing.legitimate._dates import DATES
from toucan_connectors.testing.legitimate._friendly import FRIENDLY
from toucan_connectors.testing.legitimate._hana import HANA
from toucan_connectors.testing.legitimate._joins import JOINS
from toucan_connectors.testing.legitimate._json import JSON
from toucan_connectors.testing.legitimate._mysql import MYSQL
from toucan_connectors.testing.legitimate._nested import NESTED
from toucan_connectors.testing.legitimate._numbers import NUMBERS
from toucan_connectors.testing.legitimate._odbc import ODBC
from toucan_connectors.testing.legitimate._oracle import ORACLE
from toucan_connectors.testing.legitimate._pivots import PIVOTS
from toucan_connectors.testing.legitimate._postgresql import POSTGRESQL
from toucan_connectors.testing.legitimate._quoting import QUOTING
from toucan_connectors.testing.legitimate._redshift import REDSHIFT
from toucan_connectors.testing.legitimate._selects import SELECTS
from toucan_connectors.testing.legitimate._set_operations import SET_OPERATIONS
from toucan_connectors.testing.legitimate._snowflake import SNOWFLAKE
from toucan_connectors.testing.legitimate._subqueries import SUBQUERIES
from toucan_connectors.testing.legitimate._text import TEXT
from toucan_connectors.testing.legitimate._tsql import TSQL
from toucan_connectors.testing.legitimate._windows import WINDOWS
from toucan_connectors.testing.legitimate._world import LEGITIMATE_TABLES

__all__ = ["LEGITIMATE_STATEMENTS", "LEGITIMATE_TABLES"]

_DUCKDB: Final = (
    *SELECTS,
    *JOINS,
    *WINDOWS,
    *SET_OPERATIONS,
    *CTES,
    *SUBQUERIES,
    *AGGREGATES,
    *PIVOTS,
    *FRIENDLY,
    *QUOTING,
    *COMMENTS,
    *CASTS,
    *NUMBERS,
    *TEXT,
    *DATES,
    *JSON,
    *NESTED,
)
LEGITIMATE_STATEMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "DuckDB": _DUCKDB,
    "PostgreSQL": POSTGRESQL,
    "Redshift": REDSHIFT,
    "MySQL": MYSQL,
    "T-SQL": TSQL,
    "Snowflake": SNOWFLAKE,
    "BigQuery": BIGQUERY,
    "Oracle": ORACLE,
    "ClickHouse": CLICKHOUSE,
    "Databricks": DATABRICKS,
    "Athena": ATHENA,
    "HANA": HANA,
    "ODBC": ODBC,
}
"""By the names of the SQL toolkit's dialects."""
