"""A report of the conformance run as a table of Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from toucan_connectors.testing.contracts import PROMISES

__all__ = ["Report", "capability_table", "notes"]

Report: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What `pytest --connector-report` writes: by type id, what the type earned."""

_CELLS: Final = {"earned": "yes", "absent": "no", "not shown": "not shown"}


def capability_table(report: Report, labels: Mapping[str, str]) -> str:
    """Return a table with a column for each type of the report: its promises, then its capabilities."""
    types = sorted(report, key=str.lower)
    rows = [
        ["", *(labels[type_id] for type_id in types)],
        ["---"] * (len(types) + 1),
        *_promises(report, types),
        *_capabilities(report, types),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _promises(report: Report, types: Sequence[str]) -> Iterator[list[str]]:
    kept = [[n for n, told in report[type_id]["promises"].items() if told == "kept"] for type_id in types]
    tested = [len(report[type_id]["promises"]) for type_id in types]
    yield [
        "promises kept in full",
        *(f"{len(numbers)} of {of}" for numbers, of in zip(kept, tested, strict=True)),
    ]


def _capabilities(report: Report, types: Sequence[str]) -> Iterator[list[str]]:
    for name in report[types[0]]["capabilities"]:
        cells = [_CELLS[report[type_id]["capabilities"][name]] for type_id in types]
        yield [name.replace("_", " "), *cells]


def notes(report: Report, labels: Mapping[str, str]) -> str:
    """Return a list of what keeps a promise from being kept in full, "" where nothing does."""
    lines = [
        f"- {labels[type_id]}, {number} {PROMISES[int(number)]}: {told.partition('except: ')[2]}."
        for type_id in sorted(report, key=str.lower)
        for number, told in report[type_id]["promises"].items()
        if told.startswith("kept, except")
    ]
    return "\n".join(lines)
