"""What an import costs: nothing heavy is loaded before the first call needs it."""

import subprocess
import sys

import pytest

HEAVY = ("duckdb", "jinja2", "numpy", "pandas", "pyarrow", "sqlglot", "tenacity")


def loaded_by(code: str) -> set[str]:
    """Return the heavy modules that a new interpreter has after this code."""
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return set(HEAVY) & set(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import toucan_connectors.core", id="core"),
        pytest.param("import toucan_connectors.toucan_connector", id="the path that users know"),
        pytest.param(
            "from toucan_connectors.core import registry\nassert 'DuckDB' in list(registry)",
            id="listing the types",
        ),
        pytest.param(
            "from toucan_connectors.core import registry\nassert registry['DuckDB'].label",
            id="loading a spec",
        ),
        pytest.param(
            "from toucan_connectors.core import registry\nassert registry.catalogue()",
            id="the catalogue",
        ),
        pytest.param("from toucan_connectors.duckdb import DuckDBConnector", id="a connector's class"),
    ],
)
def test_an_import_loads_nothing_heavy(code: str) -> None:
    assert loaded_by(code) == set()


def test_listing_the_types_imports_no_connector() -> None:
    code = "from toucan_connectors.core import registry\nassert 'DuckDB' in list(registry)\n"
    loaded_by(f"{code}import sys\nassert 'toucan_connectors.duckdb' not in sys.modules")


def test_a_spec_is_looked_up_without_its_connector() -> None:
    code = "from toucan_connectors.core import registry\nassert registry['DuckDB'].logo_uri\n"
    for module in ("toucan_connectors.duckdb.connector", "pydantic.main"):
        loaded_by(f"{code}import sys\nassert {module!r} not in sys.modules")


def test_a_heavy_import_would_be_seen() -> None:
    assert loaded_by("import toucan_connectors.core\nimport pandas") >= {"pandas", "numpy"}
