"""A resource is opened once, for the key that it belongs to."""

import copy
import multiprocessing
import pickle
import threading
from typing import Any

import pytest

from toucan_connectors.core.shared_resource import SharedResource


class Opened:
    def __init__(self) -> None:
        self.closed = False


class Door:
    def __init__(self) -> None:
        self.opened: list[Opened] = []

    def open(self) -> Opened:
        self.opened.append(Opened())
        return self.opened[-1]

    @staticmethod
    def close(resource: Opened) -> None:
        resource.closed = True


def use(shared: SharedResource[Opened], key: str, open_: Any, close: Any) -> Opened:
    with shared.lease(key, open_, close) as opened:
        return opened


def test_it_opens_at_first_use_and_once() -> None:
    shared, door = SharedResource[Opened](), Door()
    first = use(shared, "k", door.open, door.close)
    assert use(shared, "k", door.open, door.close) is first
    assert len(door.opened) == 1


def test_threads_open_it_once() -> None:
    shared, door, barrier = SharedResource[Opened](), Door(), threading.Barrier(8)
    found: list[Opened] = []

    def work() -> None:
        barrier.wait()
        found.append(use(shared, "k", door.open, door.close))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(door.opened) == 1
    assert set(found) == set(door.opened)


def test_another_key_closes_the_old_one() -> None:
    shared, door = SharedResource[Opened](), Door()
    first = use(shared, "a", door.open, door.close)
    second = use(shared, "b", door.open, door.close)
    assert first.closed
    assert not second.closed


def test_close_closes_and_the_next_use_opens_again() -> None:
    shared, door = SharedResource[Opened](), Door()
    first = use(shared, "k", door.open, door.close)
    shared.close()
    shared.close()
    assert first.closed
    assert use(shared, "k", door.open, door.close) is not first


def test_a_failed_open_leaves_nothing_behind() -> None:
    shared, door = SharedResource[Opened](), Door()

    def fail() -> Opened:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        use(shared, "k", fail, door.close)
    assert use(shared, "k", door.open, door.close) is door.opened[0]


def test_a_failed_close_does_not_keep_the_dead_one() -> None:
    shared, door = SharedResource[Opened](), Door()

    def fail(_: Opened) -> None:
        raise OSError("no")

    first = use(shared, "a", door.open, fail)
    with pytest.raises(OSError, match="no"):
        shared.close()
    assert use(shared, "a", door.open, door.close) is not first


@pytest.mark.parametrize(
    "twin_of", [copy.copy, copy.deepcopy, lambda shared: pickle.loads(pickle.dumps(shared))]
)
def test_a_copy_starts_with_nothing(twin_of: Any) -> None:
    shared, door = SharedResource[Opened](), Door()
    first = use(shared, "k", door.open, door.close)
    twin = twin_of(shared)
    assert use(twin, "k", door.open, door.close) is not first
    twin.close()
    assert not first.closed


def _in_child(shared: SharedResource[Opened], door: Door, answers: Any) -> None:
    shared.close()
    parents = door.opened[0]
    answers.put((parents.closed, use(shared, "k", door.open, door.close) is parents))


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_neither_uses_nor_closes_what_its_parent_opened() -> None:
    context = multiprocessing.get_context("fork")
    shared, door, answers = SharedResource[Opened](), Door(), context.SimpleQueue()
    use(shared, "k", door.open, door.close)
    child = context.Process(target=_in_child, args=(shared, door, answers))
    child.start()
    child.join(10)
    assert answers.get() == (False, False)
    assert not door.opened[0].closed


def test_what_is_in_use_is_closed_when_its_last_user_is_done() -> None:
    shared, door = SharedResource[Opened](), Door()
    with shared.lease("a", door.open, door.close) as first, shared.lease("a", door.open, door.close) as again:
        assert again is first
        assert use(shared, "b", door.open, door.close) is not first
        shared.close()
        assert not first.closed
    assert [opened.closed for opened in door.opened] == [True, True]
