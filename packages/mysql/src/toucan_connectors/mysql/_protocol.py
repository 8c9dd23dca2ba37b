"""What a server answers to a statement: its columns, and its rows as blocks of bytes.

    COM_STMT_PREPARE --> the columns alone: nothing runs
    COM_QUERY        --> the columns, and rows in the text protocol

Rows are not read one by one into Python's values: a block is the bytes as they came, and where each row
begins in them. `_cells.py` cuts columns out of it.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from pymysql.err import OperationalError, raise_mysql_exception

from toucan_connectors.mysql._connection import PREPARE, QUERY

if TYPE_CHECKING:
    from toucan_connectors.mysql._connection import ServerConnection

__all__ = ["Block", "Definition", "prepared_columns", "run_query"]

_CHUNK: Final = 1 << 16
_BLOCK_BYTES: Final = 2 << 20
_BLOCK_ROWS: Final = 65_536
_CONTINUED: Final = 0xFFFFFF
"""The length of a packet that goes on in the next one: a row of 16 MB or more."""
_COM_STMT_CLOSE: Final = 0x19
# The first byte of a packet, where it tells what it is.
_OK: Final = 0
_WANTS_A_FILE: Final = 0xFB
_END: Final = 0xFE
_ERROR: Final = 0xFF
_HEADER: Final = struct.Struct("<IB")
_MALFORMED: Final = 2027


@dataclass(frozen=True, slots=True)
class Definition:
    """A column as the server defines it.

    `code` and `flags` are those of the protocol, `charset` the number of a collation (63: none, it is bytes),
    `length` is in bytes. `told` is MariaDB's own word for what it is: "json", "uuid", "point", "" for most.
    """

    name: str
    code: int
    flags: int
    charset: int
    length: int
    decimals: int
    told: str = ""


class Block(NamedTuple):
    """Rows as they came: the bytes, and for each row where its first value begins.

    Behind the last block nothing is left to read.
    """

    data: bytearray
    starts: array[int]
    last: bool


def prepared_columns(connection: ServerConnection, statement: bytes) -> list[Definition]:
    """Return the columns that a statement would give; it is prepared and not run."""
    connection.send(PREPARE, statement)
    incoming = _Incoming(connection)
    _, number, columns, parameters = struct.unpack_from("<BIHH", incoming.packet())
    _definitions(incoming, parameters)
    found = _definitions(incoming, columns)
    connection.send(_COM_STMT_CLOSE, struct.pack("<I", number))  # which has no answer
    return found


def run_query(connection: ServerConnection, statement: bytes) -> tuple[list[Definition], Iterator[Block]]:
    """Run a statement; return its columns, and what gives its rows. They must be read to their end.

    A statement that gives no rows has no columns.
    """
    connection.send(QUERY, statement)
    incoming = _Incoming(connection)
    answer = incoming.packet()
    if answer[0] == _OK:
        return [], iter(())
    if answer[0] == _WANTS_A_FILE:
        connection.shut()
        raise OperationalError(_MALFORMED, "The server answered with a wish for a local file")
    number, _ = _length(answer, 0)
    return _definitions(incoming, number), _blocks(incoming)


class _Incoming:
    """What has come of an answer and was not read yet."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection
        self.extended = connection.extended
        self._data = bytearray()
        self._position = 0

    def packet(self) -> bytes:
        """Return the next packet; raise what it says went wrong."""
        while True:
            begin = self._position + 4
            stop = begin + int.from_bytes(self._data[self._position : begin - 1], "little")
            if begin <= len(self._data) and stop <= len(self._data):
                break
            self._data += self.more()
        self._position = stop
        packet = bytes(self._data[begin:stop])
        if packet[0] == _ERROR:
            raise_mysql_exception(packet)
        return packet

    def more(self) -> bytes:
        """Wait for more of it."""
        return self._connection.read_some(_CHUNK)

    def rest(self) -> bytearray:
        """Return what came behind the packets that were read."""
        return self._data[self._position :]


def _definitions(incoming: _Incoming, number: int) -> list[Definition]:
    if not number:
        return []
    found = [_definition(incoming.packet(), extended=incoming.extended) for _ in range(number)]
    incoming.packet()  # their end
    return found


def _definition(packet: bytes, *, extended: bool) -> Definition:
    texts: list[bytes] = []  # catalogue, database, table, the table's own name, name, the column's own name
    position = 0
    for _ in range(6 + extended):
        length, position = _length(packet, position)
        texts.append(packet[position : position + length])
        position += length
    charset, length, code, flags, decimals = struct.unpack_from("<xHIBHB", packet, position)
    told = _told(texts[6]) if extended else ""
    return Definition(texts[4].decode(errors="replace"), code, flags, charset, length, decimals, told)


def _length(packet: bytes, position: int) -> tuple[int, int]:
    """Return a length, and where what it is of begins."""
    size = {252: 2, 253: 3, 254: 8}.get(packet[position], 0)
    begin = position + 1 + size
    return int.from_bytes(packet[position + 1 : begin], "little") if size else packet[position], begin


def _told(extended: bytes) -> str:
    """Return the last of the entries, each a kind (its type, its format), a length and a text."""
    told = b""
    position = 0
    while position + 1 < len(extended):
        end = position + 2 + extended[position + 1]
        told = extended[position + 2 : end]
        position = end
    return told.decode("ascii", errors="replace")


def _blocks(incoming: _Incoming) -> Iterator[Block]:
    """Yield the rows until their end; raise what the server says went wrong instead."""
    data, reading = incoming.rest(), _Reading()
    ended = reading.look_through(data)
    while not ended or reading.starts:
        if ended or reading.end >= _BLOCK_BYTES or len(reading.starts) >= _BLOCK_ROWS:
            rest = data[reading.end :]
            if reading.starts:
                yield Block(data, reading.starts, ended)
            data, reading = rest, _Reading()
        if not ended:
            data += incoming.more()
            ended = reading.look_through(data)


class _Reading:
    """How far a block was looked through: its rows, and where the first begins that is not whole yet."""

    def __init__(self) -> None:
        self.starts: array[int] = array("q")
        self.end = 0

    def look_through(self, data: bytearray) -> bool:
        """Find the rows that are there whole; say whether their end is. Raises an error that is there."""
        position, size, unpack, add = self.end, len(data), _HEADER.unpack_from, self.starts.append
        while position + _HEADER.size <= size:
            header, first = unpack(data, position)
            length = header & _CONTINUED
            if length == _CONTINUED:
                length = _join(data, position)
                size = len(data)
            stop = position + 4 + length
            if stop > size:
                break
            if first >= _END and (first == _ERROR or length < 9):
                self.end = position
                if first == _ERROR:
                    raise_mysql_exception(bytes(data[position + 4 : stop]))
                return True
            add(position + 4)
            position = stop
        self.end = position
        return False


def _join(data: bytearray, position: int) -> int:
    """Make one packet of those that a row of 16 MB or more comes in; return its length once it is whole."""
    headers: list[int] = []
    end = position
    while end + 4 <= len(data):
        length = int.from_bytes(data[end : end + 3], "little")
        headers.append(end)
        end += 4 + length
        if length < _CONTINUED:
            break
    else:
        return len(data)  # beyond what is there
    if end > len(data):
        return len(data)
    for header in reversed(headers[1:]):
        del data[header : header + 4]
    return end - position - 4 * len(headers)
