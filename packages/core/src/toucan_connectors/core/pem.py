"""Certificates and keys as values: PEM texts as people paste them, and files for drivers that want paths."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

__all__ = ["PemFiles", "repaired_pem"]

_BLOCK: Final = re.compile(r"(-----BEGIN [A-Z0-9 ]+-----)(.*?)(-----END [A-Z0-9 ]+-----)", re.DOTALL)


def repaired_pem(text: str) -> str:
    r"""Return a PEM text with its line breaks, where a form or an environment made blanks or `\n` of them.

    A text without a PEM block is returned as it is, for the driver to say so; a bundle keeps all its blocks.

    >>> repaired_pem("-----BEGIN X----- YWJj ZGVm -----END X-----")
    '-----BEGIN X-----\nYWJj\nZGVm\n-----END X-----\n'
    """
    blocks = _BLOCK.findall(text.replace("\\r", "").replace("\\n", "\n"))
    if not blocks:
        return text
    return "".join("\n".join([begin, *_lines(body), end, ""]) for begin, body, end in blocks)


def _lines(body: str) -> list[str]:
    lines = [line.strip() for line in body.strip().splitlines()]
    return lines if len(lines) > 1 else body.split()


class PemFiles:
    """PEM texts as files, for as long as it is open; only this process's user can read them.

    On Linux they are in memory, so that nothing is left on a disk whatever ends the process; elsewhere in
    a folder that is removed by `close`, or when the process ends.
    """

    def __init__(self) -> None:
        self._open = ExitStack()
        self._paths: dict[str, str] = {}

    def path(self, text: str) -> str:
        """Return the path of a file with this text, repaired; the same for the same text."""
        if text not in self._paths:
            write: Callable[[bytes], str] = self._in_memory if hasattr(os, "memfd_create") else self._on_disk
            self._paths[text] = write(repaired_pem(text).encode())
        return self._paths[text]

    def close(self) -> None:
        """Remove the files."""
        self._paths.clear()
        self._open.close()

    def _in_memory(self, content: bytes) -> str:
        descriptor = os.memfd_create("pem")
        self._open.callback(os.close, descriptor)
        os.fchmod(descriptor, 0o600)  # drivers refuse a key that others may read
        os.write(descriptor, content)
        return f"/proc/self/fd/{descriptor}"

    def _on_disk(self, content: bytes) -> str:
        folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="pem-")))
        file = folder / "pem"
        file.touch(mode=0o600)
        file.write_bytes(content)
        return str(file)
