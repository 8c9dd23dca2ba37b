"""What a server holds: databases, schemas, tables and columns, each database asked on its own connection."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from toucan_connectors.postgres import PostgresConnector, PostgresDataSource
from toucan_connectors.testing.servers import Postgresql

ACCOUNT = {"user": "reader", "password": "reader-password"}


@pytest.fixture(scope="module")
def shop(postgresql_server: Postgresql) -> Iterator[str]:
    """Make a database `shop` that the account may read in part, and one that is shut to it."""
    running = postgresql_server.running
    with psycopg.connect(running.url, autocommit=True) as bare:
        for name in ("shop", "shut"):
            bare.execute(f"DROP DATABASE IF EXISTS {name}")
            bare.execute(f"CREATE DATABASE {name}")
        bare.execute("DROP ROLE IF EXISTS reader")
        bare.execute("CREATE ROLE reader LOGIN PASSWORD 'reader-password'")
        bare.execute("REVOKE CONNECT ON DATABASE shut FROM PUBLIC")
    with psycopg.connect(running.url.rpartition("/")[0] + "/shop", autocommit=True) as bare:
        bare.execute("CREATE TABLE orders (id integer, total numeric(10,2), tags text[])")
        bare.execute('CREATE TABLE "2024.Q1" (z text, a date)')
        bare.execute("CREATE VIEW totals AS SELECT total FROM orders")
        bare.execute("CREATE MATERIALIZED VIEW kept AS SELECT total FROM orders")
        bare.execute("CREATE SCHEMA sales")
        bare.execute("CREATE TABLE sales.orders (id bigint)")
        bare.execute("CREATE TABLE hidden (id bigint)")
        bare.execute("GRANT USAGE ON SCHEMA sales TO reader")
        bare.execute('GRANT SELECT ON orders, totals, kept, sales.orders, "2024.Q1" TO reader')
    yield "shop"
    with psycopg.connect(running.url, autocommit=True) as bare:
        bare.execute("DROP DATABASE shop WITH (FORCE)")
        bare.execute("DROP DATABASE shut WITH (FORCE)")
        bare.execute("DROP ROLE reader")


@pytest.fixture
def connector(postgresql_server: Postgresql, make: Any, shop: str) -> PostgresConnector:
    made: PostgresConnector = make(postgresql_server.running, **ACCOUNT)
    return made


def names(model: list[Any]) -> list[tuple[str, str, str]]:
    return [(table["schema"], table["type"], table["name"]) for table in model]


def test_tables_and_views_that_may_be_read_are_listed_with_their_columns(
    connector: PostgresConnector,
) -> None:
    model = connector.get_model("shop")
    assert names(model) == [
        ("public", "table", "2024.Q1"),
        ("public", "table", "orders"),
        ("public", "view", "totals"),
        ("sales", "table", "orders"),
    ]
    assert model[1]["database"] == "shop"
    assert model[1]["columns"] == [
        {"name": "id", "type": "integer"},
        {"name": "total", "type": "numeric"},
        {"name": "tags", "type": "text[]"},
    ]


def test_materialized_views_are_listed_on_request(connector: PostgresConnector) -> None:
    asked = connector.model_copy(update={"include_materialized_views": True})
    found = asked.get_model("shop", table_name="kept")
    assert names(found) == [("public", "view", "kept")]
    assert found[0]["columns"] == [{"name": "total", "type": "numeric"}]
    asked.close()


def test_a_model_is_narrowed_by_schema_and_table(connector: PostgresConnector) -> None:
    assert names(connector.get_model("shop", "sales")) == [("sales", "table", "orders")]
    assert len(connector.get_model("shop", table_name="orders")) == 2
    [table] = connector.get_model("shop", "sales", "orders", exclude_columns=True)
    assert table["columns"] == []
    assert names(connector.get_model("shop", "pg_catalog", "pg_class")) == [
        ("pg_catalog", "table", "pg_class")
    ]


@pytest.mark.parametrize("text", ["orders' or '1'='1", "orders%", 'or"ders', "", "\\"])
def test_a_name_that_is_asked_for_is_a_value(connector: PostgresConnector, text: str) -> None:
    assert connector.get_model("shop", table_name=text or "no-such") == []
    assert connector.get_model("shop", schema_name=text or "no-such") == []


def test_databases_that_are_shut_are_told_and_do_not_hide_the_others(connector: PostgresConnector) -> None:
    model, info = connector.get_model_with_info()
    assert info == {"Could not reach databases": ["shut"]}
    assert "shop" in {table["database"] for table in model}
    assert connector.get_model_with_info("nowhere") == ([], {"Could not reach databases": ["nowhere"]})
    assert connector.get_model_with_info("shop")[1] == {}


def test_a_form_offers_databases_and_the_tables_of_the_chosen_one(connector: PostgresConnector) -> None:
    properties = PostgresDataSource.get_form(connector, {"database": "shop"})["properties"]
    assert {"shop", "shut", "postgres"} <= set(properties["database"]["enum"])
    [choices] = [option["enum"] for option in properties["table"]["anyOf"] if "enum" in option]
    assert choices == ['"2024.Q1"', "orders", "totals", "sales.orders"]


def test_a_table_of_the_form_is_read(connector: PostgresConnector) -> None:
    for table in connector.table_names("shop"):
        source = PostgresDataSource(domain="d", name="kit", database="shop", table=table)
        assert connector.get_df(source).shape[0] == 0


def test_the_version_is_that_of_the_server(connector: PostgresConnector) -> None:
    assert connector.get_engine_version()[0] == 18


def test_a_plan_has_costs(connector: PostgresConnector) -> None:
    source = PostgresDataSource(
        domain="d",
        name="kit",
        database="shop",
        query="SELECT * FROM orders WHERE id = {{ n }}",
        parameters={"n": 1},
    )
    assert "cost=" in str(connector.explain(source))


def test_a_unix_socket_is_a_folder(postgresql_server: Postgresql, make: Any, source: Any) -> None:
    running = postgresql_server.running
    connector = make(running, host=str(running.folder))
    assert len(connector.get_df(source("SELECT 1"))) == 1
    status = connector.get_status()
    assert (status.status, status.account) == (True, running.user)
    lost = make(running, host="/nowhere").get_status()
    assert [passed for _, passed in lost.details] == [False, None, None, None, None]


def test_a_status_has_the_labels_that_hosts_know(connector: PostgresConnector) -> None:
    connector = connector.model_copy(update={"default_database": "shop"})
    assert connector.get_status().details == [
        ("Host resolved", True),
        ("Port opened", True),
        ("Connected to PostgreSQL", True),
        ("Authenticated", True),
        ("Default Database connection", True),
    ]
    connector.close()
