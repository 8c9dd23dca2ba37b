"""`HttpConnector`: the way of a request, the same for every API; a type fills in what is its own.

data source --_request--> Request --auth, policy, budget--> Client --walk--> Page --Decoding--> Arrow --> Rows
"""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import PrivateAttr
from typing_extensions import TypeVar, override

from toucan_connectors.core.connector import ToucanConnector
from toucan_connectors.core.data_source import ToucanDataSource
from toucan_connectors.core.shared_resource import SharedResource

if TYPE_CHECKING:
    import pandas as pd

    from toucan_connectors.core.conditions import Condition
    from toucan_connectors.core.pagination import PageRequest
    from toucan_connectors.core.rows import Rows
    from toucan_connectors.core.status import StatusStep
    from toucan_connectors.http.auth import Auth
    from toucan_connectors.http.client import Client, TlsMaterial
    from toucan_connectors.http.decode import Decoding, Page
    from toucan_connectors.http.messages import Request
    from toucan_connectors.http.pagination import Pagination

__all__ = ["HttpConnector"]


class _AnyDataSource(ToucanDataSource):
    """Stands in until a connector names its own."""


Source = TypeVar("Source", bound=ToucanDataSource, default=Any)


class HttpConnector(ToucanConnector[Source], data_source_model=_AnyDataSource):
    """A connector whose source is an HTTP API.

    A type gives its fields, and what it asks: `_root`, `_request`, `_decoding`; where it has them,
    `_pagination`, `_auth` and `_tls`. Pages, permissions, budgets, statuses and the reuse of connections are
    made of these.
    """

    _client: SharedResource[Client] = PrivateAttr(default_factory=SharedResource)

    # What a type says of itself.

    @abstractmethod
    def _root(self) -> str:
        """Return the URL that a status asks: the API's root, or whatever costs little."""

    @abstractmethod
    def _request(self, data_source: Source) -> Request:
        """Return the first request for a data source, its templates filled in."""

    @abstractmethod
    def _decoding(self, data_source: Source) -> Decoding:
        """Return how an answer becomes rows."""

    def _pagination(self, data_source: Source) -> Pagination | None:  # noqa: ARG002 - for APIs with pages
        """Return how the next pages are asked for, None where an answer is all there is."""
        return None

    def _auth(self) -> Auth | None:
        """Return what lets requests in."""
        return None

    def _tls(self) -> TlsMaterial | None:
        """Return whom to trust instead of the system's authorities, and who we are."""
        return None

    # The way of a request.

    @override
    def _retrieve_data(self, data_source: Source) -> pd.DataFrame:
        return self.get_df(data_source)

    @override
    @contextlib.contextmanager
    def _read(
        self, data_source: Source, condition: Condition | None, page: PageRequest | None = None
    ) -> Iterator[Rows]:
        from toucan_connectors.http.pagination import starting_at, walk
        from toucan_connectors.http.rows import AnswerRows

        request, decoding = self._request(data_source), self._decoding(data_source)
        whole = self._pagination(data_source)
        offset = 0 if page is None or condition is not None or page.count else page.offset
        pagination, skipped = starting_at(whole, decoding, offset)
        allowed = () if pagination is None else pagination.ends_with
        with self._connected() as client:

            def fetch(asked: Request) -> Page:
                return decoding.page(client.send(asked, allowed=allowed, home=request))

            with contextlib.ExitStack() as opened:

                def pages_of(kind: Pagination | None) -> Iterator[Page]:
                    return opened.enter_context(contextlib.closing(walk(kind, request, fetch)))  # type: ignore[type-var]  # a generator

                teaching = [*islice(pages_of(whole), 1)] if skipped else []
                yield AnswerRows(
                    chain(teaching, pages_of(pagination)),
                    decoding,
                    self.options,
                    condition,
                    pagination,
                    skipped=skipped - sum(known.count for known in teaching),
                )

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Client]:
        """Give the client: one for all threads, made anew when what it was made of has changed."""
        from toucan_connectors.http.client import Client

        make = partial(Client, self.options, auth=self._auth(), tls=self._tls())
        with self._client.lease(self.value_key(), make, Client.close) as client:
            yield client

    # Is it there, and are we let in?

    @override
    def _status_steps(self) -> list[StatusStep]:
        from toucan_connectors.http.status import steps

        return steps(self._root(), self.options, self._tls(), self._connected)

    def _endpoint(self) -> tuple[str, int]:
        parts = urlsplit(self._root())
        return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)

    @override
    def close(self) -> None:
        self._client.close()
