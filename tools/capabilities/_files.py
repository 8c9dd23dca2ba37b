"""Where the tables stand: in the README of each connector's package, and on a page of the site."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tools.capabilities._table import Report, capability_table, notes
from tools.workspace import members

from toucan_connectors.core import registry

__all__ = ["BEGIN", "END", "files_with_tables"]

BEGIN: Final = "<!-- capabilities: made by `make capabilities` of what the tests showed -->"
END: Final = "<!-- /capabilities -->"

_PAGE: Final = Path("docs") / "comparison.md"


def files_with_tables(root: Path, report: Report) -> Iterator[tuple[Path, str]]:
    """Yield each file that has a table, with the text that it should have.

    Raises ValueError for a README without the two marks, and where a connector is not in the report.
    """
    labels = {type_id: registry[type_id].label for type_id in report}
    for member in members(root):
        types = member.table("project", "entry-points", "toucan_connectors")
        if not types:
            continue
        missing = ", ".join(sorted(types.keys() - report.keys()))
        if missing:
            raise ValueError(f"No test of {member.name} holds {missing} to a contract.")
        readme = member.folder / "README.md"
        yield readme, _with_table(readme, {type_id: report[type_id] for type_id in types}, labels)
    yield root / _PAGE, _with_table(root / _PAGE, report, labels)


def _with_table(file: Path, report: Report, labels: Mapping[str, str]) -> str:
    text = file.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{file} lacks the marks {BEGIN} and {END}, between which its table stands.")
    parts = [capability_table(report, labels), notes(report, labels)]
    table = "\n\n".join(part for part in parts if part)
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"
