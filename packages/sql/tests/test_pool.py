"""The pool of connections: who gets which, and what becomes of it."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import CallCancelledError, CallTimeoutError, SourceUnavailableError
from toucan_connectors.sql import pool as pools
from toucan_connectors.sql.pool import Pool


class Line:
    """A connection that remembers what was done with it."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.alive = True
        self.resettable = True
        self.closed = False


class World:
    """A pool of lines, and every line that it opened."""

    def __init__(self, **bounds: float) -> None:
        self.opened: list[Line] = []
        self.pool: Pool[str, Line] = Pool(
            self.open,
            lambda line: setattr(line, "closed", True),
            is_alive=lambda line: line.alive,
            reset=lambda line: line.resettable,
            **bounds,  # type: ignore[arg-type]
        )

    def open(self, key: str) -> Line:
        if key == "shut":
            raise ConnectionError(key)
        self.opened.append(Line(key))
        return self.opened[-1]

    @property
    def open_ones(self) -> int:
        return sum(not line.closed for line in self.opened)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.pool.close()
    assert made.open_ones == 0


def test_a_connection_is_used_again_for_its_own_key_only(world: World) -> None:
    with world.pool.lease("a") as first:
        pass
    with world.pool.lease("a") as again, world.pool.lease("b") as other:
        assert again is first
        assert other.key == "b"
    assert len(world.opened) == 2


def test_two_calls_at_once_have_a_connection_each(world: World) -> None:
    with world.pool.lease("a") as one, world.pool.lease("a") as other:
        assert one is not other


def test_a_connection_that_died_is_replaced(world: World) -> None:
    with world.pool.lease("a") as first:
        pass
    first.alive = False
    with world.pool.lease("a") as second:
        assert second is not first
    assert first.closed


def test_a_connection_that_cannot_be_made_as_new_is_closed(world: World) -> None:
    with world.pool.lease("a") as first:
        first.resettable = False
    assert first.closed
    with world.pool.lease("a") as second:
        assert second is not first


def test_a_failed_call_does_not_cost_its_connection(world: World) -> None:
    with pytest.raises(ValueError, match="its own"), world.pool.lease("a"):
        raise ValueError("its own")
    with world.pool.lease("a"):
        pass
    assert len(world.opened) == 1


def test_a_connection_that_rested_too_long_is_not_used() -> None:
    world = World(idle=0.0)
    for _ in range(2):
        with world.pool.lease("a"):
            pass
    assert len(world.opened) == 2
    world.pool.close()


def test_no_more_connections_are_open_than_may_be() -> None:
    world = World(size=2)
    for key in "abc":
        with world.pool.lease(key):
            assert world.open_ones <= 2
    with world.pool.lease("a"), world.pool.lease("b"):
        assert world.open_ones <= 2
    world.pool.close()


def test_a_connection_that_cannot_be_opened_takes_no_place() -> None:
    world = World(size=1)
    for _ in range(3):
        with pytest.raises(ConnectionError), world.pool.lease("shut"):
            pass
    with world.pool.lease("a"):
        pass
    world.pool.close()


def test_a_call_waits_for_a_place_within_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(size=1)
    with world.pool.lease("a"):
        with Call(0.1).active(), pytest.raises(CallTimeoutError), world.pool.lease("a"):
            pass
        monkeypatch.setattr(pools, "_PATIENCE", 0.1)
        with pytest.raises(SourceUnavailableError), world.pool.lease("a"):
            pass
        with Call().active() as call:
            call.cancel()
            with pytest.raises(CallCancelledError), world.pool.lease("a"):
                pass
    world.pool.close()


def test_a_call_that_waited_goes_on_when_a_place_is_free() -> None:
    world = World(size=1)
    with ExitStack() as held:
        held.enter_context(world.pool.lease("a"))
        got: list[Line] = []

        def use() -> None:
            with world.pool.lease("a") as line:
                got.append(line)

        thread = threading.Thread(target=use)
        thread.start()
    thread.join(10)
    assert got == world.opened
    world.pool.close()


def test_a_closed_pool_keeps_nothing() -> None:
    world = World()
    with world.pool.lease("a") as line:
        world.pool.close()
        assert not line.closed
    assert line.closed
