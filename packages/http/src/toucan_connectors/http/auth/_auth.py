"""What every kind of authentication is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from typing import TypeAlias

from toucan_connectors.http.messages import Request, Response

__all__ = ["Ask", "Auth", "Flow"]

Ask: TypeAlias = Callable[[Request], Response]
"""Sends a request without authentication, a token server's say; a status of 400 and more is an error."""

Flow: TypeAlias = Generator[Request, Response, None]
"""Yields what to send and gets what was answered, until it yields no more: the last answer is the call's."""


class Auth(ABC):
    """Lets requests in. Made for one configuration, used by many threads."""

    @abstractmethod
    def flow(self, request: Request, ask: Ask) -> Flow:
        """Yield the request with what lets it in, and once more if the answer says how."""
