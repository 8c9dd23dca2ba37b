"""What HTTP connectors share: the way of a request, from a template to Arrow.

- `connector.py`: `HttpConnector`, the template method
- `rows.py`, `status.py`: pages as rows; the steps of a status
- `messages.py`, `urls.py`: requests and responses as values; where a request goes
- `client/`: sends them: checked addresses, retries, caps, redirects; the one place that knows httpx
- `auth/`, `oauth2/`: what lets requests in, a class a kind
- `pagination/`: the requests of all pages, a class a kind
- `decode/`: from answers to a table: JSON, XML, jq, flattening, types inferred over the whole
"""

from typing import TYPE_CHECKING

from toucan_connectors.core.lazy import lazy_names

if TYPE_CHECKING:
    from toucan_connectors.http.connector import HttpConnector
    from toucan_connectors.http.messages import Headers, Request, Response
else:
    __getattr__ = lazy_names(__name__, {"connector": "HttpConnector", "messages": "Headers Request Response"})

__all__ = ["Headers", "HttpConnector", "Request", "Response"]
