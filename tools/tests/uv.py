"""uv, for the tests that build and install: as the root's pyproject.toml configures it."""

import shutil
import subprocess
from pathlib import Path

import pytest
from tools.workspace import ROOT

__all__ = ["uv"]


def uv(*arguments: str | Path) -> str:
    """Run uv, as the root's pyproject.toml configures it, and return what it prints."""
    program = shutil.which("uv") or shutil.which(ROOT / ".uv/bin/uv")
    if program is None:
        pytest.skip("uv is not installed; `make sync` brings it")
    ran = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
