"""Connectors that believe what an API answers."""

from __future__ import annotations

import contextlib
import http.client
import socket
import time
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit
from urllib.request import urlopen

from acme_http import Http
from acme_sockets import stop
from typing_extensions import override

from toucan_connectors.core import Options
from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import SourceError
from toucan_connectors.core.limits import SizeLimit


class UnauthorizedIsTheQuerys(Http):
    _meanings: ClassVar = {}


class StormIsFinal(Http):
    _meanings: ClassVar = {**Http._meanings, 503: SourceError}


class RetryAfterObeyed(Http):
    @override
    def _body(self, response: http.client.HTTPResponse) -> bytes:
        if response.getheader("Retry-After") == "86400":
            time.sleep(13)  # longer than the kit waits; a day would be longer
        return super()._body(response)


class CutBodyTaken(Http):
    @override
    def _pieces(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        try:
            yield response.read()
        except http.client.IncompleteRead as error:
            yield error.partial


class BombUnpackedWhole(Http):
    @override
    def _body(self, response: http.client.HTTPResponse) -> bytes:
        body = b"".join(self._pieces(response))
        SizeLimit(self.options).add(0, len(body))
        return body


class WaitsForTheLastByte(Http):
    @override
    def _stopping(self, sock: socket.socket) -> contextlib.AbstractContextManager[None]:
        return Call().stopped_by(
            lambda: stop(sock), 13
        )  # longer than the kit waits; for ever would be longer


class RedirectsForEver(Http):
    _hops: ClassVar = 100


class RedirectsToAnything(Http):
    @override
    def _fetch(self, path: str) -> bytes:
        with self._response(urlsplit(f"http://{self.host}:{self.port}{path}")) as response:
            location = response.getheader("Location", "")
        if location.startswith(("data:", "file:")):
            with urlopen(location) as answer:
                return bytes(answer.read())
        return super()._fetch(path)


class PolicyOfTheFirstHop(Http):
    @override
    def _open(self, host: str, port: int) -> http.client.HTTPConnection:
        if host == self.host:
            return super()._open(host, port)
        options = Options(**{**self.options.model_dump(), "network_policy": "any"})
        return super(PolicyOfTheFirstHop, self.model_copy(update={"options": options}))._open(host, port)
