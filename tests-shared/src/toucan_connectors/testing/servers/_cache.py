"""What is made once and kept: environments, and freshly initialised data directories.

Several test runs, and the workers of one, may want the same thing at the same moment: one makes it, the
others wait.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from toucan_connectors.testing.servers._process import IS_ROOT

__all__ = ["cache_folder", "locked", "made_once", "password"]


def cache_folder() -> Path:
    """Return the folder of what is kept: `TOUCAN_TEST_CACHE`, or one of the user's own.

    Root's is below /var/cache: PostgreSQL runs as "nobody" then, who may not look into root's home.
    """
    if named := os.environ.get("TOUCAN_TEST_CACHE"):
        folder = Path(named).absolute()
    elif IS_ROOT:
        folder = Path("/var/cache/toucan-connectors-testing")
    else:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = home / "toucan-connectors-testing"
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return folder


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a path, alone among all processes; the lock is the file beside it."""
    import fcntl  # here, because a Windows that starts no server can do without

    with path.with_name(f"{path.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed, also by being killed
        yield


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of that name in the cache, made by `make` if it is not there in full.

    A folder whose making was interrupted is made again.
    """
    folder = cache_folder() / name
    complete = folder / ".complete"
    if not complete.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            if not complete.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(mode=0o755)
                make(folder)
                complete.touch()
    return folder


def password() -> str:
    """Return the password of every account on the servers: random, made once, in a file for us alone."""
    path = cache_folder() / "password"
    with locked(path):
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(18))
        return path.read_text()
