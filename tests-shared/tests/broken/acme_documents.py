"""A healthy connector whose source holds documents: nested, and not all with the same fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from toucan_connectors.core import ToucanConnector, ToucanDataSource
from toucan_connectors.core.errors import QueryError, ToucanConnectorsError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Documents", "DocumentsDataSource"]

_LABELS = ("a", "A", "it's", "é", None, "a b")


class DocumentsDataSource(ToucanDataSource):
    """A collection, by its name."""

    collection: str = "notes"


class Documents(ToucanConnector[DocumentsDataSource], data_source_model=DocumentsDataSource):
    """One collection, `notes`."""

    @override
    def _retrieve_data(self, data_source: DocumentsDataSource) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({"notes": [_note(number) for number in range(18)]}[data_source.collection])

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        if isinstance(error, LookupError):
            return QueryError(f"There is no collection {error}.", field="collection")
        return super()._translate_error(error)


def _note(number: int) -> dict[str, Any]:
    note = {"position": number, "label": _LABELS[number % len(_LABELS)], "tags": [number, {"deep": "é"}]}
    return note if number % 3 else {**note, "rare": number * 1.5}
