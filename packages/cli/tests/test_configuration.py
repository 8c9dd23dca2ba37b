"""A document means one connector and one data source, or is an error; those of version 10 are read."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from toucan_connectors.cli.files.configuration import Configuration, read_configuration
from toucan_connectors.core.errors import ConfigurationError

Written = Callable[[str, str], str]

VERSION_10: dict[str, Any] = {
    "DATA_PROVIDERS": [
        {"name": "warehouse", "type": "Postgres", "host": "pg", "user": "u", "password": "p"},
        {"name": "local", "type": "DuckDB", "folders": {}, "secrets_storage_version": "1", "cache_ttl": None},
    ],
    "DATA_SOURCES": [
        {"domain": "orders", "name": "warehouse", "database": "d", "query": "SELECT 1"},
        {"domain": "stock", "name": "local", "type": "DuckDB", "query": "SELECT 2", "load": True},
        {"domain": "people", "name": "local", "query": "SELECT 3"},
    ],
}


def read(written: Written, document: Any, name: str | None = None) -> Configuration:
    return read_configuration(written("my-file.json", json.dumps(document)), name)


def refusal(written: Written, document: Any, name: str | None = None) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(written, document, name)
    return str(caught.value)


def test_a_connector_and_a_data_source_need_no_names(written: Written) -> None:
    found = read(written, {"connector": {"type": "DuckDB"}, "data_source": {"query": "q"}})
    assert found.connector.fields == {"type": "DuckDB", "name": "my-file"}
    assert found.data_source is not None
    assert found.data_source.fields == {"query": "q", "domain": "my-file", "name": "my-file"}


def test_names_that_are_given_are_kept(written: Written) -> None:
    found = read(
        written,
        {
            "connector": {"type": "DuckDB", "name": "c"},
            "data_source": {"query": "q", "name": "other", "domain": "d"},
        },
    )
    assert found.connector.fields["name"] == "c"
    assert found.data_source is not None
    assert found.data_source.fields == {"query": "q", "domain": "d", "name": "other"}


@pytest.mark.parametrize(
    ("name", "query", "type_id"),
    [
        ("orders", "SELECT 1", "Postgres"),
        ("stock", "SELECT 2", "DuckDB"),
        ("warehouse", "SELECT 1", "Postgres"),
    ],
)
def test_a_configuration_of_version_10_is_read_as_it_is(
    written: Written, name: str, query: str, type_id: str
) -> None:
    found = read(written, VERSION_10, name)
    assert found.data_source is not None
    assert found.data_source.fields["query"] == query
    assert found.connector.fields["type"] == type_id


def test_without_a_name_several_data_sources_are_not_guessed_from(written: Written) -> None:
    document = {**VERSION_10, "DATA_PROVIDERS": VERSION_10["DATA_PROVIDERS"][1:]}
    found = read(written, document)
    assert found.data_source is None
    assert found.others == ("orders", "stock", "people")


def test_a_connector_alone_is_enough_for_what_needs_no_data_source(written: Written) -> None:
    dumped = {
        "name": "local",
        "type": "DuckDB",
        "path": None,
        "folders": {},
        "retry_policy": {"max_attempts": 1},
    }
    found = read(written, dumped)
    assert found.connector.fields == dumped
    assert found.data_source is None


def test_a_connector_alone_may_have_a_data_source_beside_its_fields(written: Written) -> None:
    found = read(
        written, {"type": "DuckDB", "folders": {}, "data_source": {"query": "q"}, "parameters": {"a": 1}}
    )
    assert found.connector.fields == {"type": "DuckDB", "folders": {}, "name": "my-file"}
    assert found.data_source is not None
    assert found.data_source.fields["parameters"] == {"a": 1}


def test_the_type_may_stand_at_the_data_source(written: Written) -> None:
    found = read(
        written, {"connector": {"name": "c", "type": None}, "data_source": {"type": "DuckDB", "query": "q"}}
    )
    assert found.connector.fields["type"] == "DuckDB"


def test_parameters_are_added_to_those_of_the_data_source(written: Written) -> None:
    document = {"connector": {"type": "D"}, "data_source": {"parameters": {"a": 1}}, "parameters": {"b": 2}}
    found = read(written, document)
    assert found.data_source is not None
    assert found.data_source.fields["parameters"] == {"a": 1, "b": 2}
    document["parameters"] = {"a": 3}
    assert "parameters.a: this parameter is in the data source too" in refusal(written, document)


@pytest.mark.parametrize(
    ("document", "name", "said"),
    [
        ([], None, "it holds no connector"),
        ({}, None, "it holds no connector"),
        ("text", None, "it holds no connector"),
        ({"data_source": {}}, None, "it holds no connector"),
        ({"host": "h"}, None, "it holds no connector"),
        ({"connector": []}, None, "it holds no connector"),
        ({"connector": "DuckDB"}, None, "connector: it is no mapping"),
        ({"connectors": [1]}, None, "connectors.0: it is no mapping"),
        (
            {"connector": {}, "data_souce": {}},
            None,
            "data_souce: this field is not known. Did you mean 'data_source'",
        ),
        ({"connector": {}, "DATA_PROVIDERS": []}, None, "it has both connector and DATA_PROVIDERS"),
        ({"connector": {}, "permissions": []}, None, "permissions: a permission is a mapping"),
        ({"connector": {}, "data_source": {}, "parameters": 1}, None, "parameters are a mapping"),
        (VERSION_10, None, "it has 2 connectors. Choose with --name: orders, stock, people"),
        (VERSION_10, "ordres", "no data source is named 'ordres'. Did you mean 'orders'?"),
        (
            {**VERSION_10, "DATA_PROVIDERS": VERSION_10["DATA_PROVIDERS"][:1]},
            "stock",
            "no connector is named 'local'",
        ),
    ],
)
def test_what_does_not_mean_one_thing_is_an_error(
    written: Written, document: Any, name: str | None, said: str
) -> None:
    assert said in refusal(written, document, name)


def test_two_data_sources_of_one_domain_are_an_error(written: Written) -> None:
    document = {**VERSION_10, "DATA_SOURCES": [VERSION_10["DATA_SOURCES"][1]] * 2}
    assert "2 data sources have the domain 'stock'" in refusal(written, document, "stock")
