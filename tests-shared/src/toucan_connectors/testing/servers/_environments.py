"""Python environments for servers: each its own, so that no server's dependencies meet ours."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from toucan_connectors.testing.servers._cache import cache_folder, made_once
from toucan_connectors.testing.servers._errors import CommandError, ServerMissingError
from toucan_connectors.testing.servers._process import run

__all__ = ["environment", "environment_exists", "packages_of"]

_NEWEST: Final = 16
"""The minor version of Python up to which one is looked for."""


def environment(*requirements: str, minor: int = 11) -> Path:
    """Return the Python, 3.`minor` or newer, of an environment that has the requirements; made on first use.

    Raises ServerMissingError where there is no such Python, CommandError where the packages cannot be had.
    """
    return made_once(_name(requirements), lambda folder: _make(folder, requirements, minor)) / "bin/python"


def environment_exists(*requirements: str) -> bool:
    """Return whether that environment has been made."""
    return (cache_folder() / _name(requirements) / ".complete").exists()


def packages_of(python: Path) -> Path:
    """Return the folder of an environment's packages."""
    return next((python.parents[1] / "lib").glob("python3.*/site-packages"))


def _name(requirements: tuple[str, ...]) -> str:
    first = requirements[0].partition("=")[0]
    return f"environments/{first}-{sha256(' '.join(requirements).encode()).hexdigest()[:8]}"


def _make(folder: Path, requirements: tuple[str, ...], minor: int) -> None:
    # In a folder away from any project: its uv settings are not for these environments.
    if uv := _uv():
        python = _python(minor) or f"3.{minor}"  # uv brings one where the machine has none
        run([uv, "venv", "--quiet", "--python", python, folder, "--allow-existing"], cwd=folder)
        run([uv, "pip", "install", "--quiet", "--python", folder / "bin/python", *requirements], cwd=folder)
    elif found := _python(minor):
        run([found, "-m", "venv", folder], cwd=folder)
        run([folder / "bin/python", "-m", "pip", "install", "--quiet", *requirements], cwd=folder)
    else:
        raise ServerMissingError(f"There is no Python 3.{minor} or newer, and no uv that could bring one.")


def _uv() -> str | None:
    """`uv run` tells its own place to what it runs."""
    return os.environ.get("UV") or shutil.which("uv")


def _python(minor: int) -> str | None:
    return next((python for python in _pythons(minor) if _is_new_enough(python, minor)), None)


def _pythons(minor: int) -> Iterator[str]:
    yield sys.executable
    for each in range(minor, _NEWEST):
        yield from filter(None, [shutil.which(f"python3.{each}")])
        pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
        yield from map(str, sorted(pyenv.glob(f"versions/3.{each}.*/bin/python")))


def _is_new_enough(python: str, minor: int) -> bool:
    # Asked, because a shim of a version manager may be there and run nothing.
    try:
        run([python, "-c", f"import sys, venv; sys.exit(sys.version_info < (3, {minor}))"])
    except CommandError:
        return False
    return True
