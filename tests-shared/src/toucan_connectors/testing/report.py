"""`pytest --connector-report=FILE`: what each connector earned, as JSON.

    {"DuckDB": {"distribution": "toucan-connectors-duckdb", "contract": "SqlContract",
                "capabilities": {"pages_at_source": "earned", "tells_account": "absent", ...},
                "promises": {"1": "kept", "2": "kept, except: <the reason of an xfail>", ...}}}

A capability is "earned" when it is declared and every test of it passed, "absent" when it is not declared and
its absence was seen, "not shown" when a test of it failed, was skipped or did not run. A promise is "kept",
"kept, except: ...", "broken", or "not shown" where its tests were skipped.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict

from toucan_connectors.testing.features import Features

if TYPE_CHECKING:
    import pytest

__all__ = ["Report"]

_PROPERTY: Final = "toucan_connectors"
_CONTRACTS: Final = "toucan_connectors.testing.contracts"


class Told(TypedDict):
    """What a test item says of itself; it travels with the report of its outcome."""

    type_id: str
    distribution: str
    contract: str
    promise: str
    test: str
    capabilities: list[str]
    declared: list[str]


class Outcome(TypedDict):
    """What became of a test."""

    outcome: str
    reason: str
    told: Told


class Report:
    """Collects the outcomes of the contracts' tests, also from pytest-xdist's workers."""

    def __init__(self, config: pytest.Config, file: str) -> None:
        self._is_worker = hasattr(config, "workerinput")
        self._file = Path(file)
        self._outcomes: list[Outcome] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let every test of a contract say what it is."""
        for item in items:
            if (told := _told(item)) is not None:
                item.user_properties.append((_PROPERTY, told))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what became of a test of a contract."""
        if report.when != "call" and report.passed:
            return
        for name, told in report.user_properties:
            if name == _PROPERTY:
                self._outcomes.append(_outcome(report, told))  # type: ignore[arg-type]  # our own property

    def pytest_sessionfinish(self) -> None:
        """Write the file, once, where the run was started."""
        if self._is_worker:
            return
        by_type: defaultdict[str, list[Outcome]] = defaultdict(list)
        for outcome in self._outcomes:
            by_type[outcome["told"]["type_id"]].append(outcome)
        found = {type_id: _earned(by_type[type_id]) for type_id in sorted(by_type, key=str.lower)}
        self._file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _told(item: pytest.Item) -> Told | None:
    from toucan_connectors.testing.contracts import Contract

    contract = getattr(item, "cls", None)
    if contract is None or not issubclass(contract, Contract):
        return None
    instance = contract()
    name = getattr(item, "originalname", item.name)
    return Told(
        type_id=contract.type_id,
        distribution=_distribution(contract.type_id),
        contract=next(c.__name__ for c in contract.__mro__ if c.__module__ == _CONTRACTS),
        promise=name.split("_")[1],
        test=name,
        capabilities=_capabilities(contract, name),
        declared=[field.name for field in fields(Features) if getattr(instance.features, field.name)],
    )


def _capabilities(contract: type, test: str) -> list[str]:
    """Return what a test earns, with what the test that it overrides would."""
    versions = [vars(cls)[test] for cls in contract.__mro__ if test in vars(cls)]
    marks = [mark for version in versions for mark in getattr(version, "pytestmark", [])]
    return sorted({mark.args[0] for mark in marks if mark.name == "capability"})


@cache
def _distribution(type_id: str) -> str:
    from toucan_connectors.core import registry

    return next((line.distribution for line in registry.catalogue() if line.type_id == type_id), "")


def _outcome(report: pytest.TestReport, told: Told) -> Outcome:
    reason = getattr(report, "wasxfail", None)
    if reason is not None and report.skipped:
        return Outcome(outcome="excused", reason=reason.removeprefix("reason: "), told=told)
    return Outcome(outcome=report.outcome, reason="", told=told)


def _earned(outcomes: list[Outcome]) -> dict[str, Any]:
    told = outcomes[0]["told"]
    return {
        "distribution": told["distribution"],
        "contract": min(outcome["told"]["contract"] for outcome in outcomes),
        "capabilities": {field.name: _capability(field.name, outcomes) for field in fields(Features)},
        "promises": dict(sorted(_promises(outcomes), key=lambda pair: int(pair[0]))),
    }


def _capability(name: str, outcomes: list[Outcome]) -> str:
    of_it = [outcome for outcome in outcomes if name in outcome["told"]["capabilities"]]
    if not of_it or any(outcome["outcome"] != "passed" for outcome in of_it):
        return "not shown"
    return "earned" if all(name in outcome["told"]["declared"] for outcome in of_it) else "absent"


def _promises(outcomes: list[Outcome]) -> Iterator[tuple[str, str]]:
    by_promise: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_promise[outcome["told"]["promise"]].append(outcome)
    for promise, of_it in by_promise.items():
        reasons = sorted({outcome["reason"] for outcome in of_it if outcome["outcome"] == "excused"})
        ended = {outcome["outcome"] for outcome in of_it}
        if "failed" in ended:
            yield promise, "broken"
        elif not ended & {"passed", "excused"}:
            yield promise, "not shown"
        else:
            yield promise, f"kept, except: {'; '.join(reasons)}" if reasons else "kept"
