"""Promises 8, 10 and 11, over HTTP: what an API may answer, and what becomes of it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from toucan_connectors.core import RetryPolicy
from toucan_connectors.core import network as core_network
from toucan_connectors.core.errors import (
    AuthenticationError,
    AuthorizationError,
    CallTimeoutError,
    ConfigurationError,
    NetworkError,
    QueryError,
    ResultTooLargeError,
    SourceError,
    SourceUnavailableError,
    ToucanConnectorsError,
)
from toucan_connectors.testing.contracts._bounded import SOON, within
from toucan_connectors.testing.contracts._capabilities import earns
from toucan_connectors.testing.contracts._network import Network
from toucan_connectors.testing.faults import REFUSED_ADDRESSES, Answer, FaultHttpServer, responses

__all__ = ["Requests"]

BOMB: Final = 300
"""Megabytes."""

MEANINGS: Final[Mapping[int, tuple[type[ToucanConnectorsError], ...]]] = {
    400: (QueryError, ConfigurationError),
    401: (AuthenticationError,),
    403: (AuthorizationError,),
    404: (QueryError, ConfigurationError),
    429: (SourceUnavailableError,),
    500: (SourceError,),
    502: (SourceUnavailableError,),
    503: (SourceUnavailableError,),
}
"""Who must act when an API answers with a status."""

BROKEN: Final = (
    "bad_chunk_size", "corrupt_gzip", "garbage", "hang_up", "huge_headers", "length_too_long",
    "reset_at_once", "reset_mid_body", "reset_without_length", "truncated_gzip", "unfinished_chunks",
)  # fmt: skip


class Scripted(NamedTuple):
    """A connector that is pointed at a server which answers from a script."""

    connector: Any
    server: FaultHttpServer
    answers: Mapping[str, bytes]

    def answer(self, *answers: Answer) -> None:
        """Answer every path of the API with these."""
        for path in self.answers:
            self.server.answer(path, answers)

    def recover(self, *first: Answer) -> None:
        """Answer as the API does, after these."""
        for path, body in self.answers.items():
            self.server.answer(path, [*first, responses.ok(body)])


class Requests(Network):
    """How answers of HTTP are understood."""

    @pytest.fixture
    def answers(self) -> Mapping[str, bytes]:
        """What the API answers to `data_source`: a body of JSON for each path."""
        pytest.fail("give the fixture `answers`: the JSON that the API answers to `data_source`, by path")

    @pytest.fixture
    def scripted(
        self, connector: Any, answers: Mapping[str, bytes], fault_http_server: FaultHttpServer
    ) -> Iterator[Scripted]:
        """The connector, pointed at a server that answers from a script."""
        there = self.at(self.with_options(connector), fault_http_server.host, fault_http_server.port)
        scripted = Scripted(there, fault_http_server, answers)
        scripted.recover()
        yield scripted
        there.close()

    @pytest.mark.parametrize("code", sorted(MEANINGS))
    def test_8_a_status_says_who_must_act(self, scripted: Scripted, data_source: Any, code: int) -> None:
        """400 and 404 are for the author, 401 and 403 for the account's owner, 429 and 5xx for the source.

        If it fails: translate the status; 429, 502, 503 and 504 may pass.
        """
        scripted.answer(responses.status(code, body=b'{"error": "kit"}'))
        with pytest.raises(MEANINGS[code]):
            scripted.connector.get_df(data_source)
        scripted.recover()
        assert len(scripted.connector.get_df(data_source)) > 0

    @pytest.mark.parametrize("code", [429, 503])
    def test_8_a_storm_passes_with_retries(self, scripted: Scripted, data_source: Any, code: int) -> None:
        """An API that is overloaded twice is asked again, as the retry policy says, and the result is whole.

        If it fails: raise an error that is retryable.
        """
        whole = scripted.connector.get_df(data_source)
        patient = scripted.connector.model_copy(update={"retry_policy": RetryPolicy(max_attempts=9)})
        scripted.recover(*[responses.status(code, retry_after=0)] * 2)
        assert patient.get_df(data_source).equals(whole)

    @pytest.mark.parametrize("retry_after", ["86400", *responses.STRANGE_RETRY_AFTERS])
    def test_10_a_lasting_storm_ends_with_the_budget(
        self, scripted: Scripted, data_source: Any, retry_after: str
    ) -> None:
        """However long an API asks to wait, in whatever way, a call ends at its budget, after a few requests.

        If it fails: wait with `current_call().sleep`, for a bounded time.
        """
        hasty = self.with_options(scripted.connector, total_timeout=1)
        hasty = hasty.model_copy(update={"retry_policy": RetryPolicy(max_attempts=4, wait_time=0.02)})
        scripted.answer(responses.status(503, retry_after=retry_after))
        before = len(scripted.server.requests)
        with pytest.raises((SourceUnavailableError, CallTimeoutError)):
            within(SOON, lambda: hasty.get_df(data_source))
        assert 1 <= len(scripted.server.requests) - before <= 40

    @pytest.mark.parametrize("fault", BROKEN)
    def test_8_a_broken_answer_is_an_error(self, scripted: Scripted, data_source: Any, fault: str) -> None:
        """Whatever is cut off, corrupt or no HTTP is an error of the network or the source; never a part.

        If it fails: let the client check length and checksum; parse only whole bodies.
        """
        body = next(iter(scripted.answers.values()))
        takes_body = fault not in {"garbage", "hang_up", "huge_headers", "reset_at_once", "reset_mid_body"}
        make = getattr(responses, fault)
        if fault == "reset_mid_body":
            scripted.answer(make(body, at=len(body) // 2))
        else:
            scripted.answer(make(body) if takes_body else make())
        with pytest.raises((NetworkError, SourceError)):
            scripted.connector.get_df(data_source)
        scripted.recover()
        assert len(scripted.connector.get_df(data_source)) > 0

    @pytest.mark.parametrize("fault", ["never", "slow_headers", "slow_body"])
    def test_10_a_silent_or_endless_answer_ends_with_the_budget(
        self, scripted: Scripted, data_source: Any, fault: str
    ) -> None:
        """An API that says nothing, or a byte now and then, does not hold a call beyond its budget.

        If it fails: bound each read by `options.read_timeout`, and look at `current_call()` between them.
        """
        hasty = self.with_options(scripted.connector, total_timeout=1.5, read_timeout=1)
        scripted.answer(getattr(responses, fault)())
        with pytest.raises((NetworkError, CallTimeoutError)):
            within(SOON, lambda: hasty.get_df(data_source))

    def test_11_an_answer_that_unpacks_beyond_the_cap_is_refused(
        self, scripted: Scripted, data_source: Any
    ) -> None:
        """A body that unpacks to 300 MB is refused by `max_bytes` before it is in memory.

        If it fails: count the unpacked bytes while they are read.
        """
        capped = self.with_options(scripted.connector, max_bytes=1_000_000)
        scripted.answer(responses.decompression_bomb(BOMB))
        tracemalloc.start()
        try:
            with pytest.raises(ResultTooLargeError):
                capped.get_df(data_source)
            megabytes = tracemalloc.get_traced_memory()[1] / 2**20
        finally:
            tracemalloc.stop()
        assert megabytes < BOMB / 2

    def test_11_a_redirect_loop_ends(self, scripted: Scripted, data_source: Any) -> None:
        """Redirects without end are an error after a few.

        If it fails: bound the redirects that are followed.
        """
        scripted.answer(responses.redirect_loop)
        before = len(scripted.server.requests)
        with pytest.raises(ToucanConnectorsError):
            scripted.connector.get_df(data_source)
        assert len(scripted.server.requests) - before < 60

    @pytest.mark.parametrize("url", [url for url in REFUSED_ADDRESSES if not url.startswith("http")])
    def test_11_a_redirect_leads_to_http_alone(
        self, scripted: Scripted, data_source: Any, url: str, tmp_path: Path
    ) -> None:
        """A redirect to a file or another protocol is an error, also to a file that has what is wanted.

        If it fails: follow http and https alone.
        """
        if url.startswith("file:"):
            wanted = tmp_path / "wanted.json"
            wanted.write_bytes(next(iter(scripted.answers.values())))
            url = wanted.as_uri()
        scripted.answer(responses.redirect(url))
        with pytest.raises(ToucanConnectorsError):
            scripted.connector.get_df(data_source)

    @earns("keeps_address_policy")
    @pytest.mark.parametrize("url", [url for url in REFUSED_ADDRESSES if url.startswith("http")])
    def test_11_a_redirect_keeps_the_address_policy(
        self, scripted: Scripted, data_source: Any, url: str, monkeypatch: Any
    ) -> None:
        """Under `network_policy="public"` no redirect leads to an address that the policy refuses.

        The test's own server, on loopback, is let through once; all else is as it is. A connector that
        follows no redirect at all may say what it likes of one.

        If it fails: check every hop by `toucan_connectors.core.network`.
        """
        if not self.features.keeps_address_policy:
            return
        _allow_first(monkeypatch)
        public = self.with_options(scripted.connector, network_policy="public", connect_timeout=1)
        scripted.answer(responses.redirect(url))
        with pytest.raises(ToucanConnectorsError) as raised:
            public.get_df(data_source)
        if self._follows_redirects(scripted, data_source):
            assert raised.value.code == "network.address_refused"

    @staticmethod
    def _follows_redirects(scripted: Scripted, data_source: Any) -> bool:
        for path, body in scripted.answers.items():
            scripted.server.answer(path, [responses.redirect(f"/elsewhere{path}")])
            scripted.server.answer(f"/elsewhere{path}", [responses.ok(body)])
        try:
            return len(scripted.connector.get_df(data_source)) > 0
        except ToucanConnectorsError:
            return False


def _allow_first(monkeypatch: Any) -> None:
    check = core_network.check_address
    allowed: list[str] = []

    def checked(address: str, policy: Any) -> None:
        if allowed or address != "127.0.0.1":
            check(address, policy)
        allowed.append(address)

    monkeypatch.setattr(core_network, "check_address", checked)
