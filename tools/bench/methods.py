"""Run one method: `GROUP METHOD FOLDER` prints its seconds and its megabytes over the imports.

Imports and the making of data are not part of a measurement, except where the import is what is measured.
"""

import sys
import threading
from pathlib import Path
from time import perf_counter, sleep
from typing import Final

from tools.bench import embedded, http, mongo, mysql, odbc, postgres
from tools.bench.group import Group

__all__ = ["GROUPS"]

GROUPS: Final[tuple[Group, ...]] = (
    *embedded.GROUPS,
    *http.GROUPS,
    *mongo.GROUPS,
    *postgres.GROUPS,
    *mysql.GROUPS,
    *odbc.GROUPS,
)


def main(group: str, method: str, folder: str) -> None:
    """Prepare a method, run it once, and print what it took."""
    chosen = next(candidate for candidate in GROUPS if candidate.name == group)
    work = chosen.methods[method](Path(folder))
    memory = Memory()
    started = perf_counter()
    told = work()
    seconds = perf_counter() - started
    print(told if isinstance(told, float) else seconds, memory.stop())


class Memory(threading.Thread):
    """Watches how much more memory the process has than when it was made: the peak, in megabytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._before = self._peak = resident()
        self._over = False
        self.start()

    def run(self) -> None:
        """Look, a hundred times a second."""
        while not self._over:
            self._peak = max(self._peak, resident())
            sleep(0.01)

    def stop(self) -> float:
        """End the watch and return the peak over the beginning."""
        self._over = True
        self.join()
        return max(self._peak, resident()) - self._before


def resident() -> float:
    """Return the megabytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


if __name__ == "__main__":
    main(*sys.argv[1:])
