"""Where a value stands in a document."""

from typing import TypeAlias

__all__ = ["Where"]

Where: TypeAlias = tuple[str | int, ...]
"""The keys and positions that lead to a value."""
