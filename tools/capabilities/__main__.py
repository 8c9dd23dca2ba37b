"""`python -m tools.capabilities REPORT`: write the tables; `--check`: say which of them are stale."""

import argparse
import json
import sys
from pathlib import Path

from tools.capabilities._files import files_with_tables
from tools.workspace import ROOT


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write or check the tables; the answer is the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.capabilities", description=__doc__)
    parser.add_argument("report", type=Path, help="what pytest --connector-report wrote")
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a table is stale")
    options = parser.parse_args(arguments)
    report = json.loads(options.report.read_text(encoding="utf-8"))
    stale = [
        (file, text) for file, text in files_with_tables(root, report) if file.read_text("utf-8") != text
    ]
    for file, text in stale:
        print(
            f"{file.relative_to(root)}: {'is stale; run make capabilities.' if options.check else 'written.'}"
        )
        if not options.check:
            file.write_text(text, encoding="utf-8")
    if not stale:
        print(f"Capabilities: the tables of {len(report)} types are as the tests showed.")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
