"""Which tests earn which capability: a marker on the test, read by the plug-in's report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TypeVar

import pytest

from toucan_connectors.testing.features import Features

__all__ = ["earns"]

Test = TypeVar("Test", bound=Callable[..., object])

_NAMES = frozenset(field.name for field in fields(Features))


def earns(capability: str) -> Callable[[Test], Test]:
    """Mark a test as one of those that a declared capability must pass to be shown as earned."""
    if capability not in _NAMES:
        msg = f"{capability!r} is no field of Features"
        raise ValueError(msg)
    mark = pytest.mark.capability(capability)

    def marked(test: Test) -> Test:
        mark(test)
        return test

    return marked
