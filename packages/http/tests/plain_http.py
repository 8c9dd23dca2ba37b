"""How these tests send requests: by the client, as connectors do."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from toucan_connectors.core.options import Options
from toucan_connectors.http.client import Client
from toucan_connectors.http.oauth2._endpoint import asking

if TYPE_CHECKING:
    from toucan_connectors.http.auth import Auth
    from toucan_connectors.http.messages import Request, Response

ANY_STATUS = range(600)


def ask(request: Request) -> Response:
    """Return the answer to a request without authentication; a status of 400 and more is an error."""
    with asking(None) as own:
        return own(request)


def send(auth: Auth, request: Request) -> Response:
    """Return the last answer to what authentication sends, whatever its status."""
    with closing(Client(Options(), auth=auth)) as client:
        return client.send(request, allowed=ANY_STATUS)
