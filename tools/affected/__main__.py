"""Print what a change must be tested with: a part a line, or JSON whose `members` is a matrix of GitHub's."""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict

from tools.affected._parts import affected
from tools.workspace import ROOT


def main(arguments: Sequence[str] | None = None) -> None:
    """Answer for the files that are named, or for those that changed since `--base` branched off."""
    parser = argparse.ArgumentParser(prog="python -m tools.affected", description=__doc__)
    parser.add_argument("--base", default="main", help="the commit to compare with (main)")
    parser.add_argument(
        "--json", action="store_true", help='print {"members": [...], "docs": ..., "tools": ...}'
    )
    parser.add_argument("files", nargs="*", help="paths from the root, instead of what git says")
    given = parser.parse_args(arguments)
    found = affected(given.files or changed_files(given.base), ROOT)
    for line in [json.dumps(asdict(found))] if given.json else found.lines():
        print(line)


def changed_files(base: str) -> list[str]:
    """Return the files that differ from where `base` branched off, those not yet committed included.

    A file that moved counts at both places. Exits with what git says where it does not know `base`.
    """
    changed = _git("diff", "--name-only", "--no-renames", "-z", "--merge-base", base)
    return sorted({*changed, *_git("ls-files", "--others", "--exclude-standard", "-z")})


def _git(*arguments: str) -> list[str]:
    ran = subprocess.run(["git", *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(ran.stderr.strip())
    return ran.stdout.split("\0")[:-1]


if __name__ == "__main__":
    main()
