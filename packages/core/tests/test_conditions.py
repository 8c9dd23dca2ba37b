"""Permissions: what is refused, and that every path keeps exactly the rows that the oracle keeps."""

# ruff: noqa: DTZ001 - naive instants are values too

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from toucan_connectors.core import ArrowConnector, Options, ToucanConnector, ToucanDataSource
from toucan_connectors.core.conditions import (
    And,
    Comparison,
    Or,
    columns_of,
    parse_condition,
    pick_column,
    resolve,
    row_mask,
)
from toucan_connectors.core.errors import PermissionConditionError, ResultError
from toucan_connectors.testing import REFUSED, Column, Kind, Table, kept_rows
from toucan_connectors.testing.hostile import HOSTILE_CONDITIONS, HOSTILE_TABLE
from toucan_connectors.testing.oracle import Answer
from toucan_connectors.testing.strategies import as_parameters, conditions, tables

POSITION = "#"


class Source(ToucanDataSource):
    pass


class Plain(ToucanConnector, data_source_model=Source):
    _frame: pd.DataFrame

    def _retrieve_data(self, data_source: Source) -> pd.DataFrame:
        return self._frame.copy()


class Streaming(ArrowConnector, data_source_model=Source):
    _table: pa.Table

    @contextlib.contextmanager
    def _retrieve_batches(self, data_source: Source) -> Iterator[pa.RecordBatchReader]:
        batches = self._table.to_batches(max_chunksize=3)
        yield pa.RecordBatchReader.from_batches(self._table.schema, batches)


def plain(frame: pd.DataFrame, **options: Any) -> Plain:
    connector = Plain(name="plain", options=Options(**options))
    connector._frame = frame
    return connector


def streaming(table: pa.Table, **options: Any) -> Streaming:
    connector = Streaming(name="streaming", options=Options(**options))
    connector._table = table
    return connector


def connector_of(table: Table) -> Streaming:
    positions = pa.array(range(len(table.rows)), pa.int64())
    return streaming(table.to_arrow().append_column(POSITION, positions))


def plain_connector_of(table: Table, *, objects: bool = False) -> Plain:
    frame = table.to_frame(objects=objects)
    frame.insert(len(frame.columns), POSITION, pd.Series(range(len(table.rows)), dtype="int64"))
    return plain(frame)


def pages(connector: ToucanConnector[Any], source: Source, permissions: Any, limit: int) -> Iterator[int]:
    offset: int | None = 0
    while offset is not None:
        found = connector.get_slice(
            source, permissions, offset=offset, limit=limit, get_row_count=offset == 0
        )
        yield from found.df[POSITION].tolist()
        following = found.pagination_info.next_page
        offset = None if following is None else following.offset


def _positions(rows: pa.Table | pa.RecordBatch) -> list[int]:
    return rows.column(POSITION).to_pylist()  # type: ignore[return-value]  # there are no nulls


PATHS: Mapping[str, Callable[[ToucanConnector[Any], Source, Any], list[int]]] = {
    "get_df": lambda connector, source, raw: connector.get_df(source, raw)[POSITION].tolist(),
    "get_arrow": lambda connector, source, raw: _positions(connector.get_arrow(source, raw)),
    "get_slice": lambda connector, source, raw: list(pages(connector, source, raw, 2)),
    "iter_batches": lambda connector, source, raw: [
        position for batch in connector.iter_batches(source, raw) for position in _positions(batch)
    ],
}


def answers(
    connector: ToucanConnector[Any], raw: Any, parameters: Mapping[str, Any] | None = None
) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    source = Source(domain="d", name="n", parameters=None if parameters is None else dict(parameters))
    for path, run in PATHS.items():
        try:
            found[path] = run(connector, source, raw)
        except (PermissionConditionError, ResultError):
            found[path] = REFUSED
    return found


def everywhere(answer: Answer) -> dict[str, Answer]:
    return dict.fromkeys(PATHS, answer)


def leaf(column: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"column": column, "operator": operator, "value": value}


# Reading


def test_a_condition_is_read_into_a_typed_tree() -> None:
    raw = {
        "and": [
            leaf("a", "eq", 1),
            {"or": [leaf("b", "in", [1, "x"]), {"column": "c", "operator": "isnull"}]},
        ]
    }
    tree = parse_condition(raw)
    assert tree == And(
        (Comparison("a", "eq", 1), Or((Comparison("b", "in", (1, "x")), Comparison("c", "isnull"))))
    )
    assert columns_of(tree) == {"a", "b", "c"}


