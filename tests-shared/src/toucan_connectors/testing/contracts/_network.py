"""What the promises about networks share: where the source is, and another way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from toucan_connectors.testing.contracts._contract import Contract

if TYPE_CHECKING:
    from toucan_connectors.testing.faults import FaultProxy

__all__ = ["Broken", "Network"]

HOST_FIELDS = ("host", "hostname", "url", "baseroute", "uri")


class Broken(NamedTuple):
    """A connector that reaches its source through a proxy, and the proxy."""

    connector: Any
    proxy: FaultProxy


class Network(Contract):
    """A connector with a host and a port, or one that says that it has none."""

    def at(self, connector: Any, host: str, port: int) -> Any:
        """Return a copy of the connector that connects to this host and port; override it if need be."""
        return connector.model_copy(update={"host": host, "port": port})

    @pytest.fixture
    def endpoint(self) -> tuple[str, int]:
        """Where the source listens: to be given for `reached_over_network`."""
        pytest.fail("features.reached_over_network: give the fixture `endpoint`, a host and a port")

    @pytest.fixture
    def broken(self, connector: Any, request: Any) -> Any:
        """The connector behind a proxy that breaks, None for a source without a network."""
        if not self.features.reached_over_network:
            yield None
            return
        from toucan_connectors.testing.faults import FaultProxy

        host, port = request.getfixturevalue("endpoint")
        with FaultProxy(host, port) as proxy:
            behind = self.at(self.with_options(connector, connect_timeout=2), proxy.host, proxy.port)
            yield Broken(behind, proxy)
            behind.close()
