"""jq filters; the one place that knows the package `jq`.

A program is compiled once and runs in this process, so that it sees nothing of it: environment, modules and
output to the terminal are defined away. Between two of its results the call's budget is looked at, and the
number of results is bounded. What cannot be stopped is the work on one result (`[range(1e12)]`): libjq does
not let itself be interrupted, and holds the interpreter meanwhile. A filter is a program of the author's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.core.call import current_call
from toucan_connectors.core.collector import collector_paused
from toucan_connectors.core.errors import QueryError, ResultTooLargeError
from toucan_connectors.http.decode._json import has_digits, json_text
from toucan_connectors.http.decode._paths import parse_path

if TYPE_CHECKING:
    from toucan_connectors.http.decode._json_types import Json

__all__ = ["jq_filter"]

_MAX_RESULTS: Final = 10_000_000
_CHECKED_EVERY: Final = 1024

_DEFINED_AWAY: Final = " ".join(
    [
        *(f'def {name}: error("{name} is not available here");' for name in ("env", "halt", "halt_error")),
        'def halt_error(f): error("halt_error is not available here");',
        "def debug: .; def debug(f): .; def stderr: .; def get_search_list: [];",
        "{} as $ENV |",
    ]
)
"""Goes before the program. In brackets, that cannot `import` or `include` either, which would read files."""

_EXACT: Final = 2**53
"""jq's numbers are floats: beyond this they are rounded."""


def jq_filter(text: str, document: Json, *, field: str = "filter") -> list[Json]:
    """Return all that a filter makes of a document.

    Raises QueryError (`field` names whose filter it is) for a filter that is no program or does not fit the
    document, and where jq would have rounded an integer that comes out.
    """
    path = parse_path(text)
    if path is not None:
        return path.values(document, field=field)
    program = _compiled(text, field)
    source = json_text(document)
    with collector_paused():
        found = _run(program, source, field)
    encoded = source.encode()
    if has_digits(encoded, 16):
        _refuse_rounded(found, field)
    return [_as_floats(value) for value in found] if _FAR.search(encoded) else found


_FAR: Final = re.compile(rb"\d[eE]\+?\d")
"""A float that may be so large that jq gives it as an integer."""


@lru_cache(maxsize=256)
def _compiled(text: str, field: str) -> Any:
    import jq  # type: ignore[import-not-found]

    try:
        return jq.compile(f"{_DEFINED_AWAY} (\n{text}\n)")
    except ValueError as error:
        reason = str(error).splitlines()[0].removeprefix("jq: error: ")
        placed = re.sub(r"line (\d+)", lambda line: f"line {int(line[1]) - 1}", reason)
        raise QueryError(f"The {field} is no jq program: {placed}.", field=field) from error


def _run(program: Any, source: str, field: str) -> list[Json]:
    call = current_call()
    found: list[Json] = []
    try:
        for result in program.input_text(source):
            found.append(result)
            if len(found) % _CHECKED_EVERY == 0:
                call.check()
                _check_count(len(found), field)
    except (ValueError, RecursionError) as error:
        raise QueryError(
            f"The {field} does not fit the answer: {_without_data(str(error))}.",
            hint="Look at what the source answers, and correct the filter.",
            field=field,
        ) from error
    return found


def _check_count(count: int, field: str) -> None:
    if count > _MAX_RESULTS:
        raise ResultTooLargeError(f"The {field} gives more than {_MAX_RESULTS:,} results.", field=field)


def _without_data(message: str) -> str:
    """Leave out the values that jq quotes in brackets."""
    return re.sub(r"\s*\(.*\)", "", message.splitlines()[0] if message else "it fails", flags=re.DOTALL)


def _refuse_rounded(found: list[Json], field: str) -> None:
    if any(isinstance(value, int | float) and abs(value) >= _EXACT for value in _scalars(found)):
        raise QueryError(
            f"The {field} gives an integer of more than 53 bits, which jq rounds.",
            hint="A filter that only says a path, such as .data[], is exact.",
            field=field,
        )


def _scalars(values: list[Json]) -> list[Json]:
    scalars: list[Json] = []
    pending: list[Json] = [values]
    while pending:
        value = pending.pop()
        if isinstance(value, dict | list):
            pending += value.values() if isinstance(value, dict) else value
        else:
            scalars.append(value)
    return scalars


def _as_floats(value: Json) -> Json:
    """Return large integers as the floats that they were: 1e300 comes out of jq with 301 digits."""
    if isinstance(value, dict):
        return {key: _as_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_floats(item) for item in value]
    return float(value) if isinstance(value, int) and abs(value) >= _EXACT else value
