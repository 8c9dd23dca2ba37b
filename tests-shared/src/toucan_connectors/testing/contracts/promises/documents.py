"""Promise 2, for documents: what is nested stays as it is, and types are inferred over the whole."""

from __future__ import annotations

import json
from typing import Any

from toucan_connectors.testing.contracts._contract import Contract

__all__ = ["Documents"]


class Documents(Contract):
    """What becomes of documents."""

    def test_2_documents_stay_objects(self, connector: Any, data_source: Any) -> None:
        """A nested value is a dict or a list in the frame, never its text.

        If it fails: return it as it is, or as JSON in the Arrow schema (`arrow.json`).
        """
        frame = connector.get_df(data_source)
        assert _documents(frame), "give a data source with a column of documents"

    def test_2_documents_are_text_when_asked_for(self, connector: Any, data_source: Any) -> None:
        """`json_values="text"` gives each document as JSON text that reads back as the object.

        If it fails: leave the conversion to the core.
        """
        frame = connector.get_df(data_source)
        told = self.with_options(connector, json_values="text").get_df(data_source)
        for name in _documents(frame):
            assert str(told[name].dtype) == "str"
            for text, value in zip(told[name], frame[name], strict=True):
                if isinstance(value, dict | list):
                    assert json.loads(text) == json.loads(json.dumps(value, default=str))

    def test_2_a_column_has_one_dtype_whatever_the_page(self, connector: Any, data_source: Any) -> None:
        """A field that only some documents have is null in the others, with the dtype of the whole.

        If it fails: infer over the whole result, not over a page; see `Frames`.
        """
        frame = connector.get_df(data_source)
        for name in frame.columns:
            present = frame.index[frame[name].notna()]
            if 0 < len(present) < len(frame):
                missing = next(n for n in range(len(frame)) if n not in present)
                page = connector.get_slice(data_source, offset=missing, limit=1).df
                assert page[name].dtype == frame[name].dtype
                assert page[name].isna().all()


def _documents(frame: Any) -> list[str]:
    return [
        str(name)
        for name, column in frame.items()
        if any(isinstance(value, dict | list) for value in column.tolist())
    ]
