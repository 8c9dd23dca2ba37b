"""What can go wrong with a server, told apart by what the one who runs the tests should do."""

from __future__ import annotations

__all__ = ["CommandError", "NotStartedHereError", "ServerError", "ServerMissingError", "ServerStartError"]


class ServerError(Exception):
    """Anything about a server for tests."""


class ServerMissingError(ServerError):
    """The server is not on this machine; the message has the command that installs it."""


class ServerStartError(ServerError):
    """The server is installed and did not start; the message ends with its own last words."""


class CommandError(ServerError):
    """A command that installs or prepares a server failed; the message has its output."""


class NotStartedHereError(ServerError):
    """The server is not running, or is the user's own: it cannot be stopped, paused or restarted."""
