"""Processes: a command that is run to its end, and a server that runs until it is stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

from toucan_connectors.testing.servers import _keeper
from toucan_connectors.testing.servers._errors import CommandError, ServerStartError

if TYPE_CHECKING:
    from toucan_connectors.testing.servers._keeper import Order

__all__ = ["IS_ROOT", "UNPRIVILEGED", "Daemon", "run"]

IS_ROOT: Final = hasattr(os, "geteuid") and os.geteuid() == 0

UNPRIVILEGED: Final[int | None] = 65534 if IS_ROOT else None
"""The user id for servers that refuse to run as root: "nobody"; None where we are not root."""

_PATIENCE: Final = 20.0
"""Seconds that a server gets to end in good order."""


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    user: int | None = None,
    text: str = "",
) -> str:
    """Return what a command prints, given `text` on its input.

    Raises CommandError with all it said if it fails.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the command is the test kit's own
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            input=text,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            umask=0o022,
            check=False,
        )
    except OSError as error:
        raise CommandError(f"{command[0]} cannot be run: {error}") from error
    if done.returncode:
        raise CommandError(f"{command[0]} failed ({done.returncode}):\n{done.stdout.strip()[-4000:]}")
    return done.stdout


class Daemon:
    """A server's process. A keeper ends it, and removes its folder, should this process be killed."""

    def __init__(
        self, command: Sequence[str | Path], folder: Path, stop_signal: signal.Signals, user: int | None
    ) -> None:
        """Start the command in the folder, its output in the folder's `log`; raises ServerStartError."""
        self._log = folder / "log"
        with self._log.open("ab") as log:
            self._keeper = subprocess.Popen(  # noqa: S603 - a script of ours
                [sys.executable, "-I", "-S", _keeper.__file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                bufsize=0,
                start_new_session=True,  # so that a Ctrl-C in the terminal reaches the tests alone
            )
        self._tell(_order(command, folder, stop_signal, user))
        answer = cast("IO[bytes]", self._keeper.stdout).readline()
        if not answer:
            self.stop()
            raise ServerStartError(f"{command[0]} cannot be run:\n{self.last_words}")
        self.pid: Final = int(answer)

    @property
    def alive(self) -> bool:
        """Whether the server has not ended."""
        return self._keeper.poll() is None

    @property
    def last_words(self) -> str:
        """The end of what the server has printed."""
        return self._log.read_text(errors="replace")[-2000:] if self._log.exists() else ""

    def pause(self) -> None:
        """Stop the server and its workers where they are: connections stay open, nothing answers."""
        _keeper.signal_all([self.pid], signal.SIGSTOP)  # first, so that it starts no more workers
        _keeper.signal_all(_keeper.tree(self.pid), signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused server go on."""
        _keeper.signal_all(_keeper.tree(self.pid), signal.SIGCONT)

    def stop(self) -> None:
        """End the server in good order, or by force after a while; return when none of it is left."""
        with suppress(BrokenPipeError):  # it has ended by itself
            self._tell("stop")
        self._keeper.wait()
        for pipe in (self._keeper.stdin, self._keeper.stdout):
            cast("IO[bytes]", pipe).close()

    def _tell(self, line: str) -> None:
        cast("IO[bytes]", self._keeper.stdin).write(line.encode() + b"\n")


def _order(command: Sequence[str | Path], folder: Path, stop_signal: signal.Signals, user: int | None) -> str:
    order: Order = {
        "command": [str(part) for part in command],
        "environment": dict(os.environ),
        "user": user,
        "folder": str(folder),
        "log": str(folder / "log"),
        "stop_signal": stop_signal,
        "patience": _PATIENCE,
    }
    return json.dumps(order)
