"""`toucan-connectors new`, as a stranger has it: from wheels, outside of the workspace, green at once."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any, Final

import pytest
from tools.tests.uv import uv
from tools.workspace import ROOT

KINDS: Final = ("plain", "http", "sql")
GUIDE: Final = ROOT / "docs/write_a_connector.md"
EXAMPLES: Final = {"plain": set[str](), "http": {"_request", "_pagination", "answers"}, "sql": {"describe"}}
"""The functions that the guide writes anew, in a package of each kind."""


@dataclass(frozen=True)
class Stranger:
    """A folder outside of the workspace, and an environment with the command line from its wheel."""

    folder: Path
    wheels: Path
    kind: str

    @property
    def bin(self) -> Path:
        return self.folder / "venv" / ("Scripts" if os.name == "nt" else "bin")

    def install(self, *what: str | Path) -> None:
        uv("pip", "install", "--quiet", "--python", self.bin / "python", "--find-links", self.wheels, *what)

    def run(self, *command: str | Path, within: str = ".") -> subprocess.CompletedProcess[str]:
        """Run one of the environment's programs, without anything of this workspace in sight."""
        hidden = {"PYTHONPATH", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"}
        return subprocess.run(
            [self.bin / command[0], *command[1:]],
            cwd=self.folder / within,
            env={name: value for name, value in os.environ.items() if name not in hidden},
            capture_output=True,
            text=True,
            check=False,
        )

    def passes(self, *command: str | Path, within: str = ".") -> str:
        ran = self.run(*command, within=within)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def types(self) -> dict[str, Any]:
        told = json.loads(self.passes("toucan-connectors", "types", "--json"))
        return {line["type"]: line for line in told["types"]}


@pytest.fixture(params=KINDS)
def stranger(request: pytest.FixtureRequest, wheels: dict[str, Path], tmp_path: Path) -> Stranger:
    """Whoever has only the command line, and made a package of one kind."""
    stranger = Stranger(tmp_path, wheels["toucan-connectors-cli"].parent, request.param)
    uv("venv", "--quiet", "--python", sys.executable, tmp_path / "venv")
    stranger.install(wheels["toucan-connectors-cli"])
    told = stranger.passes("toucan-connectors", "new", "Helpdesk", "--kind", request.param, "--json")
    assert json.loads(told)["folder"] == "toucan-helpdesk"
    return stranger


def test_a_generated_package_is_green_is_found_and_leaves_nothing_behind(stranger: Stranger) -> None:
    assert "Helpdesk" not in stranger.types()
    stranger.install("--editable", f"{stranger.folder / 'toucan-helpdesk'}[test]")
    line = stranger.types()["Helpdesk"]
    assert (line["status"], line["distribution"], line["version"]) == ("ready", "toucan-helpdesk", "0.1.0")

    stranger.passes("ruff", "format", "--check", within="toucan-helpdesk")
    stranger.passes("ruff", "check", within="toucan-helpdesk")
    stranger.passes("mypy", within="toucan-helpdesk")
    summary = stranger.passes("pytest", "-q", within="toucan-helpdesk").splitlines()[-1]
    assert "passed" in summary
    assert "skipped" not in summary

    changed = change_as_in_the_guide(stranger.folder / "toucan-helpdesk")
    assert changed == EXAMPLES[stranger.kind]
    if changed:
        stranger.passes("ruff", "check", "--fix", within="toucan-helpdesk")
        stranger.passes("mypy", within="toucan-helpdesk")
        read = "test_1_ or test_3_ or test_4_ or test_8_"
        stranger.passes("pytest", "-q", "-k", read, within="toucan-helpdesk")

    uv("pip", "uninstall", "--quiet", "--python", stranger.bin / "python", "toucan-helpdesk")
    assert "Helpdesk" not in stranger.types()
    gone = stranger.run("python", "-c", "import toucan_helpdesk")
    assert "No module named 'toucan_helpdesk'" in gone.stderr


def change_as_in_the_guide(package: Path) -> set[str]:
    """Write the functions of the guide over those of the package, and return their names."""
    changed = set()
    blocks = re.findall(r"^```\{\.python notest\}\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE)
    for block in blocks:
        [function] = ast.parse(block).body
        assert isinstance(function, ast.FunctionDef)
        for file in package.rglob("*.py"):
            text = file.read_text()
            if (written := with_function(text, function.name, block)) != text:
                file.write_text(written)
                changed.add(function.name)
    return changed


def with_function(text: str, name: str, block: str) -> str:
    """Return the text with another function of a name in it, where it has one."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == name and node.end_lineno:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            return "".join(
                [*lines[: first - 1], indent(block, " " * node.col_offset), *lines[node.end_lineno :]]
            )
    return text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["S3", "Very Long Name Of Words", "Acme"])
def test_generated_code_is_in_the_format_of_ruff_whatever_the_name(
    tmp_path: Path, kind: str, name: str
) -> None:
    new = ["toucan_connectors.cli", "new", name, "--kind", kind, "--path", str(tmp_path)]
    assert within(tmp_path, *new).returncode == 0
    for arguments in (["format", "--check"], ["check"]):
        ran = within(tmp_path, "ruff", *arguments, "--no-cache", ".")
        assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_a_member_of_the_workspace_has_its_layout_and_its_rules(tmp_path: Path, kind: str) -> None:
    root = tmp_path / "workspace"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / name)
    subprocess.run(["git", "init", "--quiet", root], check=True)
    command = [sys.executable, "-m", "toucan_connectors.cli", "new", "Helpdesk", "--workspace", "--json"]
    told = subprocess.run([*command, "--kind", kind, "--path", root], check=True, capture_output=True)
    assert json.loads(told.stdout)["left_to_do"] == []
    for arguments in (["format"], ["check", "--fix"]):  # `make format`: what is in order depends on the name
        ran = within(root, "ruff", *arguments, "--no-cache", "packages/helpdesk")
        assert ran.returncode == 0, ran.stdout + ran.stderr
    layout = within(root, "tools.check_layout")
    assert layout.stdout, layout.stderr
    assert [line for line in layout.stdout.splitlines() if "helpdesk" in line] == []


def within(folder: Path, *module: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python there."""
    command = [sys.executable, "-m", *module]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
