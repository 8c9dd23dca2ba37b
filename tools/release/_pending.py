"""What a push has released: the packages whose changelog has a newer dated section than it had before."""

from tools.release._changelog import latest_release
from tools.release._errors import ReleaseError
from tools.release._run import git
from tools.workspace import ROOT, Member, members

__all__ = ["pending"]


def pending(base: str) -> list[str]:
    """Return the names of the packages that were released since the commit `base`.

    Raises ReleaseError where a changelog and a pyproject.toml do not tell the same version.
    """
    return [member.name for member in members(ROOT) if _is_released_since(base, member)]


def _is_released_since(base: str, member: Member) -> bool:
    path = member.folder / "CHANGELOG.md"
    released = latest_release(path.read_text(encoding="utf-8"))
    there = git("ls-tree", "--name-only", base, path)
    before = latest_release(git("show", f"{base}:{path.relative_to(ROOT).as_posix()}")) if there else None
    if released in {None, before}:
        return False
    if released != member.version:
        raise ReleaseError(
            f"{member.name} has version {member.version}, but its changelog releases {released}."
        )
    return True
