"""APIs: pages fetched and made a frame, and the frame alone, beside requests and pandas."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from tools.bench.group import Group, Work, where
from tools.bench.pages import PAGES, body

__all__ = ["GROUPS"]


def with_requests(_folder: Path) -> Work:
    """Fetch page after page with requests, and flatten with pandas.json_normalize."""
    import pandas as pd

    requests = import_module("requests")  # a peer, installed by `make bench` alone

    def read() -> object:
        session, frames = requests.Session(), []
        for page in range(1, PAGES + 1):
            answer = session.get(f"{where()['url']}/customers", params={"page": page}).json()
            frames.append(pd.json_normalize(answer["data"]))
        return pd.concat(frames, ignore_index=True)

    return read


def with_connector(_folder: Path) -> Work:
    """Read with our connector, which is told how many pages there are."""
    import pandas  # noqa: F401 - imported before the clock starts

    from toucan_connectors.http_api import HttpAPIConnector, HttpAPIDataSource

    connector = HttpAPIConnector(name="b", baseroute=where()["url"])
    pages = {"kind": "PageBasedPaginationConfig", "page": 1, "max_page_filter": ".pages"}

    def source(**fields: Any) -> HttpAPIDataSource:
        return HttpAPIDataSource(
            domain="d", name="b", url="customers", filter=".data", flatten=True, **fields
        )

    connector.get_df(source(params={"page": 1}))
    wanted = source(http_pagination_config=pages)
    return lambda: connector.get_df(wanted)


def with_json_normalize(_folder: Path) -> Work:
    """Decode and flatten with the standard library and pandas."""
    import pandas as pd

    bodies = [body(page) for page in range(1, PAGES + 1)]

    def read(some: list[bytes]) -> object:
        return pd.concat([pd.json_normalize(json.loads(text)["data"]) for text in some], ignore_index=True)

    read(bodies[:1])
    return lambda: read(bodies)


def with_decoding(_folder: Path) -> Work:
    """Decode and flatten as the connector does."""
    import pandas  # noqa: F401

    from toucan_connectors.core import Options
    from toucan_connectors.core.rows import BatchRows
    from toucan_connectors.http.decode import Decoding
    from toucan_connectors.http.messages import Headers, Request, Response

    request = Request.build("GET", "http://api.example")
    answers = [Response(request, 200, Headers(), body(page)) for page in range(1, PAGES + 1)]
    decoding = Decoding(filter=".data", flatten=True)

    def read(some: list[Response]) -> object:
        table = decoding.table(decoding.page(answer) for answer in some)
        return BatchRows(table.to_reader(), Options(), None).frame()

    read(answers[:1])
    return lambda: read(answers)


GROUPS: Final = (
    Group(
        "http pages",
        f"{PAGES} pages x 1,000 nested records at 20 ms",
        "<= 0.2",
        {"requests, json_normalize": with_requests, "get_df": with_connector},
        server="pages",
    ),
    Group(
        "http decode",
        "26 MB of nested records, decoded and flattened",
        "<= 0.2",
        {"json, json_normalize": with_json_normalize, "Decoding": with_decoding},
    ),
)
