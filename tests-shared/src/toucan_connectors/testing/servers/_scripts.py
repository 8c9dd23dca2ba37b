"""Servers that are a Python script of ours, told what to do by a file."""

from __future__ import annotations

import json
from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from toucan_connectors.testing.servers._cache import password
from toucan_connectors.testing.servers._running import HOST, Running
from toucan_connectors.testing.servers._server import DaemonServer

__all__ = ["ScriptServer"]


class ScriptServer(DaemonServer):
    """Runs a script with the path of its settings; it writes its process id to `ready` once it listens."""

    script: ClassVar[str]
    url_format: ClassVar[str]

    @abstractmethod
    def _python(self) -> Path:
        """Return the Python that runs the script."""

    def _prepare(self, folder: Path) -> None:
        (folder / "data").mkdir()
        (folder / "settings.json").touch(mode=0o600)

    def _command(self, folder: Path, port: int) -> list[str | Path]:
        settings = {
            "host": HOST,
            "port": port,
            "user": "toucan",
            "password": password(),
            "folder": str(folder),
            **self._settings(folder),
        }
        (folder / "settings.json").write_text(json.dumps(settings))
        return [self._python(), Path(__file__).with_name(self.script), folder / "settings.json"]

    def _settings(self, folder: Path) -> dict[str, Any]:  # noqa: ARG002 - for the scripts that are told more
        """Return what else the script is told."""
        return {}

    def _is_ready(self, folder: Path, pid: int) -> bool:
        ready = folder / "ready"
        return ready.exists() and ready.read_text() == str(pid)

    def _describe(self, folder: Path, port: int) -> Running:
        return Running(
            host=HOST,
            port=port,
            user="toucan",
            password=password(),
            database="toucan",
            url=self.url_format.format(user="toucan", password=password(), host=HOST, port=port),
            folder=folder,
        )
