"""A stream of Arrow batches: what is not asked for is passed over, not kept."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import InternalError, UnsupportedValueError
from toucan_connectors.core.limits import SizeLimit
from toucan_connectors.core.rows._row_reader import RowReader
from toucan_connectors.core.rows._rows import Page, Rows, empty_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    import pyarrow as pa

    from toucan_connectors.core.arrow_types import ArrowArray
    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.frames import MeasuredFrame
    from toucan_connectors.core.options import Options
    from toucan_connectors.core.rows._row_reader import BatchReader

__all__ = ["BatchRows"]

_FEW: Final = 1_000
"""Up to so many rows, Arrow's steps take longer than the values do."""
_USUAL: Final = ("pandas", "objects", None)


class BatchRows(Rows):
    """A stream of Arrow batches: what is not asked for is passed over, not kept.

    Of the call, the source may have done a part: it cut the page out, `skipped` rows before it, counted all
    (`total_rows` tells, once the page was read), and where `filtered`, gave no row that the condition does
    not keep, which is checked.
    """

    def __init__(
        self,
        reader: BatchReader,
        options: Options,
        condition: Condition | None,
        *,
        filtered: bool = False,
        skipped: int | None = None,
        total_rows: Callable[[], int] | None = None,
    ) -> None:
        from toucan_connectors.core.frames import Contract

        super().__init__(options, condition)
        self._reader = reader
        self._filtered = filtered
        self._is_cut = skipped is not None
        self._skipped = skipped or 0
        self._total_rows = total_rows
        self._contract = Contract(reader.schema, options)

    def _kept(self) -> Iterator[pa.RecordBatch]:
        """Yield the source's own batches, filtered."""
        call = current_call()
        keep = self._filter()
        for batch in self._reader:
            call.check()
            yield keep(batch)

    def _filter(self) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
        """Return what leaves the rows of a batch that the condition keeps."""
        if self._condition is None:
            return lambda batch: batch
        from toucan_connectors.core.conditions import columns_of, pick_column, resolve, row_mask

        positions = {name: pick_column(name, self._contract.names) for name in columns_of(self._condition)}
        condition = resolve(self._condition, lambda name: self._contract.compared_as(positions[name]))
        apply = _assert_all if self._filtered else _keep

        def filtered(batch: pa.RecordBatch) -> pa.RecordBatch:
            columns = {name: self._contract.comparable(batch, index) for name, index in positions.items()}
            return apply(batch, row_mask(condition, columns.__getitem__))

        filtered(empty_batch(self._reader.schema))  # what cannot be filtered is refused, rows or none
        return filtered

    def _checked(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the batches in the contract's types, as long as they are within the limits."""
        limit = SizeLimit(self._options)
        for batch in batches:
            if batch.num_rows:
                limit.add_part(batch)
                yield self._contract.apply(batch)
        self.nulled = dict(self._contract.nulled)

    @override
    def frame(self) -> pd.DataFrame:
        return self._frame_of(self._kept()).frame

    def _frame_of(self, batches: Iterator[pa.RecordBatch]) -> MeasuredFrame:
        import pyarrow as pa

        from toucan_connectors.core.frames import MeasuredFrame, to_pandas

        if self._options.dtypes != "as_is":
            return to_pandas(self._contract.schema, self._checked(batches), self._options)
        limit, kept = SizeLimit(self._options), []
        for batch in batches:
            limit.add_part(batch)
            kept.append(batch)
        schema = kept[0].schema if kept else self._reader.schema
        table = pa.Table.from_batches(kept, schema).rename_columns(self._contract.schema.names)
        return MeasuredFrame.of(table.to_pandas())

    @override
    def table(self) -> pa.Table:
        import pyarrow as pa

        return pa.Table.from_batches(list(self._checked(self._kept())), self._contract.schema)

    @override
    def batches(self) -> Iterator[pa.RecordBatch]:
        checked = self._checked(self._kept())
        first = next(checked, None)
        yield empty_batch(self._contract.schema) if first is None else first
        yield from checked

    @override
    def page(self, offset: int, limit: int | None, *, count: bool) -> Page:
        if (few := self._few_rows(limit)) is not None:
            return few
        window = _Window(offset - self._skipped, limit, count and self._total_rows is None)
        found = self._frame_of(window.through(self._kept()))
        return Page(found, window.has_more, self._total(window.seen if window.at_end else None))

    def _few_rows(self, limit: int | None) -> Page | None:
        """Return a page that the source has cut, made of the driver's own values; None for any other."""
        usual = (self._options.dtypes, self._options.json_values, self._options.max_bytes) == _USUAL
        if not isinstance(self._reader, RowReader) or self._condition is not None or not usual:
            return None
        if not self._is_cut or limit is None or limit > _FEW:
            return None
        from toucan_connectors.core.frames import frame_of_rows

        rows = list(chain.from_iterable(self._reader.chunks))
        SizeLimit(self._options).add(len(rows[:limit]), 0)
        found = frame_of_rows(self._reader.conversions, rows[:limit], self._contract, self._options)
        self.nulled = dict(self._contract.nulled)
        return Page(found, len(rows) > limit, self._total(len(rows) if len(rows) <= limit else None))

    def _total(self, seen: int | None) -> int | None:
        """Return the number of all rows: the source's, else that of the rows seen, if they go to the end."""
        if self._total_rows is not None:
            return self._total_rows()
        return None if seen is None or (self._skipped and not seen) else self._skipped + seen


def _keep(batch: pa.RecordBatch, mask: ArrowArray) -> pa.RecordBatch:
    import pyarrow as pa

    from toucan_connectors.core.frames import values_in_place

    try:
        return values_in_place(batch).filter(mask)
    except pa.ArrowNotImplementedError as error:
        raise UnsupportedValueError(
            "A column beside the permission's is of a type that cannot be filtered.",
            hint="Leave it out of the query, or convert it there.",
        ) from error


def _assert_all(batch: pa.RecordBatch, mask: ArrowArray) -> pa.RecordBatch:
    if mask.false_count:
        raise InternalError(
            "The source answered with a row that the permission does not keep, so no row is given.",
            hint="Its dialect claims to filter exactly what it does not: please report it.",
        )
    return batch


class _Window:
    """Cuts a page out of a stream; reads one row more to know whether it is the last, and all to count."""

    def __init__(self, offset: int, limit: int | None, count: bool) -> None:
        self._start = offset
        self._stop = None if limit is None else offset + limit
        self._count = count
        self.seen = 0
        self.at_end = False

    @property
    def has_more(self) -> bool:
        return self._stop is not None and self.seen > self._stop

    def through(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            before, self.seen = self.seen, self.seen + batch.num_rows
            start = max(self._start - before, 0)
            stop = batch.num_rows if self._stop is None else min(self._stop - before, batch.num_rows)
            if stop > start:
                yield batch.slice(start, stop - start)
            if self.has_more and not self._count:
                return
        self.at_end = True
