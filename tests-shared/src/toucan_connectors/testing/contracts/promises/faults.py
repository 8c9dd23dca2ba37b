"""Promises 8 and 10, on a network that breaks: the right error, in time, no part of a frame, and then on."""

from __future__ import annotations

from typing import Any

import pytest

from toucan_connectors.core.errors import (
    CallTimeoutError,
    NetworkError,
    SourceError,
    TLSError,
    ToucanConnectorsError,
)
from toucan_connectors.testing.contracts._bounded import SOON, within
from toucan_connectors.testing.contracts._capabilities import earns
from toucan_connectors.testing.contracts._network import HOST_FIELDS, Broken, Network
from toucan_connectors.testing.contracts._whole import Whole

__all__ = ["Faults"]


class Faults(Network):
    """What a call does when the network fails."""

    @earns("reached_over_network")
    def test_8_a_source_without_a_network_has_no_host(self, broken: Broken | None) -> None:
        """Only a source that is reached over a network has a host to configure.

        If it fails: declare `reached_over_network`, and give the fixture `endpoint`.
        """
        if broken is None:
            assert not set(HOST_FIELDS) & set(self.connector_class.model_fields)
        else:
            assert broken.connector.get_status().status is not False

    @earns("reached_over_network")
    def test_8_a_refused_connection_is_a_network_error(self, broken: Broken | None, data_source: Any) -> None:
        """Nobody listens: a NetworkError that may pass, a status of False; later calls work again.

        If it fails: translate what the driver raises when it cannot connect.
        """
        if broken is None:
            return
        broken.proxy.refuse()
        with pytest.raises(NetworkError) as raised:
            broken.connector.get_df(data_source)
        assert raised.value.retryable
        if self.features.checks_status:
            status = broken.connector.get_status()
            assert status.status is False
            assert status.error
        broken.proxy.heal()
        assert len(broken.connector.get_df(data_source)) > 0

    @earns("reached_over_network")
    def test_8_an_unknown_host_is_a_network_error(self, broken: Broken | None, data_source: Any) -> None:
        """A name without an address is a NetworkError, and the first step of a status.

        If it fails: translate what the driver raises, or resolve by `toucan_connectors.core.network`.
        """
        if broken is None:
            return
        lost = self.at(broken.connector, "no-such-host.invalid", broken.proxy.port)
        with pytest.raises(NetworkError):
            lost.get_df(data_source)
        if self.features.checks_status:
            assert lost.get_status().details[0][1] is False

    @earns("verifies_tls")
    def test_11_a_server_that_is_not_trusted_is_refused(self, request: Any, data_source: Any) -> None:
        """A certificate of another authority than the one that is trusted is a TLSError, and no data.

        If it fails: verify by default; translate what the driver raises for a certificate.
        """
        if not self.features.verifies_tls:
            fields = " ".join(self.connector_class.model_fields).lower()
            assert "tls" not in fields
            assert "ssl" not in fields
            return
        untrusted = request.getfixturevalue("untrusted_connector")
        with pytest.raises(TLSError):
            untrusted.get_df(data_source)
        status = untrusted.get_status()
        assert (status.status, status.code) == (False, "network.tls")

    @earns("reached_over_network")
    @pytest.mark.parametrize("fault", ["reset_after", "truncate_after"])
    def test_8_a_broken_answer_is_an_error_and_never_a_part(
        self, broken: Broken | None, data_source: Any, fault: str
    ) -> None:
        """A connection that ends anywhere in the answer is an error, or the whole; then the next call works.

        If it fails: check that an answer is complete before it is returned; drop the connection.
        """
        if broken is None:
            return
        whole = Whole.of(broken.connector, data_source)
        before = broken.proxy.bytes_from_server
        broken.connector.get_df(data_source)
        size = broken.proxy.bytes_from_server - before
        for part in (0.0, 0.3, 0.6, 0.95):
            getattr(broken.proxy, fault)(int(size * part))
            try:
                found = broken.connector.get_df(data_source)
            except (NetworkError, SourceError):
                pass
            else:
                whole.assert_rows(found, range(len(whole.frame)))
            broken.proxy.heal()
            whole.assert_rows(broken.connector.get_df(data_source), range(len(whole.frame)))

    @earns("reached_over_network")
    def test_12_a_connection_that_was_cut_is_replaced(self, broken: Broken | None, data_source: Any) -> None:
        """The server restarts between two calls: the next one connects anew, also without retries.

        If it fails: check a kept connection before it is used, and replace it.
        """
        if broken is None:
            return
        for _ in range(3):
            assert len(broken.connector.get_df(data_source)) > 0
            broken.proxy.cut()

    @earns("reached_over_network")
    @pytest.mark.parametrize("fault", ["stall", "half_open"])
    def test_10_a_silent_server_does_not_hold_a_call(
        self, broken: Broken | None, data_source: Any, fault: str
    ) -> None:
        """A call to a server that says nothing ends at its budget, on a new connection and a used one.

        If it fails: bound connecting and reading by what `current_call().remaining()` leaves.
        """
        if broken is None:
            return
        hasty = self.with_options(
            broken.connector, connect_timeout=1, total_timeout=1, status_timeout=1, read_timeout=1
        )
        for used in (False, True):
            if used:
                assert len(broken.connector.get_df(data_source)) > 0
                hasty.get_df(data_source)
            getattr(broken.proxy, fault)()
            with pytest.raises((CallTimeoutError, NetworkError)):
                within(SOON, lambda: hasty.get_df(data_source))
            assert hasty.get_status().status is not True or not self.features.checks_status
            broken.proxy.heal()
            broken.proxy.cut()
        assert len(broken.connector.get_df(data_source)) > 0
        hasty.close()

    @earns("reached_over_network")
    def test_8_a_slow_network_gives_the_whole(self, broken: Broken | None, data_source: Any) -> None:
        """An answer that drips in is whole in the end.

        If it fails: read on until the answer is complete; the timeout of reading is about silence.
        """
        if broken is None:
            return
        whole = Whole.of(broken.connector, data_source)
        before = broken.proxy.bytes_from_server
        broken.connector.get_df(data_source)
        broken.proxy.drip(2 * (broken.proxy.bytes_from_server - before))  # half a second
        whole.assert_rows(broken.connector.get_df(data_source), range(len(whole.frame)))

    @earns("reached_over_network")
    def test_12_connections_are_given_back(self, broken: Broken | None, data_source: Any) -> None:
        """Many calls, and failed ones, hold no more connections than a few; `close` ends them all.

        If it fails: give connections back to the pool in a `finally`, and close the pool in `close`.
        """
        if broken is None:
            return
        for _ in range(20):
            broken.connector.get_slice(data_source, limit=1)
        assert broken.proxy.open_connections <= 4
        broken.connector.close()
        broken.proxy.wait_idle(SOON)

    @earns("keeps_address_policy")
    def test_11_the_address_policy_is_kept(self, broken: Broken | None, data_source: Any) -> None:
        """`network_policy="public"` refuses loopback, where the tests' servers are, before anything is sent.

        If it fails: connect to what `toucan_connectors.core.network.resolve` gives for the host.
        """
        if broken is None:
            return
        public = self.with_options(broken.connector, network_policy="public")
        if not self.features.keeps_address_policy:
            assert len(public.get_df(data_source)) > 0
            return
        before = broken.proxy.connections
        with pytest.raises(ToucanConnectorsError) as raised:
            public.get_df(data_source)
        assert raised.value.code == "network.address_refused"
        assert broken.proxy.connections == before
