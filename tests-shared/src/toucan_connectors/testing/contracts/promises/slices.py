"""Promise 3: a slice is those rows of the whole."""

from __future__ import annotations

from typing import Any

import pytest

from toucan_connectors.core.errors import InvalidPageError
from toucan_connectors.testing.contracts._capabilities import earns
from toucan_connectors.testing.contracts._contract import Contract
from toucan_connectors.testing.contracts._whole import assert_same_frame

__all__ = ["Slices"]


class Slices(Contract):
    """What a page is, and what it says of itself."""

    @earns("pages_at_source")
    def test_3_a_slice_is_the_rows_of_the_whole(self, connector: Any, data_source: Any) -> None:
        """`get_slice(offset, limit)` gives exactly the rows `[offset:offset + limit]` of `get_df`.

        If it fails: skip and cut in the order of the whole; give the data source of the kit a total order.
        """
        whole = connector.get_df(data_source)
        for offset, limit in _windows(len(whole)):
            page = connector.get_slice(data_source, offset=offset, limit=limit).df
            end = None if limit is None else offset + limit
            assert_same_frame(page, whole.iloc[offset:end].reset_index(drop=True))

    def test_3_the_last_page_is_known(self, connector: Any, data_source: Any) -> None:
        """`is_last_page` is exact: it is said of the page that ends the whole, and of no other.

        If it fails: ask the source for one row more than `limit`, and see whether it comes.
        """
        rows = len(connector.get_df(data_source))
        for offset, limit in _windows(rows):
            info = connector.get_slice(data_source, offset=offset, limit=limit).pagination_info
            ends = limit is None or offset + limit >= rows
            assert info.pagination_info.is_last_page is ends, (offset, limit)
            assert (info.next_page is None) is (ends or not limit)
            assert (info.parameters.offset, info.parameters.limit) == (offset, limit)

    @earns("counts_at_source")
    def test_3_the_size_is_counted_when_asked_and_never_guessed(
        self, connector: Any, data_source: Any
    ) -> None:
        """`total_rows` is the true size when counted, and otherwise either the true size or not told.

        If it fails: count the rows of the whole query, not of the page.
        """
        rows = len(connector.get_df(data_source))
        for offset, limit in _windows(rows):
            counted = connector.get_slice(data_source, offset=offset, limit=limit, get_row_count=True)
            assert counted.pagination_info.pagination_info.total_rows == rows, (offset, limit)
            told = connector.get_slice(data_source, offset=offset, limit=limit)
            assert told.pagination_info.pagination_info.total_rows in (None, rows), (offset, limit)

    def test_3_a_limit_of_zero_is_an_empty_page(self, connector: Any, data_source: Any) -> None:
        """`limit=0` gives no row, instead of all.

        If it fails: tell 0 from None.
        """
        page = connector.get_slice(data_source, limit=0)
        assert len(page.df) == 0
        assert page.pagination_info.pagination_info.is_last_page is False

    @pytest.mark.parametrize(("offset", "limit"), [(-1, 5), (0, -1), (True, 5), (0, "5"), (1.5, 5)])
    def test_3_a_page_that_is_none_is_refused(
        self, connector: Any, data_source: Any, offset: Any, limit: Any
    ) -> None:
        """A negative or broken offset or limit is an InvalidPageError that names it.

        If it fails: do not override `get_slice`; it checks the page first.
        """
        with pytest.raises(InvalidPageError) as raised:
            connector.get_slice(data_source, offset=offset, limit=limit)
        assert raised.value.field in {"offset", "limit"}

    def test_3_a_slice_tells_what_was_measured(self, connector: Any, data_source: Any) -> None:
        """A slice has the seconds and bytes that were measured, its columns, and its parameters.

        If it fails: do not override `get_slice`.
        """
        source = data_source.model_copy(update={"parameters": {**(data_source.parameters or {}), "kit": 1}})
        page = connector.get_slice(source, limit=2)
        assert page.stats.data_extraction_time > 0
        assert page.stats.df_memory_size > 0
        assert [name for name, _ in page.query_metadata.columns] == list(page.df.columns)
        assert page.input_parameters == source.parameters


def _windows(rows: int) -> list[tuple[int, int | None]]:
    """Return pages at the beginning, across the middle, up to the end and beyond."""
    middle = rows // 2
    return [
        (0, 1),
        (0, rows),
        (0, rows + 1),
        (1, middle),
        (middle, rows - middle - 1),
        (middle, rows - middle),
        (rows - 1, 1),
        (rows, 5),
        (0, None),
        (middle, None),
    ]
