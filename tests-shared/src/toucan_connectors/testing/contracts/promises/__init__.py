"""The promises of the contract, a module for each of its numbered sections.

A class is for all connectors (`...Declared`: it needs no source), or for those that have data to read. A
test is named after the number of its section and what is promised; its docstring ends with what to do.
"""

from collections.abc import Mapping
from typing import Final

__all__ = ["PROMISES"]

PROMISES: Final[Mapping[int, str]] = {
    1: "calls",
    2: "frames",
    3: "slices",
    4: "permissions",
    5: "templates",
    6: "statements",
    7: "status",
    8: "errors",
    9: "secrets",
    10: "limits",
    11: "networks",
    12: "reuse",
    13: "imports",
}
"""The numbered sections of the contract."""