def test_values_are_filled_in_with_their_types() -> None:
    parameters = {"user": {"teams": ["a", "b"], "name": "O'Brien", "since": date(2021, 1, 1)}, "one": "x"}

    def value(text: Any, operator: str = "eq") -> Any:
        condition = parse_condition(leaf("c", operator, text), parameters)
        assert isinstance(condition, Comparison)
        return condition.value

    assert value("{{ user.name }}") == "O'Brien"
    assert value("{{ user.since }}") == date(2021, 1, 1)
    assert value("%(one)s-1") == "x-1"
    assert value("{{ user.teams }}", "in") == ("a", "b")
    assert value(["{{ user.teams }}", "{{ one }}"], "in") == ("a", "b", "x")
    assert value("{{ one }}", "in") == ("x",)
    assert value("{{ user.teams[1] }}") == "b"


def test_what_a_value_holds_is_never_a_template() -> None:
    parameters = {"x": "{{ secret }}", "secret": "s3cret"}
    assert parse_condition(leaf("c", "eq", "{{ x }}"), parameters) == Comparison("c", "eq", "{{ secret }}")


def test_the_permission_is_not_changed() -> None:
    raw = {"and": [leaf("c", "in", ["{{ x }}", "b"])]}
    parse_condition(raw, {"x": ["a"]})
    assert raw == {"and": [leaf("c", "in", ["{{ x }}", "b"])]}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (None, "A permission is a dict, not NoneType"),
        ({}, "has the keys"),
        ({"and": []}, "'and' is not a list of conditions"),
        ({"and": [leaf("a", "eq", 1)], "or": [leaf("a", "eq", 2)]}, "has the keys"),
        ({**leaf("a", "eq", 1), "extra": 2}, "has the keys"),
        (leaf("a", "equals", 1), "operator 'equals' is unknown"),
        ({"column": "a", "operator": "eq"}, "has no value"),
        (leaf("", "eq", 1), "column is not a name"),
        (leaf("a", "eq", [1]), "compares with a list"),
        (leaf("a", "in", [{"$ne": 1}]), "compares with a dict"),
        (leaf("a", "eq", "{{ nope }}"), "cannot be filled in"),
        (leaf("a", "eq", "user {{ nope }}"), "cannot be filled in"),
        (leaf("a", "eq", "%(nope)s"), "cannot be filled in"),
        (leaf("a", "eq", "{{ user"), "cannot be filled in"),
    ],
)
def test_what_is_not_exactly_a_condition_is_refused(raw: Any, message: str) -> None:
    with pytest.raises(PermissionConditionError, match=message):
        parse_condition(raw, {"user": {}})


def test_an_undefined_variable_is_refused_without_parameters_too() -> None:
    nothing: tuple[dict[str, Any] | None, ...] = (None, {})
    for parameters in nothing:
        with pytest.raises(PermissionConditionError):
            parse_condition(leaf("a", "eq", "{{ user }}"), parameters)


def test_a_column_must_be_there_just_once() -> None:
    assert pick_column("b", ["a", "b"]) == 1
    with pytest.raises(PermissionConditionError, match="not in the result"):
        pick_column("B", ["a", "b"])
    with pytest.raises(PermissionConditionError, match="more than once"):
        pick_column("a", ["a", "b", "a"])


# Meaning, by hand

