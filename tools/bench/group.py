"""What a benchmark is: methods that do the same thing, of which the first is the peer of the others."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

__all__ = ["SERVER", "Group", "Prepare", "Work", "median_of_runs", "where"]

Work: TypeAlias = Callable[[], object]
"""What is measured. If it returns a float, these are the seconds instead of those that it took."""
Prepare: TypeAlias = Callable[[Path], Work]
"""What comes before: imports, data, a connection."""

SERVER: Final = "TOUCAN_BENCH_SERVER"
"""The environment variable that tells a method where its server is: the fields of `Running` as JSON."""


@dataclass(frozen=True)
class Group:
    """Methods that do the same thing; the first is the peer that the others are compared with.

    `server` names the server of the kit that they need, which the harness starts and fills (`servers.py`).
    """

    name: str
    title: str
    goal: str
    methods: dict[str, Prepare]
    server: str = ""


def median_of_runs(work: Work, runs: int) -> Work:
    """Return work that does something so many times, and whose seconds are the median of them."""
    from statistics import median
    from time import perf_counter

    def repeated() -> float:
        found = []
        for _ in range(runs):
            started = perf_counter()
            work()
            found.append(perf_counter() - started)
        return median(found)

    return repeated


def where() -> dict[str, Any]:
    """Return where the server is, as the harness told it."""
    found: dict[str, Any] = json.loads(os.environ[SERVER])
    return found
