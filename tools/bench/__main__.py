"""`make bench`: speed and memory, side by side with peers in one run.

Every method runs in a fresh process, methods take turns, and what counts is the median's ratio to the peer's:
absolute times are this machine's business. `make bench ONLY=page` runs the groups whose name has that word.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tools.bench.group import Group
from tools.bench.methods import GROUPS
from tools.bench.servers import started

ROUNDS = 7


def main() -> None:
    """Measure each group, and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="run the groups whose name has this word")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    chosen = [group for group in GROUPS if arguments.only in group.name]
    with TemporaryDirectory() as folder:
        for server in dict.fromkeys(group.server for group in chosen):
            with started(server) as environment:
                for group in chosen:
                    if group.server == server:
                        report(group, measure(group, Path(folder), arguments.rounds, environment))


def measure(
    group: Group, folder: Path, rounds: int, server: dict[str, str]
) -> dict[str, list[tuple[float, float]]]:
    """Return (seconds, megabytes over the imports) of each round; a first round only warms up."""
    found: dict[str, list[tuple[float, float]]] = {method: [] for method in group.methods}
    for number in range(rounds + 1):
        for method in group.methods:
            result = run(group.name, method, folder, server)
            if number:
                found[method].append(result)
    return found


def run(group: str, method: str, folder: Path, server: dict[str, str]) -> tuple[float, float]:
    """Return what one method printed in a process of its own, bytecode cached as it is for users."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "tools.bench.methods", group, method, str(folder)]
    done = subprocess.run(command, env=environment | server, stdout=subprocess.PIPE, text=True, check=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def report(group: Group, found: dict[str, list[tuple[float, float]]]) -> None:
    """Print the medians, and their ratios to the first method, which is the peer."""
    peer = next(iter(found))
    peer_seconds, peer_memory = (median(values) for values in zip(*found[peer], strict=True))
    print(f"\n{group.name}: {group.title}\n{'':24}{'ms':>10}{'x peer':>9}{'MB':>9}{'x peer':>9}   goal")
    for method, results in found.items():
        seconds, memory = (median(values) for values in zip(*results, strict=True))
        goal = "" if method == peer else group.goal
        memory_ratio = f"{memory / peer_memory:9.2f}" if peer_memory > 1 else f"{'':9}"
        print(
            f"{method:24}{seconds * 1000:10.1f}{seconds / peer_seconds:9.2f}"
            f"{memory:9.0f}{memory_ratio}   {goal}"
        )


if __name__ == "__main__":
    main()
