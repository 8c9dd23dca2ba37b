"""The fixtures of pytest for faults: each test has its own, closed at its end.

The plug-in loads this everywhere, so what only works on Linux and its like is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeAlias

import pytest

if TYPE_CHECKING:
    from toucan_connectors.testing.faults.http_server import FaultHttpServer
    from toucan_connectors.testing.faults.proxy import FaultProxy

__all__ = ["OpenProxy", "fault_http_server", "fault_proxy"]

OpenProxy: TypeAlias = "Callable[[str, int], FaultProxy]"


@pytest.fixture
def fault_proxy() -> Iterator[OpenProxy]:
    """Open proxies: `fault_proxy(host, port)` is one, in front of that server."""
    from toucan_connectors.testing.faults.proxy import FaultProxy

    with ExitStack() as proxies:
        yield lambda host, port: proxies.enter_context(FaultProxy(host, port))


@pytest.fixture
def fault_http_server() -> Iterator[FaultHttpServer]:
    """Run a server without TLS, which answers 404 until it is told what to answer."""
    from toucan_connectors.testing.faults.http_server import FaultHttpServer

    with FaultHttpServer() as server:
        yield server
