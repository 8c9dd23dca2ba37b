"""The statements that version 10 sent: the same values reach the same places, but for what it did wrong."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from toucan_connectors.core.errors import TemplateError
from toucan_connectors.core.pagination import PageRequest
from toucan_connectors.sql import DIALECTS, Dialect, Statement, bind
from toucan_connectors.sql.binding import draft_of
from toucan_connectors.sql.query import Query
from toucan_connectors.sql.splice import Splice
from toucan_connectors.sql.syntax import read

EXAMPLES = Path(__file__).parent / "examples"
QMARK = Dialect("qmark", "", "?")
DIALECT_OF = {
    "Postgres": DIALECTS["PostgreSQL"],
    "MySQL": DIALECTS["MySQL"],
    "GoogleCloudMySQL": DIALECTS["MySQL"],
    "MSSQL": DIALECTS["T-SQL"],
    "MSSQL_TLSv1_0": DIALECTS["T-SQL"],
    "OracleSQL": DIALECTS["Oracle"],
    "Clickhouse": DIALECTS["ClickHouse"],
    "Databricks": DIALECTS["Databricks"],
    "Redshift": DIALECTS["Redshift"],
    "Odbc": DIALECTS["ODBC"],
}

Case = dict[str, Any]


def cases(topic: str, *functions: str) -> list[Case]:
    found = json.loads((EXAMPLES / f"{topic}.json").read_text())["cases"]
    return [case for case in found if any(case["function"].endswith(name) for name in functions)]


def values(binds: Any) -> list[Any]:
    return list(binds.values()) if isinstance(binds, Mapping) else list(binds or [])


def flat(found: list[Any]) -> list[Any]:
    """Return the values, lists spread: as an array or one by one, they reach the same place."""
    untagged = [
        value["__tuple__"] if isinstance(value, dict) and "__tuple__" in value else value for value in found
    ]
    return [item for value in untagged for item in (value if isinstance(value, list) else [value])]


def places(text: str) -> str:
    """Return a statement with `?` for each bind or list of binds, percent signs once, without blanks."""
    text = re.sub(r"%\(\w+\)s|%s|(?<!:):\w+|@\w+|\$\w+", "?", text)
    text = re.sub(r"%+", "%", text)
    text = re.sub(r"\(\(\?(,\s*\?)*\)\)", "(?)", text)
    return re.sub(r"\s+|;", "", re.sub(r"\bin\s*(\(\?(,\s*\?)*\)|\?)", "in ?", text, flags=re.IGNORECASE))


# What version 10 did wrong, and what there is instead.
BETTER: dict[str, Callable[[Case], bool]] = {
    "an undefined variable is an error, not an empty text": lambda case: (
        "nope" in case["input"]["query"] or case["input"]["parameters"] is None
    ),
    "a placeholder in quotes binds the whole literal": lambda case: "'{{ x }}'" in case["input"]["query"],
    "a value as a table is refused": lambda case: "from {{ t }}" in case["input"]["query"],
    "a list is bound outside of IN only where there are arrays": lambda case: (
        "ANY(" in case["input"]["query"]
    ),
    "attributes, and %(x)d, are filled in everywhere": lambda case: (
        "{{" in case["expected"]["sql_text"] or "%(x)d" in case["expected"]["sql_text"]
    ),
    "__VOID__ is NULL everywhere": lambda case: "__VOID__" in str(case["input"]["parameters"]),
    "values are bound, and sent": lambda case: case["function"].startswith("GoogleCloudMySQL"),
    "double quotes keep their meaning": lambda case: "`c`" in case["expected"]["sql_text"],
}


@pytest.mark.parametrize("case", cases("sql_connectors", "statement sent"), ids=lambda case: case["id"])
def test_values_reach_their_places(case: Case) -> None:
    asked, expected = case["input"], case["expected"]
    if case["function"].startswith("Redshift"):
        asked, expected = {**asked}, {"sql_text": asked["query"].replace("{{ x }}", "?"), "params": [1]}
    dialect = DIALECT_OF[case["function"].partition(":")[0]]
    reasons = [reason for reason, applies in BETTER.items() if applies(case | {"expected": expected})]
    try:
        statement = bind(asked["query"], asked["parameters"] or {}, dialect)
    except TemplateError:
        assert reasons
        return
    sent = values(expected.get("bind_params", expected.get("params")))
    same = places(statement.text) == places(expected["sql_text"]) and flat(values(statement.binds)) == flat(
        sent
    )
    assert same or reasons


def test_nearly_all_of_them_are_the_same() -> None:
    """So that the list above cannot become an excuse."""
    every = cases("sql_connectors", "statement sent")
    same = [
        case
        for case in every
        if not case["function"].startswith("Redshift")
        and not any(applies(case) for applies in BETTER.values())
    ]
    assert len(same) > 40


def test_what_was_wrong_is_right() -> None:
    oracle, mysql, t_sql = DIALECTS["Oracle"], DIALECTS["MySQL"], DIALECTS["T-SQL"]
    literal = bind("select * from t where a = '{{ x }}'", {"x": "v"}, oracle)
    assert literal == Statement("select * from t where a = :p0", {"p0": "v"})
    attribute = bind("select * from t where a = {{ user.g }}", {"user": {"g": "z"}}, DIALECTS["ODBC"])
    assert attribute == Statement("select * from t where a = ?", ["z"])
    assert bind("select %(x)d", {"x": 1}, t_sql) == Statement("select @p0", {"p0": 1})
    assert bind("select {{ v }}", {"v": "__VOID__"}, t_sql) == Statement("select @p0", {"p0": None})
    assert bind("select {{ x }}", {"x": 1}, mysql) == Statement("select %(p0)s", {"p0": 1})
    assert bind("select 5 % 2, 'a%'", {}, oracle) == Statement("select 5 % 2, 'a%'", {})
    assert bind("select ':b'", {}, DIALECTS["Databricks"]).binds == {}


def asked(case: Case, dialect: Dialect) -> Query:
    draft = draft_of(case["input"], case["parameters"] or {}, dialect)
    return Query(draft, read(draft.text, dialect, draft.mark), dialect, lambda _: ())


@pytest.mark.parametrize("case", cases("sql_query_helper", "prepare_query"), ids=lambda case: case["id"])
def test_a_query_is_prepared(case: Case) -> None:
    text, binds = case["expected"]["__tuple__"]
    statement = bind(case["input"], case["parameters"], QMARK)
    if "a.b" in case["input"]:  # it was left as it stood
        text, binds = "select ?", [1]
    assert statement == Statement(text, binds)


@pytest.mark.parametrize("case", cases("sql_query_helper", "count_query_needed"), ids=lambda case: case["id"])
def test_what_is_a_query_is_counted(case: Case) -> None:
    needed = case["expected"] and not case["input"].startswith("update")  # it looked for the word "select"
    assert (splice(case, QMARK).count is not None) is needed


def splice(case: Case, dialect: Dialect, page: PageRequest | None = None) -> Splice:
    return asked(case, dialect).splice(None, page or PageRequest(0, 10, count=True))


@pytest.mark.parametrize(
    "case", cases("sql_query_helper", "prepare_count_query"), ids=lambda case: case["id"]
)
def test_a_query_is_counted_with_its_binds(case: Case) -> None:
    text, binds = case["expected"]["__tuple__"]
    count = splice(case, QMARK).count
    if case["input"].startswith("show"):  # nobody can count it there
        assert count is None
        return
    assert count is not None
    statement = count.statement(QMARK)
    own = case["input"].rstrip(";").partition(" -- ")[0]  # the comment would have swallowed what follows
    assert re.sub(r"\s", "", own.partition("{{")[0].partition("%(")[0]) in re.sub(r"\s", "", statement.text)
    assert statement.binds == binds
    if "';'" not in own and "--" not in case["input"]:  # it took every semicolon out
        inner = re.sub(r"(?i)select count\(\*\) as total_rows from \((.*)\);", r"\1", text)
        assert places(inner) in places(statement.text)


@pytest.mark.parametrize(
    "case", cases("sql_query_helper", "prepare_limit_query"), ids=lambda case: case["id"]
)
def test_a_page_is_cut_out_with_the_binds_in_place(case: Case) -> None:
    offset, limit = case["options"]["offset"] or 0, case["options"]["limit"]
    page = splice(case, QMARK, PageRequest(offset, limit, count=False))
    statement = page.rows.statement(QMARK)
    text, binds = case["expected"]["__tuple__"]
    assert statement.binds == ([1] if "a.b" in case["input"] else binds)
    assert page.paged is (limit is not None and not case["input"].startswith("show"))
    if page.paged and limit:  # a limit of 0 was none
        assert statement.text.endswith(f"LIMIT {limit + 1} OFFSET {offset}")
        assert "LIMIT" in text


@pytest.mark.parametrize("case", cases("snowflake", "get_slice"), ids=lambda case: case["id"])
def test_snowflake_is_sent_the_query_or_a_page_of_it(case: Case) -> None:
    given = case["input"]
    found = asked({"input": given["query"], "parameters": {}}, DIALECTS["Snowflake"]).splice(
        None, PageRequest(given["offset"], given["limit"], count=False)
    )
    paged = "LIMIT" in case["expected"]["sent"]["sql"]
    assert found.paged is paged
    assert given["query"] in found.rows.text
    assert found.rows.text == given["query"] or f"OFFSET {given['offset']}" in found.rows.text


@pytest.mark.parametrize(
    "case", cases("google_big_query", "_prepare_query_and_parameters"), ids=lambda case: case["id"]
)
def test_bigquery_gets_its_parameters_by_name(case: Case) -> None:
    query, parameters = case["input"]["query"], case["input"]["parameters"]
    statement = bind(query, parameters, DIALECTS["BigQuery"])
    if "raises" in case:  # its driver has no type for None or a dict: that is its connector's matter
        assert statement == Statement("select @p0", {"p0": next(iter(parameters.values()))})
        return
    assert places(statement.text) == places(case["expected"]["sql"])
    used = re.findall(r"@(\w+)|\{\{ (\w+) \}\}", query)
    assert flat(values(statement.binds)) == flat([parameters[one or other] for one, other in used])
