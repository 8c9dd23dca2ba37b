"""A new folder of files that is whole or not there: made beside its place, and put there at the end."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from toucan_connectors.cli.errors import OutputError
from toucan_connectors.cli.writing.atomic_file import writing

__all__ = ["write_new_folder"]


def write_new_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files, by their paths in it, into a folder that is not there yet. Raises OutputError."""
    if folder.exists() or folder.is_symlink():
        raise OutputError(
            f"{folder} is there already.", hint="Choose another name, or another --path.", field="path"
        )
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}.part")
    try:
        with writing(folder):
            for name, text in files.items():
                file = part / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8", newline="\n")
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
