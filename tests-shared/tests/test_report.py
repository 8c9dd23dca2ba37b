"""`pytest --connector-report`: what is earned, absent or not shown; kept, excused or broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from acme_pytest import Installation

TESTS: Final = '''
import pytest
import acme_contracts
from acme_contracts import line_server

class TestPlain(acme_contracts.TestPlain):
    """All is well."""

class TestLine(acme_contracts.TestLine):
    @pytest.mark.xfail(reason="the line has no names")
    def test_8_a_data_source_of_another_type_is_refused(self, connector):
        raise AssertionError

    @pytest.mark.xfail(reason="the line is old")
    def test_1_the_options_are_the_cores(self, connector):
        raise AssertionError

class TestPlanUntrue(acme_contracts.TestPlain):
    type_id = "PlanUntrue"

class TestVersionNotDeclared(acme_contracts.TestPlain):
    type_id = "VersionNotDeclared"
'''
CHOSEN: Final = (
    "test_1_plan or test_1_the_version or test_1_the_options or test_3_the_last or test_7_ or another_type"
)
"""Some of the tests, quick ones; the others are not run."""


def reported(folder: Path, *arguments: str) -> dict[str, Any]:
    module, report = folder / "test_acme.py", folder / "report.json"
    module.write_text(TESTS)
    ran = Installation(folder).run([str(module)], f"--connector-report={report}", "-k", CHOSEN, *arguments)
    assert ran.returncode == 1, ran.stdout + ran.stderr  # two are broken
    found: dict[str, Any] = json.loads(report.read_text())
    return found


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return reported(tmp_path_factory.mktemp("alone"))


def test_the_report_is_the_same_with_several_workers(report: dict[str, Any], tmp_path: Path) -> None:
    spread = reported(tmp_path, "-n2")
    assert json.dumps(spread) == json.dumps(report)


def test_each_type_has_its_distribution_and_contract_in_order(report: dict[str, Any]) -> None:
    assert list(report) == ["Line", "Plain", "PlanUntrue", "VersionNotDeclared"]
    assert {found["distribution"] for found in report.values()} == {"acme"}
    assert {found["contract"] for found in report.values()} == {"DataContract"}


def test_a_capability_is_earned_absent_or_not_shown(report: dict[str, Any]) -> None:
    line, plain = report["Line"]["capabilities"], report["Plain"]["capabilities"]
    assert (line["tells_version"], plain["tells_version"]) == ("earned", "absent")
    assert (line["checks_status"], plain["checks_status"]) == ("earned", "absent")
    assert line["reached_over_network"] == "not shown"  # its tests were not chosen
    assert report["VersionNotDeclared"]["capabilities"]["tells_version"] == "not shown"
    assert report["PlanUntrue"]["capabilities"]["pages_at_source"] == "not shown"


def test_a_promise_is_kept_excused_or_broken(report: dict[str, Any]) -> None:
    assert report["Plain"]["promises"]["1"] == "kept"
    assert report["Line"]["promises"]["1"] == "kept, except: the line is old"
    assert report["Line"]["promises"]["8"] == "kept, except: the line has no names"
    assert report["PlanUntrue"]["promises"]["1"] == "broken"
    assert report["PlanUntrue"]["promises"]["3"] == "kept"
    assert report["VersionNotDeclared"]["promises"]["1"] == "broken"


def test_promises_stand_in_the_order_of_their_numbers(report: dict[str, Any]) -> None:
    for found in report.values():
        numbers = [int(number) for number in found["promises"]]
        assert numbers == sorted(numbers)
