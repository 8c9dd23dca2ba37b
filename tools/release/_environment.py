"""An environment that has nothing of the workspace but what is installed into it."""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.release._errors import ReleaseError
from tools.release._run import run, uv
from tools.workspace import NAMESPACE, ROOT, Member

__all__ = ["HIGHEST", "RESOLUTIONS", "Environment"]

HIGHEST: Final = "highest"
RESOLUTIONS: Final = (HIGHEST, "lowest-direct")

_IMPORT_ALL: Final = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    for module in pkgutil.walk_packages(importlib.import_module(name).__path__, name + "."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
"""


@dataclass(frozen=True)
class Environment:
    """A virtual environment in a folder of its own, and the wheels of the workspace by their members.

    `resolution` says which versions are installed of what the members ask for. The members themselves are
    given by the paths of their wheels: an index may have others that bear the same version.
    """

    folder: Path
    wheels: dict[Member, Path]
    resolution: str = HIGHEST

    @property
    def python(self) -> Path:
        """The interpreter."""
        return self.folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def create(self, python: str) -> None:
        """Make it, empty, with this Python: a version or a path."""
        uv("venv", "--quiet", "--no-project", "--python", python, self.folder / "venv")

    def install(self, member: Member, among: Iterable[Member]) -> None:
        """Install the wheel of a member, as its users do, with those of the others that it needs."""
        self._install(*self._asked([member, *among]))

    def add_tests(self, member: Member, among: Iterable[Member]) -> None:
        """Install what the tests of a member need beside it."""
        group = ("--group", f"{ROOT / 'pyproject.toml'}:test")
        self._install(*group, *self._asked([member, *among]), *member.test_dependencies)

    def import_all(self, member: Member) -> None:
        """Import each module of a member, warnings being errors: what it imports, it must ask for."""
        names = [f"{NAMESPACE}.{module}" for module in sorted(member.modules)]
        run(self.python, "-W", "error", "-c", _IMPORT_ALL, *names, folder=self.folder)

    def versions(self) -> list[str]:
        """Return what is installed: `pandas==3.0.0`."""
        return uv("pip", "freeze", "--quiet", "--python", self.python).splitlines()

    def test(self, member: Member, sdist: Path, arguments: Iterable[str]) -> None:
        """Run the tests that the source archive holds, in a folder that is laid out like the workspace.

        Their output is the caller's; `arguments` go to pytest, paths in them from the package's folder.
        Raises ReleaseError where a test fails, or none ran.
        """
        room = self.folder / "room"
        place = room / member.folder.relative_to(ROOT)
        with tarfile.open(sdist) as archive:
            archive.extractall(place.parent, filter="data")
        (place.parent / sdist.name.removesuffix(".tar.gz")).rename(place)
        shutil.rmtree(place / "src")  # what is tested is the wheel
        shutil.copy(ROOT / "pyproject.toml", room)  # pytest's configuration
        options = ("-p", "no:cacheprovider")
        command: tuple[str | Path, ...] = (self.python, "-m", "pytest", *options, *arguments)
        if code := subprocess.run(command, cwd=place, env=_without_paths(), check=False).returncode:
            raise ReleaseError(f"pytest ended with {code}.")

    def _asked(self, members: Iterable[Member]) -> list[str]:
        # uv takes the lowest of what is asked for directly; what a wheel asks for would come as its newest.
        members = list(members)
        wheels = [f"{member.distribution} @ {self.wheels[member].as_uri()}" for member in members]
        if self.resolution == HIGHEST:
            return wheels
        return [*wheels, *(part for member in members for part in ("-r", str(member.pyproject)))]

    def _install(self, *asked: str) -> None:
        options = ("--quiet", "--no-sources", "--python", self.python, "--resolution", self.resolution)
        uv("pip", "install", *options, *asked)


def _without_paths() -> dict[str, str]:
    """Return this process's environment, less what would bring the workspace's own code in."""
    return {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}
