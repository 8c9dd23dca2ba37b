"""The steps of a release: what must be so, what is written, the commit and the tag."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from packaging.version import Version
from tools.release._changelog import (
    fragments,
    latest_release,
    new_lines,
    section,
    unreleased_lines,
    with_section,
)
from tools.release._errors import ReleaseError
from tools.release._run import git
from tools.release._versions import next_version, with_version
from tools.workspace import ROOT, Member, members

__all__ = ["Release", "add_tag", "member_named", "prepare", "write"]

_BRANCH: Final = "main"


@dataclass(frozen=True)
class Release:
    """All that a release changes, before anything is written."""

    member: Member
    version: Version
    section: str
    pyproject: str
    changelog: str
    fragments: list[Path]

    @property
    def tag(self) -> str:
        """The tag of this release: `postgres-v1.3.0`."""
        return _tag_of(self.member.name, self.version)


def _tag_of(name: str, version: Version | str) -> str:
    return f"{name}-v{version}"


def member_named(name: str) -> Member:
    """Return the member of this name, `http-api` or `testing`. Raises ReleaseError where there is none."""
    workspace = {member.name: member for member in members(ROOT)}
    if name not in workspace:
        raise ReleaseError(f"There is no package {name}. There are: {', '.join(sorted(workspace))}.")
    return workspace[name]


def prepare(name: str, wanted: str, *, without_changes: bool = False) -> Release:
    """Return the release of a package as `wanted`: a version, or a step to the next one.

    Raises ReleaseError where the package, the version, the tree or the changes are not what a release needs.
    """
    member = member_named(name)
    changelog = (member.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    version = next_version(member.version, wanted)
    if (latest := latest_release(changelog)) and version <= Version(latest):
        raise ReleaseError(f"{version} is not newer than {latest}, which is released.")
    _check_repository(_tag_of(name, version))
    lines = new_lines(member)
    if not (lines or unreleased_lines(changelog) or without_changes):
        raise ReleaseError(
            f"{name} has no fragment in {member.folder.relative_to(ROOT)}/changes. Write one, "
            "or say --no-changes where there is nothing to tell."
        )
    new = section(changelog, version, f"{datetime.now(UTC):%Y-%m-%d}", lines)
    return Release(
        member=member,
        version=version,
        section=new,
        pyproject=with_version(member.pyproject.read_text(encoding="utf-8"), version),
        changelog=with_section(changelog, new),
        fragments=fragments(member),
    )


def write(release: Release) -> None:
    """Write the version and the changelog, remove the fragments, commit and tag. Nothing is pushed."""
    folder = release.member.folder
    release.member.pyproject.write_text(release.pyproject, encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(release.changelog, encoding="utf-8")
    for path in release.fragments:
        path.unlink()
    git("add", "--all", folder)
    title = _title(release.member, release.version)
    git("commit", "--quiet", "--message", title)
    git("tag", "--annotate", release.tag, "--message", title)


def add_tag(member: Member) -> str:
    """Return the tag of a member's version, put on this commit where there was none."""
    tag = _tag_of(member.name, member.version)
    if not _exists(tag):
        git("tag", "--annotate", tag, "--message", _title(member, member.version))
    return tag


def _title(member: Member, version: Version | str) -> str:
    return f"Release {member.distribution} {version}"


def _exists(tag: str) -> bool:
    return bool(git("tag", "--list", tag).strip())


def _check_repository(tag: str) -> None:
    if (branch := git("branch", "--show-current").strip()) != _BRANCH:
        raise ReleaseError(f"Releases are made on {_BRANCH}; this is {branch or 'no branch'}.")
    if changed := git("status", "--porcelain").splitlines():
        shown = "\n".join(changed[:5])
        raise ReleaseError(f"The tree has changes that are not committed:\n{shown}")
    if _exists(tag):
        raise ReleaseError(f"The tag {tag} is there already.")