T = Table(
    (Column("n", "integer"), Column("s", "text"), Column("f", "float"), Column("day", "date"),
     Column("t", "instant")),
    [
        {"n": 1, "s": "a", "f": 0.0, "day": date(2020, 1, 1), "t": datetime(2020, 1, 1)},
        {"n": 2, "s": "b", "f": -0.0, "day": date(2021, 1, 1), "t": datetime(2021, 1, 1)},
        {"n": None, "s": None, "f": float("nan"), "day": None, "t": None},
        {"n": 3, "s": "it's", "f": 2.5, "day": date(2022, 1, 1), "t": datetime(2022, 1, 1, 12)},
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        (leaf("n", "eq", 2), [1]),
        (leaf("n", "eq", "2"), [1]),
        (leaf("n", "eq", 2.5), []),
        (leaf("n", "ne", 2.5), [0, 1, 3]),
        (leaf("n", "le", 2.5), [0, 1]),
        (leaf("n", "gt", "1.5"), [1, 3]),
        (leaf("n", "lt", 10**30), [0, 1, 3]),
        (leaf("n", "ge", True), [0, 1, 3]),
        (leaf("n", "eq", None), []),
        (leaf("n", "ne", None), []),
        (leaf("n", "isnull"), [2]),
        (leaf("n", "notnull"), [0, 1, 3]),
        (leaf("n", "in", [1, "3", 9]), [0, 3]),
        (leaf("n", "in", 1), [0]),
        (leaf("n", "in", []), []),
        (leaf("n", "in", [1, None]), [0]),
        (leaf("n", "nin", [1, 2.5]), [1, 3]),
        (leaf("n", "nin", []), [0, 1, 3]),
        (leaf("n", "nin", [1, None]), []),
        (leaf("f", "isnull"), [2]),
        (leaf("f", "ne", 1), [0, 1, 3]),
        (leaf("f", "eq", 0), [0, 1]),
        (leaf("f", "in", [-0.0]), [0, 1]),
        (leaf("f", "ne", 0), [3]),
        (leaf("f", "nin", [0]), [3]),
        (leaf("s", "eq", "it's"), [3]),
        (leaf("s", "gt", "a"), [1, 3]),
        (leaf("s", "ge", "B"), [0, 1, 3]),
        (leaf("s", "matches", "^i.'s"), [3]),
        (leaf("s", "matches", ""), [0, 1, 3]),
        (leaf("s", "notmatches", "t"), [0, 1]),
        (leaf("s", "notmatches", None), []),
        (leaf("day", "ge", "2021-01-01"), [1, 3]),
        (leaf("day", "eq", datetime(2021, 1, 1)), [1]),
        (leaf("t", "gt", "2021-01-01"), [3]),
        (leaf("t", "eq", date(2021, 1, 1)), [1]),
        (leaf("t", "in", ["2022-01-01T12:00:00", "2022-01-01 12:00"]), [3]),
        ({"or": [leaf("n", "eq", 1), {"and": [leaf("n", "gt", 1), leaf("s", "ne", "b")]}]}, [0, 3]),
    ],
    ids=repr,
)  # fmt: skip
def test_a_comparison_keeps_the_rows_that_sql_would(condition: dict[str, Any], kept: list[int]) -> None:
    assert kept_rows(T.columns, T.rows, condition) == kept
    assert answers(connector_of(T), condition) == everywhere(kept)
    assert answers(plain_connector_of(T), condition) == everywhere(kept)


