"""Values of Arrow in JSON and CSV: exact, of one form a type, and never beyond what JSON can say."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from toucan_connectors.cli.writing.cells import _far_away, csv_column, json_values
from toucan_connectors.core.errors import ValueOutOfRangeError

US = pa.timestamp("us")
CASES: list[tuple[Any, list[Any], list[Any]]] = [
    (pa.int64(), [2**63 - 1, None], [2**63 - 1, None]),
    (pa.uint64(), [2**64 - 1], [2**64 - 1]),
    (pa.float64(), [0.1, float("nan"), float("inf"), float("-inf")], [0.1, None, "Infinity", "-Infinity"]),
    (pa.bool_(), [True, None], [True, None]),
    (pa.string(), ["", "é\n"], ["", "é\n"]),
    (pa.binary(), [b"\xab", None], ["qw==", None]),
    (
        pa.decimal128(38, 2),
        [Decimal("123456789012345678901234567890.10")],
        ["123456789012345678901234567890.10"],
    ),
    (pa.date32(), [18263, None], ["2020-01-02", None]),
    (US, [0, None], ["1970-01-01T00:00:00.000000", None]),
    (US, [2**55], ["3111-09-16T23:10:18.963968"]),
    (pa.timestamp("us", "UTC"), [1], ["1970-01-01T00:00:00.000001Z"]),
    (pa.timestamp("ns", "UTC"), [1], ["1970-01-01T00:00:00.000000001Z"]),
    (pa.time64("us"), [3_723_000_001], ["01:02:03.000001"]),
    (pa.duration("us"), [90_000_000, -1, None], ["PT90S", "-PT0.000001S", None]),
    (pa.list_(pa.int64()), [[1, None], [], None], [[1, None], [], None]),
    (pa.struct([("a", pa.float64())]), [{"a": float("nan")}], [{"a": None}]),
    (pa.map_(pa.string(), pa.int64()), [[("k", 1)]], [[["k", 1]]]),
    (pa.list_(pa.duration("us")), [[timedelta(seconds=1)]], [["PT1S"]]),
    (pa.null(), [None], [None]),
]


@pytest.mark.parametrize(("kind", "given", "expected"), CASES, ids=[str(kind) for kind, _, _ in CASES])
def test_values_have_one_form_in_json(kind: Any, given: list[Any], expected: list[Any]) -> None:
    column = pa.array(given, kind)
    values = json_values(column)
    assert values == expected
    json.dumps(values, allow_nan=False)
    as_csv = csv_column(column)
    assert len(as_csv) == len(given)
    assert as_csv.null_count <= sum(value is None for value in expected)
    assert csv_column(pa.array([], kind)).type == as_csv.type


@pytest.mark.parametrize("zone", [None, "UTC"])
@pytest.mark.parametrize("unit", ["us", "ns"])
def test_instants_that_arrow_has_no_text_for_are_told_too(unit: Any, zone: str | None) -> None:
    kind = pa.timestamp(unit, zone)
    after = [
        text.removesuffix("Z") for text in json_values(pa.array([10**18, -(10**18), None, 0], kind)) if text
    ]
    if unit == "us":
        assert after == [
            "33658-09-27T01:46:40.000000",
            "-29719-04-05T22:13:20.000000",
            "1970-01-01T00:00:00.000000",
        ]
    assert not any("<" in text for text in after)


def test_the_calendar_of_the_far_away_is_arrows_own() -> None:
    for days in (0, -1, 59, 365, 11_016, 2_932_896, 10_957_000, -719_468, -800_000, 11_248_737):
        column = pa.array([days], pa.date32())
        assert _far_away(days, pa.date32()) == column.cast(pa.string())[0].as_py()
        at = days * 86_400_000_000 + 3_723_000_001
        assert [_far_away(at, US)] == json_values(pa.array([at], US))


def test_dates_beyond_all_years_are_told() -> None:
    assert json_values(pa.array([2**31 - 1], pa.date32())) == ["5881580-07-11"]


def test_json_columns_are_what_they_say() -> None:
    column = pa.array(['{"k":[1]}', "null", None], pa.json_(pa.string()))
    assert json_values(column) == [{"k": [1]}, None, None]
    assert csv_column(column).to_pylist() == ['{"k":[1]}', "null", None]


def test_a_nested_instant_without_a_text_is_an_error_not_a_guess() -> None:
    with pytest.raises(ValueOutOfRangeError, match="Write Parquet"):
        json_values(pa.array([[10**18]], pa.list_(US)))
