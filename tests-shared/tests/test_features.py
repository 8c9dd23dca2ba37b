"""The capabilities: few, each documented, and each earned by tests."""

from __future__ import annotations

import ast
import inspect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from typing import Final

import pytest

from toucan_connectors.testing import Features
from toucan_connectors.testing.contracts import DocumentContract, HttpContract, SqlContract
from toucan_connectors.testing.contracts._capabilities import earns

NAMES: Final = [field.name for field in fields(Features)]


def _documented() -> Iterator[str]:
    """Yield the names of the fields that a text stands below."""
    [defined] = ast.parse(inspect.getsource(Features)).body
    assert isinstance(defined, ast.ClassDef)
    for field, below in zip(defined.body, defined.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and str(below.value.value).strip().endswith(".")
        ):
            yield field.target.id


def _earning() -> dict[str, set[str]]:
    """Return the tests that earn each capability."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for contract in (SqlContract, HttpContract, DocumentContract):
        for name, test in inspect.getmembers(contract, inspect.isfunction):
            for mark in getattr(test, "pytestmark", []):
                if mark.name == "capability":
                    found[mark.args[0]].add(name)
    return found


def test_there_are_few() -> None:
    assert 10 <= len(NAMES) <= 18


def test_each_says_what_it_means() -> None:
    assert list(_documented()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_is_earned_by_a_test(name: str) -> None:
    assert _earning()[name]


def test_no_test_earns_what_is_no_capability() -> None:
    assert set(_earning()) == set(NAMES)
    with pytest.raises(ValueError, match="'flies'"):
        earns("flies")


def test_nothing_is_declared_unless_it_is_said() -> None:
    told = {name for name in NAMES if getattr(Features(), name)}
    assert told == {"checks_status"}


def test_each_is_said_by_name() -> None:
    with pytest.raises(TypeError):
        Features(True)  # type: ignore[call-arg]
