"""The wheels as users get them: built, looked into, and installed into environments of their own.

The dependencies come from uv's cache or the package index; our own wheels from where they were just built.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
from tools.tests.uv import uv
from tools.workspace import ROOT

SAMPLE: Final = """
from toucan_connectors.toucan_connector import ToucanConnector, ToucanDataSource, DataSlice, ConnectorStatus
class MyTypeDataSource(ToucanDataSource): query: str
class MyTypeConnector(ToucanConnector, data_source_model=MyTypeDataSource):
    host: str
    def _retrieve_data(self, data_source):
        import pandas
        return pandas.DataFrame({"id": [1, 2, 3], "query": [data_source.query] * 3})

connector = MyTypeConnector(name="mine", host="localhost")
data_source = MyTypeDataSource(name="mine", domain="rows", query="all")
assert connector.get_df(data_source)["id"].tolist() == [1, 2, 3]
page = connector.get_slice(data_source, offset=1, limit=1)
assert isinstance(page, DataSlice)
assert page.df.to_dict("records") == [{"id": 2, "query": "all"}]
assert isinstance(connector.get_status(), ConnectorStatus)
"""


@dataclass(frozen=True)
class Environment:
    """A virtual environment without anything of this workspace but what is installed into it."""

    folder: Path
    wheels: Path

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def install(self, wheel: Path) -> None:
        uv("pip", "install", "--quiet", "--python", self.python, "--find-links", self.wheels, wheel)

    def installed(self) -> set[str]:
        listing = uv("pip", "list", "--quiet", "--python", self.python, "--format", "freeze")
        return {line.partition("==")[0] for line in listing.splitlines()}

    def run(self, code: str, *path: Path) -> subprocess.CompletedProcess[str]:
        """Run code with `path` in front of what is installed."""
        return subprocess.run(
            [self.python, "-W", "error", "-c", code],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def core_only(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return environment_with(wheels["toucan-connectors-core"], tmp_path_factory.mktemp("core"))


def environment_with(wheel: Path, folder: Path) -> Environment:
    uv("venv", "--quiet", "--python", sys.executable, folder / "venv")
    environment = Environment(folder / "venv", wheel.parent)
    environment.install(wheel)
    return environment


def metadata(wheel: ZipFile) -> Message:
    (path,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(path).decode())


def test_every_package_is_built(wheels: dict[str, Path]) -> None:
    folders = {path.parent.name for path in ROOT.glob("packages/*/pyproject.toml")} | {"testing"}
    assert wheels.keys() == {f"toucan-connectors-{name}" for name in folders}


def test_no_path_is_in_two_wheels(wheels: dict[str, Path]) -> None:
    owners: dict[str, str] = {}
    for name, wheel in wheels.items():
        for path in ZipFile(wheel).namelist():
            assert owners.setdefault(path, name) == name, path


def test_a_wheel_holds_typed_packages_of_the_namespace_and_nothing_else(wheels: dict[str, Path]) -> None:
    for name, wheel in wheels.items():
        paths = {path for path in ZipFile(wheel).namelist() if ".dist-info/" not in path}
        packages = {"/".join(path.split("/")[:2]) for path in paths}
        assert packages, name
        assert all(package.startswith("toucan_connectors/") for package in packages), name
        assert paths >= {
            f"{package}/{needed}" for package in packages for needed in ("__init__.py", "py.typed")
        }


def test_a_wheel_says_its_licence_and_the_python_it_needs(wheels: dict[str, Path]) -> None:
    for name, wheel in wheels.items():
        told = metadata(ZipFile(wheel))
        assert (told["Name"], told["License-Expression"], told["Requires-Python"]) == (
            name,
            "BSD-3-Clause",
            ">=3.11",
        )
        assert told["License-File"] == "LICENSE"


def test_core_alone_brings_its_few_dependencies_and_no_driver(core_only: Environment) -> None:
    installed = core_only.installed()
    needed = {"jinja2", "pandas", "pyarrow", "pydantic", "tenacity", "toucan-connectors-core"}
    of_these = {"annotated-types", "markupsafe", "numpy", "pydantic-core", "python-dateutil", "six", "tzdata"}
    assert installed >= needed
    assert installed <= needed | of_these | {"typing-extensions", "typing-inspection"}


def test_the_sample_connector_runs_on_core_alone(core_only: Environment) -> None:
    ran = core_only.run(SAMPLE)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("module", ["core", "toucan_connector"])
def test_beside_the_older_distribution_core_says_what_to_uninstall(
    core_only: Environment, wheels: dict[str, Path], tmp_path: Path, module: str
) -> None:
    ZipFile(wheels["toucan-connectors-core"]).extractall(tmp_path)
    beside = core_only.run(f"import toucan_connectors.{module}", tmp_path)
    assert beside.returncode == 0, beside.stderr
    (tmp_path / "toucan_connectors/__init__.py").touch()
    ran = core_only.run(f"import toucan_connectors.{module}", tmp_path)
    assert ran.returncode == 1
    last_line = ran.stderr.splitlines()[-1]
    assert last_line.startswith("toucan_connectors.core.errors.ConflictingDistributionError: ")
    assert last_line.endswith("Run: pip uninstall toucan-connectors")


def test_a_connector_brings_its_driver_and_core_and_leaves_nothing_behind(
    wheels: dict[str, Path], tmp_path: Path
) -> None:
    environment = environment_with(wheels["toucan-connectors-duckdb"], tmp_path)
    assert environment.installed() >= {"duckdb", "toucan-connectors-core", "toucan-connectors-duckdb"}
    listed = "from toucan_connectors.core import registry; print(*registry)"
    assert environment.run(listed).stdout.split() == ["DuckDB"]
    loaded = environment.run(
        "from toucan_connectors.core import registry\n"
        "from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource\n"
        "assert registry['DuckDB'].load() is DuckDBConnector\n"
        "assert DuckDBConnector.data_source_model is DuckDBDataSource\n"
    )
    assert loaded.returncode == 0, loaded.stderr

    uv("pip", "uninstall", "--quiet", "--python", environment.python, "toucan-connectors-duckdb")
    left = environment.run(listed)
    assert (left.stdout.split(), left.returncode) == ([], 0), left.stderr
    gone = environment.run("import toucan_connectors.duckdb")
    assert "No module named 'toucan_connectors.duckdb'" in gone.stderr
