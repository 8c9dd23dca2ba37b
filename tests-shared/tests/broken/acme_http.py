"""A healthy connector on HTTP, of the standard library alone: a request, a body of JSON, rows."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from acme_sockets import stop, within
from typing_extensions import override

from toucan_connectors.core import ToucanConnector, ToucanDataSource, network
from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    NetworkError,
    QueryError,
    SourceError,
    SourceUnavailableError,
    ToucanConnectorsError,
)
from toucan_connectors.core.limits import SizeLimit

if TYPE_CHECKING:
    import pandas as pd

    from toucan_connectors.core import StatusStep

__all__ = ["Http", "HttpDataSource"]

_MEANINGS: Final[Mapping[int, type[ToucanConnectorsError]]] = {
    401: AuthenticationError,
    403: AuthorizationError,
    429: SourceUnavailableError,
    502: SourceUnavailableError,
    503: SourceUnavailableError,
    504: SourceUnavailableError,
}


class HttpDataSource(ToucanDataSource):
    """A path of the API."""

    path: str = "/rows"


class Http(ToucanConnector[HttpDataSource], data_source_model=HttpDataSource):
    """An API whose paths answer with a list of objects."""

    host: str
    port: int

    _meanings: ClassVar = _MEANINGS
    _hops: ClassVar = 5

    @override
    def _retrieve_data(self, data_source: HttpDataSource) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(json.loads(self._fetch(data_source.path)))

    def _fetch(self, path: str) -> bytes:
        """Return the body that the path, or where it redirects to, answers with."""
        url = f"http://{self.host}:{self.port}{path}"
        for _ in range(self._hops):
            with self._response(urlsplit(url)) as response:
                location = response.getheader("Location")
                if location is None:
                    return self._body(response)
            url = urljoin(url, location)
        msg = f"The API redirects more than {self._hops} times."
        raise SourceError(msg)

    @contextlib.contextmanager
    def _response(self, url: SplitResult) -> Iterator[http.client.HTTPResponse]:
        if url.scheme != "http" or url.hostname is None:
            msg = f"The API redirects to {url.scheme!r}, which is not followed."
            raise SourceError(msg)
        connection = self._open(url.hostname, url.port or 80)
        sock = connection.sock
        with contextlib.closing(connection), self._stopping(sock):
            sock.settimeout(self.options.read_timeout)
            headers = {"Host": url.netloc, "Accept-Encoding": "gzip", "Connection": "close"}
            connection.request("GET", f"{url.path}?{url.query}".rstrip("?"), headers=headers)
            with contextlib.closing(connection.getresponse()) as response:
                yield response

    def _stopping(self, sock: socket.socket) -> contextlib.AbstractContextManager[None]:
        return current_call().stopped_by(lambda: stop(sock))

    def _open(self, host: str, port: int) -> http.client.HTTPConnection:
        [address, *_] = network.resolve(host, port, self.options.network_policy)
        seconds = within(self.options.connect_timeout)
        connection = http.client.HTTPConnection(address, port, timeout=seconds)
        connection.connect()
        return connection

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        if response.status != 200:
            meaning = self._meanings.get(
                response.status, QueryError if response.status < 500 else SourceError
            )
            msg = f"The API answered with the status {response.status}."
            raise meaning(msg)
        limit, pieces = SizeLimit(self.options), []
        for piece in self._pieces(response):
            limit.add(0, len(piece))
            pieces.append(piece)
        return b"".join(pieces)

    def _pieces(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        """Yield the body, unpacked, a part at a time; raise unless it is whole."""
        unpacking = zlib.decompressobj(31) if response.getheader("Content-Encoding") == "gzip" else None
        while packed := response.read(2**16):
            while unpacking is not None and packed:
                yield unpacking.decompress(packed, 2**20)
                packed = unpacking.unconsumed_tail
            yield packed
        if response.length or (unpacking is not None and not unpacking.eof):
            raise http.client.IncompleteRead(b"")

    @override
    def _status_steps(self) -> list[StatusStep]:
        policy, seconds = self.options.network_policy, self.options.connect_timeout
        return [
            ("Host found", lambda: network.resolve(self.host, self.port, policy) and None),
            ("Port open", lambda: network.open_tcp(self.host, self.port, seconds, policy)),
            ("Request answered", self._knock),
        ]

    def _knock(self) -> None:
        with self._response(urlsplit(f"http://{self.host}:{self.port}/")):
            """Whatever the answer is: it is one."""

    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        if isinstance(error, http.client.HTTPException | zlib.error):
            return NetworkError(f"The answer is broken: {type(error).__name__}.")
        if isinstance(error, json.JSONDecodeError):
            return SourceError("The answer is no JSON.")
        return super()._translate_error(error)
