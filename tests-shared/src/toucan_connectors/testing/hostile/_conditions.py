"""The corpus of permissions: families of raw conditions, and what each means where it means anything."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from toucan_connectors.testing.hostile._table import INJECTIONS

__all__ = ["HOSTILE_CONDITIONS", "HostileCondition"]


@dataclass(frozen=True, eq=False)
class HostileCondition:
    """A permission as a host has it stored, the parameters it is used with, and what it means.

    `meant` is the permission with its values filled in; None where nothing but a refusal is right.
    """

    name: str
    raw: Any
    meant: Any = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


def _leaf(column: Any, operator: Any, value: Any) -> dict[str, Any]:
    return {"column": column, "operator": operator, "value": value}


_GOOD: Final = _leaf("n", "eq", 1)


def _malformed() -> Iterator[Any]:
    groups: tuple[Any, ...] = ("and", "or")
    no_members: tuple[Any, ...] = (
        [], (), {}, None, "", "x", 1, True, _GOOD, [None], [[]], [[_GOOD]], [{}], ["n"], [_GOOD, None],
    )  # fmt: skip
    yield from (
        True, 0, 1, 1.5, "", "n", "n == 1", "{{ condition }}", b"{}", [], [_GOOD], (_GOOD,), {}, {1, 2},
    )  # fmt: skip
    for kind, members in itertools.product(groups, no_members):
        yield {kind: members}
    for extra in ("or", "column", "operator", "value", "not", "AND", "", 1, None, "$where"):
        yield {"and": [_GOOD], extra: [_GOOD]}
    no_groups: tuple[Any, ...] = (
        "AND", "Or", "not", "nor", "xor", "$and", "$or", "", "and ", 1, None, True, ("and",),
    )  # fmt: skip
    for kind in no_groups:
        yield {kind: [_GOOD]}
    for key in ("column", "operator"):
        yield {name: value for name, value in _GOOD.items() if name != key}
    for operator in ("eq", "in", "matches", "lt"):
        yield {"column": "n" if operator != "matches" else "s", "operator": operator}
    for extra in ("extra", "and", "or", "negate", "Value", "column ", 1, None, "$ne"):
        yield {**_GOOD, extra: 2}
    for column in (None, 1, True, 1.5, "", b"n", ["n"], {"n": 1}, ("n",), {"$ne": 1}):
        yield _leaf(column, "eq", 1)


def _operators() -> Iterator[Any]:
    for operator in (
        "EQ", "Eq", "eq ", " eq", "", "=", "==", "!=", "<>", "<", ">", "<=", ">=", "is", "not", "like",
        "ilike", "between",
        "contains", "startswith", "regex", "nmatches", "exists", "null", "is_null", "$eq", "$ne", "$where",
        "__eq__",
        "eq' or '1'='1", "{{ op }}", None, True, 0, 1, b"eq", ["eq"], {"eq": 1}, ("eq",),
    ):  # fmt: skip
        yield _leaf("n", operator, 1)


def _columns() -> Iterator[Any]:
    names = (
        "nope", "S", "my  col", "My col", "my col ", " n", "n ", "`n`", "[n]", '"n"', "n;", "n.n", "t.n",
        "n\0", "\0", "*",
        "a`b`", "1", "0", "index", "rowid", "__class__", "{{ nope }}", "{{ name }}", "%(name)s", "dup",
        "dup_1", "DUP",
        "dup.1", "n == n or s", "n`==`n` or `s", "@n", "doc.k",
    )  # fmt: skip
    for name, operator in itertools.product(names, ("eq", "ne", "isnull", "nin")):
        yield _leaf(name, operator, "1" if operator != "nin" else [])


def _values() -> Iterator[Any]:
    documents: tuple[Any, ...] = (
        {}, {"$ne": None}, {"$gt": ""}, [[1]], [], [1], (1,), {1}, frozenset({1}), {"a": {"b": 1}},
        object(), 1j, ..., type,
        len, range(3), memoryview(b"a"), bytearray(b"a"),
    )  # fmt: skip
    for value, column in itertools.product(documents, ("n", "s", "f", "q", "b", "t")):
        yield _leaf(column, "eq", value)
    for value, operator in itertools.product((documents[1], [[1]], {"a": 1}), ("in", "nin")):
        yield _leaf("n", operator, [value])
        yield _leaf("n", operator, value)
    for operator in ("eq", "ne", "lt", "in", "nin", "matches"):
        yield _leaf("doc", operator, "{}")


def _numbers() -> Iterator[Any]:
    numbers: tuple[Any, ...] = (
        float("nan"), float("inf"), float("-inf"), Decimal("nan"), Decimal("inf"), Decimal("1e400"),
        10**400, -(10**400),
        2**63, -(2**63) - 1, 2**64, 1e308, 5e-324, -0.0, 2.5, "nan", "inf", "-inf", "1e9999", "1e-9999",
        "1e999999999",
        "-1e999999999", "1e-999999999", "9" * 400, "9" * 5000, "0." + "0" * 5000 + "1", "0x10", "1_000",
        "1,5", " 1", "1 ",
        "", "+", "-", ".", "e5", "1e", "--1", "\u0661", "²", "½", "Ⅷ", "1\0", "true", "t", "yes",
    )  # fmt: skip
    for number, column, operator in itertools.product(
        numbers, ("n", "f", "q", "b"), ("eq", "ne", "lt", "ge")
    ):
        yield _leaf(column, operator, number)
    for number, operator in itertools.product(numbers[:8], ("in", "nin")):
        yield _leaf("n", operator, [1, number])
        yield _leaf("f", operator, [1, number])


def _instants() -> Iterator[Any]:
    texts = (
        "", "2021", "2021-01", "2021-1-1", "20210101", "01/01/2021", "2021-13-01", "2021-02-30",
        "0000-01-01", "10000-01-01",
        "-2021-01-01", "2021-01-01T", "2021-01-01T24:00:00", "2021-01-01T12:60", "2021-01-01T12:00:60",
        "today", "now()",
        "infinity", "-infinity", "1609459200", "2021-W01-1", "2021-01-01 or 1=1", "2021-01-01'",
        "2021-01-01T00:00:00+99:00",
        "2021-01-01T00:00:00.1234567890123", "\uff12\uff10\uff12\uff11-01-01",
    )  # fmt: skip
    for value, column, operator in itertools.product(texts, ("day", "t", "u"), ("eq", "gt")):
        yield _leaf(column, operator, value)
    for column in ("day", "t", "u"):
        yield from (_leaf(column, "gt", value) for value in (0, 1.5, True, 1609459200, b"2021-01-01"))


def _large() -> Iterator[tuple[str, Any, Any]]:
    for depth, kind in itertools.product((60, 1_000, 10_000), ("and", "or")):
        nested: Any = _GOOD
        for _ in range(depth):
            nested = {kind: [nested]}
        yield f"{kind} nested {depth} deep", nested, None
    nested = []
    for _ in range(10_000):
        nested = [nested]
    yield "a value nested 10000 deep", _leaf("n", "eq", nested), None
    for count, operator in itertools.product((2_000, 20_000), ("in", "nin")):
        condition = _leaf("n", operator, list(range(count)))
        yield f"{operator} of {count} values", condition, condition
    for kind in ("and", "or"):
        yield f"{kind} of 20000 comparisons", {kind: [_GOOD] * 20_000}, None
    for operator in ("eq", "ne", "in", "nin", "lt", "matches"):
        condition = _leaf("s", operator, "a" * 2**20)
        yield f"{operator} of a text of 1 MB", condition, condition
    yield "a column name of 1 MB", _leaf("n" * 2**20, "eq", 1), None
    yield "a template of 2 MB", _leaf("s", "eq", "{{ x }}" * 300_000), None


_EXPRESSIONS: Final = (
    r"(a)\1", r"(?P<x>a)(?P=x)", "(?=a)", "(?!a)", "(?<=a)a", "(?<!a)a", "(?>a)", "a++", "a{1001}",
    "a{1000}{1000}",
    "(a{500}){500}", "(?#c)a", "(?(1)a|b)", "(", ")", "[", "a{2,1}", "*", "+a", "?", "a**", "(?", "(?<n",
    "[z-a]", "\\",
    "[[:nope:]]", r"\p{Nope}", "(?i", "(?z)a", "(" * 2000,
    "\\8",
)  # fmt: skip
"""Expressions that RE2 does not take."""
_EXPLOSIVE: Final[Mapping[str, dict[str, Any]]] = {
    "(a+)+$": _leaf("s", "eq", "a"),
    "(a|aa)+$": _leaf("s", "eq", "a"),
    "(a|a)*$": _leaf("s", "notnull", None),
    "^(a?){24}a{25}$": _leaf("s", "in", []),
    "(.*a){25}$": _leaf("s", "in", []),
    "([a-z]+)*!b": _leaf("s", "in", []),
    "(x+x+)+y": _leaf("s", "in", []),
}
"""Expressions that a backtracking engine does not end with here, and what they mean on the table."""


def _undefined() -> Iterator[tuple[Any, Mapping[str, Any]]]:
    texts = (
        "{{ nope }}", "{{ user.nope }}", "{{ user.nope.deep }}", "{{ nope.deep }}", "{{ nope['x'] }}",
        "a{{ nope }}",
        "{{ nope }}a", "%(nope)s", "%(user.nope)s", "{{ xs[9] }}", "{{ user['nope'] }}", "{{ nope | upper }}",
        "{{ nope ~ 'a' }}", "{{ [nope] }}", "{% if nope %}1{% endif %}", "{% for i in nope %}1{% endfor %}",
        "{% if not nope %}a{% endif %}", "{{ 'a' if nope else 'a' }}", "{{ nope == nope }}",
        "{{ nope or 'a' }}",
        "{{ user.name if no }}", "{% if yes and nope %}a{% else %}a{% endif %}", "{{ user.__class__ }}",
        "{{ user.name.__class__ }}", "{{ nope() }}", "{{ user.name.upper }}",
        "{{ 'a' * 10**9 ~ user.name }}", "{{ user",
        "{{ user.name | nope }}",
    )  # fmt: skip
    parameters = {"user": {"name": "a"}, "xs": ["a"], "yes": True, "no": False}
    for text in texts:
        yield _leaf("s", "eq", text), parameters
        yield _leaf("s", "ne", text), parameters
        yield _leaf("s", "in", [text, "a"]), parameters
        yield _leaf("s", "nin", text), parameters
        yield {"or": [_leaf("s", "eq", text), _leaf("n", "notnull", None)]}, parameters
        yield {"and": [_GOOD, {"or": [_leaf("s", "matches", text)]}]}, parameters


def _injected() -> Iterator[tuple[Any, Any, Mapping[str, Any]]]:
    for text, (operator, column) in itertools.product(
        INJECTIONS,
        (("eq", "s"), ("ne", "s"), ("ge", "s"), ("in", "my col"), ("nin", "s"), ("eq", "n"), ("eq", "a`b")),
    ):
        # The stored text is a value too, but braces in it are a template: only a parameter is always data.
        yield _leaf(column, operator, "{{ p }}"), _leaf(column, operator, text), {"p": text}
        if not any(mark in text for mark in ("{{", "{%", "{#", "%(")):
            yield _leaf(column, operator, [text]), _leaf(column, operator, [text]), {}
    for text in INJECTIONS:
        yield _leaf(text, "eq", "a"), _leaf(text, "eq", "a"), {}
        inside = f"{text}a"
        yield _leaf("s", "eq", "{{ p }}a"), _leaf("s", "eq", inside), {"p": text}


def _conditions() -> Iterator[HostileCondition]:
    plain: Mapping[str, Iterable[Any]] = {
        "malformed": _malformed(),
        "operator": _operators(),
        "column": _columns(),
        "value": _values(),
        "number": _numbers(),
        "instant": _instants(),
        "expression": (_leaf("s", o, e) for e in _EXPRESSIONS for o in ("matches", "notmatches")),
        "not text": (_leaf(c, o, "a") for c in ("n", "f", "t", "raw") for o in ("matches", "notmatches")),
    }
    refused = {"malformed", "operator", "expression"}
    for family, raws in plain.items():
        for number, raw in enumerate(raws):
            yield HostileCondition(f"{family} {number}", raw, None if family in refused else raw)
    for expression, meaning in _EXPLOSIVE.items():
        yield HostileCondition(f"explosive {expression}", _leaf("s", "matches", expression), meaning)
    for name, raw, meant in _large():
        yield HostileCondition(name, raw, meant)
    for number, (raw, parameters) in enumerate(_undefined()):
        yield HostileCondition(f"undefined {number}", raw, None, parameters)
    for number, (raw, meant, parameters) in enumerate(_injected()):
        yield HostileCondition(f"injection {number}", raw, meant, parameters)


HOSTILE_CONDITIONS: Final[tuple[HostileCondition, ...]] = tuple(_conditions())
"""Each must be refused, or keep no row more than what it means."""
