"""`tools.affected`: on a small workspace, and on this one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tools.affected._parts import Affected, affected
from tools.workspace import ROOT, members

MEMBERS = {
    "packages/core": [],
    "packages/sql": ["toucan-connectors-core>=1,<2"],
    "packages/postgres": ["psycopg>=3", "toucan-connectors-sql[fast] >=1 ; python_version > '3'"],
    "packages/http-api": ["toucan-connectors-core"],
    "packages/cli": ["toucan-connectors-core"],
    "tests-shared": ["toucan-connectors-core", "pytest"],
}
ALL = ["cli", "core", "http-api", "postgres", "sql", "testing"]
OF_THIS = sorted(member.name for member in members(ROOT))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    workspace = '[tool.uv.workspace]\nmembers = ["packages/*", "tests-shared"]\n'
    (tmp_path / "pyproject.toml").write_text(workspace)
    for folder, dependencies in MEMBERS.items():
        (tmp_path / folder).mkdir(parents=True)
        text = f"[project]\nname = 'x'\ndependencies = {json.dumps(dependencies)}\n"
        (tmp_path / folder / "pyproject.toml").write_text(text)
    return tmp_path


def extend(tree: Path, folder: str, text: str) -> None:
    path = tree / folder / "pyproject.toml"
    path.write_text(path.read_text() + text)


def affected_by(tree: Path, *files: str) -> list[str]:
    return affected(files, tree).lines()


def test_nothing_that_changed_affects_nothing(tree: Path) -> None:
    assert affected([], tree) == Affected([], docs=False, tools=False)


def test_a_member_is_affected_by_its_own_files_and_not_by_its_neighbours(tree: Path) -> None:
    assert affected_by(tree, "packages/postgres/src/a.py") == ["postgres"]
    assert affected_by(tree, "packages/http-api/tests/test_a.py", "packages/cli/x") == ["cli", "http-api"]


def test_what_needs_a_changed_member_is_affected_too(tree: Path) -> None:
    assert affected_by(tree, "packages/sql/src/a.py") == ["postgres", "sql"]


@pytest.mark.parametrize("path", ["packages/core/src/a.py", "tests-shared/src/a.py"])
def test_core_and_the_kit_affect_every_member(tree: Path, path: str) -> None:
    assert affected_by(tree, path) == ALL


def test_a_member_is_affected_by_what_only_its_tests_need(tree: Path) -> None:
    extend(tree, "packages/cli", "optional-dependencies.demo = ['toucan-connectors-postgres']\n")
    extend(tree, "packages/core", "[dependency-groups]\ntest = ['toucan-connectors-http-api']\n")
    assert affected_by(tree, "packages/postgres/a.py") == ["cli", "postgres"]
    assert affected_by(tree, "packages/sql/a.py") == ["cli", "postgres", "sql"]
    assert affected_by(tree, "packages/http-api/a.py") == ["core", "http-api"]


def test_what_the_tests_of_a_member_need_is_not_what_its_users_need(tree: Path) -> None:
    extend(tree, "packages/sql", "[dependency-groups]\ntest = ['toucan-connectors-http-api']\n")
    assert affected_by(tree, "packages/http-api/a.py") == ["http-api", "sql"]


@pytest.mark.parametrize("path", ["pyproject.toml", "Makefile", ".ci/run", ".github/workflows/_package.yml"])
def test_what_all_of_them_are_tested_with_affects_everything(tree: Path, path: str) -> None:
    assert affected(["packages/sql/a.py", path], tree) == Affected(ALL, docs=True, tools=True)


@pytest.mark.parametrize("path", ["LICENSE", "packages/gone/src/a.py", "packages/loose.txt", "new/a.py"])
def test_a_file_of_which_nothing_is_known_affects_everything(tree: Path, path: str) -> None:
    assert affected([path], tree) == Affected(ALL, docs=True, tools=True)


@pytest.mark.parametrize(
    "path", ["README.md", "CONTRIBUTING.md", "docs/a.md", "docs/images/a.svg", "mkdocs.yml"]
)
def test_pages_affect_the_site_alone(tree: Path, path: str) -> None:
    assert affected_by(tree, path) == ["docs"]


def test_the_readme_of_a_member_is_its_page_and_holds_its_examples(tree: Path) -> None:
    assert affected_by(tree, "packages/cli/README.md") == ["cli", "docs"]
    assert affected_by(tree, "packages/cli/tests/a/b.md") == ["cli"]


@pytest.mark.parametrize("path", ["tools/bench/a.py", "tools/a.py", ".github/workflows/ci.yml"])
def test_tools_and_workflows_affect_the_tests_of_the_tools_alone(tree: Path, path: str) -> None:
    assert affected_by(tree, path) == ["tools"]


# This workspace


def ask(*arguments: str) -> str:
    command = [sys.executable, "-m", "tools.affected", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_core_and_the_kit_affect_every_package_of_this_workspace() -> None:
    assert affected_by(ROOT, "packages/core/pyproject.toml") == OF_THIS
    assert affected_by(ROOT, "tests-shared/src/toucan_connectors/testing/oracle.py") == OF_THIS


def test_the_sql_toolkit_affects_its_connectors_and_not_the_kit() -> None:
    assert {"duckdb", "sql"} <= set(affected_by(ROOT, "packages/sql/a.py")) <= set(OF_THIS) - {"testing"}


def test_the_answer_is_a_part_a_line() -> None:
    assert ask("docs/a.md", "tools/x.py") == "docs\ntools\n"


def test_the_answer_is_json_for_a_matrix() -> None:
    assert json.loads(ask("--json", "pyproject.toml")) == {"members": OF_THIS, "docs": True, "tools": True}


def test_an_answer_needs_nothing_installed() -> None:
    bare = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import tools.affected.__main__",
    ]
    assert subprocess.run(bare, capture_output=True, check=False).returncode == 0


# What git says has changed


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tree: Path) -> Path:
    """A repository with these tools, on a branch of its own."""
    for name in (
        "workspace.py",
        "affected/__init__.py",
        "affected/__main__.py",
        "affected/_parts.py",
        "affected/_rules.py",
    ):
        (tree / "tools" / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / "tools" / name).write_text((ROOT / "tools" / name).read_text())
    (tree / ".gitignore").write_text("__pycache__/\n")
    (tree / "packages/cli/moved.py").write_text("a = 1\n")
    git(tree, "init", "--quiet", "--initial-branch", "main")
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", "Start")
    git(tree, "checkout", "--quiet", "-b", "work")
    return tree


def changed(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.affected", *arguments]
    return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)


def test_changes_are_those_of_the_branch_committed_or_not(repository: Path) -> None:
    assert changed(repository).stdout == ""
    (repository / "packages/postgres/new.py").touch()
    assert changed(repository).stdout == "postgres\n"
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Work")
    extend(repository, "packages/cli", "# a line\n")
    assert changed(repository).stdout == "cli\npostgres\n"
    assert changed(repository, "--base", "HEAD").stdout == "cli\n"


def test_what_main_did_meanwhile_is_not_a_change_of_the_branch(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "main")
    extend(repository, "packages/core", "# a line\n")
    git(repository, "commit", "--quiet", "--all", "--message", "Meanwhile")
    git(repository, "checkout", "--quiet", "work")
    assert changed(repository).stdout == ""


def test_a_file_that_moved_affects_where_it_was_too(repository: Path) -> None:
    git(repository, "mv", "packages/cli/moved.py", "packages/postgres/moved.py")
    assert changed(repository).stdout == "cli\npostgres\n"


def test_an_unknown_base_is_an_error_and_not_an_empty_answer(repository: Path) -> None:
    ran = changed(repository, "--base", "nowhere")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "unknown revision" in ran.stderr
