"""Networks and servers that break, on loopback: what a connector is held to when nothing goes well.

- `FaultProxy` stands before a real server: it refuses, resets, stalls, drips, truncates and cuts, at a call
- `FaultHttpServer` answers from a script of `responses`: storms of 503, broken gzip, bad redirects
- `fixtures.py` has both for pytest: `fault_proxy(host, port)` and `fault_http_server`

```python
from urllib.request import urlopen

from toucan_connectors.testing.faults import FaultHttpServer, FaultProxy, responses

with FaultHttpServer() as server, FaultProxy(server.host, server.port) as proxy:
    server.answer("/rows", [responses.ok("[1, 2]")])
    proxy.drip(bytes_per_second=10_000)
    assert urlopen(f"http://{proxy.host}:{proxy.port}/rows").read() == b"[1, 2]"
```
"""

from toucan_connectors.testing.faults import responses
from toucan_connectors.testing.faults._request import Request
from toucan_connectors.testing.faults.http_server import FaultHttpServer
from toucan_connectors.testing.faults.proxy import FaultProxy
from toucan_connectors.testing.faults.responses import REFUSED_ADDRESSES, Answer, Response

__all__ = [
    "REFUSED_ADDRESSES",
    "Answer",
    "FaultHttpServer",
    "FaultProxy",
    "Request",
    "Response",
    "responses",
]
