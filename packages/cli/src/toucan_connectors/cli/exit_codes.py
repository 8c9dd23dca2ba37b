"""The exit codes: who must act, as a number that scripts can rely on."""

from __future__ import annotations

from typing import Final

__all__ = ["EXIT_CODES", "INTERRUPTED", "OUR_BUG", "PIPE_CLOSED", "USAGE", "exit_code_of", "exit_codes_told"]

OUR_BUG: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130
PIPE_CLOSED: Final = 141

_BY_CODE: Final = {
    "usage": USAGE,
    "configuration": 3,
    "credentials": 4,
    "query": 5,
    "network": 6,
    "source": 7,
    "timeout": 8,
    "output": 9,
    "cancelled": INTERRUPTED,
}
"""By the first word of an error's code."""

EXIT_CODES: Final = {
    0: "done",
    OUR_BUG: "a bug of ours",
    USAGE: "usage",
    3: "configuration",
    4: "credentials",
    5: "query",
    6: "network",
    7: "source",
    8: "timeout",
    9: "output",
    INTERRUPTED: "interrupted",
    PIPE_CLOSED: "nobody reads the output any more",
}


def exit_code_of(code: str | None) -> int:
    """Return the exit code for the code of an error."""
    return _BY_CODE.get((code or "").partition(".")[0], OUR_BUG)


def exit_codes_told() -> str:
    """Return the exit codes as one sentence, for --help."""
    return f"Exit codes: {', '.join(f'{code} {meaning}' for code, meaning in EXIT_CODES.items())}."
