"""A release as its maker sees it: `python -m tools.release`, in a repository of its own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tools.release._changelog import latest_release
from tools.workspace import ROOT, members


@dataclass
class Repository:
    """A copy of this work tree, committed in a repository of its own."""

    folder: Path

    def git(self, *arguments: str) -> str:
        return self._run("git", *arguments).stdout

    def release(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run(sys.executable, "-m", "tools.release", *arguments)

    def refusal(self, *arguments: str) -> str:
        """Return what a release says that is refused, and that changes nothing."""
        before = self.state()
        ran = self.release(*arguments)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert self.state() == before
        return ran.stderr

    def state(self) -> tuple[str, str, str]:
        return self.git("rev-parse", "HEAD"), self.git("status", "--porcelain"), self.git("tag")

    def read(self, path: str) -> str:
        return (self.folder / path).read_text()

    def commit(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(exist_ok=True)
        (self.folder / path).write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", f"Write {path}")

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        who = {
            f"GIT_{role}_{what}": "ann@example.org"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        env = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "UV": find_uv()}
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, check=False)


def find_uv() -> str:
    found = os.environ.get("UV") or shutil.which("uv") or shutil.which(ROOT / ".uv/bin/uv")
    assert found, "uv is not installed; `make sync` brings it"
    return found


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in listed.split("\0"):
        if name and (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    made = Repository(tmp_path)
    made.git("init", "--quiet", "--initial-branch", "main")
    made.commit(DUCKDB_FRAGMENT, "A folder may be empty:\na table of no rows.\n")
    assert made.git("status", "--porcelain") == ""
    return made


DUCKDB_FRAGMENT = "packages/duckdb/changes/+empty.feature.md"


def test_a_release_goes_from_a_fragment_to_an_archive_that_was_tried(repository: Repository) -> None:
    repository.commit("packages/duckdb/changes/12.breaking.md", "Files of version 0 are refused.\n")
    before = repository.git("rev-parse", "HEAD").strip()
    dependencies = repository.read("packages/duckdb/pyproject.toml").partition("dependencies")[2]
    others = {p: p.read_bytes() for p in repository.folder.glob("packages/[!d]*/pyproject.toml")}

    ran = repository.release("duckdb", "patch")
    assert ran.returncode == 0, ran.stderr

    pyproject, changelog = (
        repository.read(f"packages/duckdb/{n}") for n in ("pyproject.toml", "CHANGELOG.md")
    )
    version = latest_release(changelog)
    assert f'\nversion = "{version}"\n' in pyproject
    assert pyproject.partition("dependencies")[2] == dependencies
    assert all(path.read_bytes() == content for path, content in others.items())
    top = changelog.split("\n## ")[1]
    assert top.index("- Breaking: Files of version 0 are refused. (#12)\n") < top.index(
        "- A folder may be empty:\n  a table of no rows.\n"
    )
    assert not list(repository.folder.glob("packages/duckdb/changes/*"))

    assert repository.git("status", "--porcelain") == ""
    assert (
        repository.git("log", "--format=%s", f"{before}..") == f"Release toucan-connectors-duckdb {version}\n"
    )
    assert repository.git("describe", "--exact-match").strip() == f"duckdb-v{version}"
    assert json.loads(repository.release("pending", "--base", before).stdout) == ["duckdb"]
    assert json.loads(repository.release("pending", "--base", "HEAD").stdout) == []
    assert f"{version} is not newer" in repository.refusal("duckdb", version or "")

    verified = repository.release(
        "verify", "duckdb", "--out", "dist", "--", "-q", "-n0", "tests/test_toolkit.py"
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert " passed in " in verified.stdout
    assert {path.name for path in repository.folder.glob("dist/*")} == {
        f"toucan_connectors_duckdb-{version}-py3-none-any.whl",
        f"toucan_connectors_duckdb-{version}.tar.gz",
    }


def test_what_fails_a_test_or_has_none_is_not_published(repository: Repository) -> None:
    ran = repository.release(
        "verify", "core", "--out", "dist", "--", "-q", "-n0", "tests/test_errors.py", "-k", "no_such_test"
    )
    assert (ran.returncode, ran.stderr) == (1, "pytest ended with 5.\n")
    assert not (repository.folder / "dist").exists()


def test_a_dry_run_tells_what_it_would_do_and_does_nothing(repository: Repository) -> None:
    before = repository.state()
    ran = repository.release("duckdb", "99.0", "--dry-run")
    assert ran.returncode == 0, ran.stderr
    assert repository.state() == before
    assert "-> 99.0, tag duckdb-v99.0\n" in ran.stdout
    assert "- A folder may be empty:\n  a table of no rows.\n" in ran.stdout


def test_the_kit_is_released_by_its_own_name(repository: Repository) -> None:
    ran = repository.release("testing", "99.0", "--no-changes")
    assert ran.returncode == 0, ran.stderr
    assert (
        repository.git("diff", "--name-only", "HEAD~1")
        == "tests-shared/CHANGELOG.md\ntests-shared/pyproject.toml\n"
    )
    assert repository.git("tag") == "testing-v99.0\n"


def test_a_version_that_never_was_released_can_be_as_it_is(repository: Repository) -> None:
    repository.commit("packages/duckdb/CHANGELOG.md", "# Changelog\n\n## 1 (unreleased)\n\n- First.\n")
    current = next(member.version for member in members(repository.folder) if member.name == "duckdb")
    assert repository.release("duckdb", current).returncode == 0
    assert json.loads(repository.release("pending", "--base", "HEAD~1").stdout) == ["duckdb"]


def test_an_unknown_package_is_refused_with_the_known_ones(repository: Repository) -> None:
    said = repository.refusal("duckbd", "patch")
    assert said.startswith("There is no package duckbd. There are: cli, core, duckdb, ")


def test_only_main_and_only_a_clean_tree_are_released(repository: Repository) -> None:
    (repository.folder / "new.py").touch()
    assert "not committed:\n?? new.py\n" in repository.refusal("duckdb", "99.0")
    repository.git("checkout", "--quiet", "-b", "work")
    assert repository.refusal("duckdb", "99.0") == "Releases are made on main; this is work.\n"


def test_a_tag_is_never_moved(repository: Repository) -> None:
    repository.git("tag", "duckdb-v99.0")
    assert repository.refusal("duckdb", "99.0") == "The tag duckdb-v99.0 is there already.\n"


def test_a_release_without_a_fragment_must_be_asked_for(repository: Repository) -> None:
    assert repository.release("duckdb", "98.0").returncode == 0
    assert "has no fragment in packages/duckdb/changes" in repository.refusal("duckdb", "99.0")
    assert repository.release("duckdb", "99.0", "--no-changes").returncode == 0
    assert "## 99.0" in repository.read("packages/duckdb/CHANGELOG.md").split("No changes of its own")[0]


def test_a_fragment_with_a_name_that_says_nothing_is_refused(repository: Repository) -> None:
    repository.commit("packages/duckdb/changes/notes.txt", "Something.\n")
    assert "notes.txt" in repository.refusal("duckdb", "99.0")


def test_a_changelog_and_a_version_that_differ_are_not_published(repository: Repository) -> None:
    repository.commit("packages/duckdb/CHANGELOG.md", "# Changelog\n\n## 98.0 (2026-01-01)\n\n- A.\n")
    assert "its changelog releases 98.0" in repository.refusal("pending", "--base", "HEAD~1")


def test_the_tag_of_a_published_version_is_made_once(repository: Repository) -> None:
    tag = repository.release("tag", "duckdb").stdout
    assert repository.git("tag") == tag
    repository.commit("README.md", "")
    assert repository.release("tag", "duckdb").stdout == tag
    assert repository.git("rev-list", "-1", tag.strip()) == repository.git("rev-parse", "HEAD~1")
