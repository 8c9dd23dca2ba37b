"""Where tokens are kept: the host's business, by an interface of three methods."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from toucan_connectors.http.oauth2._token import Token

__all__ = ["BoundStore", "CallbackTokenStore", "MemoryTokenStore", "StoredToken", "TokenStore"]

StoredToken = Mapping[str, Any]
"""A token as JSON: `access_token`, `refresh_token`, `expires_at` (seconds since 1970), and the rest."""


class TokenStore(Protocol):
    """Keeps the token of a flow. `context` is what the host gave, and tells whose token it is."""

    def load(self, flow_id: str, context: object) -> StoredToken | None:
        """Return what was saved last, or None."""

    def save(self, flow_id: str, token: StoredToken, context: object) -> None:
        """Keep a token."""

    def delete(self, flow_id: str, context: object) -> None:
        """Forget the token, if there is one."""


@dataclass(frozen=True)
class CallbackTokenStore:
    """A token store of three functions."""

    load_callback: Callable[[str, object], StoredToken | None]
    save_callback: Callable[[str, StoredToken, object], object]
    delete_callback: Callable[[str, object], object]

    def load(self, flow_id: str, context: object) -> StoredToken | None:
        """Return what was saved last, or None."""
        return self.load_callback(flow_id, context)

    def save(self, flow_id: str, token: StoredToken, context: object) -> None:
        """Keep a token."""
        self.save_callback(flow_id, token, context)

    def delete(self, flow_id: str, context: object) -> None:
        """Forget the token."""
        self.delete_callback(flow_id, context)


class MemoryTokenStore:
    """Keeps tokens as long as the process lives, whatever the context; for tests and scripts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[str, dict[str, Any]] = {}

    def load(self, flow_id: str, context: object = None) -> StoredToken | None:  # noqa: ARG002 - see above
        """Return a copy of what was saved last, or None."""
        with self._lock:
            token = self._tokens.get(flow_id)
            return None if token is None else dict(token)

    def save(self, flow_id: str, token: StoredToken, context: object = None) -> None:  # noqa: ARG002
        """Keep a token."""
        with self._lock:
            self._tokens[flow_id] = dict(token)

    def delete(self, flow_id: str, context: object = None) -> None:  # noqa: ARG002
        """Forget the token, if there is one."""
        with self._lock:
            self._tokens.pop(flow_id, None)


@dataclass(frozen=True)
class BoundStore:
    """A store, and which of its tokens is meant."""

    store: TokenStore
    flow_id: str
    context: object = None

    def load(self) -> Token | None:
        """Return the token, or None; raises TokenAnswerError where what is stored is none."""
        stored = self.store.load(self.flow_id, self.context)
        return Token.from_stored(stored) if stored else None

    def save(self, token: Token) -> None:
        """Replace the token: stores of version 10 expect a delete before each save."""
        self.store.delete(self.flow_id, self.context)
        self.store.save(self.flow_id, token.stored(), self.context)
