"""An HTTP server of our own: pages of JSON rows, an echo, and two kinds of authentication."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

from toucan_connectors.testing.servers._scripts import ScriptServer

if TYPE_CHECKING:
    from toucan_connectors.testing.servers._running import Running

__all__ = ["Http", "put_rows"]


class Http(ScriptServer):
    """A JSON API over the rows that a test puts there; what it answers is told in `_http_app.py`."""

    name = "http"
    what = "HTTP/1.1: pages of JSON rows, echo, Basic and Bearer authentication"
    on_demand = True
    script = "_http_app.py"
    url_format = "http://{host}:{port}"

    def installed(self) -> str | None:
        """Return None: it is part of the kit."""
        return None

    def install(self) -> None:
        """Do nothing: it is part of the kit."""

    def _python(self) -> Path:
        return Path(sys.executable)


def put_rows(running: Running, name: str, rows: Sequence[object]) -> str:
    """Give the server rows (what JSON can hold) under a name; return the URL where they are read."""
    url = f"{running.url}/rows/{name}"
    with urlopen(Request(url, json.dumps(rows).encode(), method="PUT")):  # noqa: S310 - loopback
        return url
