"""A resource that a connector keeps between its calls: a connection, a pool, a client."""

import contextlib
import os
import threading
from collections.abc import Callable, Hashable, Iterator
from typing import Any, Final, Generic, Self, TypeVar

__all__ = ["SharedResource"]

Resource = TypeVar("Resource")

_OF_PARENTS: Final[list[Any]] = []
"""What a fork inherited: kept for ever, because to end it here would be to end the parent's."""


class _Held(Generic[Resource]):
    """An open resource, and how many are using it."""

    def __init__(self, key: Hashable, resource: Resource, close: Callable[[Resource], object]) -> None:
        self.key = key
        self.resource = resource
        self.close = close
        self.users = 0
        self.retired = False


class SharedResource(Generic[Resource]):
    """Opens at first use, once for all threads; never copied, pickled or inherited by a fork.

    A resource belongs to a key, what it was opened with: when the key has changed (a field of the connector
    was assigned, say), a new one is opened, and the old one is closed when nobody uses it any more.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: _Held[Resource] | None = None
        self._pid = os.getpid()

    @contextlib.contextmanager
    def lease(
        self, key: Hashable, open_: Callable[[], Resource], close: Callable[[Resource], object]
    ) -> Iterator[Resource]:
        """Use the resource of this key, opened now if need be; it stays open as long as it is used."""
        with self._unforked():
            held = self._held
            if held is None or held.key != key:
                self._retire()
                held = self._held = _Held(key, open_(), close)
            held.users += 1
        try:
            yield held.resource
        finally:
            with self._unforked():
                held.users -= 1
                self._close_if_unused(held)

    @property
    def held(self) -> Resource | None:
        """The resource, if one is open now."""
        with self._unforked():
            return None if self._held is None else self._held.resource

    def close(self) -> None:
        """Close what is open, once it is not used any more; the next use opens again."""
        with self._unforked():
            self._retire()

    def _unforked(self) -> threading.Lock:
        if self._pid != os.getpid():
            _OF_PARENTS.append((self._lock, self._held))
            self.__init__()  # type: ignore[misc]
        return self._lock

    def _retire(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.retired = True
            self._close_if_unused(held)

    def _close_if_unused(self, held: _Held[Resource]) -> None:
        if held.retired and not held.users:
            held.retired = False
            held.close(held.resource)

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
