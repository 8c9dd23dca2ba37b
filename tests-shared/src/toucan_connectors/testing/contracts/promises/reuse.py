"""Promise 12: connectors are shared by threads and processes, and leave nothing open."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from toucan_connectors.core.errors import ToucanConnectorsError
from toucan_connectors.testing.contracts._bounded import run_to_the_end
from toucan_connectors.testing.contracts._contract import Contract
from toucan_connectors.testing.contracts._whole import Whole

__all__ = ["Reuse"]


class Open(NamedTuple):
    """What this process holds open."""

    descriptors: int
    threads: int


class Runs(NamedTuple):
    """How often each kind of call is made, to see whether it leaves something open."""

    calls: int
    failures: int
    cancels: int


SLACK = 8
"""Threads that libraries start once and keep: Arrow's pool, say. What leaks does so at every call."""

RUNS = {"short": Runs(300, 50, 20), "long": Runs(10_000, 1_000, 1_000)}


class Reuse(Contract):
    """What happens to a connector over its life."""

    def test_12_threads_share_a_connector(self, connector: Any, data_source: Any) -> None:
        """Eight threads that call at once each get the rows of the whole.

        If it fails: give each call a connection or a cursor of its own; guard what is shared by a lock.
        """
        whole = Whole.of(connector, data_source)

        def read(number: int) -> None:
            for _ in range(5):
                limit = 1 + number % len(whole.frame)
                page = connector.get_slice(data_source, limit=limit)
                whole.assert_rows(page.df, range(limit))

        with ThreadPoolExecutor(8) as threads:
            for done in [threads.submit(read, number) for number in range(8)]:
                done.result()

    def test_12_tasks_share_a_connector(self, connector: Any, data_source: Any) -> None:
        """Awaited calls that run at once, also in a second event loop, each get the rows of the whole.

        If it fails: open what is bound to an event loop for each loop.
        """
        whole = Whole.of(connector, data_source)

        async def read() -> None:
            calls = [connector.aget_slice(data_source, offset=number % 3, limit=1) for number in range(8)]
            for number, page in enumerate(await asyncio.gather(*calls)):
                whole.assert_rows(page.df, [number % 3])

        for _ in range(2):
            asyncio.run(read())

    def test_12_another_process_reads_with_a_pickled_connector(
        self, connector: Any, data_source: Any, tmp_path: Path
    ) -> None:
        """A connector that was used is pickled, and reads in a new process and in that process's fork.

        If it fails: keep what is open in a `SharedResource`: it is never pickled, nor inherited by a fork.
        """
        rows = len(connector.get_df(data_source))
        file = tmp_path / "connector.pickle"
        file.write_bytes(pickle.dumps((connector, data_source)))
        command = [sys.executable, "-W", "ignore", "-c", _READ_AND_FORK, str(file)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.split() == [str(rows)] * 3

    def test_12_nothing_is_left_open(
        self, connector: Any, data_source: Any, failing_data_source: Any, request: Any
    ) -> None:
        """After 300 calls, 50 failures and 20 cancels (`--leaks=long`: 10,000) no more is open than before.

        Counted are descriptors (files, sockets: connections) and threads of this process.

        If it fails: close or give back in a `finally` what a call opens; a cancelled call is one too.
        """
        runs = RUNS[request.config.getoption("--leaks")]

        def fail() -> None:
            with pytest.raises(ToucanConnectorsError):
                connector.get_df(failing_data_source)

        works: list[tuple[int, Callable[[], object]]] = [
            (runs.calls, lambda: connector.get_slice(data_source, limit=2)),
            (runs.failures, fail),
        ]
        if self.features.stops_at_source:
            slow = request.getfixturevalue("slow_data_source")
            works.append((runs.cancels, lambda: run_to_the_end(_cancelled(connector, slow))))
        for _, work in works:
            work()  # what stays open for the next call may be open now
        before = _open()
        for times, work in works:
            for _ in range(times):
                work()
        after = _open()
        assert after.descriptors <= before.descriptors + 2, (before, after)
        assert after.threads <= before.threads + SLACK, (before, after)

    def test_12_a_closed_connector_holds_nothing(self, connector: Any, data_source: Any) -> None:
        """What a connector opened is closed by `close`: ten that were used and closed hold nothing open.

        If it fails: close the pool or the client in `close`, with its threads.
        """
        connector.get_df(data_source)
        before = _open()
        for _ in range(10):
            twin = connector.model_copy(deep=True)
            twin.get_df(data_source)
            twin.close()
        after = _open()
        assert after.descriptors <= before.descriptors + 2, (before, after)
        assert after.threads <= before.threads + SLACK, (before, after)


async def _cancelled(connector: Any, slow: Any) -> None:
    task = asyncio.create_task(connector.aget_df(slow))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def _open() -> Open:
    gc.collect()
    descriptors = next(Path(path) for path in ("/proc/self/fd", "/dev/fd") if Path(path).is_dir())
    tasks = Path("/proc/self/task")
    threads = len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()
    return Open(len(list(descriptors.iterdir())), threads)


_READ_AND_FORK = """
import os, pickle, sys
with open(sys.argv[1], "rb") as file:
    connector, data_source = pickle.load(file)
print(len(connector.get_df(data_source)), flush=True)
child = os.fork()
if child == 0:
    print(len(connector.get_df(data_source)), flush=True)
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
print(len(connector.get_df(data_source)), flush=True)
connector.close()
"""
