"""`new`: what it writes, what it refuses, and that it writes all or nothing."""

import compileall
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from packages.cli.tests.conftest import Shell

from toucan_connectors.cli.commands.new import _write
from toucan_connectors.cli.errors import OutputError
from toucan_connectors.cli.scaffold.kinds import KINDS, KindName
from toucan_connectors.cli.scaffold.names import Names
from toucan_connectors.cli.scaffold.rendering import files_of

ROOT = Path(__file__).parents[3]
NEXT = ["cd toucan-magento", 'python -m pip install --editable ".[test]"', "python -m pytest"]


@pytest.mark.parametrize(
    ("name", "type_id", "distribution", "module"),
    [
        ("Magento", "Magento", "toucan-magento", "toucan_magento"),
        ("magento", "Magento", "toucan-magento", "toucan_magento"),
        ("SAP Hana", "SAPHana", "toucan-sap-hana", "toucan_sap_hana"),
        ("sap-hana", "SapHana", "toucan-sap-hana", "toucan_sap_hana"),
        ("GoogleSheets", "GoogleSheets", "toucan-google-sheets", "toucan_google_sheets"),
        ("MySQL", "MySQL", "toucan-mysql", "toucan_mysql"),
        ("S3", "S3", "toucan-s3", "toucan_s3"),
    ],
)
def test_one_name_becomes_all_the_others(name: str, type_id: str, distribution: str, module: str) -> None:
    names = Names.of(name)
    assert (names.type_id, names.distribution, names.module) == (type_id, distribution, module)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "3d",
        "Café",
        "a/b",
        "../up",
        "a.b",
        "None",
        "Connectors",
        "connectors-x",
        "SQL",
        "Toucan",
        "x" * 25,
    ],
)
def test_a_name_that_would_be_a_bad_one_is_refused_with_what_to_do(shell: Shell, name: str) -> None:
    before = shell.names()
    done = shell("new", "--json", "--", name)
    assert (done.code, done.error["code"], done.error["field"]) == (2, "usage", "name")
    assert done.error["hint"]
    assert shell.names() == before


@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_names_the_files_and_the_next_three_commands(shell: Shell, kind: str) -> None:
    told = shell("new", "Magento", "--kind", kind, "--json").json
    assert (told["type"], told["kind"], told["distribution"]) == ("Magento", kind, "toucan-magento")
    assert (told["warnings"], told["left_to_do"], told["edited"]) == ([], [], [])
    assert told["next"] == NEXT
    folder = shell.folder / told["folder"]
    assert told["files"] == sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    assert {"README.md", ".github/workflows/ci.yml", ".gitignore", "src/toucan_magento/py.typed"} <= {
        *told["files"]
    }


def test_people_are_told_what_to_do_next(shell: Shell) -> None:
    lines = [line.strip() for line in shell("new", "Magento").out.splitlines()]
    assert lines[-3:] == NEXT


@pytest.mark.parametrize("kind", KINDS)
def test_a_package_is_its_authors_own(shell: Shell, kind: str) -> None:
    shell("new", "Magento", "--kind", kind)
    folder = shell.folder / "toucan-magento"
    project = tomllib.loads((folder / "pyproject.toml").read_text())
    assert project["project"]["name"] == "toucan-magento"
    assert project["project"]["entry-points"]["toucan_connectors"] == {
        "Magento": "toucan_magento._spec:MAGENTO"
    }
    assert [path.name for path in (folder / "src").iterdir()] == ["toucan_magento"]
    assert compileall.compile_dir(folder, quiet=1, force=True)
    texts = [path.read_text() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert not any("«" in text or "%%" in text or str(ROOT) in text for text in texts)


def test_another_folder_is_chosen_with_path(shell: Shell) -> None:
    assert shell("new", "Magento", "--path", "mine/deep").code == 0
    assert (shell.folder / "mine/deep/toucan-magento/pyproject.toml").is_file()


@pytest.mark.parametrize("what", ["folder", "file", "link to nothing"])
def test_what_is_there_already_is_left_as_it_is(shell: Shell, what: str) -> None:
    def now() -> tuple[int, ...]:
        found = there.lstat()  # but for when it was last looked at, which looking changes
        return (found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    there = shell.folder / "toucan-magento"
    if what == "folder":
        there.mkdir()
    elif what == "file":
        there.write_text("mine")
    else:
        there.symlink_to("nowhere")
    before = now()
    done = shell("new", "Magento", "--json")
    assert (done.code, done.error["code"], done.error["field"]) == (9, "output", "path")
    assert "is there already" in done.error["message"]
    assert (now(), shell.names() - {"data"}) == (before, {"toucan-magento"})


def test_where_it_cannot_be_written_nothing_is_left(shell: Shell) -> None:
    shell.file("mine", "a file, no folder")
    done = shell("new", "Magento", "--path", "mine", "--json")
    assert (done.code, done.error["code"]) == (9, "output")
    assert shell.names() == {"data", "mine"}


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Acme", "acme-toucan has the type Acme"),
        ("SapHana", "toucan-connectors-sap-hana is the connector of"),
    ],
)
def test_a_type_that_somebody_has_already_is_warned_of(shell: Shell, name: str, who: str) -> None:
    done = shell("new", name, "--json")
    assert done.code == 0
    [warning] = done.json["warnings"]
    assert who in warning


