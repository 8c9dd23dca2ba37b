"""git and uv, as a release runs them."""

import os
import shutil
import subprocess
from pathlib import Path

from tools.release._errors import ReleaseError
from tools.workspace import ROOT

__all__ = ["git", "run", "uv"]


def run(*command: str | Path, folder: Path = ROOT) -> str:
    """Return what a command prints. Raises ReleaseError, with what it said, where it fails."""
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode:
        said = (ran.stderr or ran.stdout).strip()
        raise ReleaseError(f"{Path(command[0]).name} failed:\n{said}")
    return ran.stdout


def git(*arguments: str | Path, folder: Path = ROOT) -> str:
    """Return what git prints, run in `folder`."""
    return run("git", *arguments, folder=folder)


def uv(*arguments: str | Path) -> str:
    """Return what uv prints, as the root's pyproject.toml configures it."""
    beside = ROOT / ".uv/bin/uv"
    program = os.environ.get("UV") or shutil.which("uv") or (beside if beside.exists() else None)
    if program is None:
        raise ReleaseError("uv is not installed; `make sync` brings it.")
    return run(program, *arguments)
