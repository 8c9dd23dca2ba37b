"""Denodo and Amazon Redshift: what of them can be tried on PostgreSQL, which speaks the same protocol."""

from typing import Any

import pytest

from toucan_connectors.core import registry
from toucan_connectors.core.errors import QueryError
from toucan_connectors.postgres import AWSRedshiftConnector, DenodoConnector
from toucan_connectors.postgres.variants import redshift_version
from toucan_connectors.testing.servers import Postgresql

VARIANTS = [AWSRedshiftConnector, DenodoConnector]


@pytest.fixture(params=VARIANTS)
def variant(request: Any, postgresql_server: Postgresql) -> Any:
    running = postgresql_server.running
    with request.param(
        name="kit",
        host=running.host,
        port=running.port,
        user=running.user,
        password=running.password,
        default_database=running.database,
    ) as made:
        yield made


@pytest.mark.parametrize(
    ("type_id", "label", "kind", "port", "database"),
    [
        ("AWSRedshift", "Amazon Redshift", AWSRedshiftConnector, 5439, "dev"),
        ("Denodo", "Denodo", DenodoConnector, 9996, "postgres"),
    ],
)
def test_a_variant_has_its_own_label_and_defaults(
    type_id: str, label: str, kind: Any, port: int, database: str
) -> None:
    spec = registry[type_id]
    assert (spec.label, spec.load()) == (label, kind)
    assert spec.logo_uri is not None
    made = kind(name="kit", host="h", user="u")
    assert (made.port, made.default_database) == (port, database)


def test_a_variant_reads_pages_whole_results_and_filtered_ones(variant: Any, source: Any) -> None:
    data_source = source(
        "SELECT n, 'x' || n AS t, n * 1.5 AS d FROM generate_series(1, 9) AS n WHERE n > {{ m }} ORDER BY n",
        m=2,
    )
    variant.options.read_only = not isinstance(variant, DenodoConnector)  # it knows no generate_series
    whole = variant.get_df(data_source)
    assert whole["n"].tolist() == [3, 4, 5, 6, 7, 8, 9]
    assert variant.get_slice(data_source, offset=1, limit=2).df["t"].tolist() == ["x4", "x5"]
    condition = {"column": "t", "operator": "in", "value": ["x4", "x9"]}
    assert variant.get_df(data_source, condition)["n"].tolist() == [4, 9]
    counted = variant.get_slice(data_source, condition, limit=1, get_row_count=True)
    assert counted.pagination_info.pagination_info.total_rows == 2


@pytest.mark.parametrize(
    ("said", "version"),
    [
        (
            "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2, Redshift 1.0.12103",
            "1.0.12103",
        ),
        ("PostgreSQL 18.6 on x86_64", "18.6 on x86_64"),
    ],
)
def test_redshift_says_its_own_version_last(said: str, version: str) -> None:
    assert redshift_version(said) == version


def test_a_variant_does_without_adbc(variant: Any) -> None:
    assert variant._bulk_readers() == ()


def test_a_variant_lists_its_tables_by_the_standards_views(
    variant: Any, bare: Any, postgresql_server: Any
) -> None:
    admin = bare(postgresql_server.running)
    admin.execute("DROP TABLE IF EXISTS of_variants")
    admin.execute("CREATE TABLE of_variants (id integer, t text)")
    [table] = variant.get_model("toucan", table_name="of_variants")
    assert [column["name"] for column in table["columns"]] == ["id", "t"]
    assert variant.get_model("toucan", table_name="of_variants' or '1'='1") == []
    admin.execute("DROP TABLE of_variants")


def test_a_variant_answers_a_status(variant: Any) -> None:
    assert variant.get_status().status is True


def test_redshifts_calls_are_transactions_that_only_read(
    postgresql_server: Postgresql, source: Any, bare: Any
) -> None:
    running = postgresql_server.running
    admin = bare(running)
    admin.execute("DROP TABLE IF EXISTS written")
    admin.execute("CREATE TABLE written (n integer)")
    admin.execute(
        "CREATE OR REPLACE FUNCTION write() RETURNS void LANGUAGE sql AS $$ INSERT INTO written VALUES (1) $$"
    )
    with AWSRedshiftConnector(
        name="kit", host=running.host, port=running.port, user=running.user, password=running.password
    ) as made:
        for _ in range(2):
            with pytest.raises(QueryError, match="read-only"):
                made.get_df(source("SELECT write()::text"))
            assert len(made.get_df(source("SELECT 1"))) == 1
    assert admin.execute("SELECT count(*) FROM written").fetchall() == [(0,)]
