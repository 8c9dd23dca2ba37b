"""SQL that a reader has no use for, as data: what a read-only guard must refuse, for each dialect.

`HOSTILE_STATEMENTS` maps the name of a dialect to statements, each of which writes, changes the session,
waits, locks, reaches files or the network, runs text as SQL, is more than one statement, is made so that a
parser and the source read it differently, or exhausts the parser. None is a plain read: whoever lets one
through has no read-only guard for that dialect. Not all are valid SQL: to refuse what is none is right too.
Some are a megabyte long: do not name tests after them.

    for dialect, statements in HOSTILE_STATEMENTS.items():
        for statement in statements:
            assert guard_refuses(statement, dialect)
"""

from collections.abc import Mapping
from typing import Final

from toucan_connectors.testing.hostile.statements._athena import ATHENA
from toucan_connectors.testing.hostile.statements._bigquery import BIGQUERY
from toucan_connectors.testing.hostile.statements._clickhouse import CLICKHOUSE
from toucan_connectors.testing.hostile.statements._databricks import DATABRICKS
from toucan_connectors.testing.hostile.statements._disguised import DISGUISED
from toucan_connectors.testing.hostile.statements._duckdb import DUCKDB
from toucan_connectors.testing.hostile.statements._everywhere import EVERYWHERE
from toucan_connectors.testing.hostile.statements._hana import HANA
from toucan_connectors.testing.hostile.statements._mysql import MYSQL
from toucan_connectors.testing.hostile.statements._odbc import ODBC
from toucan_connectors.testing.hostile.statements._oracle import ORACLE
from toucan_connectors.testing.hostile.statements._postgresql import POSTGRESQL
from toucan_connectors.testing.hostile.statements._redshift import REDSHIFT
from toucan_connectors.testing.hostile.statements._snowflake import SNOWFLAKE
from toucan_connectors.testing.hostile.statements._tsql import TSQL

__all__ = ["HOSTILE_STATEMENTS"]

_OWN: Final = {
    "DuckDB": DUCKDB,
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
HOSTILE_STATEMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(dict.fromkeys((*EVERYWHERE, *own, *DISGUISED.get(name, ())))) for name, own in _OWN.items()
}
"""For each dialect, by its name, what must be refused: first what means harm everywhere, then its own."""
