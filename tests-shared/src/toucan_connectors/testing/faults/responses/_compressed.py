"""Responses whose compression is broken, or a bomb."""

import gzip
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from toucan_connectors.testing.faults.responses._response import EXAMPLE, Response, message

__all__ = ["compressed", "corrupt_gzip", "decompression_bomb", "truncated_gzip"]

_BLOCK: Final = b" " * 2**20
_GZIP_HEADER: Final = b"\x1f\x8b\x08" + bytes(7)


def compressed(body: bytes = EXAMPLE) -> Response:
    """Return a response in gzip with nothing wrong."""
    return _encoded(gzip.compress(body))


def truncated_gzip(body: bytes = EXAMPLE, missing: int = 20) -> Response:
    """Return a response whose gzip lacks its last bytes, though its Content-Length is right."""
    return _encoded(gzip.compress(body)[:-missing])


def corrupt_gzip(body: bytes = EXAMPLE) -> Response:
    """Return a response whose gzip unpacks to other bytes than its checksum is of."""
    content = bytearray(gzip.compress(body))
    content[-8] ^= 0xFF  # the last eight bytes are the checksum and the size
    return _encoded(bytes(content))


def decompression_bomb(megabytes: int = 300) -> Response:
    """Return a response in gzip, about a thousandth of the megabytes (2**20 bytes) that it unpacks to.

    It unpacks to valid JSON: an empty list after blanks. It is made while it is sent, a megabyte at a time.
    """
    return Response(_Bomb(megabytes))


@dataclass(frozen=True)
class _Bomb:
    megabytes: int

    def __iter__(self) -> Iterator[bytes]:
        # After a full flush nothing refers to what came before: compressed once, a block repeats as it is.
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        block = deflate.compress(_BLOCK) + deflate.flush(zlib.Z_FULL_FLUSH)
        last = deflate.compress(b"[]") + deflate.flush()
        length = len(_GZIP_HEADER) + self.megabytes * len(block) + len(last) + 8
        yield message(200, _headers(length)) + _GZIP_HEADER
        checksum = 0
        for _ in range(self.megabytes):
            yield block
            checksum = zlib.crc32(_BLOCK, checksum)
        size = self.megabytes * len(_BLOCK) + 2
        yield last + struct.pack("<II", zlib.crc32(b"[]", checksum), size % 2**32)


def _encoded(content: bytes) -> Response:
    return Response((message(200, _headers(len(content)), content),))


def _headers(length: int) -> dict[str, str]:
    return {"Content-Type": "application/json", "Content-Encoding": "gzip", "Content-Length": str(length)}