@pytest.mark.parametrize(
    "condition",
    [
        leaf("n", "eq", "x"), leaf("n", "eq", float("nan")), leaf("n", "lt", float("inf")),
        leaf("n", "eq", date(2021, 1, 1)),
        leaf("s", "eq", 1.5), leaf("s", "eq", True), leaf("s", "matches", "("), leaf("s", "matches", 1),
        leaf("n", "matches", "1"),
        leaf("day", "eq", "yesterday"), leaf("day", "eq", datetime(2021, 1, 1, 1)),
        leaf("t", "eq", "2021-01-01T00:00:00Z"),
        leaf("t", "eq", datetime(2021, 1, 1, tzinfo=UTC)), leaf("t", "gt", 1), leaf("nope", "isnull"),
        leaf("N", "eq", 1),
        {"or": [leaf("n", "eq", 1), leaf("n", "eq", "x")]}, leaf("f", "eq", "nan"), leaf("f", "lt", "1e999"),
        leaf("f", "eq", 2**53 + 1), leaf("n", "eq", "\u0663"), leaf("f", "eq", "\u0663"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_value_that_is_none_of_its_column_is_refused(condition: dict[str, Any]) -> None:
    assert kept_rows(T.columns, T.rows, condition) == REFUSED
    assert answers(connector_of(T), condition) == everywhere(REFUSED)
    assert answers(plain_connector_of(T), condition) == everywhere(REFUSED)


def test_a_refusal_does_not_depend_on_the_rows() -> None:
    empty = Table(T.columns, [])
    assert answers(connector_of(empty), leaf("n", "eq", "x")) == everywhere(REFUSED)
    assert answers(connector_of(empty), leaf("nope", "isnull")) == everywhere(REFUSED)
    assert answers(connector_of(empty), leaf("s", "matches", "(")) == everywhere(REFUSED)
    assert answers(plain_connector_of(empty), leaf("n", "eq", "x")) == everywhere(REFUSED)
    assert answers(plain_connector_of(empty), leaf("nope", "isnull")) == everywhere(REFUSED)


@pytest.mark.parametrize(
    ("kind", "values", "operator", "value", "kept"),
    [
        ("unsigned", [2**63, 2**64 - 1, 0], "ge", 2**63, [0, 1]),
        ("unsigned", [2**63, 0], "gt", -1, [0, 1]),
        ("unsigned", [2**64 - 1], "eq", float(2**64), []),
        ("integer", [2**63 - 1], "eq", float(2**63), []),
        ("integer", [2**53, 2**53 + 1], "eq", 2**53 + 1, [1]),
        ("decimal", [Decimal("0.1"), Decimal("0.100001")], "eq", "0.1", [0]),
        ("decimal", [Decimal("0.1")], "eq", 0.1, [0]),
        ("decimal", [Decimal("1.10")], "lt", 1.1, []),
        ("decimal", [Decimal("1.10")], "ne", 1.1, []),
        ("decimal", [Decimal(10) ** 31], "lt", "1e300", [0]),
        ("boolean", [True, False, None], "eq", "TRUE", [0]),
        ("boolean", [True, False, None], "ne", 1, [1]),
        ("boolean", [True, False, None], "eq", 2, REFUSED),
        ("text", ["1", "01", "1.0"], "eq", 1, [0]),
        ("text", ["00000000-0000-0000-0000-000000000001"], "eq", UUID(int=1), [0]),
        ("text", ["\uffff", "\U00010000"], "gt", "\uffff", [1]),
        ("text", ["é", "e\u0301"], "eq", "é", [0]),
        ("text", ["a", "a ", "A"], "eq", "a", [0]),
        ("text", ["a\0b", "a"], "eq", "a\0b", [0]),
        ("time", [time(12, 30), time(0)], "ge", time(12), [0]),
        ("time", [time(12, 30), time(0)], "ge", "12:00:00", [0]),
        ("time", [time(12, 30)], "eq", time(12, 30, tzinfo=UTC), REFUSED),
        ("duration", [timedelta(1), timedelta(-1)], "lt", timedelta(0), [1]),
        ("duration", [timedelta(1)], "lt", 3, REFUSED),
        ("binary", [b"a", b"\xff"], "gt", b"b", [1]),
        ("binary", [b"a"], "eq", "a", REFUSED),
        ("utc_instant", [datetime(2021, 1, 1, tzinfo=UTC)], "eq", datetime(2021, 1, 1), [0]),
        ("utc_instant", [datetime(2021, 1, 1, tzinfo=UTC)], "eq", "2021-01-01", [0]),
        ("utc_instant", [datetime(2021, 1, 1, tzinfo=UTC)], "eq", "2021-01-01T01:00:00+01:00", [0]),
        ("utc_instant", [datetime(2021, 1, 1, tzinfo=UTC)], "eq", "2021-01-01 00:00Z", [0]),
        ("document", ["{}", None], "isnull", None, [1]),
        ("document", ["{}", None], "notnull", None, [0]),
        ("document", ["{}", None], "eq", "{}", REFUSED),
        ("null", [None, None], "ne", 1, []),
        ("null", [None, None], "isnull", None, [0, 1]),
    ],
)  # fmt: skip
def test_each_kind_of_column_compares_as_what_it_is(
    kind: Kind, values: list[Any], operator: str, value: Any, kept: Answer
) -> None:
    table = Table((Column("c", kind),), [{"c": value} for value in values])
    condition = leaf("c", operator, value)
    assert kept_rows(table.columns, table.rows, condition) == kept
    assert answers(connector_of(table), condition) == everywhere(kept)


def test_an_instant_beyond_pythons_years_compares() -> None:
    ticks = pa.array([0, 10**18, None], pa.int64()).cast(pa.timestamp("us"))
    table = pa.table({"t": ticks, POSITION: [0, 1, 2]})
    assert answers(streaming(table), leaf("t", "gt", "2021-01-01")) == everywhere([1])
    assert answers(streaming(table), leaf("t", "nin", ["1970-01-01"])) == everywhere([1])


def test_nanoseconds_compare_exactly() -> None:
    ticks = pa.array([1_000, 1_001], pa.timestamp("ns"))
    table = pa.table({"t": ticks, POSITION: [0, 1]})
    assert answers(streaming(table), leaf("t", "eq", "1970-01-01T00:00:00.000001")) == everywhere([0])
    assert answers(streaming(table), leaf("t", "gt", "1970-01-01T00:00:00.000001")) == everywhere([1])


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ([1, 2, None, 3], [1, 3]),
        ([1.5, 2, None, 3.5], [1, 3]),
        ([Decimal(1), Decimal("2.0"), None, Decimal("NaN")], [1]),
        ([Decimal("1.99"), Decimal("2.00000000001"), pd.NA, None], [1]),
        (["1", "2", None, "3"], [1, 3]),
        ([1, "2", None, 3], REFUSED),
        ([2**64, 2, None, 3], REFUSED),
        ([[2], {"a": 3}, None, 3], REFUSED),
        ([True, 2, None, 3], REFUSED),
    ],
    ids=repr,
)
def test_objects_of_a_plain_connector_compare_when_they_have_one_type(
    values: list[Any], kept: Answer
) -> None:
    frame = pd.DataFrame({"c": pd.Series(values, dtype="object"), POSITION: range(4)})
    raw = leaf("c", "ge", 2 if not isinstance(values[0], str) else "2")
    found = answers(plain(frame), raw)
    assert {path: answer for path, answer in found.items() if answer != kept} == {}


def test_a_permission_names_columns_as_the_source_does() -> None:
    frame = pd.DataFrame({0: [1, 2], "a`b": ["x", "y"], POSITION: [0, 1]})
    assert answers(plain(frame), leaf("0", "eq", 2)) == everywhere([1])
    assert answers(plain(frame), leaf("a`b", "eq", "x")) == everywhere([0])


def test_a_name_that_we_made_up_for_a_duplicate_is_not_a_column() -> None:
    table = pa.table([pa.array(values) for values in ([1, 2], [3, 4], [0, 1])], names=["a", "a", POSITION])
    for name in ("a", "a_1"):
        assert answers(streaming(table), leaf(name, "notnull")) == everywhere(REFUSED)
        assert answers(plain(table.to_pandas()), leaf(name, "notnull")) == everywhere(REFUSED)


def test_permissions_come_before_offset_limit_and_count() -> None:
    table = Table((Column("n", "integer"),), [{"n": n} for n in range(10)])
    for connector in (connector_of(table), plain_connector_of(table)):
        source = Source(domain="d", name="n")
        found = connector.get_slice(source, leaf("n", "ge", 5), offset=1, limit=2, get_row_count=True)
        assert list(found.df["n"]) == [6, 7]
        assert found.pagination_info.to_dict()["pagination_info"]["total_rows"] == 5


# What version 10 did

FACTS = json.loads((Path(__file__).parent / "examples" / "condition_translator.json").read_text())["cases"]
BETTER: Mapping[str, tuple[Answer, str]] = {
    "011": ([1, 3], "a text that is a number is that number"),
    "069": (REFUSED, "an empty group says nothing, so it fails closed"),
    "078": (REFUSED, "an unknown key may mean anything"),
    "081": ([], "a quote in a value is a value"),
    "083": (REFUSED, "an undefined variable is no value"),
    "084": (REFUSED, "an undefined variable is no value"),
}


@pytest.mark.parametrize(
    "case",
    [case for case in FACTS if isinstance((case["expected"] or {}).get("pandas_rows_kept"), list)],
    ids=lambda case: case["id"].rpartition("-")[2],
)
def test_a_stored_permission_keeps_the_rows_it_kept_before(case: dict[str, Any]) -> None:
    frame = pd.DataFrame(
        {
            "n": [1, 2, 3],
            "s": ["a", "b", "it's"],
            "my col": ["x", "y", "z"],
            "t": pd.to_datetime(["2020-01-01", "2021-01-01", "2022-01-01"]),
            POSITION: [1, 2, 3],
        }
    )
    kept, _ = BETTER.get(case["id"].rpartition("-")[2], (case["expected"]["pandas_rows_kept"], ""))
    assert answers(plain(frame), case["input"]) == everywhere(kept)


# Against the oracle

MANY = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


@st.composite
def permitted(draw: st.DrawFn) -> tuple[Table, dict[str, Any]]:
    table = draw(tables())
    return table, draw(conditions(table))


@MANY
@given(permitted())
def test_a_stream_keeps_exactly_the_oracles_rows(case: tuple[Table, dict[str, Any]]) -> None:
    table, condition = case
    parameters: dict[str, Any] = {}
    raw = as_parameters(condition, parameters)
    expected = everywhere(kept_rows(table.columns, table.rows, condition))
    assert answers(connector_of(table), raw, parameters) == expected


@MANY
@given(permitted(), st.booleans())
def test_a_plain_frame_keeps_exactly_the_oracles_rows(
    case: tuple[Table, dict[str, Any]], objects: bool
) -> None:
    table, condition = case
    parameters: dict[str, Any] = {}
    raw = as_parameters(condition, parameters)
    expected = everywhere(kept_rows(table.as_plain(objects=objects), table.rows, condition))
    assert answers(plain_connector_of(table, objects=objects), raw, parameters) == expected


# Against those who mean harm


@pytest.mark.parametrize("kind", ["stream", "plain"])
def test_a_hostile_permission_is_refused_or_keeps_no_row_more(kind: str) -> None:
    stream = kind == "stream"
    connector = connector_of(HOSTILE_TABLE) if stream else plain_connector_of(HOSTILE_TABLE)
    columns = HOSTILE_TABLE.columns if stream else HOSTILE_TABLE.as_plain()
    complaints: list[str] = []
    for number, case in enumerate(HOSTILE_CONDITIONS):
        source = Source(domain="d", name="n", parameters=dict(case.parameters))
        path = list(PATHS)[number % len(PATHS)]
        try:
            kept = PATHS[path](connector, source, case.raw)
        except (PermissionConditionError, ResultError):
            continue
        except Exception as error:
            complaints.append(f"{type(error).__name__}: {str(error)[:100]} <- {path}, {case.name}")
            continue
        meant = REFUSED if case.meant is None else kept_rows(columns, HOSTILE_TABLE.rows, case.meant)
        if kept != meant:
            complaints.append(f"{path} keeps {kept}, not {meant} <- {case.name}: {str(case.raw)[:150]}")
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("depth", [100, 100_000])
def test_parameters_of_any_depth_are_refused_as_a_value(depth: int) -> None:
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    connector = connector_of(T)
    assert answers(connector, leaf("n", "eq", "{{ deep }}"), {"deep": deep}) == everywhere(REFUSED)


@pytest.mark.parametrize(
    "template",
    [
        "{{ '^' ~ (g | first) }}",
        "{{ g | first }}",
        "{{ g | first | lower }}",
        "{{ g | max | string }}",
        "{{ g | last ~ '' }}",
        "{{ (g | map(attribute='a') | list) ~ (g | first) }}",
        "{{ g[0] | upper }}",
    ],
)
@pytest.mark.parametrize("operator", ["matches", "eq", "ne", "in"])
def test_a_filter_that_finds_nothing_denies(template: str, operator: str) -> None:
    raw = {"column": "c", "operator": operator, "value": template}
    with pytest.raises(PermissionConditionError, match="not defined"):
        parse_condition(raw, {"g": []})


def test_what_the_column_cannot_hold_is_not_cut_off() -> None:
    nanosecond = pd.Timestamp("2020-01-01 00:00:00.000000001")
    finer = pa.table({"ts": pa.array([nanosecond.value - 1, nanosecond.value], pa.timestamp("ns"))})
    coarser = pa.table(
        {"ts": pa.array([0, 1], pa.timestamp("us")), "span": pa.array([0, 1], pa.duration("us"))}
    )
    assert _kept(finer, leaf("ts", "eq", nanosecond)) == [False, True]
    for column, value in (("ts", nanosecond), ("span", pd.Timedelta(1, "ns"))):
        with pytest.raises(PermissionConditionError):
            _kept(coarser, leaf(column, "eq", value))
    with pytest.raises(PermissionConditionError):
        _kept(pa.table({"f": [0.0]}), leaf("f", "eq", "1e-400"))


def _kept(table: pa.Table, condition: dict[str, Any]) -> list[bool]:
    typed = resolve(parse_condition(condition), lambda name: table.schema.field(name).type)
    kept: list[bool] = row_mask(typed, table.column).to_pylist()
    return kept
