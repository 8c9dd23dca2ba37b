"""What a catalogue shows of the types here: an entry point `kit_specs:<type id>` finds its spec."""

from functools import cache
from typing import Any

from broken_table import BROKEN, REFERENCES

from toucan_connectors.core.spec import ConnectorSpec

__all__ = ["entry_points"]

_STEPLESS = {"Arrow", "Documents", "Plain"}


def entry_points() -> str:
    """Return the text of the distribution's `entry_points.txt`."""
    values = {name: f"kit_specs:{name}" for name in (*REFERENCES, *BROKEN)}
    values |= {"EagerSpec": "broken_eager_spec:SPEC", "SpecOfTheClass": "broken_spec_of_the_class:SPEC"}
    return "[toucan_connectors]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())


@cache
def __getattr__(name: str) -> ConnectorSpec:
    if name not in BROKEN and name not in REFERENCES:
        raise AttributeError(name)
    reference = BROKEN[name].of if name in BROKEN else name
    target = BROKEN[name].target(name) if name in BROKEN else REFERENCES[name]
    said: dict[str, Any] = {"label": name, "has_status_check": reference not in _STEPLESS}
    if reference == "Sql":
        said |= {"drivers": ("duckdb",), "logo": "logo.svg"}
    changed = BROKEN[name].spec if name in BROKEN else {}
    return ConnectorSpec(**{"type_id": name, "target": target, **said, **changed})
