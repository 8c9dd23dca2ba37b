"""`tools.check_layout` on this workspace, and on small ones that break one rule each."""

import subprocess
import sys
from pathlib import Path

import pytest

WORKSPACE = Path(__file__).parents[2]

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "toucan-connectors-{name}"
version = "1.0"
readme = "README.md"
requires-python = ">=3.11"
license = "BSD-3-Clause"

[tool.hatch.build.targets.wheel]
only-include = ["src/toucan_connectors/{module}"]
sources = ["src"]
"""


class Tree:
    """A small workspace: what a test writes into it is what is wrong with it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("pyproject.toml", '[tool.uv.workspace]\nmembers = ["packages/*", "tests-shared"]\n')
        self.write(".gitignore", "uv.lock\n")
        subprocess.run(["git", "init", "--quiet", root], check=True)
        self.write("LICENSE")
        for name in ("core", "sql", "sql-odbc", "http", "cli", "my-source", "postgres"):
            self.add_member(f"packages/{name}", name)
        self.add_member("tests-shared", "testing")
        self.write("packages/core/src/toucan_connectors/toucan_connector/__init__.py")
        self.write("packages/core/src/toucan_connectors/toucan_connector/py.typed")
        both = '["src/toucan_connectors/core", "src/toucan_connectors/toucan_connector"]'
        self.replace("packages/core/pyproject.toml", '["src/toucan_connectors/core"]', both)

    def add_member(self, folder: str, name: str) -> None:
        module = name.replace("-", "_")
        self.write(f"{folder}/pyproject.toml", PYPROJECT.format(name=name, module=module))
        for path in ("README.md", "CHANGELOG.md", "LICENSE", "tests/test_it.py"):
            self.write(f"{folder}/{path}")
        for path in ("__init__.py", "py.typed"):
            self.write(f"{folder}/src/toucan_connectors/{module}/{path}")

    def write(self, path: str, text: str = "") -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text()
        assert old in text
        self.write(path, text.replace(old, new))

    def problems(self) -> list[tuple[str, str]]:
        """Return where a line says that something is wrong, and what it says."""
        checked = check(self.root)
        lines = checked.stdout.splitlines()
        assert checked.stderr == ""
        assert checked.returncode == (0 if lines[-1].startswith("Layout: ") else 1)
        return [
            (path, what) for path, _, what in (line.partition(": ") for line in lines if checked.returncode)
        ]


