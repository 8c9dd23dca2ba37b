"""Connectors whose dtypes follow from values, or from somebody's taste."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from acme_documents import Documents, DocumentsDataSource
from acme_plain import Plain, PlainDataSource
from typing_extensions import override

from toucan_connectors.core import DataSlice, Options, Permissions

if TYPE_CHECKING:
    import pandas as pd


def _judged_anew(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(frame.to_dict("records"), columns=frame.columns)


class NumpyIntegers(Plain):
    @override
    def get_df(self, data_source: PlainDataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        return super().get_df(data_source, permissions).astype({"position": "int64"})


class DtypesOfThePage(Plain):
    @override
    def get_slice(self, *args: Any, **kwargs: Any) -> DataSlice:
        page = super().get_slice(*args, **kwargs)
        page.df = _judged_anew(page.df)
        return page


class DtypesOfThePermitted(Plain):
    @override
    def get_df(self, data_source: PlainDataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        frame = super().get_df(data_source, permissions)
        return frame if permissions is None else _judged_anew(frame)


class ArrowDtypesForgotten(Plain):
    @override
    def get_df(self, data_source: PlainDataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        pandas = Options(**{**self.options.model_dump(), "dtypes": "pandas"})
        twin = self.model_copy(update={"options": pandas})
        return super(ArrowDtypesForgotten, twin).get_df(data_source, permissions)


class AllAsText(Plain):
    @override
    def get_df(self, data_source: PlainDataSource, permissions: Permissions | None = None) -> pd.DataFrame:
        frame = super().get_df(data_source, permissions)
        return frame.astype(str) if self.options.json_values == "text" else frame


class DocumentsAsText(Documents):
    @override
    def _retrieve_data(self, data_source: DocumentsDataSource) -> pd.DataFrame:
        frame = super()._retrieve_data(data_source)
        return frame.assign(tags=[json.dumps(tags) for tags in frame["tags"]])


class DocumentsAsPythons(Documents):
    @override
    def get_df(
        self, data_source: DocumentsDataSource, permissions: Permissions | None = None
    ) -> pd.DataFrame:
        frame = super().get_df(data_source, permissions)
        if self.options.json_values == "text":
            frame["tags"] = [str(json.loads(text)) for text in frame["tags"]]
        return frame


class FieldsOfThePage(Documents):
    @override
    def get_slice(self, *args: Any, **kwargs: Any) -> DataSlice:
        page = super().get_slice(*args, **kwargs)
        page.df = _judged_anew(page.df)
        return page
