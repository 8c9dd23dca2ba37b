"""The pytest plug-in: the kit's options, markers, report, servers and faults. It needs no configuration."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("toucan_connectors.testing.contracts")

from toucan_connectors.testing.report import Report  # noqa: E402 - what is rewritten is said first

__all__ = ["pytest_addoption", "pytest_configure"]

pytest_plugins = [
    "toucan_connectors.testing.faults.fixtures",
    "toucan_connectors.testing.servers.fixtures",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the kit."""
    group = parser.getgroup("toucan-connectors", "conformance of connectors")
    group.addoption(
        "--connector-report",
        metavar="FILE",
        help="write what the connectors earned to FILE, as JSON",
    )
    group.addoption(
        "--leaks",
        choices=("short", "long"),
        default="short",
        help="how often to call when looking for leaks: 300 times, or 10,000",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Say what the kit's markers mean, and collect what is earned where a report is asked for."""
    config.addinivalue_line("markers", "capability(name): a test that a declared capability must pass")
    file = config.getoption("--connector-report")
    if file:
        config.pluginmanager.register(Report(config, file), "toucan-connectors-report")
