"""What is SQL Server's own in the calls: discovery, forms, plans, status, errors, stopping."""

from __future__ import annotations

import socket
from time import monotonic
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    CallTimeoutError,
    ConfigurationError,
    NetworkError,
    QueryError,
    ResultError,
    SourceUnavailableError,
    TLSError,
    ToucanConnectorsError,
)
from toucan_connectors.mssql import MSSQLDataSource
from toucan_connectors.mssql._errors import translate
from toucan_connectors.sql_odbc import pyodbc
from toucan_connectors.testing.standard import standard_types

SHOWPLAN = "{http://schemas.microsoft.com/sqlserver/2004/07/showplan}"


# Discovery.


def test_a_model_has_the_servers_own_types(world: Any) -> None:
    [table] = world.connector.get_model(table_name="standard")
    assert (table["database"], table["schema"], table["type"]) == ("toucan", "dbo", "table")
    found = {column["name"]: column["type"] for column in table["columns"]}
    assert found == {name: kind.partition("(")[0] for name, kind in standard_types("T-SQL").items()}


def test_a_model_is_narrowed_by_bound_names(world: Any) -> None:
    assert world.connector.get_model("toucan", "dbo", "numbers", exclude_columns=True) == [
        {"name": "numbers", "database": "toucan", "schema": "dbo", "type": "table", "columns": []}
    ]
    assert world.connector.get_model(schema_name="no such'; DROP TABLE t --") == []
    text, values = [
        (one.text, one.values) for one in world.server.sent() if "TABLE_SCHEMA = @p0" in one.text
    ][-1]
    assert "DROP" not in text
    assert values == {"@p0": "no such'; DROP TABLE t --"}


def test_a_database_that_does_not_let_us_in_is_named_and_no_error(world: Any) -> None:
    tables, told = world.connector.get_model_with_info(db_name="no_such_database")
    assert (tables, told) == ([], {"Could not reach databases": ["no_such_database"]})


def test_databases_schemas_and_tables_are_listed(world: Any) -> None:
    assert world.connector.database_names() == ["toucan"]
    assert world.connector.schema_names("toucan") == ["dbo"]
    assert world.connector.table_names() == ["numbers", "slow", "standard"]


def choices(form: dict[str, Any], field: str) -> Any:
    return next((option["enum"] for option in form["properties"][field]["anyOf"] if "enum" in option), None)


def test_a_form_has_the_servers_databases_and_tables(world: Any) -> None:
    form = world.connector.get_form({"database": "toucan"})
    assert choices(form, "database") == ["toucan"]
    assert choices(form, "table") == ["numbers", "slow", "standard"]


def test_a_form_of_a_server_that_is_not_there_stays_open_and_says_why(world: Any) -> None:
    started = monotonic()
    form = world.connect(host="127.0.0.1", port=1).get_form()
    assert monotonic() - started < 5
    assert choices(form, "database") is None
    assert "port 1" in form["properties"]["database"]["ui.lookup_error"]


