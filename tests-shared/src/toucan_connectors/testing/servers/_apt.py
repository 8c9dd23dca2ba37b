"""Packages of Debian and Ubuntu: installed only when asked to, as root or with a sudo that asks nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from toucan_connectors.testing.servers._errors import CommandError
from toucan_connectors.testing.servers._process import IS_ROOT, run

__all__ = ["install_packages", "program"]

_SYSTEM_FOLDERS: Final = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin"


def install_packages(packages: Iterable[str]) -> None:
    """Install packages.

    Raises CommandError where this is no Debian, where root is out of reach, or apt fails.
    """
    apt = program("apt-get")
    if apt is None:
        raise CommandError("There is no apt-get here: install the server by your system's own means.")
    as_root = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if not IS_ROOT:
        if program("sudo") is None:
            raise CommandError("apt-get needs root, or a sudo that asks for no password.")
        as_root = ["sudo", "-n", *as_root]
    run([*as_root, str(apt), "update"])
    run([*as_root, str(apt), "install", "--yes", "--no-install-recommends", *packages])


def program(name: str) -> Path | None:
    """Return where a program is, or None; servers are in folders that a user's PATH may lack."""
    found = shutil.which(name) or shutil.which(name, path=_SYSTEM_FOLDERS)
    return Path(found) if found else None
