"""What is Odbc's own: connection strings, dialects by the source behind, sessions, discovery, errors."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from toucan_connectors.core.errors import (
    AddressRefusedError,
    AuthenticationError,
    ConfigurationError,
    QueryError,
    QueryRefusedError,
)
from toucan_connectors.odbc import OdbcConnector, OdbcDataSource
from toucan_connectors.odbc._dbms import UNKNOWN, dbms_of
from toucan_connectors.sql_odbc.connection_string import with_values
from toucan_connectors.testing.hostile.statements import HOSTILE_STATEMENTS

if TYPE_CHECKING:
    from .conftest import World


def connector(text: str, **fields: Any) -> OdbcConnector:
    return OdbcConnector(name="o", connection_string=text, **fields)


# The connection string.


def test_the_connection_string_is_a_secret_in_every_form() -> None:
    made = connector("Driver=x;Pwd=open sesame")
    for told in (
        repr(made),
        str(made),
        str(made.model_dump()),
        made.model_dump_json(),
        made.get_identifier(),
    ):
        assert "sesame" not in told
    assert made.model_dump(mode="json", context={"secrets": "plain"})["connection_string"].endswith("sesame")


def test_an_error_does_not_tell_the_password_alone(postgresql: World) -> None:
    text = with_values(postgresql.running.odbc, {"Pwd": "open sesame", "Uid": "open sesame"})
    with connector(text) as made, pytest.raises(AuthenticationError) as raised:
        made.get_df(postgresql.source("SELECT 1"))
    assert "sesame" not in str(raised.value)
    assert raised.value.field == "connection_string"


@pytest.mark.parametrize("text", ["", " ; ", "no string at all", "Pwd={open sesame"])
def test_what_is_no_connection_string_is_a_configuration_error(text: str) -> None:
    with connector(text) as made:
        with pytest.raises(ConfigurationError) as raised:
            made.get_df(OdbcDataSource(domain="d", name="o", query="SELECT 1"))
        assert raised.value.field == "connection_string"
        assert "sesame" not in str(raised.value)
        assert made.get_status().status is False


def test_a_driver_that_is_not_there_is_told_with_those_that_are() -> None:
    with connector("Driver={No Such Driver};Server=db.example") as made:
        with pytest.raises(
            ConfigurationError, match="no ODBC driver 'No Such Driver'; installed are"
        ) as raised:
            made.get_df(OdbcDataSource(domain="d", name="o", query="SELECT 1"))
        assert raised.value.field == "connection_string"
        status = made.get_status()
    assert (status.status, status.code) == (False, "configuration")
    assert status.details == [("Driver found", False), ("Connected", None), ("Authenticated", None)]


def test_a_template_adds_no_key_to_the_connection_string(sqlite: World, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    value = f"x;Trace=1;TraceFile={trace}"
    assert sqlite.df("SELECT {{ x }} AS x", x=value)["x"].tolist() == [value]
    assert not trace.exists()


def test_only_public_addresses_are_more_than_a_driver_can_promise(sqlite: World) -> None:
    with sqlite.connect(options={"network_policy": "public"}) as made, pytest.raises(AddressRefusedError):
        made.get_df(sqlite.source("SELECT 1"))


@pytest.mark.parametrize("timeout", [0, -1, "soon"])
def test_a_timeout_that_is_none_is_refused(timeout: object) -> None:
    with pytest.raises(ValidationError):
        connector("Driver=x", connect_timeout=timeout)


@pytest.mark.parametrize("fields", [{"ansi": True}, {"autocommit": True}, {"connect_timeout": 3}], ids=str)
def test_older_fields_are_kept(world: World, fields: dict[str, Any]) -> None:
    with world.connect(**fields) as made:
        assert made.get_df(world.source("SELECT 1 AS one"))["one"].tolist() == [1]


# The source behind.


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("PostgreSQL", "PostgreSQL"),
        ("MariaDB", "MySQL"),
        ("MySQL", "MySQL"),
        ("SQLite", "ODBC"),
        ("DB2", "ODBC"),
    ],
)
def test_the_source_behind_decides_the_dialect(name: str, dialect: str) -> None:
    assert dbms_of(name).dialect.name == dialect
    assert dbms_of(name).dialect.placeholder == "?"


def test_a_source_that_nobody_knows_is_paged_here_and_guarded_most() -> None:
    assert dbms_of("Some Appliance") is UNKNOWN
    assert UNKNOWN.dialect.nesting.page == ""
    assert not UNKNOWN.dialect.rules.unknown_functions


def test_a_page_is_cut_by_the_source(world: World) -> None:
    world.run("DROP TABLE IF EXISTS paged", "CREATE TABLE paged (n INTEGER)")
    world.run("INSERT INTO paged VALUES (3), (1), (2)")
    plan = world.connector.plan(world.source("SELECT n FROM paged ORDER BY n"))
    assert plan.pushed_down == ("page", "count")
    page = world.connector.get_slice(world.source("SELECT n FROM paged ORDER BY n"), offset=1, limit=1)
    assert page.df["n"].tolist() == [2]


def test_what_is_hostile_to_any_source_is_refused_by_each(world: World) -> None:
    assert len(HOSTILE_STATEMENTS["ODBC"]) > 100
    for statement in (
        "DELETE FROM t",
        "SELECT 1; DROP TABLE t",
        "{call p()}",
        "PRAGMA query_only = OFF",
        "ATTACH 'x'",
    ):
        with pytest.raises(QueryError):
            world.df(statement)


def test_a_session_is_read_only_behind_the_guard(world: World) -> None:
    world.run("DROP TABLE IF EXISTS locked", "CREATE TABLE locked (n INTEGER)")
    with pytest.raises(QueryRefusedError):
        world.connector._fetch("INSERT INTO locked VALUES (1)")
    assert world.df("SELECT * FROM locked").empty


def test_without_autocommit_what_is_written_is_rolled_back(postgresql: World) -> None:
    postgresql.run("DROP TABLE IF EXISTS kept", "CREATE TABLE kept (n INTEGER)")
    for autocommit, rows in ((False, 0), (True, 1)):
        with postgresql.connect(autocommit=autocommit, options={"read_only": False}) as made:
            made.get_df(postgresql.source("INSERT INTO kept VALUES (1)"))
        assert len(postgresql.df("SELECT * FROM kept")) == rows


# Values.


def test_values_are_bound_in_their_own_type(world: World) -> None:
    world.run("DROP TABLE IF EXISTS bound", "CREATE TABLE bound (n BIGINT, t VARCHAR(100), d DATE)")
    world.run("INSERT INTO bound VALUES (9007199254740993, 'O''Brien; --', '2024-02-29')")
    query = "SELECT n FROM bound WHERE n = {{ n }} AND t = {{ t }} AND d = {{ d }}"
    found = world.df(query, n=9007199254740993, t="O'Brien; --", d=dt.date(2024, 2, 29))
    assert found["n"].tolist() == [9007199254740993]


def test_an_instant_is_bound_with_its_microseconds(mariadb: World) -> None:
    moment = dt.datetime.fromisoformat("2024-01-31T12:30:15.123457")
    mariadb.run("DROP TABLE IF EXISTS fine", "CREATE TABLE fine (x DATETIME(6))")
    mariadb.run(f"INSERT INTO fine VALUES ('{moment}')")
    assert len(mariadb.df("SELECT x FROM fine WHERE x = {{ x }}", x=moment)) == 1


def test_a_long_text_is_bound_whole(mariadb: World) -> None:
    """MariaDB's driver stores a text that is sent in pieces with parts of other memory."""
    long = "é😀" * 20_000
    assert mariadb.df("SELECT {{ x }} AS x", x=long)["x"].tolist() == [long]


