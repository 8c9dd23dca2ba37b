"""What is MySQL's own in the calls: fields, discovery, forms, versions, errors, order, sessions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from toucan_connectors.core.discovery import parse_engine_version
from toucan_connectors.core.errors import (
    ConfigurationError,
    QueryError,
    QueryRefusedError,
    ResultError,
    SourceError,
    SourceUnavailableError,
)
from toucan_connectors.mysql import (
    GoogleCloudMySQLConnector,
    GoogleCloudMySQLDataSource,
    MySQLConnector,
    MySQLDataSource,
)

from .conftest import connection_fields


@pytest.fixture(scope="module", autouse=True)
def tables(shared_world: Any) -> None:
    shared_world.run(
        "CREATE OR REPLACE TABLE orders (id INT PRIMARY KEY, z VARCHAR(5), a DECIMAL(10, 2), j JSON)",
        "INSERT INTO orders SELECT seq, CONCAT('x', seq % 7), seq / 4, NULL FROM seq_1_to_100",
        "CREATE OR REPLACE VIEW some_orders AS SELECT id FROM orders WHERE id < 5",
        'CREATE DATABASE IF NOT EXISTS `od``d "name`',
        'CREATE OR REPLACE TABLE `od``d "name`.`t able` (`c ol` INT)',
    )


# Fields.


def test_the_fields_that_older_hosts_store_are_kept_and_read_by_nothing(world: Any) -> None:
    source = MySQLDataSource(
        domain="d",
        name="w",
        database="toucan",
        query="SELECT 1 AS n",
        table="orders",
        follow_relations=True,
        query_object={"a": 1},
        language="sql",
    )
    assert world.connector.get_df(source).iloc[0, 0] == 1
    properties = MySQLDataSource.model_json_schema()["properties"]
    hidden = {name for name, field in properties.items() if field.get("ui.hidden")}
    assert hidden == {"follow_relations", "table", "query_object", "language"}
    assert MySQLDataSource.model_json_schema()["required"] == ["domain", "name", "database"]


@pytest.mark.parametrize("query", [None, " \n "])
def test_a_missing_query_is_refused_when_it_is_read_not_when_it_is_stored(world: Any, query: Any) -> None:
    for call in (world.connector.get_df, world.connector.get_slice, world.connector.describe):
        with pytest.raises(QueryError) as raised:
            call(world.source(query))
        assert raised.value.field == "query"


def test_an_empty_query_and_a_missing_database_are_refused_at_once() -> None:
    with pytest.raises(ValidationError):
        MySQLDataSource(domain="d", name="w", database="d", query="")
    with pytest.raises(ValidationError):
        MySQLDataSource.model_validate({"domain": "d", "name": "w", "query": "SELECT 1"})


def test_no_port_is_the_default_port() -> None:
    assert MySQLConnector(name="w", host="h", user="u").port == 3306
    assert MySQLConnector(name="w", host="h", user="u", port=None)._server().port == 3306


def test_a_charset_of_an_older_configuration_loses_no_character(world: Any) -> None:
    with world.connect(charset="latin1", charset_collation="utf8mb4_bin") as connector:
        assert connector.get_df(world.source("SELECT '日本😀' AS a")).iloc[0, 0] == "日本😀"
        assert connector.get_df(world.source("SELECT 'a' = 'A' AS a")).iloc[0, 0] == 0
    assert world.one("SELECT 'a' = 'A' AS a") == 1


def test_a_collation_of_another_charset_names_its_field(world: Any) -> None:
    connector = world.connect(charset_collation="latin1_german1_ci")
    with pytest.raises(ConfigurationError) as raised:
        connector.get_df(world.source("SELECT 1"))
    assert raised.value.field == "charset_collation"
    with pytest.raises(ValidationError):
        world.connect(charset_collation="x'; DROP TABLE orders")


def test_a_password_of_any_characters_is_sent_as_it_is(world: Any) -> None:
    password = "pä'ss\\wörd 日本 %s"
    with world.bare() as bare, bare.cursor() as cursor:
        cursor.execute("CREATE OR REPLACE USER odd@'%%' IDENTIFIED BY %s", (password,))
    with world.connect(user="odd", password=password) as connector:
        [*_, (label, passed)] = connector.get_status().details
    assert (label, passed) == ("Authenticated", True)
    world.run("DROP USER odd@'%'")


# What the server holds.


def test_the_status_has_the_labels_of_version_10_and_tells_the_account(world: Any) -> None:
    status = world.connector.get_status()
    labels = ["Hostname resolved", "Port opened", "Host connection", "Authenticated"]
    assert status.details == [(label, True) for label in labels]
    assert status.account == "toucan@%"
    wrong = world.connect(password="a wrong password").get_status()
    assert wrong.details == [(label, True) for label in labels[:3]] + [("Authenticated", False)]


def test_tables_views_and_columns_are_found_in_their_order(world: Any) -> None:
    model = world.connector.get_model("toucan", table_name="orders")
    assert [(t["database"], t["schema"], t["type"], t["name"]) for t in model] == [
        ("toucan", "toucan", "table", "orders")
    ]
    assert [(c["name"], c["type"]) for c in model[0]["columns"]] == [
        ("id", "int"), ("z", "varchar"), ("a", "decimal"), ("j", "longtext"),
    ]  # fmt: skip
    assert world.connector.get_model("toucan", table_name="some_orders")[0]["type"] == "view"
    odd = world.connector.get_model('od`d "name')
    assert [(t["name"], t["columns"][0]["name"]) for t in odd] == [("t able", "c ol")]
    assert world.connector.get_model("no such database") == []
    assert world.connector.get_model("' OR '1' = '1") == []
    databases = {table["database"] for table in world.connector.get_model(exclude_columns=True)}
    assert not databases & {"information_schema", "mysql", "performance_schema", "sys"}


def test_a_form_offers_the_databases_and_tells_why_it_cannot(world: Any) -> None:
    form = world.connector.get_form({})
    assert {"toucan", 'od`d "name'} <= set(form["properties"]["database"]["enum"])
    assert not {"information_schema", "mysql", "performance_schema", "sys"} & set(
        form["properties"]["database"]["enum"]
    )
    assert "enum" not in json.dumps(form["properties"]["table"])
    wrong = world.connect(password="a wrong password").get_form({})
    assert "Access denied" in wrong["properties"]["database"]["ui.lookup_error"]


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ("10.11.6-MariaDB-0+deb12u1", (10, 11, 6)),
        ("8.0.36-28.1", (8, 0, 36)),
        ("5.7.44-google-log", (5, 7, 44)),
        ("8.0.mysql_aurora.3.04.0", (8, 0)),
        ("9.1.0", (9, 1, 0)),
    ],
)
def test_the_version_of_every_vendor_is_read(told: str, version: tuple[int, ...]) -> None:
    assert parse_engine_version(told) == version


def test_the_version_of_this_server_is_told(world: Any) -> None:
    with world.bare() as bare, bare.cursor() as cursor:
        cursor.execute("SELECT version()")
        [(told,)] = cursor.fetchall()
    assert ".".join(map(str, world.connector.get_engine_version())) == told.partition("-")[0]


def test_describe_gives_the_servers_own_types_and_runs_nothing(world: Any) -> None:
    described = world.connector.describe(world.source("SELECT id, z, a, j, id FROM orders"))
    assert described == {"id": "int", "z": "varchar(5)", "a": "decimal(10,2)", "j": "json", "id_1": "int"}
    slow = "SELECT COUNT(*) AS n FROM seq_1_to_1000000 a, seq_1_to_1000000 b WHERE a.seq * b.seq % 7 = 3"
    with world.connect(options={"total_timeout": 10}) as connector:
        assert connector.describe(world.source(slow)) == {"n": "bigint"}


@pytest.mark.parametrize(
    "query", ["SHOW TABLES", "DESCRIBE orders", "EXPLAIN SELECT * FROM orders", "SHOW DATABASES"]
)
def test_what_only_tells_is_read_described_and_paged(world: Any, query: str) -> None:
    whole = world.df(query)
    assert len(whole) >= 1
    assert list(world.connector.describe(world.source(query))) == list(whole.columns)
    page = world.connector.get_slice(world.source(query), limit=1, get_row_count=True)
    assert page.pagination_info.pagination_info.total_rows == len(whole)
    assert world.one("SELECT 1 AS n") == 1


def test_explain_gives_the_servers_plan(world: Any) -> None:
    source = world.source("SELECT * FROM orders WHERE id = {{ n }}", n=3)
    plan = json.loads(world.connector.explain(source))
    assert "PRIMARY" in json.dumps(plan["query_block"])


def test_explain_tells_nothing_of_rows_that_a_permission_hides(world: Any) -> None:
    source = world.source("SELECT * FROM orders WHERE id = 3")
    assert world.connector.explain(source, {"column": "id", "operator": "eq", "value": 4}) is None


# Queries.


def test_a_page_keeps_the_order_also_under_a_permission_and_a_limit(world: Any) -> None:
    query = "SELECT id, z FROM orders ORDER BY z DESC, id"
    whole = world.df(query)
    assert whole["z"].is_monotonic_decreasing
    page = world.connector.get_slice(world.source(query), offset=40, limit=20).df
    assert page["id"].tolist() == whole["id"].tolist()[40:60]
    permission = {"column": "id", "operator": "gt", "value": 50}
    kept = world.connector.get_df(world.source(query), permission)
    assert kept["id"].tolist() == [n for n in whole["id"] if n > 50]
    page = world.connector.get_slice(world.source(query), permission, offset=5, limit=5).df
    assert page["id"].tolist() == kept["id"].tolist()[5:10]
    limited = world.connector.get_slice(world.source(query + " LIMIT 30"), permission, limit=3).df
    assert limited["id"].tolist() == [n for n in whole["id"].tolist()[:30] if n > 50][:3]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT * FROM no_such_table", QueryError),
        ("SELECT no_such_column FROM orders", QueryError),
        ("SELECT 1 FROM orders WHERE", QueryError),
        ("DELETE FROM orders", QueryRefusedError),
        ("SELECT LOAD_FILE('/etc/passwd')", QueryRefusedError),
        ("SELECT 1 /*! INTO OUTFILE '/tmp/x' */", QueryRefusedError),
        ("SELECT 1; SELECT 2", QueryRefusedError),
        ("SELECT 9223372036854775807 + id FROM orders", ResultError),
        ("SELECT (SELECT id FROM orders)", QueryError),
    ],
)
def test_an_error_of_the_query_is_told_as_such_and_the_session_goes_on(
    world: Any, query: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        world.df(query)
    assert world.one("SELECT 1 AS n") == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT EXTRACTVALUE(1, CONCAT('~', (SELECT word FROM words LIMIT 1))) AS x, id FROM words",
        "SELECT COUNT(*), CONCAT(word, FLOOR(RAND(0) * 2)) AS g, 1 AS id FROM words GROUP BY g",
    ],
)
def test_an_error_tells_no_value_of_a_row_that_a_permission_hides(world: Any, query: str) -> None:
    world.run("CREATE OR REPLACE TABLE words AS SELECT 1 AS id, 'hidden~word' AS word FROM seq_1_to_5")
    source = world.source(query)
    with pytest.raises(ResultError, match="hidden~word"):
        world.connector.get_df(source)
    with pytest.raises(ResultError) as raised:
        world.connector.get_df(source, {"column": "id", "operator": "lt", "value": 5})
    assert "hidden~word" not in repr((raised.value, raised.value.__cause__))


def test_a_lock_that_is_waited_for_in_vain_may_be_tried_again(world: Any) -> None:
    with world.bare(autocommit=False) as bare, bare.cursor() as cursor:
        cursor.execute("LOCK TABLES orders WRITE")
        hasty = world.connect(options={"read_only": False})
        with pytest.raises(SourceUnavailableError):
            hasty.get_df(world.source("SET STATEMENT lock_wait_timeout = 1 FOR SELECT * FROM orders"))
        hasty.close()


def test_the_session_is_the_same_everywhere(world: Any) -> None:
    asked = {
        "@@time_zone": "+00:00",
        "@@character_set_client": "utf8mb4",
        "@@character_set_results": "utf8mb4",
        "@@autocommit": 1,
        "@@tx_read_only": 1,
        "@@sql_mode": "",
    }
    assert world.df(f"SELECT {', '.join(asked)}").iloc[0].tolist() == list(asked.values())
    world.run("SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,ONLY_FULL_GROUP_BY'")
    try:
        with world.connect() as connector:
            found = connector.get_df(
                world.source("SELECT @@sql_mode AS m, 'it\\'s' AS a, {{ x }} AS b", x="\\'")
            )
        assert found.iloc[0].tolist() == ["ONLY_FULL_GROUP_BY", "it's", "\\'"]
    finally:
        world.run("SET GLOBAL sql_mode = DEFAULT")


def test_half_of_a_character_is_an_error_of_the_query(world: Any) -> None:
    with pytest.raises(QueryError, match="half"):
        world.df("SELECT {{ x }} AS a", x="\ud800")


def test_the_source_asks_for_no_file_of_ours(world: Any) -> None:
    writing = world.connect(options={"read_only": False})
    with pytest.raises((QueryError, SourceError)):
        writing.get_df(world.source("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE orders"))
    writing.close()


def test_google_cloud_mysql_reads_values_and_takes_parameters(world: Any) -> None:
    connector = GoogleCloudMySQLConnector(**connection_fields(world.running))
    source = GoogleCloudMySQLDataSource(
        domain="d",
        name="w",
        database="toucan",
        query="SELECT id, z FROM orders WHERE id IN {{ ids }} AND z = %(z)s ORDER BY id",
        parameters={"ids": [1, 8, 9], "z": "x1"},
    )
    assert connector.get_df(source).to_dict("list") == {"id": [1, 8], "z": ["x1", "x1"]}
    assert GoogleCloudMySQLDataSource.model_json_schema()["required"] == [
        "domain",
        "name",
        "database",
        "query",
    ]
    connector.close()
