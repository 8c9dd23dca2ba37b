"""What every server has in common: whether it is there, how it is had, and its life from start to stop."""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from socket import socket
from typing import ClassVar, Final, Literal

from toucan_connectors.testing.servers._errors import (
    NotStartedHereError,
    ServerMissingError,
    ServerStartError,
)
from toucan_connectors.testing.servers._process import Daemon
from toucan_connectors.testing.servers._running import HOST, Running, own_running, own_url

__all__ = ["DaemonServer", "Server"]

_START_PATIENCE: Final = 60.0
"""Seconds that a server gets to be ready: a loaded machine is slow, a broken server ends at once."""

_ATTEMPTS: Final = 3
"""How many free ports are tried: between being found free and being taken, a port may go to another."""


class Server(ABC):
    """A server for tests, started or not. `with` starts it, and stops it at the end."""

    name: ClassVar[str]
    what: ClassVar[str]
    truth: ClassVar[Literal["real", "emulator"]] = "real"
    on_demand: ClassVar[bool] = False
    """Whether a test may install it: into the cache, without touching the machine."""

    _running: Running | None = None
    _folder: Path | None = None

    @abstractmethod
    def installed(self) -> str | None:
        """Return None if the server can be started here, else the reason why not."""

    @abstractmethod
    def install(self) -> None:
        """Bring the server to this machine. Raises ServerError where that cannot be."""

    @property
    def remedy(self) -> str:
        """The command that installs this server."""
        return f"toucan-connectors-testing servers install {self.name}"

    def missing(self) -> str | None:
        """Return None if there will be a server, the user's own or one that can be started; else why not."""
        return None if self.is_own else self.installed()

    def require_installed(self) -> None:
        """Raise ServerMissingError, with the reason and the remedy, if the server cannot be started here."""
        if reason := self.installed():
            raise ServerMissingError(f"{self.name}: {reason} To install it: {self.remedy}")

    @property
    def is_own(self) -> bool:
        """Whether it is the user's own server that is tested, so that nothing is started."""
        return bool(own_url(self.name))

    @property
    def is_started(self) -> bool:
        """Whether `start` has been called, and `stop` not since."""
        return self._running is not None

    @property
    def alive(self) -> bool:
        """Whether the server runs; one without a process of ours is taken to, once started."""
        return self.is_started

    @property
    def running(self) -> Running:
        """How to reach the started server. Raises NotStartedHereError if there is none."""
        if self._running is None:
            raise NotStartedHereError(f"{self.name} has not been started.")
        return self._running

    def start(self, parent: Path | None = None) -> Running:
        """Start the server in a new folder, below `parent` if given, and return how to reach it.

        A server of the user's own (`TOUCAN_TEST_<NAME>_URL`) is taken as it is. Raises ServerMissingError or
        ServerStartError.
        """
        if self._running is not None:
            return self._running
        if self.is_own:
            self._running = self._own()
            return self._running
        self.require_installed()
        self._folder = Path(tempfile.mkdtemp(prefix=f"toucan-{self.name}-", dir=parent))
        try:
            self._running = self._start(self._folder)
        except BaseException:
            self.stop()
            raise
        return self._running

    def stop(self) -> None:
        """Stop what was started and remove its folder; nothing to do for a server of the user's own."""
        self._running = None
        if self._folder is not None:
            shutil.rmtree(self._folder)
            self._folder = None

    def __enter__(self) -> Running:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.stop()

    @abstractmethod
    def _start(self, folder: Path) -> Running:
        """Start in that folder, which is empty and will be removed."""

    def _own(self) -> Running:
        return own_running(self.name)


class DaemonServer(Server):
    """A server with a process and a port of its own, which can be halted, restarted and paused."""

    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    user: ClassVar[int | None] = None
    """The user id to run as, None for our own."""

    _daemon: Daemon | None = None

    @abstractmethod
    def _prepare(self, folder: Path) -> None:
        """Make what the server needs before its first start."""

    @abstractmethod
    def _command(self, folder: Path, port: int) -> Sequence[str | Path]:
        """Return the command that runs the server, in the foreground."""

    @abstractmethod
    def _is_ready(self, folder: Path, pid: int) -> bool:
        """Return whether this very process, not another on the same port, takes connections."""

    @abstractmethod
    def _describe(self, folder: Path, port: int) -> Running:
        """Return how to reach the server."""

    def halt(self) -> None:
        """End the server's process; data and port stay, for `restart`."""
        self._require_ours()
        if self._daemon is not None:
            self._daemon.stop()
            self._daemon = None

    def restart(self) -> None:
        """Start the server again, on the same port and with its data; end it before if it runs."""
        self.halt()
        self._launch(self._require_ours(), self.running.port)

    def pause(self) -> None:
        """Freeze the server: connections stay open and nothing answers, until `resume`."""
        self._require_running().pause()

    def resume(self) -> None:
        """Let a paused server go on."""
        self._require_running().resume()

    @property
    def pid(self) -> int:
        """The id of the server's process."""
        return self._require_running().pid

    @property
    def alive(self) -> bool:
        """Whether the server's process runs, paused or not."""
        return self._daemon is not None and self._daemon.alive

    def stop(self) -> None:
        """End the server's process and remove its folder; nothing to do for a server of the user's own."""
        if self._daemon is not None:
            self._daemon.stop()
            self._daemon = None
        super().stop()

    def _start(self, folder: Path) -> Running:
        self._prepare(folder)
        for attempt in range(_ATTEMPTS):
            port = _free_port()
            try:
                self._launch(folder, port)
            except ServerStartError:
                if attempt + 1 == _ATTEMPTS:
                    raise
            else:
                break
        return self._describe(folder, port)

    def _launch(self, folder: Path, port: int) -> None:
        self._daemon = daemon = Daemon(self._command(folder, port), folder, self.stop_signal, self.user)
        deadline = time.monotonic() + _START_PATIENCE
        while not self._is_ready(folder, daemon.pid):
            if not daemon.alive or time.monotonic() > deadline:
                daemon.stop()
                self._daemon = None
                raise ServerStartError(f"{self.name} did not start:\n{daemon.last_words}")
            time.sleep(0.02)

    def _require_ours(self) -> Path:
        if self._folder is None:
            raise NotStartedHereError(f"{self.name} was not started here: its life is not ours to change.")
        return self._folder

    def _require_running(self) -> Daemon:
        if self._daemon is None:
            raise NotStartedHereError(f"{self.name} has no process of ours.")
        return self._daemon


def _free_port() -> int:
    with socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
