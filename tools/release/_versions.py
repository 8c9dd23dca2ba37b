"""The version of a member: which one is next, and where it is written."""

import re
import tomllib
from typing import Final

from packaging.version import InvalidVersion, Version
from tools.release._errors import ReleaseError

__all__ = ["STEPS", "next_version", "with_version"]

STEPS: Final = ("major", "minor", "patch")

_LINE: Final = re.compile(r'^version = "[^"]*"$', re.MULTILINE)


def next_version(current: str, wanted: str) -> Version:
    """Return the version that `wanted` means: a step from the current one, or a version itself.

    A pre-release steps to the version that it leads to: `11.0.0a1` becomes `11.0.0`, whichever step that is.
    The current version is an answer too: that it was not released before is for others to know.
    Raises ReleaseError where `wanted` is no version of PEP 440, or an older one.
    """
    now = Version(current)
    if wanted in STEPS:
        return _stepped(now, STEPS.index(wanted))
    try:
        version = Version(wanted)
    except InvalidVersion:
        raise ReleaseError(f"{wanted} is no version of PEP 440, and none of {', '.join(STEPS)}.") from None
    if version.local:
        raise ReleaseError(f"{wanted} is a local version, which no index takes.")
    if version < now:
        raise ReleaseError(f"{wanted} is not newer than {current}.")
    return version


def _stepped(now: Version, place: int) -> Version:
    numbers = [now.major, now.minor, now.micro]
    leads_here = now.is_prerelease and not any(numbers[place + 1 :])
    stepped = [*numbers[:place], numbers[place] + (not leads_here), *[0] * (2 - place)]
    return Version(".".join(map(str, stepped)))


def with_version(pyproject: str, version: Version) -> str:
    """Return the text of a pyproject.toml with another version, and every other byte as it was."""
    changed = _LINE.sub(f'version = "{version}"', pyproject, count=1)
    if tomllib.loads(changed)["project"]["version"] != str(version):
        raise ReleaseError('The pyproject.toml has no line `version = "..."` of its own in [project].')
    return changed
