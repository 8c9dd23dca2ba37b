"""How far a reading is: rows and bytes, drawn on a terminal and nowhere else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from time import perf_counter
from typing import IO, TYPE_CHECKING

from toucan_connectors.cli.terminal.texts import duration, number, size
from toucan_connectors.cli.terminal.views import is_terminal

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["Progress", "progress_on"]


class Progress:
    """Counts rows and bytes; nothing is drawn."""

    def __init__(self) -> None:
        self.rows = 0
        self.bytes = 0

    def advance(self, rows: int, total_bytes: int) -> None:
        """Note that more rows were written, and how many bytes there are now."""
        self.rows += rows
        self.bytes = total_bytes

    def __str__(self) -> str:
        return f"{number(self.rows)} rows  {size(self.bytes)}"


@contextlib.contextmanager
def progress_on(stream: IO[str] | None) -> Iterator[Progress]:
    """Give what counts the progress, drawn on the stream while the block runs if there is one: a terminal.

    The drawing is gone at the end.
    """
    if stream is None or not is_terminal(stream):
        yield Progress()
        return
    from rich.live import Live

    drawing = _Drawing(stream)
    with Live(get_renderable=drawing.line, console=drawing.console, refresh_per_second=10, transient=True):
        yield drawing.progress


class _Drawing:
    """A line that moves as long as rows come; how many there will be, nobody knows."""

    def __init__(self, stream: IO[str]) -> None:
        from rich.console import Console
        from rich.progress_bar import ProgressBar

        self.progress = Progress()
        self.console = Console(file=stream, highlight=False, markup=False, emoji=False)
        self._bar = ProgressBar(total=None, width=20, pulse=True)
        self._started = perf_counter()

    def line(self) -> Table:
        from rich.table import Table
        from rich.text import Text

        seconds = perf_counter() - self._started
        speed = f"{number(int(self.progress.rows / seconds))} rows/s" if seconds > 0.2 else ""
        row = Table.grid(padding=(0, 2, 0, 0))
        row.add_row(
            self._bar,
            Text(str(self.progress), style="bold"),
            Text(speed, style="dim"),
            Text(duration(seconds), style="dim"),
        )
        return row
