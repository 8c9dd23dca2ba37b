"""What a wheel and a source archive must hold, and what not; an index keeps for ever what it was given."""

import tarfile
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from packaging.metadata import Metadata
from tools.workspace import NAMESPACE, Member

__all__ = ["sdist_mistakes", "wheel_mistakes"]

_OF_A_PACKAGE: Final = ("__init__.py", "py.typed")
_OF_A_SDIST: Final = ("CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml", "src", "tests")
_SCRIPTS: Final = {"console_scripts": "scripts", "gui_scripts": "gui-scripts"}


def wheel_mistakes(member: Member, wheel: Path) -> Iterator[str]:
    """Yield what is wrong in a wheel: its files, its metadata, its entry points."""
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (folder,) = {name.split("/")[0] for name in names if name.split("/")[0].endswith(".dist-info")}
        packages = {f"{NAMESPACE}/{module}" for module in member.modules}
        for name in sorted(names):
            if not any(name.startswith(f"{allowed}/") for allowed in (folder, *packages)):
                yield f"holds {name}, which is outside of {' and '.join(sorted(packages))}."
        wanted = {f"{package}/{name}" for package in packages for name in _OF_A_PACKAGE}
        for name in sorted((wanted | {f"{folder}/licenses/LICENSE"}) - names):
            yield f"does not hold {name}."
        yield from _metadata_mistakes(member, archive.read(f"{folder}/METADATA"))
        listed = f"{folder}/entry_points.txt"
        if _entry_points(archive.read(listed).decode() if listed in names else "") != _promised(member):
            yield "has other entry points than its pyproject.toml."


def sdist_mistakes(member: Member, sdist: Path) -> Iterator[str]:
    """Yield what is missing in a source archive, or lies in it outside of its one folder."""
    top = sdist.name.removesuffix(".tar.gz")
    with tarfile.open(sdist) as archive:
        names = {Path(name) for name in archive.getnames()}
        outside = {name for name in names if name.parts[0] != top or ".." in name.parts}
        for name in sorted(outside):
            yield f"holds {name}, which is outside of {top}/."
        held = {path.parts[1] for path in names - outside if len(path.parts) > 1}
        yield from (f"does not hold {name}." for name in sorted(set(_OF_A_SDIST) - held))
        for part in sorted(held - {*_OF_A_SDIST, ".gitignore"}):  # hatchling adds that one
            yield f"holds {part}, which no source archive needs."
        if "PKG-INFO" in held and (told := archive.extractfile(f"{top}/PKG-INFO")):
            yield from _metadata_mistakes(member, told.read())


def _metadata_mistakes(member: Member, told: bytes) -> Iterator[str]:
    try:
        metadata = Metadata.from_email(told, validate=True)
    except ExceptionGroup as group:
        yield from (f"has metadata that an index refuses: {error}." for error in group.exceptions)
        return
    if (metadata.name, str(metadata.version)) != (member.distribution, member.version):
        yield f"calls itself {metadata.name} {metadata.version}."
    if metadata.description_content_type != "text/markdown" or not metadata.description:
        yield "has no README in its metadata, which is its page on the index."
    for requirement in metadata.requires_dist or ():
        if requirement.url:
            yield f"requires {requirement.name} from an address, which an index refuses."


def _promised(member: Member) -> dict[str, dict[str, str]]:
    groups = {group: member.table("project", table) for group, table in _SCRIPTS.items()}
    groups |= member.table("project", "entry-points")
    return {group: dict(points) for group, points in groups.items() if points}


def _entry_points(text: str) -> dict[str, dict[str, str]]:
    parser = ConfigParser(delimiters="=", interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # type ids keep their capitals
    parser.read_string(text)
    return {group: dict(parser[group]) for group in parser.sections()}
