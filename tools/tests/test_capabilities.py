"""The tables of capabilities are made of the report, and a stale one is told."""

import json
from pathlib import Path
from typing import Any

import pytest
from tools.capabilities.__main__ import main
from tools.capabilities._files import BEGIN, END
from tools.capabilities._table import capability_table, notes
from tools.workspace import ROOT

EARNED = {"distribution": "d", "contract": "SqlContract"}
REPORT: dict[str, Any] = {
    "DuckDB": {
        **EARNED,
        "capabilities": {"pages_at_source": "earned", "tells_account": "absent"},
        "promises": {"1": "kept", "9": "kept, except: the driver prints it", "10": "broken"},
    },
    "Another": {
        **EARNED,
        "capabilities": {"pages_at_source": "not shown", "tells_account": "earned"},
        "promises": {"1": "kept"},
    },
}
LABELS = {"DuckDB": "Duck", "Another": "Other"}


def test_a_type_is_a_column_and_a_capability_a_row() -> None:
    assert capability_table(REPORT, LABELS).splitlines() == [
        "|  | Other | Duck |",
        "| --- | --- | --- |",
        "| promises kept in full | 1 of 1 | 1 of 3 |",
        "| pages at source | not shown | yes |",
        "| tells account | yes | no |",
    ]


def test_what_is_kept_in_part_is_told_with_its_reason() -> None:
    assert notes(REPORT, LABELS) == "- Duck, 9 secrets: the driver prints it."


def workspace(root: Path) -> Path:
    """Return a report, beside a workspace with one connector whose tables are empty."""
    readme = f"# x\n\n{BEGIN}\n{END}\n\nafter\n"
    for folder in ("docs", "packages/duckdb"):
        (root / folder).mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.uv.workspace]\nmembers = ["packages/*"]\n')
    (root / "packages/duckdb/pyproject.toml").write_text(
        '[project.entry-points.toucan_connectors]\nDuckDB = "a:B"\n'
    )
    (root / "packages/duckdb/README.md").write_text(readme)
    (root / "docs/comparison.md").write_text(readme)
    report = root / "report.json"
    report.write_text(json.dumps({"DuckDB": REPORT["DuckDB"]}))
    return report


def test_a_stale_table_is_told_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = str(workspace(tmp_path))
    assert main([report, "--check"], tmp_path) == 1
    assert "packages/duckdb/README.md: is stale" in capsys.readouterr().out
    assert main([report], tmp_path) == 0
    assert main([report, "--check"], tmp_path) == 0
    text = (tmp_path / "packages/duckdb/README.md").read_text()
    assert text.startswith("# x\n")
    assert text.endswith(f"{END}\n\nafter\n")
    assert "| pages at source | yes |" in text


def test_a_connector_that_no_test_holds_to_a_contract_is_an_error(tmp_path: Path) -> None:
    report = workspace(tmp_path)
    report.write_text("{}")
    with pytest.raises(ValueError, match="holds DuckDB to a contract"):
        main([str(report)], tmp_path)


def test_a_readme_without_the_marks_is_an_error(tmp_path: Path) -> None:
    report = workspace(tmp_path)
    (tmp_path / "packages/duckdb/README.md").write_text("# x\n")
    with pytest.raises(ValueError, match="lacks the marks"):
        main([str(report)], tmp_path)


def test_every_connector_has_a_conformance_test() -> None:
    for pyproject in ROOT.glob("packages/*/pyproject.toml"):
        if "[project.entry-points.toucan_connectors]" in pyproject.read_text():
            assert (pyproject.parent / "tests" / "test_conformance.py").is_file(), pyproject.parent.name
