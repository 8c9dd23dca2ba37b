"""Hypothesis strategies: tables with many nulls and extremes, and permissions that look at them closely."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st

from toucan_connectors.testing.tables import DECIMAL_PRECISION, DECIMAL_SCALE, Column, Kind, Table

__all__ = ["NASTY_NAMES", "NASTY_TEXTS", "as_parameters", "conditions", "tables", "values_of"]

NASTY_TEXTS: Final = (
    "", "a", "A", "ab", "b", "it's", '"', "`", "%", "%%", "\\", "\0", "\n", " ", "é", "e\u0301", "ß",
    "\uffff", "😀", "\U0010ffff", "null", "None", "nan", "true", "1", "01", "1.0", "-0",
    "x' or '1'='1", "a.b", "a+b",
)  # fmt: skip
NASTY_NAMES: Final = ("n", "my col", "a`b", "x'y", 'q"t', "é", "😀", "%s", "and", "a.b", "{{ a }}", "N")

_NINES: Final = "9" * (DECIMAL_PRECISION - DECIMAL_SCALE)
_DECIMAL_MIN, _DECIMAL_MAX = Decimal(f"-{_NINES}"), Decimal(_NINES)
_LONGEST: Final = timedelta(days=100_000_000)
_ZONES: Final = (None, UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8)))

_texts = st.sampled_from(NASTY_TEXTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
_decimals = st.decimals(_DECIMAL_MIN, _DECIMAL_MAX, allow_nan=False, places=DECIMAL_SCALE)
_instants = st.datetimes() | st.sampled_from([datetime.min, datetime.max, datetime(1970, 1, 1)])  # noqa: DTZ001, DTZ901

_VALUES: Final[Mapping[Kind, st.SearchStrategy[Any]]] = {
    "integer": st.integers(-(2**63), 2**63 - 1)
    | st.sampled_from([0, 1, -1, 2**53, 2**53 + 1, 2**63 - 1, -(2**63)])
    | st.integers(-3, 3),
    "unsigned": st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**63, 2**63 - 1, 2**64 - 1]),
    "decimal": _decimals
    | st.sampled_from([Decimal(0), Decimal("-0.000001"), Decimal("2.5"), _DECIMAL_MIN, _DECIMAL_MAX]),
    "float": st.floats() | st.sampled_from([0.0, -0.0, 2.5, 0.1, 5e-324, 2.0**53]),
    "text": _texts,
    "boolean": st.booleans(),
    "date": st.dates() | st.sampled_from([date.min, date.max, date(1970, 1, 1)]),
    "time": st.times() | st.sampled_from([time.min, time.max]),
    "instant": _instants,
    "utc_instant": _instants.map(lambda moment: moment.replace(tzinfo=UTC)),
    "duration": st.timedeltas(-_LONGEST, _LONGEST) | st.just(timedelta(0)),
    "binary": st.binary(max_size=4),
}
_KINDS: Final[tuple[Kind, ...]] = tuple(_VALUES)

_PATTERNS: Final = (
    "", "a", "^a", "a|b", "[ab]+", ".", "..", "a.b", "[^a]", "(?:ab)*b", "\\.", "\\+", "'", "`", "x{2}", "é",
    "😀", "(", "[", "*", "a**", "(?<name", "\\",
)  # fmt: skip
"""On these, and on escaped text, Python's re and RE2 agree."""


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    """Return values that a column of this kind can hold, nulls left out."""
    return _VALUES[kind]


@st.composite
def tables(draw: st.DrawFn, max_columns: int = 4, max_rows: int = 8) -> Table:
    """Return a table of a few columns of any kind, about a third of its values null."""
    names = draw(st.lists(st.sampled_from(NASTY_NAMES), min_size=1, max_size=max_columns, unique=True))
    columns = tuple(Column(name, draw(st.sampled_from(_KINDS))) for name in names)
    row = st.fixed_dictionaries({column.name: _with_nulls(values_of(column.kind)) for column in columns})
    return Table(columns, draw(st.lists(row, max_size=max_rows)))


def _with_nulls(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, values, st.none())


