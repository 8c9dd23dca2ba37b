"""What the next version is, and where it and the fragments are written."""

import pytest
from packaging.version import Version
from tools.release._changelog import fragments, latest_release, new_lines, section, with_section
from tools.release._errors import ReleaseError
from tools.release._versions import next_version, with_version
from tools.workspace import ROOT, Member, members

# Versions


@pytest.mark.parametrize(
    ("current", "wanted", "next_one"),
    [
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("1.2", "patch", "1.2.1"),
        ("1.2.3.post1", "patch", "1.2.4"),
        ("1.2.3", "1.3.0rc1", "1.3.0rc1"),
        ("1.2.3", "1.2.3.post1", "1.2.3.post1"),
        ("11.0.0a1", "11.0.0a1", "11.0.0a1"),
    ],
)
def test_a_version_is_a_step_or_is_named(current: str, wanted: str, next_one: str) -> None:
    assert str(next_version(current, wanted)) == next_one


@pytest.mark.parametrize(
    ("current", "patch", "minor", "major"),
    [
        ("11.0.0a1", "11.0.0", "11.0.0", "11.0.0"),
        ("11.1.0rc2", "11.1.0", "11.1.0", "12.0.0"),
        ("11.1.2.dev3", "11.1.2", "11.2.0", "12.0.0"),
    ],
)
def test_a_pre_release_steps_to_what_it_leads_to(current: str, patch: str, minor: str, major: str) -> None:
    stepped = [str(next_version(current, step)) for step in ("patch", "minor", "major")]
    assert stepped == [patch, minor, major]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("1.2.2", "not newer"),
        ("1.2.3rc1", "not newer"),
        ("latest", "no version of PEP 440"),
        ("2.0+local", "local version"),
    ],
)
def test_what_is_no_newer_version_is_refused(wanted: str, said: str) -> None:
    with pytest.raises(ReleaseError, match=said):
        next_version("1.2.3", wanted)


def test_only_the_version_of_the_project_changes() -> None:
    text = '# version = "0"\n[project]\nname = "a"\nversion = "1.0"  \n\n[tool.x]\nversion = "1.0"\n'
    text = text.replace('"1.0"  ', '"1.0"')
    assert with_version(text, Version("1.1")) == text.replace('"a"\nversion = "1.0"', '"a"\nversion = "1.1"')


@pytest.mark.parametrize(
    "text", ['[tool.x]\nversion = "1"\n[project]\nversion = "1"\n', "[project]\nversion='1'\n"]
)
def test_a_version_that_would_be_written_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(ReleaseError, match="no line"):
        with_version(text, Version("2"))


# Changelogs

TITLE = "# Changelog of a\n"
OLD = "## 1.0.0 (2026-01-02)\n\n- Old.\n"


def released(changelog: str, lines: str = "- New.") -> str:
    return with_section(changelog, section(changelog, Version("2.0"), "2026-03-04", lines))


def test_a_release_comes_on_top() -> None:
    assert released(f"{TITLE}\n{OLD}") == f"{TITLE}\n## 2.0 (2026-03-04)\n\n- New.\n\n{OLD}"


def test_the_first_release_comes_below_the_title() -> None:
    assert released(TITLE) == f"{TITLE}\n## 2.0 (2026-03-04)\n\n- New.\n"


@pytest.mark.parametrize("older", ["", f"\n{OLD}"])
def test_what_was_unreleased_becomes_the_release(older: str) -> None:
    changelog = f"{TITLE}\n## 2.0a1 (unreleased)\n\n- First,\n  second.\n{older}"
    assert released(changelog) == f"{TITLE}\n## 2.0 (2026-03-04)\n\n- First,\n  second.\n- New.\n{older}"
    assert released(changelog, "") == f"{TITLE}\n## 2.0 (2026-03-04)\n\n- First,\n  second.\n{older}"


def test_a_release_without_changes_says_so() -> None:
    assert released(TITLE, "").endswith("\n\n- No changes of its own.\n")


def test_the_latest_release_is_the_newest_with_a_date() -> None:
    assert latest_release(TITLE) is None
    assert latest_release(f"{TITLE}\n## 2.0 (unreleased)\n\n- A.\n") is None
    assert latest_release(f"{TITLE}\n## 2.0 (unreleased)\n\n- A.\n\n{OLD}") == "1.0.0"
    assert latest_release(released(f"{TITLE}\n{OLD}")) == "2.0"


@pytest.mark.parametrize("member", list(members(ROOT)), ids=lambda member: member.name)
def test_every_fragment_of_this_workspace_is_readable(member: Member) -> None:
    assert bool(new_lines(member)) == bool(fragments(member))
