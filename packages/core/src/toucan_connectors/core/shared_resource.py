"""A resource that a connector keeps between its calls: a connection, a pool, a client."""

import os
import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, Self, TypeVar

__all__ = ["SharedResource"]

Resource = TypeVar("Resource")


class SharedResource(Generic[Resource]):
    """Opens at first use, once for all threads; never copied, pickled or inherited by a fork.

    `open_` makes the resource, `close_` ends it. A resource belongs to a key, what it was opened with:
    when the key has changed (a field of the connector was assigned, say), the old one is closed and a
    new one opened.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Hashable, Resource, Callable[[Resource], object]] | None = None
        self._pid = os.getpid()

    def get(
        self, key: Hashable, open_: Callable[[], Resource], close_: Callable[[Resource], object]
    ) -> Resource:
        """Return the resource of this key, opened now if need be."""
        with self._unforked():
            if self._held is not None and self._held[0] == key:
                return self._held[1]
            self._close_held()
            self._held = (key, open_(), close_)
            return self._held[1]

    @property
    def held(self) -> Resource | None:
        """The resource, if one is open now."""
        with self._unforked():
            return None if self._held is None else self._held[1]

    def close(self) -> None:
        """Close what is open; the next `get` opens again."""
        with self._unforked():
            self._close_held()

    def _unforked(self) -> threading.Lock:
        if self._pid != os.getpid():  # the parent's: its locks and sockets are not ours to touch
            self.__init__()  # type: ignore[misc]
        return self._lock

    def _close_held(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held[2](held[1])

    def __eq__(self, other: object) -> bool:
        # What is open is no part of a connector's value: two connectors with equal fields are equal.
        return isinstance(other, SharedResource)

    __hash__ = None  # type: ignore[assignment]  # as for everything with a value of its own

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return type(self)()

    def __copy__(self) -> Self:
        return type(self)()

    def __reduce__(self) -> tuple[type[Self], tuple[()]]:
        return type(self), ()