# The workspace.


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of what `new --workspace` reads and changes."""
    root = tmp_path / "workspace"
    known_types = "packages/core/src/toucan_connectors/core/known_types.py"
    for name in ("pyproject.toml", "README.md", "LICENSE", known_types):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    return root


def test_in_the_workspace_it_is_a_member_like_the_others(shell: Shell, workspace: Path) -> None:
    told = shell("new", "Acme Mart", "--workspace", "--path", str(workspace / "packages"), "--json").json
    folder = workspace / "packages/acme-mart"
    assert (told["folder"], told["module"]) == (str(folder), "toucan_connectors.acme_mart")
    assert (folder / "LICENSE").read_text() == (workspace / "LICENSE").read_text()
    assert tomllib.loads((folder / "pyproject.toml").read_text())["tool"].keys() == {"hatch"}
    assert not (folder / ".github").exists()
    sources = tomllib.loads((workspace / "pyproject.toml").read_text())["tool"]["uv"]["sources"]
    assert sources["toucan-connectors-acme-mart"] == {"workspace": True}
    assert list(sources) == sorted(sources)
    [known] = workspace.rglob("known_types.py")
    assert '    "acme-mart": ("AcmeMart",),\n' in known.read_text()
    assert "| [packages/acme-mart](packages/acme-mart) |" in (workspace / "README.md").read_text()
    assert (len(told["edited"]), told["left_to_do"]) == (3, [])


def test_a_place_that_is_not_found_is_left_to_be_done_by_hand(shell: Shell, workspace: Path) -> None:
    (workspace / "README.md").write_text("# Another page\n")
    told = shell("new", "Magento", "--workspace", "--path", str(workspace), "--json").json
    assert told["left_to_do"] == ["add toucan-connectors-magento to README.md"]
    assert (workspace / "README.md").read_text() == "# Another page\n"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no file that nobody can replace")
def test_when_a_line_cannot_be_added_what_was_written_is_taken_back(tmp_path: Path) -> None:
    first, irreplaceable = tmp_path / "first", Path("/proc/self/status")
    first.write_text("as it was")
    with pytest.raises(OutputError):
        _write(tmp_path / "new", {"a/b": "text"}, {first: "changed", irreplaceable: "changed"})
    assert first.read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["first"]


def test_outside_of_the_workspace_the_option_is_refused(shell: Shell) -> None:
    done = shell("new", "Magento", "--workspace", "--json")
    assert (done.code, done.error["field"]) == (2, "path")


# How the code is laid out.


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("workspace", [False, True])
@pytest.mark.parametrize("name", ["S3", "Zendesk", "Very Long Name Of Words"])
def test_no_line_is_too_long(kind: KindName, workspace: bool, name: str) -> None:
    for path, text in files_of(Names.of(name, workspace=workspace), kind).items():
        if path.endswith(".py"):
            assert max(map(len, text.splitlines()), default=0) <= 110, path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("workspace", [False, True])
def test_headings_and_tables_of_the_page_stand_apart(kind: KindName, workspace: bool) -> None:
    page = files_of(Names.of("Zendesk", workspace=workspace), kind)["README.md"]
    assert {"## Fields", "| data source | |"} <= set(page.splitlines())
    assert re.findall(r"[^\n]\n(?:#|\| (?:connector|data source) \|)[^\n]*", page) == []
