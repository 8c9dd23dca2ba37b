"""What version 10 made of queries, permissions and addresses: the same, but for what it did wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toucan_connectors.core.conditions import parse_condition
from toucan_connectors.core.errors import PermissionConditionError
from toucan_connectors.mongo import MongoConnector
from toucan_connectors.mongo._address import address_of
from toucan_connectors.mongo._query_on import explained
from toucan_connectors.mongo.permissions._permitted import permitted
from toucan_connectors.mongo.pipeline._query import pipeline_of

CASES = json.loads((Path(__file__).parent / "examples" / "mongo.json").read_text())["cases"]

BETTER: dict[str, str] = {
    "mongo-020": "a permission stands before a pipeline that begins with another stage, too",
    "mongo-021": "and before an empty one",
    "mongo-032": "a permission with an undefined variable denies, where it compared with an empty object",
    "mongo-033": "and where it compared with the text of the template",
    "mongo-034": "and where it kept every row",
    "mongo-035": "and where it compared with nothing",
}
"""Cases whose outcome is a defect, each with a test of its own below."""

GROUP = "u"
"""The value of `grp`, where a case has it as a template that was filled in later."""


def cases(function: str) -> pytest.MarkDecorator:
    found = [case for case in CASES if case["function"] == function and case["id"] not in BETTER]
    assert found
    return pytest.mark.parametrize("case", found, ids=lambda case: case["id"])


def asked(query: Any, permissions: Any, parameters: Any) -> list[dict[str, Any]]:
    """Return the pipeline of a query under a permission, on documents in which `g` is text."""
    condition = None if permissions is None else parse_condition(permissions, parameters)
    return permitted(pipeline_of(query, parameters), condition, lambda _: [{"g": "u"}]).pipeline


def as_we_write(expected: Any) -> Any:
    """Write the filters of version 10 as ours: they name the type, and keep no array."""
    if isinstance(expected, dict) and set(expected) == {"g"}:
        ((operator, value),) = expected["g"].items()
        values = [GROUP] if operator == "$eq" else value
        return {"g": {"$type": "string", "$in": values, "$not": {"$type": "array"}}}
    if isinstance(expected, dict):
        return {key: as_we_write(value) for key, value in expected.items()}
    return [as_we_write(item) for item in expected] if isinstance(expected, list) else expected


@cases("normalize_query")
def test_a_query_becomes_the_same_pipeline(case: Any) -> None:
    assert pipeline_of(case["input"]["query"], case["input"]["parameters"]) == case["expected"]


@cases("apply_condition_filter")
def test_a_permission_stands_at_the_same_place(case: Any) -> None:
    given, expected = case["input"], case["expected"]
    wanted = [{"$match": expected}] if isinstance(expected, dict) else expected
    assert asked(given["query"], given["permissions"], {"grp": GROUP}) == as_we_write(wanted)


@cases("MongoConnector.get_slice")
def test_a_page_is_of_the_same_pipeline(case: Any) -> None:
    """What was behind it, `$facet`, is two reads now, as DocumentDB has none: see the next test."""
    given, expected = case["input"], case["expected"]["pipeline_sent"]
    before = [stage for stage in expected if "$facet" not in stage]
    found = asked(given["query"], given["permissions"], given["parameters"])
    assert found == as_we_write(before)


@pytest.mark.parametrize(
    ("offset", "limit", "found", "last"),
    [(0, None, 42, True), (0, 10, 10, False), (5, None, 37, True), (5, 10, 10, False), (32, 10, 10, True)],
)
def test_a_page_has_the_same_rows_and_the_number_of_all(
    world: Any, offset: int, limit: int | None, found: int, last: bool
) -> None:
    world.put("facts", [{"a": 1, "x": number} for number in range(42)] + [{"a": 2}])
    page = world.connector.get_slice(
        world.source("facts", {"a": 1}), offset=offset, limit=limit, get_row_count=True
    )
    assert list(page.df.columns) == ["a", "x"]  # no _id, as ever
    assert len(page.df) == found
    info = page.pagination_info.pagination_info
    assert info.total_rows == 42
    assert info.is_last_page is last


@cases("MongoClient arguments")
def test_a_client_gets_the_same_arguments(case: Any) -> None:
    """The user of a URI has moved to the fields, `ssl` is called `tls` today, and timeouts are ours."""
    expected = dict(case["expected"])
    if "ssl" in expected:
        expected["tls"] = expected.pop("ssl")
    if "@" in expected["host"]:
        expected |= {"host": "mongodb://h:1/x?ssl=true", "username": "u", "password": "p"}
    found = dict(address_of(MongoConnector(name="c", **case["input"]), {}).arguments)
    assert found.pop("connectTimeoutMS") == found.pop("serverSelectionTimeoutMS") == 10_000
    assert found == expected


@cases("explain formatting")
def test_a_plan_is_told_in_the_same_form(case: Any) -> None:
    assert explained(case["input"]) == case["expected"]


# What it did wrong.


def test_every_case_is_tested() -> None:
    functions = {
        "normalize_query",
        "apply_condition_filter",
        "MongoConnector.get_slice",
        "MongoClient arguments",
        "explain formatting",
    }
    assert {case["function"] for case in CASES} == functions
    assert BETTER.keys() <= {case["id"] for case in CASES}


@pytest.mark.parametrize("query", [[{"$project": {"a": 1}}], []], ids=["020", "021"])
def test_a_permission_stands_before_any_pipeline(query: Any) -> None:
    permission = {"column": "g", "operator": "eq", "value": "{{ grp }}"}
    found = asked(query, permission, {"grp": GROUP})
    first = found[0]["$match"]
    assert as_we_write({"g": {"$eq": GROUP}}) in [first, *first.get("$and", [])]


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["id"] in BETTER and "expected" in case],
    ids=lambda case: case["id"],
)
def test_a_permission_with_an_undefined_variable_denies(world: Any, case: Any) -> None:
    given = case["input"]
    world.put("facts", [{"a": 1, "g": "u"}, {"a": 1, "g": None}, {"a": 1}])
    source = world.source("facts", given["query"], parameters=given["parameters"])
    for read in (world.connector.get_df, world.connector.get_slice, world.connector.get_arrow):
        with pytest.raises(PermissionConditionError, match="grp"):
            read(source, given["permissions"])
