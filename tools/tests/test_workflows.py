"""The workflows of `.github/`: few, with few rights, and calling what there is."""

import re
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, NamedTuple

import pytest
import yaml
from tools.affected._rules import concerns
from tools.release.__main__ import COMMANDS
from tools.workspace import ROOT, members

FILES = {path.name: path.read_text() for path in sorted(ROOT.glob(".github/workflows/*"))}
WORKFLOWS: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in FILES.items()}
PACKAGE = "_package.yml"

RIGHTS = {
    ("release.yml", "publish"): {"id-token": "write"},
    ("release.yml", "tag"): {"contents": "write"},
}
"""All that is more than reading."""


class Job(NamedTuple):
    workflow: str
    name: str
    content: dict[str, Any]

    @property
    def steps(self) -> list[dict[str, Any]]:
        return list(self.content.get("steps", []))

    @property
    def uses(self) -> list[str]:
        return [step["uses"] for step in [self.content, *self.steps] if "uses" in step]

    @property
    def commands(self) -> list[str]:
        return [step["run"] for step in self.steps if "run" in step]


JOBS = [Job(file, name, job) for file, content in WORKFLOWS.items() for name, job in content["jobs"].items()]
EACH_JOB = pytest.mark.parametrize("job", JOBS, ids=lambda job: f"{job.workflow}:{job.name}")


def triggers(workflow: dict[Any, Any]) -> set[str]:
    return set(workflow[True])  # YAML 1.1 reads `on` as a truth


def called(pattern: str) -> Iterator[Any]:
    """Yield what re.findall finds in the commands of all jobs."""
    for job in JOBS:
        for command in job.commands:
            yield from re.findall(pattern, command)


def test_there_are_four_and_one_of_them_is_called_for_each_package() -> None:
    assert set(WORKFLOWS) == {"ci.yml", "nightly.yml", "release.yml", PACKAGE}
    assert [name for name, content in WORKFLOWS.items() if "workflow_call" in triggers(content)] == [PACKAGE]
    assert triggers(WORKFLOWS[PACKAGE]) == {"workflow_call"}


def test_a_change_of_what_is_called_for_each_package_affects_everything() -> None:
    assert "everything" in concerns(f".github/workflows/{PACKAGE}")


def test_no_workflow_names_a_package() -> None:
    for member in members(ROOT):
        folder = member.folder.relative_to(ROOT).as_posix()
        assert not [name for name, text in FILES.items() if f"{folder}/" in text]


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_workflow_may_read_and_no_more(workflow: str) -> None:
    assert WORKFLOWS[workflow]["permissions"] == {"contents": "read"}
    assert "secrets" not in FILES[workflow]
    assert "pull_request_target" not in FILES[workflow]


@EACH_JOB
def test_a_job_that_may_do_more_is_named_here(job: Job) -> None:
    assert job.content.get("permissions") == RIGHTS.get((job.workflow, job.name))
    assert ("environment" in job.content) == ("id-token" in job.content.get("permissions", {}))


def test_what_may_publish_runs_nothing_of_this_repository() -> None:
    (publish,) = (job for job in JOBS if job.name == "publish")
    assert publish.content["environment"] == "pypi"
    assert publish.commands == []
    assert [action.partition("@")[0] for action in publish.uses] == [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ]


@EACH_JOB
def test_a_checkout_keeps_its_token_only_where_it_pushes(job: Job) -> None:
    for step in job.steps:
        if step.get("uses", "").startswith("actions/checkout@"):
            kept = step.get("with", {}).get("persist-credentials", True)
            assert kept == any("git push" in command for command in job.commands)


@EACH_JOB
def test_actions_are_pinned_by_major_version_or_are_ours(job: Job) -> None:
    for action in job.uses:
        assert re.fullmatch(r"[\w-]+/[\w-]+@(release/)?v\d+|\./\.github/workflows/_package\.yml", action)


@EACH_JOB
def test_a_job_ends_by_itself(job: Job) -> None:
    assert "uses" in job.content or job.content["timeout-minutes"] <= 180


@EACH_JOB
def test_no_expression_is_pasted_into_a_script(job: Job) -> None:
    assert not [command for command in job.commands if "${{" in command]


@EACH_JOB
def test_what_is_called_for_each_package_gets_the_inputs_that_it_has(job: Job) -> None:
    if "uses" in job.content:
        inputs = WORKFLOWS[PACKAGE][True]["workflow_call"]["inputs"]
        needed = {name for name, given in inputs.items() if given.get("required")}
        assert needed <= job.content["with"].keys() <= inputs.keys()


def test_the_tools_that_workflows_run_exist() -> None:
    modules = list(called(r"python -m (tools[\w.]*)(?: (\w+))?"))
    assert {"tools.affected", "tools.release"} <= {module for module, _ in modules}
    for module, word in modules:
        assert find_spec(f"{module}.__main__"), module
        assert module != "tools.release" or word in COMMANDS


def test_the_targets_that_workflows_make_exist() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    made = set(called(r"\bmake ([\w-]+)"))
    assert made
    assert made <= targets


def test_packages_are_tested_with_the_oldest_and_the_newest_of_everything() -> None:
    (judged,) = (job for job in JOBS if job.commands == [".ci/run"])
    pythons = judged.content["strategy"]["matrix"]["python"]
    (package,) = (job for job in JOBS if (job.workflow, job.name) == ("ci.yml", "package"))
    matrix = package.content["strategy"]["matrix"]
    assert matrix["python"] == [pythons[0], pythons[-1]]
    assert set(matrix["resolution"]) == {"highest", "lowest-direct"}
    for member in members(ROOT):
        project = tomllib.loads(member.pyproject.read_text())["project"]
        assert project["requires-python"] == f">={pythons[0]}"


def test_the_one_check_that_a_branch_rule_names_waits_for_all_others() -> None:
    jobs = WORKFLOWS["ci.yml"]["jobs"]
    assert set(jobs["passed"]["needs"]) == jobs.keys() - {"passed", "everything"}
