"""Which driver of ODBC to connect with: one that is there, or an error that says how to install one.

A driver is named as `odbcinst.ini` has it, or by the path of its library.
"""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from toucan_connectors.core.errors import ConfigurationError

__all__ = ["Installing", "find_driver", "installed_drivers", "is_path", "no_driver", "no_driver_manager"]


@dataclass(frozen=True)
class Installing:
    """How a driver is installed: its package, by the tool that installs it, and words where there is none."""

    packages: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = "Install it as its vendor says, and register it in odbcinst.ini."

    def line(self) -> str:
        """Return what to do on this system."""
        for tool, command in _TOOLS.items():
            if tool in self.packages and shutil.which(tool):
                return f"Install it: {command} {self.packages[tool]}."
        return self.otherwise


_TOOLS: Final = {
    "apt-get": "apt-get install",
    "dnf": "dnf install",
    "apk": "apk add",
    "zypper": "zypper install",
    "brew": "brew install",
    "pip": "pip install",
}
_MANAGER: Final = Installing(
    {"apt-get": "unixodbc", "dnf": "unixODBC", "apk": "unixodbc", "zypper": "unixODBC", "brew": "unixodbc"},
    "Install unixODBC, which has the library libodbc.",
)


def no_driver_manager(error: ImportError) -> ConfigurationError:
    """Return the error of a system without the library that drivers are loaded by."""
    return ConfigurationError(
        f"ODBC cannot be used here ({platform.system()}, Python {platform.python_version()}): {error}.",
        hint=_MANAGER.line() if "odbc" in str(error) and sys.platform != "win32" else "pip install pyodbc",
    )


def installed_drivers() -> list[str]:
    """Return the names of the drivers that this system has."""
    from toucan_connectors.sql_odbc import pyodbc

    return list(pyodbc.drivers())


def is_path(driver: str) -> bool:
    """Whether a driver is named by the path of its library."""
    return "/" in driver or "\\" in driver


def find_driver(
    wanted: Sequence[str],
    installing: Installing,
    *,
    packaged: Iterable[Path] = (),
    driver_field: str = "driver",
) -> str:
    """Return the first of the wanted drivers that is there, else one that came with a package.

    Upper case does not matter in a name; a path is one of a file.
    Raises ConfigurationError with what was looked for, what there is, and how to install one.
    """
    names = {name.casefold(): name for name in installed_drivers()}
    for driver in wanted:
        if is_path(driver) and Path(driver).is_file():
            return driver
        if driver.casefold() in names:
            return names[driver.casefold()]
    shipped = next((path for path in packaged if path.is_file()), None)
    if shipped is not None:
        return str(shipped)
    raise no_driver(" or ".join(map(repr, wanted)), installing, driver_field=driver_field)


def no_driver(
    looked_for: str, installing: Installing | None = None, *, driver_field: str
) -> ConfigurationError:
    """Return the error of a driver that is not there."""
    there = ", ".join(map(repr, installed_drivers())) or "none"
    return ConfigurationError(
        f"There is no ODBC driver {looked_for}; installed are: {there}.",
        field=driver_field,
        hint=(installing or Installing()).line(),
    )
