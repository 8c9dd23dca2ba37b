"""The bytes of an answer: unpacked, whole, and never more of them in memory than allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final

from toucan_connectors.core.errors import ResultTooLargeError, SourceError
from toucan_connectors.core.limits import SizeLimit
from toucan_connectors.core.options import Options

__all__ = ["ACCEPTED", "read_whole"]

ACCEPTED: Final = "gzip, deflate"
"""The packings that are asked for."""

_DEFAULT_CAP: Final = 2**30
_ERROR_CAP: Final = 2**16
"""What the body of an answer that is no result may have in any case: it says what is wrong."""
_PIECE: Final = 2**18
_RATIO: Final = 200
_RATIO_FROM: Final = 10 * 10**6
"""From these bytes on, a body that unpacks to more than the ratio is no data."""

_GZIP: Final = 16 + zlib.MAX_WBITS


def read_whole(chunks: Iterable[bytes], encoding: str, options: Options, *, is_result: bool) -> bytes:
    """Return the unpacked body.

    Raises ResultTooLargeError before more than a piece too much is in memory, and SourceError where what is
    packed is broken, cut off, or packed in another way than was asked for.
    """
    cap = _DEFAULT_CAP if options.max_bytes is None else options.max_bytes
    limit = SizeLimit(Options(max_bytes=cap if is_result else max(cap, _ERROR_CAP)))
    whole = BytesIO()
    for piece in _unpacked(chunks, encoding):
        limit.add(0, len(piece))
        whole.write(piece)
    return whole.getvalue()


def _unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    names = [name for name in encoding.lower().replace(" ", "").split(",") if name not in ("", "identity")]
    if not names:
        return iter(chunks)
    if names in (["gzip"], ["x-gzip"]):
        return _inflated(chunks, _GZIP)
    if names == ["deflate"]:
        return _inflated(chunks, zlib.MAX_WBITS)
    raise SourceError("The answer is packed in a way that was not asked for: Content-Encoding.")


def _inflated(chunks: Iterable[bytes], wbits: int) -> Iterator[bytes]:
    """Yield what is unpacked, a bounded piece at a time. An empty body is one, packed or not."""
    inflate = _Inflater(wbits)
    packed = unpacked = 0
    for chunk in chunks:
        packed += len(chunk)
        for piece in inflate.pieces(chunk):
            unpacked += len(piece)
            if unpacked > _RATIO_FROM and unpacked > _RATIO * packed:
                raise ResultTooLargeError(
                    f"The answer unpacks to more than {_RATIO} times its size.",
                    hint="Ask for less; if the source is right, let it answer without compression.",
                )
            yield piece
    if packed and not inflate.is_at_end:
        raise SourceError("The answer is cut off: its compressed body does not end.")


class _Inflater:
    """Unpacks gzip, of one member or more, or deflate with or without the header of zlib."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inflate = zlib.decompressobj(wbits)
        self._is_begun = False

    @property
    def is_at_end(self) -> bool:
        """Whether the last member is whole."""
        return self._inflate.eof

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a chunk unpacks to."""
        is_full = False
        while chunk or is_full:
            if self._inflate.eof and not self._begin_another(chunk):
                return
            piece = self._decompress(chunk)
            self._is_begun = True
            chunk = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            is_full = len(piece) == _PIECE and not self._inflate.eof  # there may be more of the same input
            if piece:
                yield piece

    def _begin_another(self, chunk: bytes) -> bool:
        if not chunk.strip(b"\0"):
            return False  # padding
        if self._wbits != _GZIP:
            raise SourceError("The answer goes on after the end of its compressed body.")
        self._inflate = zlib.decompressobj(self._wbits)
        return True

    def _decompress(self, chunk: bytes) -> bytes:
        try:
            return self._inflate.decompress(chunk, _PIECE)
        except zlib.error as error:
            if self._wbits == zlib.MAX_WBITS and not self._is_begun:
                self._wbits = -zlib.MAX_WBITS  # as some servers have always understood "deflate"
                self._inflate = zlib.decompressobj(self._wbits)
                return self._decompress(chunk)
            raise SourceError("The compressed body of the answer is broken.") from error
