"""`max_rows` and `max_bytes`: a result is whole or an error, never cut short."""

from toucan_connectors.core.errors import ResultTooLargeError
from toucan_connectors.core.options import Options

__all__ = ["SizeLimit"]


class SizeLimit:
    """Counts what one result holds so far."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self.rows = 0
        self.bytes = 0

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
