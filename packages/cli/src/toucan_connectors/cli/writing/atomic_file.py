"""An output file that is whole or not there: written beside its place, and put there at the end."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from toucan_connectors.cli.errors import OutputError

__all__ = ["atomic_file", "writing"]

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextlib.contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to that becomes `path` when the block ends well, and vanishes when it does not.

    A file that is replaced keeps its permissions, a link still points to it, and a new one gets those of the
    umask. What is no regular file (a device, a named pipe) is written to as it is. Raises OutputError.
    """
    with writing(path):
        target = path.resolve()
        found = target.stat() if target.exists() else None
    regular = found is None or stat.S_ISREG(found.st_mode)
    temporary = target.with_name(f".{target.name[:80]}.{secrets.token_hex(6)}.part") if regular else None
    file: BinaryIO | None = None
    try:
        with writing(path):
            file = target.open("wb") if temporary is None else _create(temporary, found)
        yield file
        with writing(path):
            file.flush()
            if temporary is not None:
                os.fsync(file.fileno())
                temporary.replace(target)
                _sync_folder(target.parent)
    finally:
        if file is not None:
            with contextlib.suppress(OSError):  # what could not be flushed was told above
                file.close()
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _create(temporary: Path, replaced: os.stat_result | None) -> BinaryIO:
    mode = 0o666 if replaced is None else 0o600
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    if replaced is not None:
        os.fchmod(descriptor, replaced.st_mode & 0o777)
    return os.fdopen(descriptor, "wb", buffering=2**20)


def _sync_folder(folder: Path) -> None:
    """Make the new name last, where folders can be synchronised."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Let what the operating system refuses leave as OutputError; a closed pipe leaves as it is."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        hint = "Free some space, or write to another disk." if error.errno in _FULL else "Check the path."
        raise OutputError(f"{path} cannot be written: {why}.", hint=hint, field="output") from error