def conditions(table: Table, max_depth: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """Return permissions on a table: any operator, and values that are in it, next to it, or foreign."""
    comparison = st.sampled_from(table.columns).flatmap(lambda column: _comparisons(table, column))
    condition = comparison
    for _ in range(max_depth):
        members = st.lists(condition, min_size=1, max_size=3)
        groups = [st.fixed_dictionaries({kind: members}) for kind in ("and", "or")]
        condition = st.one_of(comparison, *groups)
    return condition


def as_parameters(condition: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the condition with every value moved into the parameters: there, braces and `%` are data."""
    if "value" not in condition:
        return {
            kind: [as_parameters(member, parameters) for member in members]
            for kind, members in condition.items()
        }
    name = f"p{len(parameters)}"
    parameters[name] = condition["value"]
    return {**condition, "value": f"{{{{ {name} }}}}"}


def _comparisons(table: Table, column: Column) -> st.SearchStrategy[dict[str, Any]]:
    value = _comparable_values(table, column)

    def comparison(operators: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries(
            {"column": st.just(column.name), "operator": st.sampled_from(operators.split()), "value": values}
        )

    return st.one_of(
        comparison("eq ne lt le gt ge", value),
        comparison("in nin", st.lists(value, max_size=4) | value),
        comparison("matches notmatches", _patterns(table, column)),
        comparison("isnull notnull", st.none()),
    )


def _comparable_values(table: Table, column: Column) -> st.SearchStrategy[Any]:
    own = values_of(column.kind)
    present = [value for value in table.values(column.name) if value is not None]
    close = own
    if present:
        close = st.sampled_from(present).flatmap(
            lambda value: st.sampled_from([value, *_neighbours(value), *_spellings(value)])
        )
    elsewhere = st.sampled_from(_KINDS).flatmap(values_of).filter(lambda value: _meant(value, column.kind))
    spelled = own.flatmap(lambda value: st.sampled_from([value, *_spellings(value)]))
    return st.one_of(close, close, spelled, elsewhere, st.none())


def _meant(value: Any, kind: Kind) -> bool:
    """Leave out what is text here and a clock there: too rare to matter, and told apart by other tests."""
    return not (kind == "time" and isinstance(value, str))


def _patterns(table: Table, column: Column) -> st.SearchStrategy[Any]:
    present = [value for value in table.values(column.name) if isinstance(value, str)]
    escaped = st.sampled_from([re.escape(text) for text in present] or ["a"])
    return st.one_of(st.sampled_from(_PATTERNS), escaped, st.none(), st.just(3))


def _neighbours(value: Any) -> list[Any]:
    """Return what lies next to a value, where a comparison goes wrong first."""
    for kind, around in _AROUND.items():
        if isinstance(value, kind):
            try:
                return around(value)
            except OverflowError:
                return []
    return []


_AROUND: Final[Mapping[type, Callable[[Any], list[Any]]]] = {
    bool: lambda value: [not value],
    int: lambda value: [
        value + 1,
        value - 1,
        Decimal(value) + Decimal("0.5"),
        Decimal(value) - Decimal("0.5"),
    ],
    float: lambda value: [math.nextafter(value, math.inf), math.nextafter(value, -math.inf), -value],
    Decimal: lambda value: [value.next_plus(), value.next_minus(), -value],
    str: lambda value: [f"{value}a", value[:-1], value.upper()],
    datetime: lambda value: [value + timedelta(microseconds=1), value - timedelta(microseconds=1)],
    date: lambda value: [value + timedelta(days=1), value - timedelta(days=1)],
    timedelta: lambda value: [value + timedelta.resolution, -value],
    bytes: lambda value: [value + b"\0", value[:-1]],
}


def _spellings(value: Any) -> list[Any]:
    """Return other ways to write a value, as parameters and stored permissions have them."""
    if isinstance(value, datetime):
        naive = value.replace(tzinfo=None)
        moments = [naive.replace(tzinfo=zone) for zone in _ZONES]
        texts = [moment.isoformat(sep) for moment in moments for sep in " T"]
        return [*moments, *(text for text in texts if "+05:30" not in text or value.year > 1)]
    if isinstance(value, date):
        return [value.isoformat(), datetime(value.year, value.month, value.day)]  # noqa: DTZ001 - naive as it is
    if isinstance(value, bool):
        return [int(value), str(value), str(value).lower()]
    if isinstance(value, int):
        return [str(value), Decimal(value), float(value), f"{value}.0"]
    if isinstance(value, float | Decimal):
        return [str(value)]
    return []
