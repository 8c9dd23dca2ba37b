"""What `doctor --bundle` writes: enough to help from afar, and nothing that must stay secret.

Hosts, paths and queries are in it, for they are what is wrong so often; secrets, the values of parameters and
those of permissions are not.
"""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

from toucan_connectors.core import registry
from toucan_connectors.core.secrets import MASK

if TYPE_CHECKING:
    from toucan_connectors.cli.examining.examination import Examination
    from toucan_connectors.cli.files.models import Opened

__all__ = ["bundle_of"]

_LIBRARIES: Final = ("pydantic", "pandas", "pyarrow", "jinja2", "tenacity", "sqlglot", "typer", "rich")
_SECRET_NAMES: Final = re.compile(
    r"pass(?!ed)|secret|token|api.?key|private|credential|auth|cookie|signature|pwd|\bkey\b", re.IGNORECASE
)
_USER_IN_URL: Final = re.compile(r"(?<=://)[^/@\s]+(?=@)")


def bundle_of(examination: Examination) -> dict[str, Any]:
    """Return what was found, as JSON has it."""
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "encoding": sys.getfilesystemencoding(),
        "distributions": _distributions(),
        "types": [
            {"type": line.type_id, "distribution": line.distribution, "unavailable": line.unavailable}
            for line in registry.catalogue()
        ],
        "configuration": _configuration(examination.opened),
        "steps": [step.to_dict() for step in examination.steps.taken],
    }


def _distributions() -> dict[str, str]:
    """Return the versions of the family, of what it stands on, and of the drivers that are installed."""
    families = {line.distribution for line in registry.catalogue()}
    drivers = {driver for line in registry.catalogue() if line.spec for driver in line.spec.drivers}
    wanted = {*_LIBRARIES, *families, *drivers, "toucan-connectors-core", "toucan-connectors-cli"}
    found: dict[str, str] = {}
    for name in sorted(wanted):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _configuration(opened: Opened | None) -> dict[str, Any] | None:
    """Return the fields that are set, without what must stay secret; None for an invalid configuration."""
    if opened is None:
        return None
    source = opened.source
    connector = opened.connector.model_dump(mode="json", exclude_defaults=True)
    return {
        "type": opened.type_id,
        "connector": _masked(connector),
        "data_source": None
        if source is None
        else _masked(source.model_dump(mode="json", exclude_defaults=True)),
        "permissions": _without_values(opened.permissions),
    }


def _masked(value: Any, name: str = "") -> Any:
    """Return a value without what looks like a secret; of parameters only their names and types are left."""
    if name == "parameters":
        return _without_values(value)
    if isinstance(value, Mapping):
        return {key: _masked(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item, name) for item in value]
    if isinstance(value, str):
        return MASK if _SECRET_NAMES.search(name) else _USER_IN_URL.sub(MASK, value)
    return value


def _without_values(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {"column", "operator"}
        return {key: item if key in kept else _without_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_values(item) for item in value]
    return None if value is None else f"<{type(value).__name__}>"
