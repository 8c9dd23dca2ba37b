"""A connection of pymysql's that tells more of its columns, and leaves the reading of rows to us.

MariaDB's JSON is a LONGTEXT with a check, its UUID and its points are text and bytes: what a column really is
comes as extended metadata, which a client has to ask for while it connects, and which pymysql does not know.
Everything of pymysql's own that is not public is used here and in `_protocol.py`, and nowhere else.
"""

from __future__ import annotations

import select
import socket
import struct
from typing import TYPE_CHECKING, Final

from pymysql.constants import COMMAND
from pymysql.err import OperationalError
from typing_extensions import override

if TYPE_CHECKING:
    from io import BufferedReader
    from ssl import SSLContext

    class _Driver:
        """What is used of pymysql's connection, of which its stubs tell little."""

        ssl: bool
        ctx: SSLContext
        open: bool
        server_version: str
        server_capabilities: int
        server_thread_id: tuple[int]
        _ssl_required: bool
        _read_timeout: float | None
        _write_timeout: float | None
        _sock: socket.socket | None
        _rfile: BufferedReader | None

        def __init__(self, **fields: object) -> None: ...
        def connect(self, sock: socket.socket) -> None: ...
        def escape(self, value: object) -> str: ...
        def close(self) -> None: ...
        def write_packet(self, payload: bytes) -> None: ...
        def _execute_command(self, command: int, payload: bytes | str) -> None: ...
        def _read_ok_packet(self) -> object: ...
        def _force_close(self) -> None: ...
else:
    from pymysql.connections import Connection as _Driver

__all__ = ["PREPARE", "QUERY", "ServerConnection"]

QUERY: Final[int] = COMMAND.COM_QUERY
PREPARE: Final[int] = COMMAND.COM_STMT_PREPARE

_CLIENT_MYSQL: Final = 1
"""The capability that MariaDB does not say it has, and that a client which is MariaDB's own leaves out."""
_EXTENDED_METADATA: Final = 1 << 3
"""MARIADB_CLIENT_EXTENDED_METADATA, among the capabilities that MariaDB added."""
_ADDED_CAPABILITIES: Final = 28
"""Where they stand in the answer to the server's greeting: at the end of what MySQL calls a filler."""

_LOST: Final = 2013
_ENDED: Final = "Lost connection to MySQL server during query"


class ServerConnection(_Driver):
    """A connection; `extended` says whether columns come with MariaDB's extended metadata."""

    extended: bool = False
    _greeted: bool = False

    def open_on(self, sock: socket.socket, timeout: float) -> None:
        """Log in on a connected socket; the server may be silent for so many seconds meanwhile.

        Raises what pymysql raises.
        """
        self._read_timeout = self._write_timeout = timeout
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.connect(sock)

    def wait_for_ever(self) -> None:
        """Let the server be silent from now on: what bounds a statement is the call's to say."""
        self._read_timeout = self._write_timeout = None

    def encrypt_with(self, context: SSLContext, *, required: bool) -> None:
        """Use TLS; where it is not required, only if the server has it."""
        self.ssl, self.ctx, self._ssl_required = True, context, required

    @property
    def is_mariadb(self) -> bool:
        """Whether the server says that it is MariaDB."""
        return "mariadb" in self.server_version.lower()

    @property
    def number(self) -> int:
        """The connection's number at the server."""
        return self.server_thread_id[0]

    # How it ends.

    def shut(self) -> None:
        """End the connection under whoever reads from it, from any thread."""
        sock = self._sock
        if sock is not None:
            try:
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not SSLSocket's, which a reader would notice
            except OSError:
                return  # it is over already

    def drop(self) -> None:
        """End the connection without a word."""
        self._force_close()

    def has_news(self) -> bool:
        """Whether an idle connection has something to read: its end, or an error, never an answer."""
        if self._sock is None:
            return True
        if not hasattr(select, "poll"):  # Windows, whose select takes any socket
            return bool(select.select([self._sock], [], [], 0)[0])
        poll = select.poll()
        poll.register(self._sock, select.POLLIN)
        return bool(poll.poll(0))

    # Commands and answers.

    def send(self, command: int, payload: bytes) -> None:
        """Send a command."""
        self._execute_command(command, payload)

    def read_some(self, size: int) -> bytes:
        """Return what has come of an answer, up to so many bytes; wait for the first.

        Raises OperationalError where the connection has ended.
        """
        if self._rfile is None:
            raise OperationalError(_LOST, _ENDED)
        try:
            some = self._rfile.read1(size)
        except (OSError, ValueError) as error:  # the latter: it was closed under us
            raise OperationalError(_LOST, f"{_ENDED} ({error})") from error
        if not some:
            raise OperationalError(_LOST, _ENDED)
        return some

    def run(self, statement: str) -> None:
        """Run one of our own statements that gives no rows."""
        self._execute_command(QUERY, statement)
        self._read_ok_packet()

    @override
    def write_packet(self, payload: bytes) -> None:
        if not self._greeted:
            payload = self._with_capabilities(payload)
        super().write_packet(payload)

    def _with_capabilities(self, payload: bytes) -> bytes:
        """Ask for extended metadata in the first packet, and again in the one that repeats it encrypted."""
        (flags,) = struct.unpack_from("<I", payload)
        self._greeted = len(payload) > _ADDED_CAPABILITIES + 4
        if self.server_capabilities & _CLIENT_MYSQL:
            return payload
        self.extended = True
        asked = struct.pack("<I", _EXTENDED_METADATA)
        end = _ADDED_CAPABILITIES + len(asked)
        return (
            struct.pack("<I", flags & ~_CLIENT_MYSQL) + payload[4:_ADDED_CAPABILITIES] + asked + payload[end:]
        )
