"""What a check yields."""

from pathlib import Path
from typing import NamedTuple

__all__ = ["Problem"]


class Problem(NamedTuple):
    """Where something is wrong, and what it is with what to do about it."""

    path: Path
    what: str
