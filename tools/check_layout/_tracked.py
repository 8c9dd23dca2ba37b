"""What must not be committed: lock files, and files that a clone would carry for ever."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.check_layout._problem import Problem

__all__ = ["unwanted_files"]

_LARGEST: Final = 1_000_000
_LOCK_FILES: Final = ("*.lock", "pylock*.toml", "package-lock.json")


def unwanted_files(root: Path) -> Iterator[Problem]:
    """Yield the lock files and the large files that git has or would take."""
    for path in _files_of_git(root):
        if any(path.match(pattern) for pattern in _LOCK_FILES):
            yield Problem(path, "is a lock file; remove it, exclude-newer pins what is resolved.")
        if path.is_file() and (size := path.stat().st_size) > _LARGEST:
            yield Problem(path, f"has {size:,} bytes; let what needs it make it, no file is over 1 MB.")


def _files_of_git(root: Path) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [root / name for name in listing.split("\0") if name]