def test_a_form_of_a_silent_server_is_there_in_time(world: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        connector = world.connect(
            host="127.0.0.1", port=silent.getsockname()[1], options={"form_timeout": 0.5}
        )
        started = monotonic()
        form = connector.get_form()
    assert monotonic() - started < 5
    assert "0.5 s" in form["properties"]["database"]["ui.lookup_error"]


def test_a_form_has_five_seconds_by_default(world: Any) -> None:
    assert world.connector.options.form_timeout == 5


# Plans, versions, status.


def test_a_plan_is_xml_and_has_no_values(world: Any) -> None:
    source = world.source("SELECT n FROM numbers WHERE t = {{ t }}", t="a secret")
    plan = ET.fromstring(world.connector.explain(source))
    assert plan.tag == f"{SHOWPLAN}ShowPlanXML"
    [statement] = plan
    assert statement.attrib["StatementText"].split() == (
        ["DECLARE", "@p0", "nvarchar(4000);", "SELECT", "n", "FROM", "numbers", "WHERE", "t", "=", "@p0"]
    )
    assert "a secret" not in str(world.server.sent()[-4:])


def test_a_call_behind_a_plan_reads_rows_again(world: Any) -> None:
    source = world.source("SELECT n FROM numbers WHERE n = 7")
    world.connector.explain(source)
    assert world.connector.get_df(source)["n"].tolist() == [7]


def test_a_plan_of_what_is_no_statement_is_the_querys_fault_and_spoils_no_session(world: Any) -> None:
    with pytest.raises(QueryError):
        world.connector.explain(world.source("SELECT n FROM no_such_table"))
    assert world.df("SELECT n FROM numbers WHERE n = 7")["n"].tolist() == [7]


def test_the_version_is_the_products(world: Any) -> None:
    assert world.connector.get_engine_version() == (17, 0, 1000)


def test_a_status_says_who_we_are(world: Any) -> None:
    status = world.connector.get_status()
    assert status.status is True
    assert status.account == world.running.user
    assert [label for label, _ in status.details] == [
        "Host resolved",
        "Port opened",
        "Connected to SQL Server",
        "Authenticated",
        "Default database opened",
    ]


def test_a_wrong_password_is_told_from_a_server_that_is_not_there(world: Any) -> None:
    refused = world.connect(password="wrong").get_status()
    assert [passed for _, passed in refused.details] == [True, True, True, False, None]
    lost = world.connect(host="127.0.0.1", port=1).get_status()
    assert [passed for _, passed in lost.details] == [True, False, None, None, None]


def test_no_port_of_a_named_instance_is_tried(world: Any) -> None:
    labels = [label for label, _ in world.connect(host="localhost\\sales", port=None)._status_steps()]
    assert labels == ["Host resolved", "Connected to SQL Server", "Authenticated", "Default database opened"]


# Errors.


def test_a_database_that_is_not_there_is_the_configurations_fault(world: Any) -> None:
    source = MSSQLDataSource(domain="d", name="n", database="nowhere", query="SELECT 1 AS n")
    with pytest.raises(ConfigurationError, match="nowhere") as raised:
        world.connector.get_df(source)
    assert raised.value.field == "database"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT n FROM no_such_table", QueryError),
        ("SELECT no_such_column FROM numbers", QueryError),
        ("SELECT 1 / 0 AS n", ResultError),
        ("SELECT CAST('q' AS int) AS n", ResultError),
    ],
)
def test_what_the_query_does_wrong_is_its_own_fault(
    world: Any, query: str, error: type[ToucanConnectorsError]
) -> None:
    with pytest.raises(error) as raised:
        world.df(query)
    assert raised.value.field == "query"
    assert "[Microsoft]" not in str(raised.value)


@pytest.mark.parametrize(
    ("state", "said", "error"),
    [
        ("28000", "Login failed for user 'u'. (18456) (SQLDriverConnect)", AuthenticationError),
        (
            "42000",
            "The SELECT permission was denied on the object 't'. (229) (SQLExecDirectW)",
            AuthorizationError,
        ),
        ("42000", "SHOWPLAN permission denied in database 'd'. (262) (SQLExecDirectW)", AuthorizationError),
        (
            "42000",
            "Client with IP address '1.2.3.4' is not allowed. (40615) (SQLDriverConnect)",
            AuthorizationError,
        ),
        (
            "42000",
            "Database 'd' is not currently available. (40613) (SQLDriverConnect)",
            SourceUnavailableError,
        ),
        ("40001", "Transaction was deadlocked. (1205) (SQLExecDirectW)", SourceUnavailableError),
        ("22003", "Arithmetic overflow error. (8115) (SQLExecDirectW)", ResultError),
        (
            "08001",
            "SSL Provider: [error:0A000102:SSL routines::unsupported protocol] (-1) (SQLDriverConnect)",
            TLSError,
        ),
        ("01000", "Unexpected EOF from the server (20017) (SQLExecDirectW)", NetworkError),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) == 5 else "",
)
def test_the_servers_number_says_who_must_act(
    state: str, said: str, error: type[ToucanConnectorsError]
) -> None:
    text = f"[{state}] [Microsoft][ODBC Driver 18 for SQL Server][SQL Server]{said}"
    ours = translate(pyodbc.Error(state, text), "a hint")
    assert type(ours) is error
    assert (
        ours.message == said.partition(" (")[0] if "[" not in said else "unsupported protocol" in ours.message
    )


def test_what_has_no_number_is_left_to_the_toolkit() -> None:
    assert translate(pyodbc.Error("42000", "[42000] no number"), "") is None
    assert translate(ValueError("x"), "") is None


# Stopping.


def test_a_statement_that_takes_too_long_is_stopped_at_the_server(world: Any) -> None:
    hasty = world.connect(options={"statement_timeout": 0.5})
    before = len(world.server.sent())
    with pytest.raises(CallTimeoutError):
        hasty.get_df(world.source("SELECT n FROM slow"))
    assert any(one.kind == "stopped" for one in world.server.sent()[before:])
    assert hasty.get_df(world.source("SELECT 7 AS n"))["n"].tolist() == [7]
