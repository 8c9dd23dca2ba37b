"""What the benchmarks of SQL servers share: our connector's reads, and pages beside a bare driver's."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from tools.bench.embedded import drain
from tools.bench.group import Group, Prepare, Work, median_of_runs

__all__ = ["Sql", "batches", "whole"]

PAGES: Final = 100
COUNTS: Final = 20

Read: TypeAlias = Callable[[Any, Any], object]
"""A call of a connector on a data source."""


def whole(connector: Any, source: Any) -> object:
    """Read all rows."""
    return connector.get_df(source)


def batches(connector: Any, source: Any) -> object:
    """Read all rows batch by batch, keeping nothing."""
    return drain(connector.iter_batches(source))


@dataclass(frozen=True)
class Sql:
    """A server: `connect(options)` gives a connector and what makes a data source of a query and parameters.

    `bare()` connects the driver alone, and gives what runs a query and returns its rows as a frame.
    """

    server: str
    connect: Callable[[dict[str, Any]], tuple[Any, Callable[[str, dict[str, Any]], Any]]]
    bare: Callable[[], Callable[[str], object]]
    paged: str

    def group(self, name: str, title: str, goal: str, methods: dict[str, Prepare]) -> Group:
        """Return a group of methods on this server."""
        return Group(f"{self.server} {name}", title, goal, methods, server=self.server)

    def ours(
        self, read: Read, query: str, parameters: dict[str, Any] | None = None, **options: Any
    ) -> Prepare:
        """Measure a call of our connector, which has connected before the clock starts."""
        return partial(self._ours, read, query, parameters or {}, options, 1)

    def read(self, query: str) -> Prepare:
        """Measure the bare driver, all rows at once."""
        return lambda _folder: partial(self.bare(), query)

    def pages(self) -> list[Group]:
        """Return the groups of a page at the beginning, a later one, and a count."""
        at = [
            self.group(
                f"page {offset}",
                f"50 rows at offset {offset:,}, median of {PAGES}",
                "<= 1.5",
                {"bare driver": self._bare_page(offset), "get_slice": self._our_page(offset, PAGES)},
            )
            for offset in (0, 5_000)
        ]
        counted = {
            "bare count": self._bare_count(),
            "get_slice counted": self._our_page(0, COUNTS, count=True),
        }
        return [*at, self.group("count", f"a page and its count, median of {COUNTS}", "<= 1.1", counted)]

    def _our_page(self, offset: int, runs: int, *, count: bool = False) -> Prepare:
        def read(connector: Any, source: Any) -> object:
            return connector.get_slice(source, offset=offset, limit=50, get_row_count=count)

        return partial(self._ours, read, self.paged, {}, {}, runs)

    def _bare_page(self, offset: int) -> Prepare:
        return self._repeated(f"{self.paged} LIMIT 50 OFFSET {offset}", PAGES)

    def _bare_count(self) -> Prepare:
        return self._repeated(f"SELECT count(*) FROM ({self.paged}) AS q", COUNTS)

    def _repeated(self, query: str, runs: int) -> Prepare:
        def prepare(_folder: Path) -> Work:
            run = self.bare()
            run(query)
            return median_of_runs(partial(run, query), runs)

        return prepare

    def _ours(
        self,
        read: Read,
        query: str,
        parameters: dict[str, Any],
        options: dict[str, Any],
        runs: int,
        _folder: Path,
    ) -> Work:
        connector, source = self.connect(options)
        connector.get_df(source("SELECT 1", {}))
        wanted = source(query, parameters)
        if runs == 1:
            return partial(read, connector, wanted)
        read(connector, wanted)
        return median_of_runs(partial(read, connector, wanted), runs)
