"""Promise 2: a column's dtype follows from the source's declared type alone."""

from __future__ import annotations

from typing import Any, Final

from toucan_connectors.testing.contracts._contract import Contract
from toucan_connectors.testing.contracts._whole import assert_same_frame

__all__ = ["Frames"]

CONTRACT_DTYPES: Final = (
    "Int64", "UInt64", "float64", "boolean", "str", "object", "datetime64[s]", "datetime64[us]",
    "datetime64[ns]", "datetime64[us, UTC]", "datetime64[ns, UTC]", "timedelta64[us]", "timedelta64[ns]",
    "time64[us][pyarrow]", "time64[ns][pyarrow]", "binary[pyarrow]",
)  # fmt: skip
"""The dtypes of the contract's table; exact decimals come beside them."""


class Frames(Contract):
    """What a frame is made of."""

    def test_2_every_dtype_is_of_the_contract(self, connector: Any, data_source: Any) -> None:
        """A frame has only the dtypes of the contract's table, text names told apart, and a plain index.

        If it fails: return what the driver gave and let the core convert it; `options.dtypes` is the user's.
        """
        import pandas as pd

        frame = connector.get_df(data_source)
        assert {str(dtype) for dtype in frame.dtypes} <= set(CONTRACT_DTYPES)
        assert all(type(name) is str for name in frame.columns)
        assert frame.columns.is_unique
        assert frame.index.equals(pd.RangeIndex(len(frame)))

    def test_2_pages_have_the_dtypes_of_the_whole(self, connector: Any, data_source: Any) -> None:
        """Names and dtypes are the same on every page, also on an empty one, whatever is null there.

        If it fails: say the declared types (an Arrow schema), or judge by the whole result, not by a page.
        """
        frame = connector.get_df(data_source)
        for offset in range(len(frame) + 1):
            page = connector.get_slice(data_source, offset=offset, limit=1).df
            assert page.dtypes.to_dict() == frame.dtypes.to_dict(), offset
            if offset > 25:
                break
        for offset, limit in ((0, 0), (len(frame) + 5, 10)):
            empty = connector.get_slice(data_source, offset=offset, limit=limit).df
            assert len(empty) == 0
            assert empty.dtypes.to_dict() == frame.dtypes.to_dict()

    def test_2_a_permission_changes_no_dtype(self, connector: Any, data_source: Any) -> None:
        """Rows that a permission keeps have the dtypes of all rows: only nulls, no nulls, or no row at all.

        If it fails: filter what was read, or at the source; never convert after the filter.
        """
        frame = connector.get_df(data_source)
        for name in frame.columns:
            for operator in ("isnull", "notnull"):
                kept = connector.get_df(data_source, {"column": name, "operator": operator})
                assert kept.dtypes.to_dict() == frame.dtypes.to_dict(), (name, operator)

    def test_2_arrow_dtypes_are_given_when_asked_for(self, connector: Any, data_source: Any) -> None:
        """`options.dtypes="pyarrow"` gives ArrowDtype in every column, of the same names and rows.

        If it fails: leave the conversion to the core.
        """
        import pandas as pd

        frame = self.with_options(connector, dtypes="pyarrow").get_df(data_source)
        assert all(isinstance(dtype, pd.ArrowDtype) for dtype in frame.dtypes)
        assert len(frame) == len(connector.get_df(data_source))

    def test_2_exact_decimals_and_text_documents_are_given_when_asked_for(
        self, connector: Any, data_source: Any
    ) -> None:
        """`decimals="exact"` and `json_values="text"` change only the columns that they are about.

        If it fails: say decimals and JSON as such in the Arrow schema (`arrow.json`), not as floats or text.
        """
        frame = connector.get_df(data_source)
        exact = self.with_options(connector, decimals="exact", json_values="text").get_df(data_source)
        assert list(exact.columns) == list(frame.columns)
        same = [name for name in frame.columns if exact[name].dtype == frame[name].dtype]
        assert {str(frame[name].dtype) for name in frame.columns if name not in same} <= {
            "float64", "Int64", "object",
        }  # fmt: skip
        told = [name for name in same if str(frame[name].dtype) != "object"]
        assert_same_frame(exact[told], frame[told])