def test_a_nul_character_is_refused_and_never_cut(world: World) -> None:
    with pytest.raises(QueryError, match="NUL"):
        world.df("SELECT {{ x }} AS x", x="a\0b")


# What the source holds.


def test_tables_and_views_are_listed_with_their_columns(world: World) -> None:
    world.run("DROP VIEW IF EXISTS seen", "DROP TABLE IF EXISTS listed")
    world.run("CREATE TABLE listed (a INTEGER, b VARCHAR(10))", "CREATE VIEW seen AS SELECT a FROM listed")
    [table] = world.connector.get_model(table_name="listed")
    assert [column["name"] for column in table["columns"]] == ["a", "b"]
    assert table["type"] == "table"
    [view] = world.connector.get_model(table_name="seen")
    assert (view["type"], [column["name"] for column in view["columns"]]) == ("view", ["a"])
    [same] = world.connector.get_model(table["database"], table["schema"], "listed", exclude_columns=True)
    assert same == {**table, "columns": []}
    assert world.connector.get_model(table_name="liste_") == []


def test_the_version_is_that_of_the_source(postgresql: World) -> None:
    assert postgresql.connector.get_engine_version()[0] == 15


def test_a_status_tells_each_step_and_the_account(postgresql: World) -> None:
    status = postgresql.connector.get_status()
    labels = ["Host resolved", "Port opened", "Driver found", "Connected", "Authenticated"]
    assert status.details == [(label, True) for label in labels]
    assert status.account == postgresql.running.user


def test_tables_of_one_name_in_two_databases_are_two(mariadb: World) -> None:
    for database in ("one", "other"):
        mariadb.run(
            f"CREATE DATABASE IF NOT EXISTS {database}", f"CREATE OR REPLACE TABLE {database}.twice (n INT)"
        )
    for exclude_columns in (False, True):
        found = mariadb.connector.get_model(table_name="twice", exclude_columns=exclude_columns)
        assert sorted(str(table["database"]) for table in found) == ["one", "other"]
    mariadb.run("DROP DATABASE one", "DROP DATABASE other")
