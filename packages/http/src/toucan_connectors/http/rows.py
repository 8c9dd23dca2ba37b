"""The rows of an API's pages: types are inferred over all that was read, and no more is read than needed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from typing_extensions import override

from toucan_connectors.core.limits import SizeLimit
from toucan_connectors.core.rows import BatchRows, Page, Rows

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.options import Options
    from toucan_connectors.http import decode
    from toucan_connectors.http.pagination import Pagination

__all__ = ["AnswerRows"]


class AnswerRows(Rows):
    """Pages as they come. The source left out `skipped` rows before those of the page that is wanted.

    Where it did, the first page of all comes first: it tells of the columns, whose types would else follow
    from the values of one page.
    """

    def __init__(
        self,
        pages: Iterator[decode.Page],
        decoding: decode.Decoding,
        options: Options,
        condition: Condition | None,
        pagination: Pagination | None,
        *,
        skipped: int = 0,
    ) -> None:
        super().__init__(options, condition)
        self._pages = pages
        self._decoding = decoding
        self._pagination = pagination
        self._skipped = skipped
        self._limit = SizeLimit(options)
        self._read: list[decode.Page] = []

    @override
    def frame(self) -> pd.DataFrame:
        rows = self._rows_of(self._counted())
        frame = rows.frame()
        self.nulled = rows.nulled
        return frame

    @override
    def table(self) -> pa.Table:
        return self._rows_of(self._counted()).table()

    @override
    def batches(self) -> Iterator[pa.RecordBatch]:
        return self._rows_of(self._counted()).batches()

    @override
    def page(self, offset: int, limit: int | None, *, count: bool) -> Page:
        """Read pages until the rows are there, and one more; all of them to count what nobody told."""
        offset -= self._skipped
        whole = limit is None or (count and self._told() is None)
        more = True
        while more:
            more = self._read_on(None if limit is None or whole else offset + limit + 1)
            rows = self._rows_of(iter(self._read))
            found = rows.page(offset, limit, count=whole)
            more = more and not found.has_more
        self.nulled = rows.nulled
        return Page(found.found, found.has_more, self._total(found.total_rows))

    def _total(self, seen: int | None) -> int | None:
        told = self._told()
        if told is not None or seen is None:
            return told
        return seen + self._skipped if seen or not self._skipped else None

    def _told(self) -> int | None:
        """Return the number of all rows, where the source tells it and no permission leaves some out."""
        if self._pagination is None or self._condition is not None:
            return None
        if not self._read:
            self._read += islice(self._counted(), 1)
        return self._pagination.total_rows(self._read[0]) if self._read else None

    def _read_on(self, wanted: int | None) -> bool:
        """Read until so many rows are there, and twice the pages of before; whether there may be more."""
        pages, goal = self._counted(), 2 * len(self._read)
        for page in pages:
            self._read.append(page)
            enough = wanted is not None and sum(known.count for known in self._read) >= wanted
            if enough and len(self._read) >= goal:
                return True
        return False

    def _counted(self) -> Iterator[decode.Page]:
        for page in self._pages:
            self._limit.add(page.count if self._options.max_rows is not None else 0, len(page.response.body))
            yield page

    def _rows_of(self, pages: Iterator[decode.Page]) -> BatchRows:
        return BatchRows(self._decoding.table(pages).to_reader(), self._options, self._condition)
