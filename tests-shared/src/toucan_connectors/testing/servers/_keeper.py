"""Keeps one server process for whoever started this script, and ends it when they are gone.

A script of its own, run by path, because it has to outlive a test run that is killed: it imports nothing but
the standard library. Its input is one line of JSON, an `Order`; its first line of output is the server's
process id. A line after that ends the server in good order. The end of the input without one means that the
owner is gone, killed perhaps: then the server ends at once, and its folder is removed.
"""

from __future__ import annotations

import functools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypedDict

_LOOK: Final = 0.2
"""Seconds between two looks at whether the server has ended by itself."""

_PR_SET_PDEATHSIG: Final = 1


class Order(TypedDict):
    """What to start, and how to end it: `user` is a user id, `patience` seconds before SIGKILL."""

    command: list[str]
    environment: dict[str, str]
    user: int | None
    folder: str
    log: str
    stop_signal: int
    patience: float


def main() -> int:
    """Start the server, keep it, end it; the answer is its exit code."""
    order: Order = json.loads(_next_line())
    server = _started(order)
    sys.stdout.write(f"{server.pid}\n")
    sys.stdout.flush()
    while server.poll() is None:
        if select.select([0], [], [], _LOOK)[0]:
            _end(server, order, gently=bool(_next_line()))
            break
    return server.wait()


def tree(pid: int) -> list[int]:
    """Return the process and all below it.

    PostgreSQL's are in sessions of their own: a group would miss them.
    """
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def signal_all(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to each process that is still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _next_line() -> bytes:
    # Byte by byte: what is left in a buffer would not wake `select`.
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(0, 1)):
        line += byte
    return line


def _started(order: Order) -> subprocess.Popen[bytes]:
    user = order["user"]
    with Path(order["log"]).open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - the command is the test kit's own
            order["command"],
            env=order["environment"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            cwd=order["folder"],
            start_new_session=True,
            preexec_fn=_death_wish(),  # noqa: PLW1509 - this script has no threads
        )


def _death_wish() -> Callable[[], object] | None:
    """Return what asks Linux, in the server's process, to kill it should this keeper itself be killed."""
    if sys.platform != "linux":
        return None
    import ctypes  # here: the server's user may not be able to read it

    return functools.partial(ctypes.CDLL(None).prctl, _PR_SET_PDEATHSIG, signal.SIGKILL)


def _end(server: subprocess.Popen[bytes], order: Order, *, gently: bool) -> None:
    processes = tree(server.pid)
    if gently:
        signal_all(processes, signal.SIGCONT)  # a paused one hears nothing
        server.send_signal(order["stop_signal"])
        with suppress(subprocess.TimeoutExpired):
            server.wait(order["patience"])
    if server.poll() is None:
        signal_all(processes, signal.SIGKILL)
        server.wait()
    if not gently:
        shutil.rmtree(order["folder"], ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
