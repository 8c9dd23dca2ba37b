"""What a proxy does to connections, as data: how much of an answer passes, how fast, and what comes then."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from toucan_connectors.testing.faults._sockets import CHUNK

__all__ = ["HEALTHY", "Door", "Fault"]

Door: TypeAlias = Literal["open", "unattended", "shut"]
"""What a new client finds: a server, a connection that nobody serves, or a refusal."""

_DRIPS_PER_SECOND: Final = 20


@dataclass(frozen=True)
class Fault:
    """A fault of every connection through a proxy; by default there is none."""

    passes: int | None = None
    """How many bytes of the server's answers still pass on each connection; None is all of them."""
    then: Literal["silence", "reset", "end"] = "silence"
    """What comes in place of the next byte: nothing at all, both ways; an RST; a FIN."""
    bytes_per_second: float | None = None
    """How fast answers pass; None is as fast as they come."""
    door: Door = "open"

    def room(self, passed: int) -> int:
        """Return how many bytes may pass in one go, after those that have passed under this fault."""
        room = CHUNK
        if self.passes is not None:
            room = min(room, max(0, self.passes - passed))
        if self.bytes_per_second is not None:
            room = min(room, max(1, int(self.bytes_per_second / _DRIPS_PER_SECOND)))
        return room

    def is_silent(self, passed: int) -> bool:
        """Return whether nothing passes any more, though the connection stays."""
        return self.then == "silence" and self.room(passed) == 0

    def pause(self, sent: int) -> float:
        """Return for how many seconds to wait after so many bytes."""
        return sent / self.bytes_per_second if self.bytes_per_second else 0.0


HEALTHY: Final = Fault()
