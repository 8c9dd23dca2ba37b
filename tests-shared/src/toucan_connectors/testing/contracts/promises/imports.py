"""Promise 13: nothing heavy is loaded before the first call."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from toucan_connectors.testing.contracts._contract import Contract

__all__ = ["ImportsDeclared"]

HEAVY: Final = ("jinja2", "numpy", "pandas", "pyarrow", "sqlglot", "tenacity")


class ImportsDeclared(Contract):
    """What an import costs, looked at in a new interpreter."""

    def test_13_a_spec_is_loaded_without_its_connector(self) -> None:
        """Looking up the spec loads no pandas, no driver, and not the module that has the class.

        If it fails: keep the spec in a module of its own, and the package's `__init__` lazy (`core/lazy.py`).
        """
        assert self._loaded_by("", self.connector_class.__module__) == []

    def test_13_the_class_is_imported_without_its_driver(self) -> None:
        """Importing the class loads no pandas, no driver, and no other connector.

        If it fails: import what is heavy inside the functions that use it, or under `if TYPE_CHECKING`.
        """
        assert self._loaded_by("spec.load().model_json_schema()") == []

    def _loaded_by(self, then: str, *unwanted: str) -> list[str]:
        """Return the heavy and unwanted modules that a new interpreter has after it looked up the spec."""
        code = (
            f"from toucan_connectors.core import registry; spec = registry[{self.type_id!r}]; spec.logo_uri\n"
            f"{then}\nimport sys; print(*sys.modules)"
        )
        command = [sys.executable, "-c", code]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
        assert ran.returncode == 0, ran.stderr
        heavy = {*HEAVY, *self.spec.drivers, *unwanted}
        return sorted(heavy & set(ran.stdout.splitlines()[-1].split()))
