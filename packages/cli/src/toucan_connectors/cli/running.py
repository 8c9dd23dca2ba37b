"""What runs around a command: whatever goes wrong becomes a line and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

from typer import Abort, Exit, TyperException

from toucan_connectors.cli.app import app
from toucan_connectors.cli.errors import InterruptedByUserError, PipeClosedError
from toucan_connectors.cli.exit_codes import INTERRUPTED, OUR_BUG, PIPE_CLOSED, USAGE, exit_code_of
from toucan_connectors.cli.files.references import follow
from toucan_connectors.cli.stopping import end_on_signals
from toucan_connectors.cli.terminal.output import OUTPUT
from toucan_connectors.core.errors import ToucanConnectorsError
from toucan_connectors.core.secrets import install_resolver

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name, and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter is no error
    OUTPUT.start()
    end_on_signals()
    install_resolver(follow)
    return _run(list(arguments) or ["--help"])


def _run(arguments: list[str]) -> int:
    try:
        return int(app(arguments, prog_name="toucan-connectors", standalone_mode=False) or 0)
    except Exit as left:
        return left.exit_code
    except SystemExit as asked:  # a signal, or typer's own
        return asked.code if isinstance(asked.code, int) else OUR_BUG
    except (InterruptedByUserError, KeyboardInterrupt, Abort):
        return _told("Interrupted.", None, "interrupted", INTERRUPTED)
    except TyperException as error:
        OUTPUT.as_json = OUTPUT.as_json or "--json" in arguments
        context = getattr(error, "ctx", None)
        see = f"See {context.command_path if context else 'toucan-connectors'} --help."
        return _told(error.format_message(), see, "usage", USAGE)
    except (PipeClosedError, BrokenPipeError):
        _forget_output()
        return PIPE_CLOSED
    except ToucanConnectorsError as error:
        _trace(error)
        return _told(error.message, error.hint, error.code, exit_code_of(error.code), error.field)
    except Exception as error:  # noqa: BLE001 - a bug is told in one line too
        _trace(error)
        hint = None if OUTPUT.debug else "This is a bug: please report it, with what --debug shows."
        return _told(f"{type(error).__name__}: {error}", hint, "internal", OUR_BUG)


def _told(message: str, hint: str | None, code: str, exit_code: int, field: str | None = None) -> int:
    try:
        OUTPUT.error(message, hint, code, exit_code, field)
    except BrokenPipeError:
        _forget_output()
    return exit_code


def _trace(error: BaseException) -> None:
    if OUTPUT.debug:
        sys.stderr.write(OUTPUT.mask("".join(traceback.format_exception(error))))


def _forget_output() -> None:
    """Let what is still buffered go nowhere, so that the end of the process does not fail on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (BrokenPipeError, ValueError):
            os.dup2(nowhere, stream.fileno())
