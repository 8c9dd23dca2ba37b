"""`preview FILE`: a page of the rows, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toucan_connectors.cli.files.models import open_configuration
from toucan_connectors.cli.stopping import stoppable
from toucan_connectors.cli.terminal.grid import show_grid
from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.cli.terminal.texts import duration, number, one_line
from toucan_connectors.cli.terminal.views import Styled, View

if TYPE_CHECKING:
    import pandas as pd

    from toucan_connectors.core import DataSlice

__all__ = ["preview_file"]


def preview_file(file: str, name: str | None, *, offset: int, limit: int, count: bool) -> None:
    """Answer with the rows `[offset:offset + limit]`. Raises the errors of reading them."""
    opened = open_configuration(file, name)
    source = opened.data_source
    with opened.connector as connector:
        page = stoppable(
            lambda: connector.get_slice(source, opened.permissions, offset, limit, get_row_count=count),
            connector.options.total_timeout,
        )
    values = _values(page.df)
    data = _data(page, values)
    OUTPUT.answer(data, lambda view: _show(view, data, values))


def _data(page: DataSlice, values: list[list[Any]]) -> dict[str, Any]:
    stands = page.pagination_info
    names = [str(name) for name in page.df.columns]
    return {
        "columns": [{"name": n, "dtype": str(t)} for n, t in zip(names, page.df.dtypes, strict=True)],
        "rows": [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)],
        "offset": stands.parameters.offset,
        "limit": stands.parameters.limit,
        "total_rows": stands.pagination_info.total_rows,
        "is_last_page": stands.pagination_info.is_last_page,
        "next_offset": None if stands.next_page is None else stands.next_page.offset,
        "seconds": None if page.stats is None else page.stats.data_extraction_time,
        "nulled_values": None if page.stats is None else page.stats.nulled_values,
    }


def _values(frame: pd.DataFrame) -> list[list[Any]]:
    """Return the columns of a frame as JSON has their values."""
    import pyarrow as pa

    from toucan_connectors.cli.writing.cells import json_values, plain

    columns = []
    for position in range(frame.shape[1]):
        column = frame.iloc[:, position]
        if column.dtype == object:
            columns.append([plain(None if _is_missing(value) else value) for value in column])
        else:
            columns.append(json_values(pa.chunked_array([pa.Array.from_pandas(column)]).combine_chunks()))
    return columns


def _is_missing(value: object) -> bool:
    import pandas as pd

    return value is None or value is pd.NA or value is pd.NaT


def _show(view: View, data: dict[str, Any], values: list[list[Any]]) -> None:
    show_grid(view, [(column["name"], column["dtype"]) for column in data["columns"]], values)
    seconds = "" if data["seconds"] is None else f" {duration(data['seconds'])}."
    view.line(Styled(_standing(data, len(data["rows"])) + seconds, "dim"))
    for column, count in (data["nulled_values"] or {}).items():
        view.line(
            Styled(
                f"{number(count)} values of {one_line(column)} are out of range and shown as null.", "yellow"
            )
        )


def _standing(data: dict[str, Any], shown: int) -> str:
    total = "" if data["total_rows"] is None else f" of {number(data['total_rows'])}"
    first = data["offset"] + 1
    page = f"Rows {number(first)} to {number(first + shown - 1)}{total}" if shown else f"No rows{total}"
    if data["is_last_page"]:
        return f"{page}, the last page." if data["offset"] else f"{page}."
    if data["next_offset"] is None:
        return f"{page}."
    more = "" if total else ", and there are more"
    return f"{page}{more}; next: --offset {data['next_offset']}."
