"""What the tests of wheels and of generated packages share."""

from pathlib import Path

import pytest
from tools.tests.uv import uv


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every wheel of the workspace, by its distribution's name."""
    folder = tmp_path_factory.mktemp("wheels")
    uv("build", "--quiet", "--all-packages", "--wheel", "--out-dir", folder)
    return {path.name.partition("-")[0].replace("_", "-"): path for path in folder.glob("*.whl")}
