"""`max_rows` and `max_bytes`: a result is whole or an error, never cut short."""

from typing import Protocol

from toucan_connectors.core.errors import ResultTooLargeError
from toucan_connectors.core.options import Options

__all__ = ["SizeLimit"]


class Part(Protocol):
    """A part of a result: a batch or a table of Arrow's, a measured frame."""

    @property
    def num_rows(self) -> int:
        """Its rows."""

    @property
    def nbytes(self) -> int:
        """Its bytes."""


class SizeLimit:
    """Counts what one result holds so far."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self.rows = 0
        self.bytes = 0

    def add_part(self, part: Part) -> None:
        """Count a part; its bytes where they are limited, since to ask for them takes time."""
        self.add(part.num_rows, 0 if self._options.max_bytes is None else part.nbytes)

    def add(self, rows: int, size: int) -> None:
        """Count more rows and bytes, or raise ResultTooLargeError."""
        self.rows += rows
        self.bytes += size
        for unit, count, limit in (
            ("rows", self.rows, self._options.max_rows),
            ("bytes", self.bytes, self._options.max_bytes),
        ):
            if limit is not None and count > limit:
                raise ResultTooLargeError(
                    f"The result has more than {limit:,} {unit}.",
                    field=f"max_{unit}",
                    hint=f"Ask for less, or raise options.max_{unit}.",
                )
