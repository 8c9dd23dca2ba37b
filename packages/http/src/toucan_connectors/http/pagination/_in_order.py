"""Work on several items at the same time, its results in order."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from toucan_connectors.core.call import Call, current_call
from toucan_connectors.core.telemetry import carried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["in_order"]

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_order(work: Callable[[Item], Result], items: Iterable[Item], parallel: int) -> Iterator[Result]:
    """Yield the result of each item, in order, with so many being worked on or waiting to be taken.

    The work is part of the current call, in threads. The first error in order is raised. When the iterator
    ends, is closed or fails, what has not begun never does, what runs is cancelled, and no thread is left.
    """
    outer = current_call()
    inner = Call(outer.remaining())
    left = iter(items)
    waiting: deque[Future[Result]] = deque()

    def run(item: Item) -> Result:
        with inner.active():
            return work(item)

    with ThreadPoolExecutor(parallel, thread_name_prefix="toucan-connectors-page") as threads:
        try:
            while True:
                for item in islice(left, parallel - len(waiting)):
                    waiting.append(threads.submit(copy_context().run, carried(partial(run, item))))
                if not waiting:
                    return
                with outer.stopped_by(inner.cancel):
                    waiting[0].result()
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
            inner.cancel()
