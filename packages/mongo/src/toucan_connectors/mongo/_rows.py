"""The rows of a query: all of them, a page that the server cut out, or batch by batch in bounded memory."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from toucan_connectors.core.call import run_in_thread
from toucan_connectors.core.collector import collector_paused
from toucan_connectors.core.limits import SizeLimit
from toucan_connectors.core.pagination import PageRequest
from toucan_connectors.core.rows import BatchRows, Page, Rows
from toucan_connectors.mongo.documents import Result, Shape, few_rows

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.options import Options
    from toucan_connectors.core.rows import BatchReader
    from toucan_connectors.mongo._server import Aggregation, Server
    from toucan_connectors.mongo.documents import Columns, Document

__all__ = ["FIRST", "MOST_COUNTED", "DocumentRows", "Reading"]

MOST_COUNTED: Final = 1_000_000
FIRST: Final = 101
"""How many documents tell the columns of a page: as many as a server gives in its first batch."""
_FEW: Final = 1_000
"""How many documents are read as Python's objects."""
_KEPT: Final = 24 * 2**20
"""Bytes of documents up to which a stream is kept, instead of being read twice."""


@dataclass(frozen=True)
class Reading:
    """How the documents of a query are read: those that are permitted, where the server tests that exactly.

    `condition` is to be tested here; `known` tells of the columns, by the first documents, permitted or not.
    """

    server: Server
    whole: Aggregation
    """All documents."""
    cut: Callable[[int, int], Aggregation]
    """Skip so many documents, and read so many."""
    counting: Aggregation
    """How many there are, up to one more than are counted."""
    known: Callable[[], Shape]
    remembered: Callable[[], Shape | None]
    """Return what is known without asking for it."""
    learnt: Callable[[Shape], Shape]
    """Remember what the first documents tell."""
    permitted: bool
    """Whether a permission leaves documents out, so that those that are read do not tell all."""
    exact: bool
    condition: Condition | None
    flatten: bool
    without: frozenset[str]


