"""The fields of the three types: what they take, what they make of it, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from toucan_connectors.core import registry
from toucan_connectors.mssql import (
    AzureMSSQLConnector,
    MSSQLConnector,
    MSSQLDataSource,
    MSSQLTLSv10Connector,
)

TYPES = ("MSSQL", "AzureMSSQL", "MSSQL_TLSv1_0")
FIELDS = {"name": "shop", "host": "db", "user": "u"}


def azure(**fields: Any) -> AzureMSSQLConnector:
    return AzureMSSQLConnector(**{**FIELDS, **fields})


# Data sources.


@pytest.mark.parametrize("type_id", TYPES)
def test_a_query_or_a_table_is_needed(type_id: str) -> None:
    model = registry[type_id].load().data_source_model
    with pytest.raises(ValidationError, match="give a query or a table"):
        model(domain="d", name="n")
    for empty in ("query", "table"):
        with pytest.raises(ValidationError, match="at least 1 character"):
            model(domain="d", name="n", **{empty: ""})


@pytest.mark.parametrize("type_id", TYPES)
def test_a_null_is_what_a_missing_field_is(type_id: str) -> None:
    connector: Any = registry[type_id].load()
    made = connector(**FIELDS, port=None, password=None, connect_timeout=None)
    assert made == connector(**FIELDS)
    source = connector.data_source_model
    assert source(domain="d", name="n", query="q", table=None, database=None) == source(
        domain="d", name="n", query="q"
    )


def test_a_table_is_read_whole_by_its_quoted_name(world: Any) -> None:
    source = MSSQLDataSource(domain="d", name="n", database="toucan", table="dbo.numbers")
    assert world.connector.get_slice(source, limit=2).df["n"].tolist() == [1, 2]
    assert world.sent()[-1].startswith("SELECT * FROM [dbo].[numbers]\n")


def test_a_bracket_in_the_name_of_a_table_is_part_of_the_name() -> None:
    source = MSSQLDataSource(domain="d", name="n", table="a]; DROP TABLE t")
    assert source.draft(MSSQLConnector._dialect).text == "SELECT * FROM [a]]; DROP TABLE t]"


# Hosts.


@pytest.mark.parametrize("host", ["db;Driver=x", "", " ", "a b", "db,1,2", "db\\", "tcp:"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValidationError, match="host"):
        MSSQLConnector(**{**FIELDS, "host": host})


@pytest.mark.parametrize("port", [0, 65_536, -1])
def test_what_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(ValidationError, match="port"):
        MSSQLConnector(**FIELDS, port=port)


@pytest.mark.parametrize(
    ("host", "port", "server"),
    [
        ("db", None, "tcp:db,1433"),
        ("db", 1444, "tcp:db,1444"),
        ("db,1444", None, "tcp:db,1444"),
        ("tcp:db.example,1444", 1, "tcp:db.example,1444"),
        ("db\\sales", None, "tcp:db\\sales"),
        ("db\\sales", 1444, "tcp:db,1444"),
        ("localhost", None, "tcp:127.0.0.1,1433"),
        ("10.0.0.7", None, "tcp:10.0.0.7,1433"),
        ("fe80::1", None, "tcp:fe80::1,1433"),
    ],
)
def test_a_host_is_written_as_drivers_read_it(host: str, port: int | None, server: str) -> None:
    address = MSSQLConnector(**{**FIELDS, "host": host}, port=port).address()
    assert address.server(address.name) == server


# Azure.


@pytest.mark.parametrize(
    ("host", "whole"),
    [
        ("shop", "shop.database.windows.net"),
        ("shop.database.windows.net", "shop.database.windows.net"),
        ("Shop.Database.Windows.Net", "Shop.Database.Windows.Net"),
        ("shop.database.windows.net.", "shop.database.windows.net"),
        ("shopXdatabase.windows.net", "shopXdatabase.windows.net.database.windows.net"),
        ("shop.privatelink.database.windows.net", "shop.privatelink.database.windows.net"),
        ("shop.database.chinacloudapi.cn", "shop.database.chinacloudapi.cn"),
        ("shop.database.usgovcloudapi.net", "shop.database.usgovcloudapi.net"),
        ("shop.sql.azuresynapse.net", "shop.sql.azuresynapse.net"),
        ("10.0.0.7", "10.0.0.7"),
        ("tcp:shop.database.windows.net,1433", "shop.database.windows.net,1433"),
    ],
)
def test_a_server_of_azure_has_its_whole_name_in_its_own_cloud(host: str, whole: str) -> None:
    assert azure(host=host).host == whole


@pytest.mark.parametrize(
    ("user", "login"),
    [("u", "u@shop"), ("u@shop", "u@shop"), ("u@example.com", "u@example.com")],
)
def test_a_login_in_azure_says_its_server(user: str, login: str) -> None:
    assert azure(host="shop", user=user).user == login


def test_a_login_at_an_address_is_left_alone() -> None:
    assert azure(host="10.0.0.7").user == "u"


def test_a_login_behind_a_private_link_says_the_server_and_not_the_link() -> None:
    assert azure(host="shop.privatelink.database.windows.net").user == "u@shop"


def test_what_is_assigned_is_made_whole_too() -> None:
    connector = azure(host="shop")
    connector.host = "other"
    connector.user = "v"
    assert (connector.host, connector.user) == ("other.database.windows.net", "v@other")


@pytest.mark.parametrize("fields", [{}, {"host": ""}, {"host": None}])
def test_a_server_without_a_name_is_refused_and_not_made_up(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="host"):
        AzureMSSQLConnector(name="n", user="u", **fields)


def test_the_given_fields_are_not_changed() -> None:
    fields = {"name": "n", "host": "shop", "user": "u"}
    AzureMSSQLConnector.model_validate(fields)
    assert fields == {"name": "n", "host": "shop", "user": "u"}


# The variants.


def test_variants_differ_in_what_is_their_own() -> None:
    labels = [registry[type_id].label for type_id in TYPES]
    assert labels == [
        "Microsoft SQL Server",
        "Microsoft Azure SQL",
        "Microsoft SQL Server (old security certificate management TLS v1.0)",
    ]
    fields = {kind: set(kind.model_fields) for kind in (AzureMSSQLConnector, MSSQLTLSv10Connector)}
    assert set(map(frozenset, fields.values())) == {frozenset(MSSQLConnector.model_fields)}
