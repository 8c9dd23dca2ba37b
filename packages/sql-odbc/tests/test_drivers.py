"""Which driver is connected with, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from toucan_connectors.core.errors import ConfigurationError
from toucan_connectors.sql_odbc.drivers import (
    Installing,
    find_driver,
    installed_drivers,
    is_path,
    no_driver_manager,
)

INSTALLING = Installing({"apt-get": "the-driver", "brew": "the-driver-of-brew"}, "Ask its vendor.")


@pytest.fixture
def only_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system that has no tool but those that a test puts into this folder."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, tool: str) -> None:
    (folder / tool).write_text("#!/bin/sh\n")
    (folder / tool).chmod(0o755)


def test_a_driver_by_its_path_is_taken(tmp_path: Path) -> None:
    library = tmp_path / "libdriver.so"
    library.touch()
    assert find_driver(["no such driver", str(library)], INSTALLING) == str(library)
    assert is_path(str(library))


def test_a_driver_is_found_by_its_name_whatever_the_case() -> None:
    known = installed_drivers()
    if not known:
        pytest.skip("no driver is registered on this system")
    assert find_driver([known[0].upper()], INSTALLING) == known[0]


def test_a_driver_that_came_with_a_package_is_the_last_resort(tmp_path: Path) -> None:
    shipped = tmp_path / "libshipped.so"
    shipped.touch()
    missing = tmp_path / "libmissing.so"
    assert find_driver(["no such driver"], INSTALLING, packaged=[missing, shipped]) == str(shipped)


def test_a_missing_driver_says_what_was_looked_for_what_there_is_and_how_to_install_it(
    only_tool: Path,
) -> None:
    put(only_tool, "apt-get")
    with pytest.raises(ConfigurationError) as raised:
        find_driver(["ODBC Driver 99", "/no/such/driver.so"], INSTALLING, driver_field="driver")
    error = raised.value
    assert "'ODBC Driver 99' or '/no/such/driver.so'" in error.message
    assert all(repr(driver) in error.message for driver in installed_drivers())
    assert error.hint == "Install it: apt-get install the-driver."
    assert error.field == "driver"


def test_the_install_line_is_that_of_this_system(only_tool: Path) -> None:
    assert INSTALLING.line() == "Ask its vendor."
    put(only_tool, "brew")
    assert INSTALLING.line() == "Install it: brew install the-driver-of-brew."


def test_a_missing_library_of_odbc_is_a_configuration_error_with_the_install_line(only_tool: Path) -> None:
    put(only_tool, "dnf")
    error = no_driver_manager(ImportError("libodbc.so.2: cannot open shared object file"))
    assert "libodbc.so.2" in error.message
    assert error.hint == "Install it: dnf install unixODBC."
