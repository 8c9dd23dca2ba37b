"""The HTTP client: whole answers or errors of ours, from checked addresses, within the budget of the call.

- `_client.py`: the client, and the one file that imports httpx
- `_exchange.py` `_network.py` `_lanes.py`: connections: to checked addresses, kept, stopped by any
- `_opening.py` `_tls.py`: how they are opened: by a proxy or not, encrypted or not
- `_urls.py` `_headers.py` `_redirects.py`: where a request goes, how, and where it is sent on to
- `_body.py` `_status.py` `_errors.py` `_retries.py`: what was answered, what it means, whether to ask again
"""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.http.client._client import Client
    from toucan_connectors.http.client._retries import Retries
    from toucan_connectors.http.client._tls import TlsMaterial, make_context
else:
    __getattr__ = lazy_names(
        __name__, {"_client": "Client", "_retries": "Retries", "_tls": "TlsMaterial make_context"}
    )

__all__ = ["Client", "Retries", "TlsMaterial", "make_context"]
