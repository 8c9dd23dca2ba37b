"""MongoDB: whole reads, memory and pages, beside pandas over pymongo; most from answers made in advance."""

from functools import partial
from pathlib import Path
from typing import Any, Final

from tools.bench.documents import document
from tools.bench.embedded import drain
from tools.bench.group import Group, Prepare, Work, median_of_runs, where

__all__ = ["GROUPS", "fill"]

_FEW: Final = 2_000
_PAGE: Final = 50
_PAGES: Final = 200


def fill(running: dict[str, Any]) -> None:
    """Put some documents into a server."""
    import pymongo

    with pymongo.MongoClient[dict[str, Any]](running["url"]) as client:
        client["bench"]["wide"].insert_many([document(number) for number in range(_FEW)])


def _bare() -> Any:
    """Return the collection, as anybody reads it."""
    import pandas  # noqa: F401 - imported before the clock starts
    import pymongo

    return pymongo.MongoClient(where()["url"])["bench"]["wide"]


def _frame(collection: Any, pipeline: list[dict[str, Any]]) -> object:
    import pandas as pd

    return pd.DataFrame(list(collection.aggregate(pipeline)))


def bare_whole(_folder: Path) -> Work:
    """Read all documents with pymongo, and make a frame of the list."""
    collection = _bare()
    collection.database.command("ping")
    return partial(_frame, collection, [])


def bare_page(_folder: Path) -> Work:
    """Read a page with pymongo, again and again."""
    collection = _bare()
    return median_of_runs(partial(_frame, collection, [{"$match": {}}, {"$limit": _PAGE}]), _PAGES)


def ours(call: str) -> Prepare:
    """Read all documents with a call of our connector, which has connected before the clock starts."""

    def prepare(_folder: Path) -> Work:
        connector, source = _connected()
        read = getattr(connector, call)
        return lambda: read(source) if call != "iter_batches" else drain(read(source))

    return prepare


def our_page(_folder: Path) -> Work:
    """Read a page with our connector, again and again."""
    connector, source = _connected()
    return median_of_runs(lambda: connector.get_slice(source, limit=_PAGE), _PAGES)


def _connected() -> tuple[Any, Any]:
    import pandas  # noqa: F401 - imported before the clock starts

    from toucan_connectors.mongo import MongoConnector, MongoDataSource

    connector = MongoConnector(name="b", host=where()["url"])
    source = MongoDataSource(domain="d", name="b", database="bench", collection="wide")
    connector.get_slice(source, limit=_PAGE)
    return connector, source


GROUPS: Final = (
    Group(
        "mongo wide",
        "200,000 documents x 10 fields, two of them nested, into pandas",
        "<= 0.35",
        {
            "pymongo": bare_whole,
            "get_df": ours("get_df"),
            "get_arrow": ours("get_arrow"),
            "iter_batches": ours("iter_batches"),
        },
        server="documents",
    ),
    *(
        Group(
            name,
            f"{_PAGE} documents, median of {_PAGES}",
            "<= 1.5",
            {"pymongo": bare_page, "get_slice": our_page},
            server=server,
        )
        for name, server in (("mongo page", "mongodb"), ("mongo page replayed", "documents"))
    ),
)
