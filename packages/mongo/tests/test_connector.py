"""The calls of the connector on an emulator, and what its fields become."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import bson
import pytest
from bson import Decimal128, ObjectId
from pydantic import ValidationError

from toucan_connectors.core.errors import QueryError, QueryRefusedError
from toucan_connectors.mongo import DocumentDBConnector, MongoConnector, MongoDataSource
from toucan_connectors.mongo._address import address_of, hosts_of
from toucan_connectors.mongo._query_on import _cut, explained

if TYPE_CHECKING:
    from .conftest import World

CITIES = [
    {
        "city": "Nantes",
        "size": 3,
        "at": datetime(2024, 1, 31, tzinfo=UTC),
        "place": {"x": 1, "deep": {"y": "a"}},
    },
    {"city": "Paris", "size": 20, "price": Decimal128("1.50"), "place": {"x": 2}},
    {"city": "Lyon", "size": 5, "tags": ["a", "b"]},
]


@pytest.fixture
def cities(world: World) -> str:
    world.put("cities", CITIES)
    return "cities"


# Rows.


def test_all_batches_are_read(world: World) -> None:
    world.put("few", [{"n": [*range(500)]}])
    frame = world.connector.get_df(world.source("few", [{"$unwind": "$n"}]))
    assert frame["n"].tolist() == [*range(500)]


def test_a_frame_has_the_id_and_a_slice_has_not(world: World, cities: str) -> None:
    source = world.source(cities, {"size": {"$gt": 4}})
    assert world.connector.get_df(source).columns[0] == "_id"
    assert "_id" not in world.connector.get_slice(source).df
    assert "_id" not in world.connector.get_slice(source, limit=1).df


def test_a_slice_under_a_permission_on_the_id_has_it_not(world: World, cities: str) -> None:
    page = world.connector.get_slice(
        world.source(cities), {"column": "_id", "operator": "in", "value": [0, 2]}, limit=5
    )
    assert page.df["city"].tolist() == ["Nantes", "Lyon"]
    assert "_id" not in page.df


def test_objects_are_flattened_on_request(world: World, cities: str) -> None:
    nested = world.connector.get_slice(world.source(cities)).df
    assert nested["place"].tolist()[:2] == [{"x": 1, "deep": {"y": "a"}}, {"x": 2}]
    flat = world.connector.get_slice(world.source(cities, flatten=True)).df
    assert flat["place.x"].tolist()[:2] == [1, 2]
    assert flat["place.deep.y"].tolist()[0] == "a"
    assert flat["tags"].tolist()[2] == ["a", "b"]


def test_a_page_says_its_size_when_it_is_asked_for(world: World, cities: str) -> None:
    source = world.source(cities, [{"$sort": {"size": 1}}])
    told = world.connector.get_slice(source, limit=1, get_row_count=True).pagination_info.pagination_info
    assert (told.total_rows, told.is_last_page) == (3, False)
    unasked = world.connector.get_slice(source, limit=1).pagination_info.pagination_info
    assert (unasked.total_rows, unasked.is_last_page) == (None, False)


def test_a_count_that_is_too_large_is_not_told(world: World, cities: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("toucan_connectors.mongo._rows.MOST_COUNTED", 2)
    info = world.connector.get_slice(world.source(cities), limit=1, get_row_count=True).pagination_info
    assert info.pagination_info.total_rows is None


def test_an_offset_beyond_all_numbers_is_an_empty_page(world: World, cities: str) -> None:
    page = world.connector.get_slice(world.source(cities), offset=10**9, limit=10**9).df
    assert len(page) == 0
    assert "city" in page
    for stage in _cut([], 10**30, 10**30):  # the emulator takes no number of 64 bits there
        assert bson.encode(stage)


def test_parameters_keep_their_types(world: World, cities: str) -> None:
    source = world.source(
        cities,
        [{"$match": {"at": "{{ day }}", "size": {"$in": "{{ sizes }}"}, "city": "{{ nothing }}"}}],
        parameters={"day": datetime(2024, 1, 31, tzinfo=UTC), "sizes": [3, 4]},
    )
    assert world.connector.get_slice(source).df["city"].tolist() == ["Nantes"]


def test_a_template_without_any_parameters_is_its_text_and_does_not_leave_the_filter(
    world: World, cities: str
) -> None:
    assert len(world.connector.get_df(world.source(cities, {"city": "{{ city }}"}))) == 0
    given = world.source(cities, {"city": "{{ city }}"}, parameters={"other": 1})
    assert len(world.connector.get_df(given)) == 3


def test_a_permission_holds_where_the_result_has_not_its_column(world: World, cities: str) -> None:
    only = {"column": "size", "operator": "gt", "value": 4}
    counted = world.source(cities, [{"$group": {"_id": None, "n": {"$sum": 1}}}])
    assert world.connector.get_df(counted, only)["n"].tolist() == [2]
    flat = world.source(cities, {}, flatten=True)
    placed = {"column": "place.x", "operator": "ge", "value": 2}
    assert world.connector.get_df(flat, placed)["city"].tolist() == ["Paris"]
    without = world.source(cities, [{"$project": {"city": 1}}])
    assert world.connector.get_slice(without, only, limit=5).df["city"].tolist() == ["Paris", "Lyon"]
    tagged = {"column": "tags", "operator": "notnull"}
    assert world.connector.get_df(world.source(cities, {"city": "Paris"}), tagged).empty


def test_a_collection_that_was_empty_is_permitted_and_looked_at_again(world: World) -> None:
    only = {"column": "size", "operator": "gt", "value": 4}
    world.put("late", [])
    assert world.connector.get_df(world.source("late"), only).empty
    world.put("late", CITIES)
    assert world.connector.get_df(world.source("late"), only)["city"].tolist() == ["Paris", "Lyon"]


def test_an_empty_collection_is_an_empty_frame(world: World) -> None:
    world.put("empty", [])
    for call in (world.connector.get_df, world.connector.get_arrow):
        assert len(call(world.source("empty"))) == 0
    assert len(world.connector.get_slice(world.source("empty"), limit=5).df) == 0


def test_a_large_result_is_read_twice_to_be_streamed(world: World, monkeypatch: Any) -> None:
    world.put("mixed", [{"v": 1}, {"v": 2}, {"v": "text"}])
    monkeypatch.setattr("toucan_connectors.mongo._rows._KEPT", 0)
    source = world.source("mixed", [{"$sort": {"_id": 1}}])
    batches = list(world.connector.iter_batches(source))
    whole = world.connector.get_arrow(source)
    assert {batch.schema for batch in batches} == {whole.schema}
    assert [row for batch in batches for row in batch.to_pylist()] == whole.to_pylist()


# Searches.


def test_a_search_finds_in_any_case_and_in_numbers(world: World, cities: str) -> None:
    search = {"or": [{"city": re.compile("^par")}, {"size": re.compile("^5$")}]}
    frame = world.connector.get_df_with_regex(world.source(cities), search)
    assert frame["city"].tolist() == ["Paris", "Lyon"]
    assert "_id" not in frame
    page = world.connector.get_slice_with_regex(world.source(cities), search, offset=1, limit=1)
    assert page.df["city"].tolist() == ["Lyon"]
    assert page.pagination_info.pagination_info.is_last_page


def test_a_search_is_within_the_permission(world: World, cities: str) -> None:
    permission = {"column": "city", "operator": "eq", "value": "Lyon"}
    search = {"and": [{"city": re.compile("")}]}
    frame = world.connector.get_df_with_regex(world.source(cities), search, permission)
    assert frame["city"].tolist() == ["Lyon"]


# What it would do, and what there is.


def test_explain_tells_the_plan_but_not_of_hidden_documents(world: World, cities: str) -> None:
    plan = world.connector.explain(world.source(cities))
    assert set(plan) == {"details", "summary"}
    permission = {"column": "city", "operator": "eq", "value": "Lyon"}
    assert world.connector.explain(world.source(cities), permission) is None


def test_an_explained_plan_has_what_was_executed_at_any_place() -> None:
    executed = {"executionStats": {"n": 1}}
    assert explained({"serverInfo": 1, **executed}) == {"details": executed, "summary": [{"n": 1}]}
    stages = {"stages": [{"$cursor": executed}, {"$x": 1}]}
    assert explained(stages) == {"details": stages, "summary": [{"n": 1}]}
    assert explained({"serverInfo": 1}) is None


def test_a_plan_shows_the_query_without_its_values(world: World, cities: str) -> None:
    source = world.source(cities, {"city": "{{ city }}"}, parameters={"city": "a value"})
    plan = world.connector.plan(source, {"column": "city", "operator": "eq", "value": "another value"})
    assert plan.statement == '{"city": "{{ city }}"}'
    assert (plan.pushed_down, plan.local) == (("filter", "page", "count"), ())


def test_the_model_has_the_fields_with_the_servers_types(world: World, cities: str) -> None:
    [table] = world.connector.get_model(world.database, table_name=cities)
    types = {column["name"]: column["type"] for column in table["columns"]}
    assert table["type"] == "collection"
    assert types == {
        "_id": "int", "city": "string", "size": "int", "at": "date", "place": "object",
        "price": "decimal", "tags": "array",
    }  # fmt: skip


def test_a_form_has_the_collections_of_the_chosen_database(world: World, cities: str) -> None:
    form = MongoDataSource.get_form(world.connector, {"database": world.database})
    assert world.database in form["properties"]["database"]["enum"]
    assert cities in form["properties"]["collection"]["enum"]


def test_a_status_has_the_labels_of_version_10(world: World) -> None:
    labels = [label for label, _ in world.connector.get_status().details]
    assert labels == ["Hostname resolved", "Port opened", "Host connection", "Authenticated"]


def test_a_query_that_writes_is_refused_unless_it_is_allowed(world: World, cities: str) -> None:
    writing = world.source(cities, [{"$match": {}}, {"$out": "copy"}])
    for call in (world.connector.get_df, world.connector.get_slice, world.connector.explain):
        with pytest.raises(QueryRefusedError):
            call(writing)
    allowed = world.connect(options={"read_only": False})
    with allowed, pytest.raises(QueryError) as raised:  # the emulator cannot, and says so
        allowed.get_df(writing)
    assert type(raised.value) is QueryError
    assert "$out" in raised.value.message


# Fields.


def connector(**fields: Any) -> MongoConnector:
    return MongoConnector(**{"name": "c", "host": "db.example", **fields})


def test_a_password_in_a_uri_moves_to_its_field() -> None:
    made = connector(host="mongodb://me:p%40ss@db.example:1/x?tls=true")
    assert (made.host, made.username) == ("mongodb://db.example:1/x?tls=true", "me")
    assert made.password is not None
    assert made.password.get_secret_value() == "p@ss"
    assert "p@ss" not in repr(made) + made.model_dump_json()
    changed = made.model_copy(update={"host": "mongodb+srv://you:other@cluster.example/"})
    assert changed.host == "mongodb+srv://cluster.example/"
    assert changed.username == "you"


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "p"},
        {"ssl_cert": "c"},
        {"host": " "},
        {"host": "http://db.example"},
        {"host": "mongodb://h/?tlsCertificateKeyFilePassword=x"},
        {"host": "mongodb+srv://h/?authMechanismProperties=AWS_SESSION_TOKEN:x"},
        {"port": 0},
        {"auth_mechanism": "none"},
        {"read_preference": "any"},
    ],
    ids=repr,
)
def test_fields_that_do_not_fit_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        connector(**fields)


@pytest.mark.parametrize(
    ("fields", "arguments"),
    [
        ({}, {"host": "db.example", "maxPoolSize": 1}),
        (
            {"port": 1, "username": "u", "password": "p", "ssl": True, "maxPoolSize": 7},
            {"port": 1, "username": "u", "password": "p", "tls": True, "maxPoolSize": 7},
        ),
        ({"host": "mongodb://h:1/x?ssl=true"}, {"host": "mongodb://h:1/x?ssl=true"}),
        ({"ssl_ca": "pem"}, {"tls": True}),
        (
            {
                "replica_set": "rs",
                "auth_source": "x",
                "auth_mechanism": "PLAIN",
                "read_preference": "nearest",
            },
            {"replicaSet": "rs", "authSource": "x", "authMechanism": "PLAIN", "readPreference": "nearest"},
        ),
        ({"connect_timeout": 3}, {"connectTimeoutMS": 3000, "serverSelectionTimeoutMS": 3000}),
    ],
    ids=repr,
)
def test_fields_become_arguments_of_the_client(fields: dict[str, Any], arguments: dict[str, Any]) -> None:
    told = address_of(connector(**fields), {}).arguments
    assert {name: told[name] for name in arguments} == arguments


def test_documentdb_is_told_not_to_retry_writes() -> None:
    made = DocumentDBConnector(name="d", host="docdb.example")
    assert address_of(made, made._client_options).arguments["retryWrites"] is False
    assert made._collation is None


@pytest.mark.parametrize(
    ("host", "port", "found"),
    [
        ("db", None, [("db", 27017)]),
        ("db", 1, [("db", 1)]),
        ("db:2", None, [("db", 2)]),
        ("::1", 3, [("::1", 3)]),
        ("mongodb://a:1,b/x", None, [("a", 1), ("b", 27017)]),
        ("mongodb://[::1]:4/?x=1", None, [("::1", 4)]),
        ("mongodb+srv://cluster.example/x", None, []),
    ],
)
def test_the_hosts_that_are_named_are_known(
    host: str, port: int | None, found: list[tuple[str, int]]
) -> None:
    assert hosts_of(host, port) == found


def test_an_unknown_stage_is_an_error_of_the_query(world: World, cities: str) -> None:
    with pytest.raises(QueryError):
        world.connector.get_df(world.source(cities, [{"$project": {"n": {"$noSuchOperator": 1}}}]))


def test_ids_are_text(world: World) -> None:
    world.put("ids", [{"_id": ObjectId("6553f1000000000000000000")}])
    frame = world.connector.get_df(world.source("ids"))
    assert (str(frame["_id"].dtype), frame["_id"][0]) == ("str", "6553f1000000000000000000")
