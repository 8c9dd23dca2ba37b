"""Documents, and a server that only hands them out: MongoDB's wire protocol, replies encoded in advance.

    python -m tools.bench.documents        serves it, and prints the port first

An aggregation that ends in a `$limit` has so many documents, in one batch; any
other has all of them, by getMore.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, Final

import bson

__all__ = ["DOCUMENTS", "document"]

DOCUMENTS: Final = 200_000
PREPARED: Final = (8_192,)
"""The sizes of batches that are encoded in advance."""
_FIRST: Final = 101
"""What a MongoDB server gives in a first batch."""
_BYTES: Final = 16 * 2**20
"""And how many bytes in a later one."""
_HEADER: Final = struct.Struct("<iiii")
_OP_REPLY, _OP_QUERY, _OP_MSG = 1, 2004, 2013
_HELLO: Final = {
    "ismaster": True,
    "isWritablePrimary": True,
    "maxBsonObjectSize": 2**24,
    "maxMessageSizeBytes": 48_000_000,
    "maxWriteBatchSize": 100_000,
    "logicalSessionTimeoutMinutes": 30,
    "minWireVersion": 0,
    "maxWireVersion": 21,
    "readOnly": False,
}


def document(number: int) -> dict[str, Any]:
    """Return one document of ten fields, two of them nested, with nulls."""
    return {
        "_id": bson.ObjectId(struct.pack(">IQ", 1_700_000_000, number)),
        "number": number,
        "client": f"client {number % 1000}",
        "amount": number / 4,
        "quantity": number % 50,
        "paid": number % 3 == 0,
        "at": datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
        "note": None if number % 20 == 0 else f"note number {number}",
        "address": {"city": f"city {number % 100}", "zip": 10_000 + number % 1000, "point": number / 7},
        "tags": [f"tag {number % 10}", f"tag {number % 7}"],
    }


@cache
def encoded() -> list[bytes]:
    """Return all documents as BSON."""
    return [bson.encode(document(number)) for number in range(DOCUMENTS)]


@cache
def batches(size: int) -> list[tuple[int, int]]:
    """Return where the batches of all documents begin and end: of so many documents, or, by 0, 16 MB each."""
    bounds = [0, *range(size, DOCUMENTS, size), DOCUMENTS] if size else [*_by_bytes(), DOCUMENTS]
    return [*pairwise(bounds)]


def _by_bytes() -> Iterator[int]:
    """Yield where batches begin: as many documents as a server gives in its first, then by their bytes."""
    yield 0
    yield _FIRST
    size = 0
    for number in range(_FIRST, DOCUMENTS):
        size += len(encoded()[number]) + 8
        if size > _BYTES:
            yield number
            size = 0


@cache
def reply(start: int, stop: int, field: str, cursor: int) -> bytes:
    """Return the answer with these documents."""
    parts = [b"\x03%d\0%b" % (place, one) for place, one in enumerate(encoded()[start:stop])]
    array = b"".join(parts)
    head = bson.encode({"id": bson.Int64(cursor), "ns": "bench.wide"})[4:-1]
    inner = head + b"\x04%b\0" % field.encode() + struct.pack("<i", len(array) + 5) + array + b"\0"
    outer = b"\x01ok\0" + struct.pack("<d", 1) + b"\x03cursor\0" + struct.pack("<i", len(inner) + 5) + inner
    return struct.pack("<i", len(outer) + 6) + outer + b"\0\0"


def answer(command: dict[str, Any]) -> bytes:
    """Return the answer to a command; all but the two that read are told that it is done."""
    if "aggregate" in command:
        last = command["pipeline"][-1] if command["pipeline"] else {}
        cursor = -last["$limit"] if "$limit" in last else 1
        empty = command["cursor"].get("batchSize") == 0
        return reply(0, 0, "firstBatch", cursor) if empty else some(cursor, 0, "firstBatch")
    if "getMore" in command:
        return some(command["getMore"], command.get("batchSize", 0), "nextBatch")
    return bson.encode({**_HELLO, "version": "7.0.0", "versionArray": [7, 0, 0, 0], "ok": 1.0})


def some(cursor: int, size: int, field: str) -> bytes:
    """Return the batch that a cursor stands before; a negative one stands before so many documents in all."""
    if cursor < 0:
        return reply(0, -cursor, field, 0)
    known = batches(size)
    return reply(*known[cursor - 1], field, cursor + 1 if cursor < len(known) else 0)


class Handler(StreamRequestHandler):
    """A connection."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Answer one message after another."""
        with suppress(ConnectionError):  # a client that ends without a word
            while len(head := self.rfile.read(_HEADER.size)) == _HEADER.size:
                size, number, _, kind = _HEADER.unpack(head)
                message = self.rfile.read(size - _HEADER.size)
                self.wfile.write(self.reply_to(number, kind, message))

    def reply_to(self, number: int, kind: int, message: bytes) -> bytes:
        """Return a message's answer, as a message: an old query is a greeting."""
        if kind == _OP_QUERY:
            body = struct.pack("<iqii", 0, 0, 0, 1) + answer({})
            return _HEADER.pack(len(body) + _HEADER.size, 0, number, _OP_REPLY) + body
        body = b"\0\0\0\0\0" + answer(bson.decode(message[5:]))
        return _HEADER.pack(len(body) + _HEADER.size, 0, number, _OP_MSG) + body


class Server(ThreadingTCPServer):
    """Ends with its process."""

    daemon_threads = True


def main() -> None:
    """Encode everything, then serve until the process is ended."""
    some(1, 0, "firstBatch")
    for size in (0, *PREPARED):
        for cursor in range(1, len(batches(size)) + 1):
            some(cursor, size, "nextBatch")
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
