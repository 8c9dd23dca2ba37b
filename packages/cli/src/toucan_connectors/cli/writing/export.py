"""The way of all rows: from the connector, a batch at a time, to a writer and its file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from typing_extensions import override

from toucan_connectors.cli.writing.atomic_file import writing

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from toucan_connectors.cli.files.models import Opened
    from toucan_connectors.cli.terminal.progress import Progress
    from toucan_connectors.cli.writing.writers import Writer

__all__ = ["Export"]


@dataclass
class Export:
    """What is written, as what, and where; `place` is what errors call the file."""

    opened: Opened
    kind: str
    target: BinaryIO
    place: str
    progress: Progress
    seekable: bool
    written: int = 0
    """The bytes that were written, at the end."""

    def run(self) -> None:
        """Write all rows. Raises OutputError, and the errors of reading."""
        from toucan_connectors.cli.writing.writers import WRITERS

        counted = _Counted(self.target)
        writer: Writer | None = None
        for batch in self.opened.connector.iter_batches(self.opened.data_source, self.opened.permissions):
            with writing(self.place):
                if writer is None:
                    writer = WRITERS[self.kind](counted, batch.schema, seekable=self.seekable)
                if batch.num_rows:
                    writer.write(batch)
            self.progress.advance(batch.num_rows, counted.bytes)
        if writer is not None:  # there is at least one batch, be it empty
            with writing(self.place):
                writer.close()
        self.written = counted.bytes


class _Counted(io.RawIOBase):
    """Counts what is written to a file, which stays open when this is closed."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self.bytes = 0

    @override
    def write(self, data: Buffer, /) -> int:
        written = self._file.write(data)
        self.bytes += written
        return written

    @override
    def tell(self) -> int:
        return self.bytes

    @override
    def writable(self) -> bool:
        return True
