"""Running pytest as whoever wrote a connector does: in a process of its own, with the types installed."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kit_specs import entry_points

__all__ = ["HERE", "Ended", "Installation"]

HERE = Path(__file__).parent


class Ended(NamedTuple):
    """How a test ended: "passed", "failed", "error" (around it) or "skipped", and what it said."""

    outcome: str
    said: str


class Installation:
    """A folder with a distribution as an installer leaves it: its entry points are the types here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        info = folder / "acme-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(entry_points())
        (folder / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")

    def run(self, tests: Iterable[str], *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the tests, `Class::test[...]` of `acme_contracts` or paths."""
        paths = [
            test if "/" in test.partition("[")[0] else f"{HERE / 'acme_contracts.py'}::{test}"
            for test in tests
        ]
        ini = ["-c", str(self._folder / "pytest.ini"), "--noconftest", "-p", "no:cacheprovider", "-q"]
        command = [sys.executable, "-m", "pytest", *ini, *arguments, *paths]
        ours = {"PYTHONPATH": f"{self._folder}{os.pathsep}{HERE}", "CI": "true"}  # CI: nothing is shortened
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
        return subprocess.run(command, capture_output=True, text=True, check=False, env={**kept, **ours})

    def outcomes(self, tests: Iterable[str], *arguments: str) -> dict[str, Ended]:
        """Run the tests, and return how each ended, by its name."""
        file = self._folder / "junit.xml"
        ran = self.run(tests, f"--junitxml={file}", *arguments)
        assert file.exists(), ran.stdout + ran.stderr
        return dict(_ended(case) for case in ET.parse(file).iter("testcase"))


def _ended(case: ET.Element) -> tuple[str, Ended]:
    name = f"{str(case.get('classname')).rpartition('.')[2]}::{case.get('name')}"
    for outcome, tag in (("failed", "failure"), ("error", "error"), ("skipped", "skipped")):
        if (found := case.find(tag)) is not None:
            return name, Ended(outcome, f"{found.get('message')}\n{found.text}")
    return name, Ended("passed", "")
