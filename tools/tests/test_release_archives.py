"""What `tools.release` looks at in a wheel and a source archive: the real ones, with one thing wrong each."""

import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from tools.release._inspect import sdist_mistakes, wheel_mistakes
from tools.release._run import uv
from tools.workspace import ROOT, Member, members


@dataclass
class Archives:
    """The wheel and the source archive of DuckDB, to be made anew with something wrong."""

    member: Member
    wheel: Path
    sdist: Path

    def wheel_with(self, folder: Path, change: Callable[[dict[str, bytes]], None]) -> list[str]:
        with ZipFile(self.wheel) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        change(held)
        with ZipFile(folder / self.wheel.name, "w") as archive:
            for name, content in held.items():
                archive.writestr(name, content)
        return list(wheel_mistakes(self.member, folder / self.wheel.name))

    def sdist_with(self, folder: Path, extra: str = "", without: str = "nothing") -> list[str]:
        with tarfile.open(self.sdist) as old, tarfile.open(folder / self.sdist.name, "w:gz") as new:
            for info in old:
                if without not in info.name.split("/"):
                    new.addfile(info, old.extractfile(info))
            if extra:
                new.addfile(tarfile.TarInfo(extra), BytesIO())
        return list(sdist_mistakes(self.member, folder / self.sdist.name))


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Archives:
    folder = tmp_path_factory.mktemp("dist")
    (member,) = (member for member in members(ROOT) if member.name == "duckdb")
    uv("build", "--quiet", "--package", member.distribution, "--out-dir", folder)
    return Archives(member, next(folder.glob("*.whl")), next(folder.glob("*.tar.gz")))


def test_what_is_built_has_no_mistakes(archives: Archives) -> None:
    assert list(wheel_mistakes(archives.member, archives.wheel)) == []
    assert list(sdist_mistakes(archives.member, archives.sdist)) == []


@pytest.mark.parametrize(
    "name", ["toucan_connectors/__init__.py", "toucan_connectors/duckdb2/a.py", "tests/a.py"]
)
def test_a_wheel_holds_nothing_outside_of_its_package(archives: Archives, tmp_path: Path, name: str) -> None:
    [said] = archives.wheel_with(tmp_path, lambda held: held.update({name: b""}))
    assert said == f"holds {name}, which is outside of toucan_connectors/duckdb."


@pytest.mark.parametrize("end", ["duckdb/py.typed", "duckdb/__init__.py", "licenses/LICENSE"])
def test_a_wheel_is_typed_and_has_its_licence(archives: Archives, tmp_path: Path, end: str) -> None:
    def without(held: dict[str, bytes]) -> None:
        del held[next(name for name in held if name.endswith(end))]

    [said] = archives.wheel_with(tmp_path, without)
    assert said.startswith("does not hold ")
    assert said.endswith(f"{end}.")


@pytest.mark.parametrize(
    "text", [None, b"[toucan_connectors]\nduckdb = toucan_connectors.duckdb._spec:DUCKDB\n"]
)
def test_a_wheel_has_the_entry_points_of_its_pyproject(
    archives: Archives, tmp_path: Path, text: bytes | None
) -> None:
    def with_other(held: dict[str, bytes]) -> None:
        name = next(name for name in held if name.endswith("/entry_points.txt"))
        held[name] = text or b""

    assert archives.wheel_with(tmp_path, with_other) == ["has other entry points than its pyproject.toml."]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"Requires-Python: >=3.11", b"Requires-Python: later", "has metadata that an index refuses: "),
        (b"\nVersion: ", b"\nVersion: 9", "calls itself toucan-connectors-duckdb 9"),
        (b"text/markdown", b"text/plain", "has no README in its metadata"),
        (b"duckdb<3,>=2.0", b"duckdb @ https://example.org/a.whl", "requires duckdb from an address"),
    ],
)
def test_a_wheel_has_metadata_that_an_index_takes(
    archives: Archives, tmp_path: Path, old: bytes, new: bytes, said: str
) -> None:
    def with_other(held: dict[str, bytes]) -> None:
        name = next(name for name in held if name.endswith("/METADATA"))
        assert old in held[name]
        held[name] = held[name].replace(old, new, 1)

    [mistake] = archives.wheel_with(tmp_path, with_other)
    assert mistake.startswith(said)


@pytest.mark.parametrize("name", ["tests", "LICENSE", "CHANGELOG.md"])
def test_a_source_archive_has_what_its_tests_and_its_readers_need(
    archives: Archives, tmp_path: Path, name: str
) -> None:
    assert archives.sdist_with(tmp_path, without=name) == [f"does not hold {name}."]


def test_a_source_archive_holds_nothing_else(archives: Archives, tmp_path: Path) -> None:
    top = archives.sdist.name.removesuffix(".tar.gz")
    assert archives.sdist_with(tmp_path, f"{top}/dist/a") == ["holds dist, which no source archive needs."]
    assert archives.sdist_with(tmp_path, "a") == [f"holds a, which is outside of {top}/."]
    assert archives.sdist_with(tmp_path, f"{top}/../a") == [f"holds {top}/../a, which is outside of {top}/."]
