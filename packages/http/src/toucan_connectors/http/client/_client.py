"""The client, and the one file that imports httpx: requests in, whole answers or errors of ours out.

httpx makes the requests and reads the answers; the connections below it are httpcore's, by a transport of our
own. Path and query go past httpx, which would write them into its log, and secrets with them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Final

import httpcore
import httpx
from typing_extensions import override

from toucan_connectors.core.call import current_call
from toucan_connectors.core.errors import AddressRefusedError, InternalError, QueryError
from toucan_connectors.core.options import Options
from toucan_connectors.core.telemetry import note, step
from toucan_connectors.http.client._body import ACCEPTED, read_whole
from toucan_connectors.http.client._errors import translated
from toucan_connectors.http.client._exchange import current_exchange
from toucan_connectors.http.client._headers import checked_method, raw_headers
from toucan_connectors.http.client._lanes import Lanes, Route
from toucan_connectors.http.client._network import CheckedBackend
from toucan_connectors.http.client._opening import Opening
from toucan_connectors.http.client._redirects import (
    MOST_REDIRECTS,
    is_same_place,
    next_hop,
    too_many_redirects,
    without_secrets,
)
from toucan_connectors.http.client._retries import Retries, tried
from toucan_connectors.http.client._status import may_pass, secrets_of, status_error
from toucan_connectors.http.messages import Headers, Request, Response
from toucan_connectors.http.urls import place_of, without_account

if TYPE_CHECKING:
    from toucan_connectors.http.auth._auth import Auth
    from toucan_connectors.http.client._exchange import Exchange
    from toucan_connectors.http.client._tls import TlsMaterial

__all__ = ["Client"]

_DEFAULT_HEADERS: Final = {"accept-encoding": ACCEPTED, "user-agent": "toucan-connectors"}
_OF_TOKENS: Final = Options(max_bytes=2**24)


class Client:
    """Sends requests of one configuration, from any number of threads, until it is closed."""

    def __init__(
        self,
        options: Options,
        *,
        auth: Auth | None = None,
        tls: TlsMaterial | None = None,
        retries: Retries | None = None,
    ) -> None:
        self._options = options
        self._auth = auth
        self._retries = retries or Retries()
        backend = CheckedBackend(options.network_policy)
        self._httpx = httpx.Client(
            transport=_Transport(backend, Lanes(Opening(backend, tls))),
            trust_env=False,
            follow_redirects=False,
            headers=_DEFAULT_HEADERS,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # one user's are no other's
        )

    def send(
        self, request: Request, *, allowed: Collection[int] = (), home: Request | None = None
    ) -> Response:
        """Return the whole answer; its `request` is the last of the redirects, without authentication.

        A status of 400 and more that is not `allowed` is an error of ours, and so is all that goes wrong on
        the way. Redirects are followed, other origins being sent no secret; nor is `request`, where it leads
        to another origin than `home`, as a link in an answer may.
        """
        if home is not None and not is_same_place(home, request):
            return self._followed(without_secrets(request), None, allowed, self._options)
        return self._followed(request, self._auth, allowed, self._options)

    def close(self) -> None:
        """Close the connections. Those in use end with their answers."""
        self._httpx.close()

    def ask(self, request: Request) -> Response:
        """Send a request without authentication, to the place that it is for alone: it may be all secrets."""
        return self._followed(request, None, (), _OF_TOKENS, stays=True)

    def _followed(
        self,
        request: Request,
        auth: Auth | None,
        allowed: Collection[int],
        options: Options,
        *,
        stays: bool = False,
    ) -> Response:
        hop = without_account(request)
        for _ in range(MOST_REDIRECTS + 1):
            response = self._authenticated(hop, auth, allowed, options)
            following = None if response.status in allowed else next_hop(hop, response)
            if following is None:
                return _accepted(response, hop, allowed)
            if not is_same_place(hop, following):
                if stays:
                    raise AddressRefusedError("The server of tokens redirects to another.", field="url")
                auth = None
            hop = following
        raise too_many_redirects()

    def _authenticated(
        self, plain: Request, auth: Auth | None, allowed: Collection[int], options: Options
    ) -> Response:
        """Return the last answer to what authentication sends for a request."""
        if auth is None:
            return self._retried(plain, plain, allowed, options)
        with contextlib.closing(auth.flow(plain, self.ask)) as flow:
            signed = next(flow, None)
            if signed is None:
                raise InternalError("The authentication sent no request.")
            while True:
                response = self._retried(signed, plain, allowed, options)
                try:
                    signed = flow.send(response)
                except StopIteration:
                    return response

    def _retried(self, sent: Request, plain: Request, allowed: Collection[int], options: Options) -> Response:
        return tried(
            lambda exchange: self._exchanged(sent, exchange, options),
            sent.method,
            self._retries,
            lambda response: (
                status_error(response, secrets_of(sent, plain))
                if may_pass(response) and response.status not in allowed
                else None
            ),
        )

    def _exchanged(self, request: Request, exchange: Exchange, options: Options) -> Response:
        """Send one request, and read one answer."""
        call = current_call()
        with (
            step("request", method=request.method),
            call.stopped_by(exchange.stop),
            exchange.active(),
            contextlib.closing(self._httpx.send(self._built(request), stream=True)) as answer,
        ):
            body = read_whole(
                answer.iter_raw(),
                answer.headers.get("content-encoding", ""),
                options,
                is_result=answer.is_success,
            )
        note(status=answer.status_code)
        headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.extensions["headers"]
        ]
        return Response(request, answer.status_code, Headers(headers), body)

    def _built(self, request: Request) -> httpx.Request:
        if self._httpx.is_closed:
            raise InternalError("A client was used after it was closed.")
        place = place_of(request)
        try:
            url = httpx.URL(place.root)
        except httpx.InvalidURL:
            raise QueryError(
                f"The host {place.host!r} is no name.", field="url", hint="Check the URL."
            ) from None
        return self._httpx.build_request(
            checked_method(request),
            url,
            headers=raw_headers(request),
            content=request.content,
            timeout=httpx.Timeout(
                self._options.read_timeout, connect=self._options.connect_timeout, pool=None
            ),
            extensions={"target": place.target, "proxy": (request.proxies or {}).get(place.scheme)},
        )


def _accepted(response: Response, plain: Request, allowed: Collection[int]) -> Response:
    if response.status >= 400 and response.status not in allowed:
        raise status_error(response, secrets_of(response.request, plain))
    return replace(response, request=plain)


class _Transport(httpx.BaseTransport):
    """What httpx sends by: connections of httpcore, each used by one thread at a time."""

    def __init__(self, backend: CheckedBackend, lanes: Lanes) -> None:
        self._backend = backend
        self._lanes = lanes

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url, proxy = request.url, request.extensions["proxy"]
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        route = Route(url.raw_scheme, url.raw_host, port, proxy)
        with translated(url.host):
            if proxy is not None:
                self._backend.check(url.raw_host.decode("ascii"), port)
            pool = self._lanes.take(route)
            try:
                answer = pool.handle_request(_for_httpcore(request, route))
            except BaseException:
                pool.close()
                raise
        exchange = current_exchange()
        sock = exchange.last if exchange else None
        stream = _Stream(answer, url.host, lambda: self._lanes.give_back(route, pool, sock))
        extensions = {**answer.extensions, "headers": answer.headers}
        return httpx.Response(
            answer.status, headers=_unmoved(answer.headers), stream=stream, extensions=extensions
        )

    @override
    def close(self) -> None:
        self._lanes.close()


class _Stream(httpx.SyncByteStream):
    """The bytes of an answer as they come; closed, it gives its connection back."""

    def __init__(self, answer: httpcore.Response, host: str, give_back: Callable[[], None]) -> None:
        self._answer = answer
        self._host = host
        self._give_back = give_back

    @override
    def __iter__(self) -> Iterator[bytes]:
        with translated(self._host):
            yield from self._answer.iter_stream()

    @override
    def close(self) -> None:
        self._answer.close()
        self._give_back()


def _unmoved(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return what httpx may know of an answer: it would take a Location apart, and fail, unasked."""
    return [(name, value) for name, value in headers if name.lower() != b"location"]


def _for_httpcore(request: httpx.Request, route: Route) -> httpcore.Request:
    target = request.extensions["target"].encode("ascii")
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(scheme=route.scheme, host=route.host, port=route.port, target=target),
        headers=request.headers.raw,
        content=request.stream,
        extensions={"timeout": request.extensions["timeout"]},
    )
