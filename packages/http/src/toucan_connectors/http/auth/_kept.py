"""What is kept in the process beside the models: tokens that were asked for, and locks around the asking.

Hosts make a connector anew for every call, so what was learned must outlive it; and models hold nothing
that cannot be copied or pickled.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from weakref import WeakValueDictionary

from toucan_connectors.core.call import current_call

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["Kept", "holding", "kept_for", "lock_of"]

Value = TypeVar("Value")

_MOST: Final = 10_000
"""How many values are kept; those used longest ago go first."""

_POLL: Final = 0.05
"""Seconds between looks at the call's budget while another thread holds a lock."""


class Kept(Generic[Value]):
    """A value that many threads share: one makes it, while the others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.value: Value | None = None

    def get(self, usable: Callable[[Value], bool], make: Callable[[Value | None], Value]) -> Value:
        """Return the kept value if it is usable, else the one that `make` returns, given the kept one."""
        with holding(self._lock):
            if self.value is None or not usable(self.value):
                self.value = make(self.value)
            return self.value

    def instead_of(self, refused: Value, make: Callable[[Value | None], Value]) -> Value:
        """Return another value than a refused one: what another thread has made since, or a new one."""
        return self.get(lambda value: value is not refused, make)


@contextlib.contextmanager
def holding(lock: threading.Lock) -> Iterator[None]:
    """Hold a lock; waiting for it ends with the call's budget or its cancellation."""
    call = current_call()
    while not lock.acquire(timeout=_POLL):
        call.check()
    try:
        yield
    finally:
        lock.release()


class _Process:
    """All that is kept; a fork begins with nothing, since a thread that it lacks may have held a lock."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.lock = threading.Lock()
        self.values: OrderedDict[str, Kept[Any]] = OrderedDict()
        self.locks: WeakValueDictionary[Hashable, threading.Lock] = WeakValueDictionary()


_process: Final = _Process()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_process.begin)


def kept_for(model: BaseModel, _kind: type[Value]) -> Kept[Value]:
    """Return what is kept, of that type, for models that are equal to this one, secrets included."""
    text = model.model_dump_json(context={"secrets": "plain"})
    key = sha256(f"{type(model).__name__} {text}".encode()).hexdigest()
    with _process.lock:
        found = _process.values.setdefault(key, Kept())
        _process.values.move_to_end(key)
        while len(_process.values) > _MOST:
            _process.values.popitem(last=False)
    return found


def lock_of(*key: Hashable) -> threading.Lock:
    """Return the lock of a key, the same for all who ask for it at a time."""
    with _process.lock:
        lock = _process.locks.get(key)
        if lock is None:
            lock = _process.locks[key] = threading.Lock()
    return lock
