"""Where a server is: `host` as people write it, taken apart, and written as Microsoft's drivers read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

__all__ = ["DEFAULT_PORT", "Address"]

DEFAULT_PORT: Final = 1433
_LOOPBACK: Final = "127.0.0.1"
_WRITTEN: Final = re.compile(
    r"(?:tcp:)?(?P<host>[^\\,:;\s]+|\[[0-9a-f:.%]+\]|[0-9a-f]*:[0-9a-f:.%]+)"
    r"(?:\\(?P<instance>[^\\,:;\s]+))?(?:,(?P<port>\d+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Address:
    """A host, with the name of an instance or a port where they are given.

    Without a port, a named instance has one that the server's own directory (SQL Server Browser) tells.
    """

    host: str
    instance: str | None = None
    port: int | None = None

    @classmethod
    def parse(cls, written: str, port: int | None = None) -> Self:
        r"""Return the address of `db`, `db\sales` or `db,1433`; a port of its own stands over `port`.

        Raises ValueError for what is none.
        """
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            msg = r"this is no host: write a name or an address, `db.example`, or `db.example\instance`"
            raise ValueError(msg)
        own = found["port"]
        return cls(found["host"].strip("[]"), found["instance"], int(own) if own else port)

    @property
    def name(self) -> str:
        """What is connected to: this machine by IPv4, which is where servers listen for `localhost`."""
        return _LOOPBACK if self.host.lower() == "localhost" else self.host

    @property
    def known_port(self) -> int | None:
        """The port, None where only the server's own directory knows it."""
        return self.port or (None if self.instance else DEFAULT_PORT)

    def server(self, host: str) -> str:
        r"""Return the value of `Server`, with this host: `tcp:db,1433`, `tcp:db\sales`."""
        if self.port is not None:  # then the name of the instance is not asked for
            return f"tcp:{host},{self.port}"
        return f"tcp:{host}\\{self.instance}" if self.instance else f"tcp:{host},{DEFAULT_PORT}"
