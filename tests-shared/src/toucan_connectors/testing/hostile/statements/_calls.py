"""What families of statements are made with: places for what harms, and spellings of a call."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, product
from typing import Final

__all__ = ["PLACES", "call_spellings", "fill", "in_places"]

PLACES: Final = (
    "SELECT a FROM t WHERE HARM IS NOT NULL",
    "SELECT CASE WHEN a = 1 THEN HARM ELSE NULL END FROM t",
    "SELECT CASE HARM WHEN a THEN 1 END FROM t",
    "SELECT t.a FROM t JOIN u ON HARM IS NULL",
    "SELECT t.a FROM t LEFT JOIN u ON t.a = u.a AND (u.b = 1 OR HARM IS NULL)",
    "SELECT COUNT(*) FROM t GROUP BY HARM",
    "SELECT a FROM t GROUP BY a HAVING MAX(b) = HARM",
    "SELECT a FROM t ORDER BY HARM DESC",
    "SELECT SUM(a) OVER (PARTITION BY HARM ORDER BY b) FROM t",
    "SELECT ROW_NUMBER() OVER (ORDER BY HARM) FROM t",
    "SELECT COALESCE(NULL, UPPER(HARM)) NOWHERE",
    "SELECT DISTINCT HARM FROM t",
    "SELECT MAX(b) FROM t WHERE a BETWEEN 1 AND HARM",
    "SELECT a FROM t WHERE NOT (a = 1 AND b LIKE HARM)",
    "SELECT a FROM t WHERE a IN (1, HARM)",
    "SELECT a FROM t WHERE a IN (SELECT HARM NOWHERE)",
    "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE HARM = u.a)",
    "SELECT (SELECT MAX(b) FROM (SELECT HARM AS b NOWHERE) q) AS c NOWHERE",
    "WITH p AS (SELECT 1 AS a NOWHERE), q AS (SELECT HARM AS a NOWHERE) SELECT p.a FROM p",
    "SELECT 1 NOWHERE UNION ALL SELECT HARM NOWHERE",
    "(SELECT HARM NOWHERE)",
)
"""Statements with HARM for an expression, and NOWHERE for the table that some dialects want where none is."""


def fill(harms: Iterable[str], *places: str) -> Iterator[str]:
    """Yield each place with each harm in it."""
    for place, harm in product(places, list(harms)):
        yield place.replace("HARM", harm)


def in_places(
    expressions: Sequence[str], places: Sequence[str] = PLACES, *, nowhere: str = ""
) -> Iterator[str]:
    """Yield each expression alone, the first in all places, and the others in one place after the other."""
    first, *others = expressions
    statements = [*fill(expressions, "SELECT HARM NOWHERE"), *fill([first], *places)]
    for expression, place in zip(others, cycle(places), strict=False):
        statements += fill([expression], place)
    for statement in statements:
        yield statement.replace(" NOWHERE", nowhere)


def call_spellings(call: str, schema: str = "", quote: str = '"', *, upper: bool = False) -> Iterator[str]:
    """Yield spellings of a call that mean the same; `upper` says that quoted names are in capitals."""
    name, _, arguments = call.partition("(")
    name, arguments = name.upper() if upper else name, f"({arguments}"
    quoted = f"{quote}{name}{quote}"
    for written in (name.lower(), name.upper(), name.title().swapcase()):
        yield written + arguments
    for between in (" ", "\n\t", "/**/", " /* x */ ", " -- x\n"):
        yield name + between + arguments
    yield quoted + arguments
    yield f"{quoted} /* x */ {arguments}"
    if schema:
        yield f"{schema}.{name}{arguments}"
        yield f"{schema} . {name}\n{arguments}"
        yield f"{schema}/**/./**/{name}{arguments}"
        yield f"{schema}.{quoted}{arguments}"
        yield f"{quote}{schema}{quote}.{quoted}{arguments}"
