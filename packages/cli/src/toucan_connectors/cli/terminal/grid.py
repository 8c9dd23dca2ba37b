"""A page of rows as a table: in a terminal as many columns as its width has room for, elsewhere all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from toucan_connectors.cli.terminal.texts import printable
from toucan_connectors.cli.terminal.views import Cell, Styled, View

__all__ = ["show_grid"]

_WIDEST: Final = 40
_GAP: Final = 2
_NUMBERS: Final = ("int", "uint", "float", "double", "decimal")
_NO_FRACTION: Final = (".000000Z", ".000000", ".000000000Z", ".000000000")
_NULL: Final = Styled("null", "dim italic")


def show_grid(view: View, columns: Sequence[tuple[str, str]], values: Sequence[Sequence[Any]]) -> None:
    """Show the values, a list a column, below the names and dtypes of the columns."""
    if not columns:
        view.line(Styled("The result has no columns.", "dim"))
        return
    widest = None if view.width is None else min(_WIDEST, view.width)
    cells = [[_cell(value, widest) for value in _shortened(column)] for column in values]
    heads = [_head(name, dtype, widest) for name, dtype in columns]
    shown = len(columns)
    if view.width is not None:
        shown = _fitting(
            [_width(head, column) for head, column in zip(heads, cells, strict=True)], view.width
        )
    right = [number for number in range(shown) if columns[number][1].lower().startswith(_NUMBERS)]
    dtypes: list[Cell] = [Styled(head[1], "dim cyan") for head in heads[:shown]]
    rows = [list(row) for row in zip(*cells[:shown], strict=True)]
    view.table([head[0] for head in heads[:shown]], [dtypes, *rows], right)
    if (left_out := len(columns) - shown) > 0:
        names = ", ".join(printable(name) for name, _ in columns[shown:])
        noun = "column" if left_out == 1 else "columns"
        view.line(Styled(f"{left_out} more {noun}: {names}. A wider terminal, or --json, has them.", "dim"))


def _shortened(column: Sequence[Any]) -> Sequence[Any]:
    """Leave out the fractions of instants where all are zero."""
    given = [value for value in column if value is not None]
    for end in _NO_FRACTION:
        if given and all(isinstance(value, str) and value.endswith(end) for value in given):
            kept = end.removeprefix(end.rstrip("Z"))
            return [None if value is None else value.removesuffix(end) + kept for value in column]
    return column


def _head(name: str, dtype: str, widest: int | None) -> tuple[str, str]:
    return _cut(printable(name), widest), _cut(dtype, widest)


def _cell(value: Any, widest: int | None) -> Cell:
    if value is None:
        return _NULL
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _cut(printable(text), widest)


def _cut(text: str, widest: int | None) -> str:
    """Return a text of at most so many columns of a terminal."""
    if widest is None or (len(text) <= widest // 2 and text.isascii()):
        return text
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= widest else set_cell_size(text, widest - 1) + "…"


def _width(head: tuple[str, str], column: Sequence[Cell]) -> int:
    from rich.cells import cell_len

    texts = [cell if isinstance(cell, str) else cell.text for cell in column]
    return max(map(cell_len, [*head, *texts]))


def _fitting(widths: Sequence[int], room: int) -> int:
    """Return how many columns the room is enough for, at least one."""
    used = 0
    for number, width in enumerate(widths):
        used += width + _GAP
        if used - _GAP > room:
            return max(number, 1)
    return len(widths)
