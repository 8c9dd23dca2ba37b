"""Every dialect, a row each."""

from collections.abc import Mapping
from typing import Final

from toucan_connectors.sql.dialects import _pushdown as pushdown
from toucan_connectors.sql.dialects import _rules as rules
from toucan_connectors.sql.dialects._dialect import TYPED, Dialect, Nesting

__all__ = ["DIALECTS"]

_BACKTICKS: Final = ("`", "`")
_WITH_INTERVAL: Final = TYPED | {"INTERVAL": "INTERVAL", "TIMESTAMPTZ": "TIMESTAMPTZ"}
_POSTGRESQL: Final = _WITH_INTERVAL | {
    name: name
    for name in (
        *("TIMESTAMP WITHOUT TIME ZONE", "TIME WITHOUT TIME ZONE", "TIMETZ", "DOUBLE PRECISION", "BOOLEAN"),
        *("INT", "INTEGER", "BIGINT", "NUMERIC", "TEXT", "UUID", "JSON", "JSONB", "INET"),
    )
}
_MYSQL: Final = {"DATE": "DATE", "TIME": "TIME(6)", "TIMESTAMP": "DATETIME(6)"}
_BIGQUERY: Final = {name: name for name in ("DATE", "TIME", "TIMESTAMP", "DATETIME")}
_FETCH: Final = " OFFSET {offset} ROWS FETCH NEXT {limit} ROWS ONLY"

_ROWS: Final[tuple[Dialect, ...]] = (
    Dialect(
        "DuckDB",
        "duckdb",
        "${name}",
        system="duckdb",
        arrays=True,
        typed=_WITH_INTERVAL,
        interval="INTERVAL ({bind}) {unit}",
        nesting=Nesting(order="kept"),
        pushdown=pushdown.DUCKDB,
        rules=rules.DUCKDB,
    ),
    Dialect(
        "PostgreSQL",
        "postgres",
        "%({name})s",
        system="postgresql",
        doubled="%",
        arrays=True,
        typed=_POSTGRESQL,
        interval="CAST({bind} || ' {unit}' AS INTERVAL)",
        nesting=Nesting(order="kept", largest_limit=" OFFSET 0"),
        pushdown=pushdown.POSTGRESQL,
        rules=rules.POSTGRESQL,
    ),
    Dialect(
        "Redshift",
        "redshift",
        "%s",
        system="aws.redshift",
        doubled="%",
        typed=_WITH_INTERVAL,
        interval="CAST({bind} || ' {unit}' AS INTERVAL)",
        pushdown=pushdown.REDSHIFT,
        rules=rules.REDSHIFT,
    ),
    Dialect(
        "MySQL",
        "mysql",
        "%({name})s",
        system="mysql",
        doubled="%",
        quotes=_BACKTICKS,
        typed=_MYSQL,
        explain="EXPLAIN FORMAT=JSON ",
        # MariaDB has no column names behind an alias, and drops an ORDER BY without a limit.
        nesting=Nesting(order="kept by limit", largest_limit=" LIMIT 18446744073709551615", renaming="with"),
        pushdown=pushdown.MYSQL,
        rules=rules.MYSQL,
    ),
    Dialect(
        "T-SQL",
        "tsql",
        "@{name}",  # a parameter of sp_executesql, so that two places can stand for one
        system="microsoft.sql_server",
        quotes=("[", "]"),
        typed={},
        explain=None,
        nesting=Nesting(page=_FETCH, page_after_order=True, with_inside=False),
        pushdown=pushdown.T_SQL,
        rules=rules.T_SQL,
    ),
    Dialect(
        "Snowflake",
        "snowflake",
        "%({name})s",
        system="snowflake",
        doubled="%",
        upper_case=True,
        pushdown=pushdown.STANDARD,
        rules=rules.SNOWFLAKE,
    ),
    Dialect(
        "BigQuery",
        "bigquery",
        "@{name}",
        system="gcp.bigquery",
        quotes=_BACKTICKS,
        arrays=True,
        typed=_BIGQUERY,
        parameter="@",
        explain=None,
        nesting=Nesting(renaming="none"),
        pushdown=pushdown.BIGQUERY,
        rules=rules.BIGQUERY,
    ),
    Dialect(
        "Oracle",
        "oracle",
        ":{name}",
        system="oracle.db",
        upper_case=True,
        explain=None,  # it writes into a table
        nesting=Nesting(page=_FETCH, order="kept", renaming="with"),
        pushdown=pushdown.ORACLE,
        rules=rules.ORACLE,
    ),
    Dialect(
        "ClickHouse",
        "clickhouse",
        "%({name})s",
        system="clickhouse",
        doubled="%",
        arrays=True,
        nesting=Nesting(limits_compounds=False, order="kept", renaming="none"),
        pushdown=pushdown.CLICKHOUSE,
        rules=rules.CLICKHOUSE,
    ),
    Dialect(
        "Databricks",
        "databricks",
        ":{name}",
        system="databricks",
        quotes=_BACKTICKS,
        pushdown=pushdown.STANDARD,
        rules=rules.DATABRICKS,
    ),
    Dialect(
        "Athena",
        "trino",  # sqlglot's own Athena reads some statements as Hive
        "?",
        system="aws.athena",
        nesting=Nesting(page=" OFFSET {offset} LIMIT {limit}"),
        pushdown=pushdown.STANDARD,
        rules=rules.ATHENA,
    ),
    Dialect(
        "HANA",
        "",
        "?",
        system="sap.hana",
        upper_case=True,
        explain=None,  # it writes into a table
        nesting=Nesting(renaming="with"),
        pushdown=pushdown.STANDARD,
        rules=rules.HANA,
    ),
    # What is behind ODBC is not known: a page is cut while reading, a filter is ours.
    Dialect("ODBC", "", "?", explain=None, nesting=Nesting(page="", renaming="none"), rules=rules.ODBC),
)

DIALECTS: Final[Mapping[str, Dialect]] = {row.name: row for row in _ROWS}
"""Every dialect, by its name."""
