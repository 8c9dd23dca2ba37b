"""Release a package, or look at one as the release does.

- `python -m tools.release duckdb patch [--dry-run] [--no-changes]`
- `python -m tools.release verify duckdb [--python 3.11] [--resolution lowest-direct] [--out dist] [-- ...]`
- `python -m tools.release pending --base REF`
- `python -m tools.release tag duckdb`
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from tools.release._environment import HIGHEST, RESOLUTIONS
from tools.release._errors import ReleaseError
from tools.release._pending import pending
from tools.release._release import add_tag, member_named, prepare, write
from tools.release._verify import Wish, verify


def release_command(arguments: Sequence[str]) -> None:
    """Bump the version, gather the changelog, commit and tag; with --dry-run, tell what that would be."""
    parser = _parser("", "Release a package: version, changelog, commit and tag. Nothing is pushed.")
    parser.add_argument("package", help="the name of its folder; testing for tests-shared")
    parser.add_argument("version", help="a version, or a step to it: major, minor, patch")
    parser.add_argument("--dry-run", action="store_true", help="tell what would be done, and do nothing")
    parser.add_argument("--no-changes", action="store_true", help="release without a fragment")
    given = parser.parse_args(arguments)
    release = prepare(given.package, given.version, without_changes=given.no_changes)
    print(f"{release.member.distribution} {release.member.version} -> {release.version}, tag {release.tag}\n")
    print(release.section)
    if given.dry_run:
        print("Nothing was done.")
    else:
        write(release)
        print(f"Committed and tagged. To publish it: git push --atomic origin main {release.tag}")


def verify_command(arguments: Sequence[str]) -> None:
    """Build, inspect, install and test a package; words after -- go to pytest."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    parser = _parser(
        "verify", "Build a package, inspect it, install it alone, run the tests of its source archive."
    )
    parser.add_argument("package")
    parser.add_argument("--python", default=sys.executable, help="a version or a path (this Python)")
    parser.add_argument(
        "--resolution", choices=RESOLUTIONS, default=HIGHEST, help="which dependencies (highest)"
    )
    parser.add_argument("--out", type=Path, help="where the verified wheel and source archive are put")
    given = parser.parse_args(arguments[:at])
    verify(Wish(given.package, given.python, given.resolution, given.out, arguments[at + 1 :]))


def pending_command(arguments: Sequence[str]) -> None:
    """Print the names of the packages that were released since a commit, as JSON."""
    parser = _parser("pending", "The packages that were released since a commit, as JSON.")
    parser.add_argument("--base", required=True, help="the commit to compare with")
    print(json.dumps(pending(parser.parse_args(arguments).base)))


def tag_command(arguments: Sequence[str]) -> None:
    """Print the tag of a package's version, and make it here where it is not there."""
    parser = _parser("tag", "The tag of a package's version; made, on this commit, where it is not there.")
    parser.add_argument("package")
    print(add_tag(member_named(parser.parse_args(arguments).package)))


COMMANDS: Final[Mapping[str, Callable[[Sequence[str]], None]]] = {
    "verify": verify_command,
    "pending": pending_command,
    "tag": tag_command,
}


def main(arguments: Sequence[str]) -> int:
    """Run the command that is named; the answer is the exit code."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    try:
        if command:
            command(arguments[1:])
        else:
            release_command(arguments)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser(command: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"python -m tools.release {command}".strip(), description=description)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
