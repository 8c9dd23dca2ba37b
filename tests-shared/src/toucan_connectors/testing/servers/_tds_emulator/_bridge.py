"""The way to pysqlbridge, of which a type checker knows nothing, and what is known while it serves."""

from __future__ import annotations

import importlib
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

__all__ = ["Call", "Log", "module", "serving", "wrap"]

Call: TypeAlias = Callable[..., Any]


class _Serving(threading.local):
    """What a thread serves: its socket, the prepared statement it answers, whether it only describes."""

    socket: Any = None
    handle: int | None = None
    describing: bool = False


serving = _Serving()


def module(name: str) -> Any:
    """Return a module of pysqlbridge's, of which nothing is known to a type checker."""
    return importlib.import_module(f"pysqlbridge.{name}")


def wrap(owner: Any, name: str, around: Call) -> None:
    """Replace a function by `around`, which gets what it replaces first.

    A missing one is an AttributeError.
    """
    replaced = getattr(owner, name)
    setattr(owner, name, lambda *args, **kwargs: around(replaced, *args, **kwargs))


class Log:
    """What clients sent, a line of JSON each: tests read it."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", buffering=1)

    def write(self, kind: str, text: str, values: Any = ()) -> None:
        """Write one line; what JSON has no word for is written as its text."""
        self._file.write(json.dumps({"kind": kind, "text": text, "values": values}, default=str) + "\n")
