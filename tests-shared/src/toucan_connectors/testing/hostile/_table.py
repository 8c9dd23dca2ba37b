"""What hostile permissions are applied to, and the texts that they try to smuggle in."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from toucan_connectors.testing.tables import Column, Kind, Table

__all__ = ["HOSTILE_TABLE", "INJECTIONS"]

INJECTIONS: Final = (
    "'", '"', "`", "\\", "\\'", "''", "it's", "' or 1=1 --", "' or '1'='1", '" or "1"="1',
    "x' or `n` > 0 or `s` == 'x",
    "zzz' or n == n or s == 'x", "a') or (1=1", "a'; drop table t; --", "a' union select 1 --", "a' /*",
    "*/ a",
    "%", "_", "%s", "%(s)s%%", "a%", "100%", ":s", "?", "$1", "@n", "#", ";", "\0", "a\0b", "\n", "\r\n",
    "\t", "\x1b[2J",
    "\u2028", "\u202e", "\ufeff", "\uffff", "\U0010ffff", "é", "e\u0301", "A", "a ", " a", "n", "`n`",
    "[n]", "n > 0",
    "@__import__('os').system('id')", "__import__('os')", "s.__class__", "True or n", "1 or 1", "1 == 1",
    "not a",
    "{{ n }}", "{{ user }}", "{{ 7 * 7 }}", "{{ x.__class__ }}", "{% for i in x %}{% endfor %}", "{{", "}}",
    "{#",
    '{"$ne": null}', '{"$gt": ""}', "$where", "[$ne]", "*", ".*", "null", "None", "nan", "true", "0x1",
    "1_0", "\u0663", "½",
    "1e5", "++1", "1 ", "--1", "a" * 1000, "'" * 1000,
)  # fmt: skip
"""Texts that would be more than a value wherever a condition is pasted into a statement."""

_INSTANTS: Final = [datetime(2020, 1, 1), None, datetime(2021, 1, 1), datetime(2021, 1, 1, 12), datetime.max]  # noqa: DTZ001, DTZ901
_KINDS: Final[tuple[tuple[str, Kind], ...]] = (
    ("n", "integer"), ("N", "integer"), ("s", "text"), ("f", "float"), ("q", "decimal"), ("b", "boolean"),
    ("day", "date"), ("t", "instant"), ("u", "utc_instant"), ("raw", "binary"), ("doc", "document"),
    ("my col", "text"), ("a`b", "text"), ("it's", "text"), ("{{ n }}", "integer"), ("dup", "text"),
    ("dup", "text"),
)  # fmt: skip
_COLUMNS: Final = tuple(Column(name, kind) for name, kind in _KINDS)
HOSTILE_TABLE: Final = Table(
    _COLUMNS,
    [
        {
            "n": n,
            "N": n,
            "s": s,
            "f": f,
            "q": q,
            "b": b,
            "day": None if moment is None else moment.date(),
            "t": moment,
            "u": None if moment is None else moment.replace(tzinfo=UTC),
            "raw": None if s is None else s.encode(),
            "doc": None,
            "my col": s,
            "a`b": s,
            "it's": s,
            "{{ n }}": n,
            "dup": s,
        }
        for n, s, f, q, b, moment in zip(
            [1, 2, None, 3, 2**63 - 1],
            ["a", "it's", None, "aaaaaaaaaaaaaaaaaaaaaaaa!", "' or 1=1 --"],
            [1.5, float("nan"), -0.0, float("inf"), None],
            [Decimal("1.5"), Decimal(2), None, Decimal("-0.000001"), Decimal(10) ** 31],
            [True, False, None, True, False],
            _INSTANTS,
            strict=True,
        )
    ],
)
"""What the permissions below are applied to; the column `dup` is there twice."""
