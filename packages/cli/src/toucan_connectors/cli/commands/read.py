"""`read FILE`: all rows into a file, a batch at a time."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, BinaryIO

from toucan_connectors.cli.errors import UsageError
from toucan_connectors.cli.files.models import open_configuration
from toucan_connectors.cli.stopping import stoppable
from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.cli.terminal.progress import progress_on
from toucan_connectors.cli.terminal.texts import duration, number, one_line, size
from toucan_connectors.cli.terminal.views import Styled, View
from toucan_connectors.cli.writing.atomic_file import atomic_file, writing
from toucan_connectors.cli.writing.export import Export

__all__ = ["read_file"]

_STANDARD_OUTPUT = "-"


def read_file(file: str, name: str | None, output: str, chosen: str | None) -> None:
    """Write all rows to a file, and answer with what was written.

    Raises OutputError, and the errors of reading; then no file was made, and one that was there is as it was.
    """
    from toucan_connectors.cli.writing.writers import BINARY, format_of

    kind = format_of(output, chosen)
    to_stdout = output == _STANDARD_OUTPUT
    if to_stdout and kind in BINARY and sys.stdout.isatty():
        hint = "Send it to a file or a pipe."
        raise UsageError(f"A terminal cannot show {kind}.", hint=hint, field="output")
    opened = open_configuration(file, name)
    _ = opened.data_source  # a configuration without one makes no file
    replaced = not to_stdout and Path(output).is_file()
    drawn_on = None if to_stdout else sys.stderr  # the rows themselves may be on the terminal
    started = perf_counter()
    with _destination(output) as (target, seekable), progress_on(drawn_on) as progress:
        place = "standard output" if to_stdout else output
        export = Export(opened, kind, target, place, progress, seekable=seekable)
        with opened.connector as connector:
            stoppable(export.run, connector.options.total_timeout)
    data = {
        "output": output,
        "format": kind,
        "rows": progress.rows,
        "bytes": export.written,
        "seconds": perf_counter() - started,
        "replaced": replaced,
    }
    OUTPUT.answer(data, lambda view: _show(view, data), sys.stderr if to_stdout else None)


@contextlib.contextmanager
def _destination(output: str) -> Iterator[tuple[BinaryIO, bool]]:
    """Give the file to write to, and whether it can be sought in."""
    if output == _STANDARD_OUTPUT:
        yield sys.stdout.buffer, False
        with writing("standard output"):
            sys.stdout.buffer.flush()
        return
    with atomic_file(Path(output)) as file:
        yield file, file.seekable()


def _show(view: View, data: dict[str, Any]) -> None:
    place = "standard output" if data["output"] == _STANDARD_OUTPUT else one_line(data["output"])
    replaced = ", in place of the file that was there" if data["replaced"] else ""
    speed = data["rows"] / data["seconds"] if data["seconds"] else 0
    view.line(
        Styled(f"{number(data['rows'])} rows", "bold"),
        f" to {place}{replaced}: {data['format']}, {size(data['bytes'])} in {duration(data['seconds'])}",
        Styled(f" ({number(int(speed))} rows a second)", "dim"),
    )