def check(*arguments: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools.check_layout", *arguments],
        cwd=WORKSPACE,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_this_workspace_has_no_problem() -> None:
    checked = check()
    assert (checked.stdout.startswith("Layout: "), checked.returncode) == (True, 0), checked.stdout


def test_a_workspace_that_keeps_every_rule_is_told_so_in_one_line(tree: Tree) -> None:
    checked = check(tree.root)
    assert (checked.stdout, checked.returncode) == ("Layout: 8 packages, no problem.\n", 0)


def test_every_problem_has_its_own_line(tree: Tree) -> None:
    (tree.root / "packages/sql/README.md").unlink()
    tree.write("poetry.lock")
    tree.write("packages/sql/src/toucan_connectors/sql/a.py", "from toucan_connectors.http import b, c\n")
    assert [path for path, _ in tree.problems()] == [
        "packages/sql/README.md",
        "packages/sql/src/toucan_connectors/sql/a.py",
        "poetry.lock",
    ]


def test_another_licence_than_the_workspaces_is_refused(tree: Tree) -> None:
    tree.write("packages/sql/LICENSE", "All rights reserved.")
    tree.write("packages/http/LICENSE", "")
    [(path, what)] = tree.problems()
    assert path == "packages/sql/LICENSE"
    assert "is not a copy of the root's" in what


# The namespace and the wheels


def test_an_init_file_in_the_namespace_root_is_refused(tree: Tree) -> None:
    tree.write("packages/postgres/src/toucan_connectors/__init__.py")
    assert tree.problems() == [
        (
            "packages/postgres/src/toucan_connectors/__init__.py",
            "makes the namespace the property of one distribution; delete it.",
        )
    ]


@pytest.mark.parametrize("name", ["helpers.py", "helpers.pyi", "py.typed"])
def test_a_loose_file_in_the_namespace_root_is_refused(tree: Tree, name: str) -> None:
    tree.write(f"packages/postgres/src/toucan_connectors/{name}")
    assert tree.problems() == [
        (
            f"packages/postgres/src/toucan_connectors/{name}",
            "lies loose in the namespace; move it into a package.",
        )
    ]


def test_a_path_in_two_wheels_is_refused(tree: Tree) -> None:
    tree.write("packages/postgres/src/toucan_connectors/my_source/__init__.py")
    ours, both = '["src/toucan_connectors/postgres"', '["src/toucan_connectors/my_source"'
    tree.replace("packages/postgres/pyproject.toml", ours, f'{both}, "src/toucan_connectors/postgres"')
    assert (
        "packages/postgres/src/toucan_connectors/my_source/__init__.py",
        "is in the wheel of packages/my-source too; one of them must let go of it.",
    ) in tree.problems()


def test_a_wheel_without_the_src_prefix_cut_off_is_refused(tree: Tree) -> None:
    tree.replace("packages/sql/pyproject.toml", 'sources = ["src"]\n', "")
    assert tree.problems() == [
        ("packages/sql/pyproject.toml", 'the wheel needs sources = ["src"], or its paths begin with src/.')
    ]


def test_a_wheel_that_includes_what_does_not_exist_is_refused(tree: Tree) -> None:
    tree.replace("packages/sql/pyproject.toml", '/sql"]', '/sql", "src/toucan_connectors/sqll"]')
    assert tree.problems() == [
        (
            "packages/sql/pyproject.toml",
            "only-include names src/toucan_connectors/sqll, which does not exist.",
        )
    ]


@pytest.mark.parametrize("path", ["src/toucan_connectors", "src", "tests"])
def test_a_wheel_that_includes_more_than_packages_is_refused(tree: Tree, path: str) -> None:
    tree.replace("packages/sql/pyproject.toml", '/sql"]', f'/sql", "{path}"]')
    assert tree.problems() == [
        (
            "packages/sql/pyproject.toml",
            f"only-include names {path}; a wheel holds packages below src/toucan_connectors/ only.",
        )
    ]


def test_a_package_that_is_in_no_wheel_is_refused(tree: Tree) -> None:
    tree.replace("packages/core/pyproject.toml", ', "src/toucan_connectors/toucan_connector"', "")
    assert tree.problems() == [
        (
            "packages/core/pyproject.toml",
            "only-include does not name src/toucan_connectors/toucan_connector, so no wheel has it.",
        )
    ]


# The layers


@pytest.mark.parametrize(
    ("package", "imported"),
    [
        ("core", "toucan_connector"),
        ("core", "sql"),
        ("core", "postgres"),
        ("core", "testing"),
        ("sql", "http"),
        ("http", "sql"),
        ("sql", "sql_odbc"),
        ("sql", "toucan_connector"),
        ("sql_odbc", "http"),
        ("sql_odbc", "my_source"),
        ("cli", "postgres"),
        ("cli", "testing"),
        ("testing", "sql"),
        ("postgres", "my_source"),
        ("postgres", "testing"),
        ("my_source", "cli"),
    ],
)
def test_an_import_against_the_layers_is_refused(tree: Tree, package: str, imported: str) -> None:
    folder = "tests-shared" if package == "testing" else f"packages/{package.replace('_', '-')}"
    path = f"{folder}/src/toucan_connectors/{package}/deep/module.py"
    tree.write(path, f"import os\nfrom toucan_connectors.{imported}.deep import name\n")
    ((where, what),) = tree.problems()
    assert where == path
    assert what.startswith(f"line 2: imports toucan_connectors.{imported}; {package} may import ")


def test_the_imports_that_the_layers_allow_are_no_problem(tree: Tree) -> None:
    allowed = {
        "sql": ["core"],
        "sql_odbc": ["core", "sql"],
        "http": ["core"],
        "cli": ["core"],
        "postgres": ["core", "sql", "sql_odbc", "http"],
    }
    for package, others in allowed.items():
        lines = [f"from toucan_connectors.{name} import x" for name in (*others, package)]
        path = f"packages/{package.replace('_', '-')}/src/toucan_connectors/{package}/a.py"
        tree.write(path, "\n".join([*lines, "from . import b", "import toucan_connectors", "import sqlglot"]))
    reexports = "packages/core/src/toucan_connectors/toucan_connector/__init__.py"
    tree.write(reexports, "from toucan_connectors.core import ToucanConnector\n")
    tree.write("tests-shared/src/toucan_connectors/testing/a.py", "from toucan_connectors.core import x\n")
    assert tree.problems() == []


@pytest.mark.parametrize(
    "statement",
    [
        "import toucan_connectors.my_source",
        "import os, toucan_connectors.my_source.deep as deep",
        "from toucan_connectors import my_source",
        "from .. import my_source",
        "from ..my_source import name",
        "def late():\n    import toucan_connectors.my_source",
        "if TYPE_CHECKING:\n    from toucan_connectors.my_source import name",
        "try:\n    import toucan_connectors.my_source\nexcept ImportError: pass",
    ],
)
def test_an_import_is_found_however_it_is_written(tree: Tree, statement: str) -> None:
    tree.write("packages/postgres/src/toucan_connectors/postgres/a.py", statement)
    ((_, what),) = tree.problems()
    assert (
        "imports toucan_connectors.my_source; postgres may import core, http, postgres, sql, sql_odbc only."
        in what
    )


def test_a_driver_in_core_is_refused(tree: Tree) -> None:
    path = "packages/core/src/toucan_connectors/core/a.py"
    tree.write(path, "import json\nimport pyarrow.compute\n\ndef late():\n    from duckdb import connect\n")
    assert tree.problems() == [
        (path, "line 5: imports duckdb; core has no drivers, move what needs it into a connector.")
    ]


# What every package has


@pytest.mark.parametrize(
    "path",
    [
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "src/toucan_connectors/sql/py.typed",
        "src/toucan_connectors/sql/__init__.py",
    ],
)
def test_a_package_that_lacks_a_file_is_refused(tree: Tree, path: str) -> None:
    (tree.root / "packages/sql" / path).unlink()
    ((where, what),) = tree.problems()
    assert where == f"packages/sql/{path}"
    assert what.startswith("is missing; every package")


def test_a_package_without_tests_is_refused(tree: Tree) -> None:
    (tree.root / "tests-shared/tests/test_it.py").unlink()
    assert tree.problems() == [("tests-shared/tests", "holds no test_*.py; every package has tests.")]


def test_a_package_has_the_name_of_its_folder(tree: Tree) -> None:
    namespace = tree.root / "packages/my-source/src/toucan_connectors"
    (namespace / "my_source").rename(namespace / "other")
    tree.replace("packages/my-source/pyproject.toml", "/my_source", "/other")
    assert tree.problems() == [
        (
            "packages/my-source/src/toucan_connectors/my_source",
            "is missing; the package has the name of its folder.",
        ),
        (
            "packages/my-source/src/toucan_connectors/other",
            "does not belong here; the package of this folder is my_source.",
        ),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '"hatchling.build"',
            '"setuptools.build_meta"',
            'build-system.build-backend must be "hatchling.build".',
        ),
        ('">=3.11"', '">=3.12"', 'project.requires-python must be ">=3.11".'),
        ('"BSD-3-Clause"', '"MIT"', 'project.license must be "BSD-3-Clause".'),
        ('readme = "README.md"\n', "", 'project.readme must be "README.md".'),
        (
            '-my-source"',
            '-my_source"',
            'project.name must be "toucan-connectors-my-source", after its folder.',
        ),
        ('version = "1.0"', 'dynamic = ["version"]', "project.version must be written here; "),
    ],
)
def test_a_field_that_is_the_same_everywhere_is_the_same(tree: Tree, old: str, new: str, told: str) -> None:
    tree.replace("packages/my-source/pyproject.toml", old, new)
    ((where, what),) = tree.problems()
    assert where == "packages/my-source/pyproject.toml"
    assert what.startswith(told)


