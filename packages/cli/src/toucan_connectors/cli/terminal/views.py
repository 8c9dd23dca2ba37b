"""How an answer looks: in a terminal with colours, and to its width; anywhere else as plain lines.

Texts are printable before they get here, and none of them is taken for markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["Cell", "PlainView", "Styled", "TerminalView", "View", "is_terminal"]


class Styled(NamedTuple):
    """A text and how it looks where there are colours."""

    text: str
    style: str


Cell: TypeAlias = str | Styled

_GAP: Final = 2


class View(Protocol):
    """What a command shows its answer with."""

    width: int | None
    """The columns of the terminal, None where lines may have any length."""

    def line(self, *cells: Cell, wrap: bool = True) -> None:
        """Show a line of these texts, one after the other; without `wrap` it stays one when it is copied."""

    def table(self, heads: Sequence[Cell], rows: Sequence[Sequence[Cell]], right: Sequence[int] = ()) -> None:
        """Show rows below their heads; the columns in `right` are aligned there."""


class PlainView:
    """Lines without colours, of any length."""

    width: int | None = None

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def line(self, *cells: Cell, wrap: bool = True) -> None:  # noqa: ARG002 - lines have any length
        """Write the texts and end the line."""
        self._stream.write("".join(map(_plain, cells)).rstrip() + "\n")

    def table(self, heads: Sequence[Cell], rows: Sequence[Sequence[Cell]], right: Sequence[int] = ()) -> None:
        """Write rows with two blanks between the columns."""
        lines = [
            [_plain(cell).replace("\n", " ") for cell in row] for row in ([heads, *rows] if heads else rows)
        ]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            aligned = [
                text.rjust(width) if position in right else text.ljust(width)
                for position, (text, width) in enumerate(zip(line, widths, strict=True))
            ]
            self.line((" " * _GAP).join(aligned))


class TerminalView:
    """Lines and tables in a terminal, as rich draws them."""

    def __init__(self, stream: IO[str]) -> None:
        from rich.console import Console

        self._console: Console = Console(
            file=stream, highlight=False, markup=False, emoji=False, soft_wrap=False
        )
        self.width: int | None = self._console.width

    def line(self, *cells: Cell, wrap: bool = True) -> None:
        """Print the texts, wrapped at words, or as the terminal does."""
        from rich.text import Text

        self._console.print(Text.assemble(*map(_rich, cells)), soft_wrap=not wrap)

    def table(self, heads: Sequence[Cell], rows: Sequence[Sequence[Cell]], right: Sequence[int] = ()) -> None:
        """Print rows; what does not fit is folded within its column."""
        from rich.table import Table

        table = Table(
            box=None, show_header=bool(heads), padding=(0, _GAP, 0, 0), header_style="bold", pad_edge=False
        )
        for position in range(len(heads) or len(rows[0]) if rows else len(heads)):
            head = _rich(heads[position]) if heads else ""
            table.add_column(head, justify="right" if position in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*map(_rich, row))
        self._console.print(table)


def is_terminal(stream: IO[str]) -> bool:
    """Say whether a stream is a terminal that understands more than plain lines."""
    import os

    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _rich(cell: Cell) -> Text:
    from rich.text import Text

    return Text(cell) if isinstance(cell, str) else Text(cell.text, style=cell.style)
