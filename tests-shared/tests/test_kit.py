"""The kit is tested by connectors that break one promise each: the test of that promise fails, and says so.

What is broken, and which test must see it, is the table of `broken/broken_table.py`. All run in one pytest of
their own, beside the healthy connectors that they are made of, for which the same tests pass.
"""

from __future__ import annotations

import fcntl
import inspect
import json
import re
from pathlib import Path

import pytest
from acme_pytest import Ended, Installation
from broken_table import BROKEN, PATIENT, REFERENCES

from toucan_connectors.testing.contracts import Contract, DocumentContract, HttpContract, SqlContract

CONTRACTS = (SqlContract, HttpContract, DocumentContract)


def _tests(contract: type[Contract]) -> dict[str, str]:
    """Return the tests of a contract, and what they say of themselves."""
    members = inspect.getmembers(contract, inspect.isfunction)
    return {name: inspect.getdoc(test) or "" for name, test in members if name.startswith("test")}


TESTS = {name: said for contract in CONTRACTS for name, said in _tests(contract).items()}


def _run_all(folder: Path) -> dict[str, Ended]:
    names = [*PATIENT, *(name for name in BROKEN if name not in PATIENT)]
    broken = [f"Test{name}::{BROKEN[name].test}" for name in names]
    healthy = dict.fromkeys(f"Test{BROKEN[name].of}::{BROKEN[name].test}" for name in BROKEN)
    return Installation(folder).outcomes([*broken, *healthy], "-n4", "--maxschedchunk=1", "--tb=short")


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> dict[str, Ended]:
    """How every test ended: run once, also where pytest-xdist gives this module to several workers."""
    if worker_id == "master":
        return _run_all(tmp_path_factory.mktemp("kit"))
    kept = tmp_path_factory.getbasetemp().parent / "kit.json"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(_run_all(tmp_path_factory.mktemp("kit"))))
    return {name: Ended(*end) for name, end in json.loads(kept.read_text()).items()}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_connector_fails_the_test_that_it_breaks(ended: dict[str, Ended], name: str) -> None:
    end = ended[f"Test{name}::{BROKEN[name].test}"]
    assert end.outcome == "failed", end
    assert re.search(BROKEN[name].told, end.said), end.said


@pytest.mark.parametrize("reference", sorted(REFERENCES))
def test_a_healthy_connector_passes_what_the_broken_ones_fail(
    ended: dict[str, Ended], reference: str
) -> None:
    ends = {name: end for name, end in ended.items() if name.startswith(f"Test{reference}::")}
    assert ends
    assert {name: end.said for name, end in ends.items() if end.outcome != "passed"} == {}


def test_every_test_of_the_contracts_is_failed_by_a_broken_connector() -> None:
    failed = {broken.test.partition("[")[0] for broken in BROKEN.values()}
    assert failed == TESTS.keys()


def test_every_promise_has_a_test_by_its_number() -> None:
    numbers = {name: {int(test.split("_")[1]) for test in _tests(name)} for name in CONTRACTS}
    assert set.union(*numbers.values()) == set(range(1, 14))
    assert {5, 6} <= numbers[SqlContract]
    assert not {5, 6} & (numbers[HttpContract] | numbers[DocumentContract])


@pytest.mark.parametrize("test", sorted(TESTS))
def test_a_test_says_its_number_and_what_to_do_if_it_fails(test: str) -> None:
    assert re.fullmatch(r"test_([1-9]|1[0-3])_[a-z0-9_]+", test)
    said = TESTS[test].split("\n\n")
    assert len(said) >= 2
    assert said[0].endswith(".")
    assert said[-1].startswith("If it fails: ")


def test_a_promise_is_not_overridden_silently() -> None:
    def kept(self: object) -> None:
        """Do nothing."""

    with pytest.raises(
        TypeError, match=r"(?s)test_1_the_logo_is_packaged.*pytest\.mark\.xfail\(reason="
    ) as raised:
        type("TestAcme", (SqlContract,), {"test_1_the_logo_is_packaged": kept})
    assert "TestAcme" in str(raised.value)


@pytest.mark.parametrize(
    "mark", [pytest.mark.xfail, pytest.mark.skip(reason="no time"), pytest.mark.xfail(reason="")]
)
def test_a_mark_without_a_reason_to_fail_is_no_excuse(mark: pytest.MarkDecorator) -> None:
    @mark
    def excused(self: object) -> None:
        """Do nothing."""

    with pytest.raises(TypeError, match="overrides"):
        type("TestAcme", (SqlContract,), {"test_1_the_logo_is_packaged": excused})


def test_an_excused_override_is_accepted_and_so_are_tests_of_ones_own() -> None:
    @pytest.mark.xfail(reason="Acme has no colours")
    def excused(self: object) -> None:
        """Do nothing."""

    def of_its_own(self: object) -> None:
        """Do nothing."""

    body = {"test_1_the_logo_is_packaged": excused, "test_acme": of_its_own}
    assert type("TestAcme", (SqlContract,), body).__bases__ == (SqlContract,)
