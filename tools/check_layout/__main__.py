"""Print a line for each problem and exit with 1, or print how much was checked and exit with 0."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tools.check_layout._complete import missing_files
from tools.check_layout._layers import forbidden_imports
from tools.check_layout._problem import Problem
from tools.check_layout._pyproject import pyproject_mistakes
from tools.check_layout._tracked import unwanted_files
from tools.check_layout._wheels import namespace_modules, wheel_mistakes
from tools.workspace import members

CHECKS: Final[tuple[Callable[[Path], Iterator[Problem]], ...]] = (
    missing_files,
    pyproject_mistakes,
    namespace_modules,
    wheel_mistakes,
    forbidden_imports,
    unwanted_files,
)


def main(root: Path) -> int:
    """Check the workspace below `root`; the answer is the exit code."""
    problems = [problem for check in CHECKS for problem in check(root)]
    for path, what in problems:
        print(f"{path.relative_to(root)}: {what}")
    if problems:
        return 1
    print(f"Layout: {len(list(members(root)))} packages, no problem.")
    return 0


if __name__ == "__main__":
    this_workspace = Path(__file__).parents[2]
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else this_workspace))