class DocumentRows(Rows):
    """The documents of a query, as rows."""

    def __init__(self, reading: Reading, options: Options) -> None:
        super().__init__(options, reading.condition)
        self._reading = reading
        self._limit = SizeLimit(options)
        self._result: Result | None = None
        self._documents: list[Document] | None = None
        self._counted: list[Document] | None = None

    async def fetch(self, page: PageRequest | None) -> None:
        """Await the documents of a call; what has to be asked before them, the thread that reads will ask."""
        reading = self._reading
        if page is None:
            result = await run_in_thread(self._begun, None)
            async with contextlib.aclosing(reading.server.awaited_batches(reading.whole)) as batches:
                async for documents in batches:
                    await run_in_thread(self._add, None, result, documents)
            self._result = result
        elif page.limit is not None and reading.exact and (size := self._first_size(page)) <= _FEW:
            self._documents = await reading.server.awaited_page(reading.cut(page.offset, size))
            if page.count:
                self._counted = await reading.server.awaited_page(reading.counting)

    @override
    def frame(self) -> pd.DataFrame:
        rows = self._rows(self._whole().reader())
        with collector_paused():
            frame = rows.frame()
        self.nulled = rows.nulled
        return frame

    @override
    def table(self) -> pa.Table:
        return self._rows(self._whole().reader()).table()

    @override
    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read twice where a result is large: what the types of its columns are, only its last row tells."""
        result, whole = self._begun(), True
        for documents in self._stream():
            self._add(result, documents)
            whole = whole and result.bytes <= _KEPT
            if not whole:
                result.forget()
        reader = result.reader() if whole else result.read_with(self._stream())
        return self._rows(reader).batches()

    @override
    def page(self, offset: int, limit: int | None, *, count: bool) -> Page:
        if limit is None or not self._reading.exact:
            return self._cut_here(offset, limit, count=count)
        reader = self._page_of(PageRequest(offset, limit, count=count), limit + 1)
        total = self._count() if count else None
        rows = self._rows(reader, skipped=offset)
        page = rows.page(offset, limit, count=False)
        self.nulled = rows.nulled
        return page if total is None else Page(page.found, page.has_more, total)

    def _count(self) -> int | None:
        """Return how many there are, None where there are more than are counted."""
        server, found = self._reading.server, self._counted
        found = server.page(self._reading.counting) if found is None else found
        number = int(found[0]["value"]) if found else 0
        return number if number <= MOST_COUNTED else None

    def _page_of(self, page: PageRequest, size: int) -> BatchReader:
        """Read a page; the first one tells of the columns itself, if it may and nothing is known of them."""
        reading = self._reading
        known = reading.remembered()
        if known is None and not self._tells(page):
            known = reading.known()
        if size > _FEW:
            return self._long_page_of(page.offset, size, known.columns if known else {})
        documents = self._documents
        if documents is None:
            documents = reading.server.page(reading.cut(page.offset, self._first_size(page)))
        if known is None:
            known = reading.learnt(Shape.of(documents, flatten=reading.flatten))
        return few_rows(documents, known, flatten=reading.flatten, without=reading.without)

    def _first_size(self, page: PageRequest) -> int:
        size = (page.limit or 0) + 1
        return max(size, FIRST) if self._reading.remembered() is None and self._tells(page) else size

    def _tells(self, page: PageRequest) -> bool:
        """Whether a page has the first documents, whoever may see them, as few."""
        return not (page.offset or self._reading.permitted or (page.limit or 0) >= _FEW)

    def _long_page_of(self, offset: int, size: int, known: Columns) -> BatchReader:
        result = Result(known, flatten=self._reading.flatten, without=self._reading.without)
        for documents in self._reading.server.batches(self._reading.cut(offset, size)):
            result.add(documents)
        return result.reader()

    def _cut_here(self, offset: int, limit: int | None, *, count: bool) -> Page:
        """Read batches until the page is there, and one row more; all of them to count."""
        result, wanted = self._begun(), None if limit is None or count else 1
        with contextlib.closing(self._stream()) as batches:  # type: ignore[type-var]  # a generator
            more = True
            while more:
                more = self._read_on(result, batches, wanted)
                rows = self._rows(result.again())
                page = rows.page(offset, limit, count=count)
                if page.has_more:
                    break
                wanted = 2 * (wanted or 1)
        self.nulled = rows.nulled
        return Page(page.found, page.has_more, None if more else page.total_rows)

    def _read_on(self, result: Result, batches: Iterator[bytes], wanted: int | None) -> bool:
        """Read so many batches, or all; whether there may be more."""
        for number, documents in enumerate(batches, 1):
            self._add(result, documents)
            if number == wanted:
                return True
        return False

    def _stream(self) -> Iterator[bytes]:
        return self._reading.server.batches(self._reading.whole)

    def _whole(self) -> Result:
        if self._result is not None:
            return self._result
        result = self._begun()
        for documents in self._stream():
            self._add(result, documents)
        return result

    def _add(self, result: Result, documents: bytes) -> None:
        rows = result.add(documents)
        if self._reading.exact:  # else some may not count
            self._limit.add(rows if self._options.max_rows is not None else 0, 0)

    def _begun(self) -> Result:
        known = self._reading.known().columns if self._reading.permitted else {}
        return Result(known, flatten=self._reading.flatten, without=self._reading.without)

    def _rows(self, reader: BatchReader, skipped: int = 0) -> BatchRows:
        condition = self._tested_on(reader.schema)
        return BatchRows(reader, self._options, condition, filtered=self._reading.exact, skipped=skipped)

    def _tested_on(self, schema: pa.Schema) -> Condition | None:
        """Return the condition; None where the server tested it exactly, and rows have not its columns."""
        from toucan_connectors.core.conditions import columns_of

        if self._condition is None or not self._reading.exact:
            return self._condition
        return self._condition if columns_of(self._condition) <= set(schema.names) else None
