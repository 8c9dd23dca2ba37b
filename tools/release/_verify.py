"""What is looked at before a wheel is published, and for each change that affects a package.

Built, inspected, installed into an environment of its own, imported, and tested with the tests of its
source archive.
"""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.release._environment import HIGHEST, Environment
from tools.release._errors import ReleaseError
from tools.release._inspect import sdist_mistakes, wheel_mistakes
from tools.release._release import member_named
from tools.release._run import uv
from tools.workspace import ROOT, Member, members, needs

__all__ = ["Wish", "verify"]


@dataclass(frozen=True)
class Wish:
    """Which package, with which Python and versions, where its archives go, and what pytest is told."""

    name: str
    python: str = sys.executable
    resolution: str = HIGHEST
    out: Path | None = None
    pytest: Sequence[str] = ()


def verify(wish: Wish) -> None:
    """Print a line for each step that went well. Raises ReleaseError where one does not."""
    member = member_named(wish.name)
    workspace = {other.name: other for other in members(ROOT)}
    users = [workspace[name] for name in sorted(needs(member, workspace))]
    testers = [workspace[name] for name in sorted(needs(member, workspace, tests=True))]
    with TemporaryDirectory() as folder:
        wheel, sdist = _built(member, Path(folder, "dist"))
        _inspected(member, wheel, sdist)
        others = {other: _built(other, Path(folder, "others"), "--wheel")[0] for other in testers}
        environment = Environment(Path(folder), {member: wheel, **others}, wish.resolution)
        environment.create(wish.python)
        environment.install(member, users)
        environment.import_all(member)
        print(f"Installed and imported alone, {wish.resolution}: {' '.join(_names(environment))}", flush=True)
        environment.add_tests(member, testers)
        environment.test(member, sdist, wish.pytest)
        if wish.out:
            wish.out.mkdir(parents=True, exist_ok=True)
            for archive in (wheel, sdist):
                shutil.copy(archive, wish.out)


def _built(member: Member, folder: Path, *options: str) -> tuple[Path, Path]:
    """Return the paths of the wheel, which is built from the source archive, and of that."""
    uv("build", "--quiet", "--package", member.distribution, "--out-dir", folder, *options)
    stem = f"{member.distribution.replace('-', '_')}-{member.version}"
    return folder / f"{stem}-py3-none-any.whl", folder / f"{stem}.tar.gz"


def _inspected(member: Member, wheel: Path, sdist: Path) -> None:
    found = [f"{wheel.name} {what}" for what in wheel_mistakes(member, wheel)]
    found += [f"{sdist.name} {what}" for what in sdist_mistakes(member, sdist)]
    if found:
        raise ReleaseError("\n".join(found))
    print(f"Built and inspected: {wheel.name}, {sdist.name}", flush=True)


def _names(environment: Environment) -> list[str]:
    return [line.partition(" @ ")[0] for line in environment.versions()]