@pytest.mark.parametrize("table", ["ruff", "mypy", "pytest.ini_options", "coverage.run"])
def test_the_configuration_of_a_tool_in_a_package_is_refused(tree: Tree, table: str) -> None:
    tree.replace("packages/sql/pyproject.toml", "[tool.hatch", f"[tool.{table}]\n\n[tool.hatch")
    ((where, what),) = tree.problems()
    assert where == "packages/sql/pyproject.toml"
    assert what.startswith(f"holds [tool.{table.partition('.')[0]}]; move it to the root's pyproject.toml")


def test_an_entry_point_points_to_a_module_of_its_own_package(tree: Tree) -> None:
    group = "[project.entry-points.toucan_connectors]\n"
    right = 'Postgres = "toucan_connectors.postgres:POSTGRES"\n'
    missing = 'Redshift = "toucan_connectors.postgres._spec:REDSHIFT"\n'
    foreign = 'MySource = "toucan_connectors.my_source:MY_SOURCE"\n'
    tree.replace("packages/postgres/pyproject.toml", "[tool.", f"{group}{right}{missing}{foreign}\n[tool.")
    assert [what.removeprefix("the entry point ").partition(",")[0] for _, what in tree.problems()] == [
        "Redshift points to toucan_connectors.postgres._spec",
        "MySource points to toucan_connectors.my_source",
    ]


# What git has


@pytest.mark.parametrize("name", ["uv.lock", "packages/sql/poetry.lock", "pylock.toml", "pylock.dev.toml"])
def test_a_lock_file_that_git_has_or_would_take_is_refused(tree: Tree, name: str) -> None:
    tree.write(".gitignore")
    tree.write(name)
    told = [(name, "is a lock file; remove it, exclude-newer pins what is resolved.")]
    assert tree.problems() == told
    subprocess.run(["git", "add", name], cwd=tree.root, check=True)
    tree.write(".gitignore", "uv.lock\n")
    assert tree.problems() == told


def test_a_lock_file_that_git_ignores_is_no_problem(tree: Tree) -> None:
    tree.write("uv.lock")
    assert tree.problems() == []


def test_a_file_over_a_megabyte_is_refused(tree: Tree) -> None:
    tree.write("docs/just.csv", "x" * 1_000_000)
    assert tree.problems() == []
    tree.write("docs/large.csv", "x" * 1_000_001)
    assert tree.problems() == [
        ("docs/large.csv", "has 1,000,001 bytes; let what needs it make it, no file is over 1 MB.")
    ]
