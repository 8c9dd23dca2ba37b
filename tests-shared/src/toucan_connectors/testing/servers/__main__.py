"""The command `toucan-connectors-testing`: real servers for tests, to list, install or run by hand."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import Final

from toucan_connectors.testing.servers import Running, Server, ServerError, all_servers

__all__ = ["main"]

_TOLD: Final = ("url", "odbc", "host", "port", "user", "password", "database", "version", "ca_file", "folder")
"""What `start` prints of a running server, where it applies."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, `sys.argv` by default; the answer is the exit code."""
    servers = all_servers()
    given = _parser(list(servers)).parse_args(arguments)
    try:
        match given.action:
            case "list":
                return _list(servers)
            case "install":
                return _install([servers[name] for name in given.names or servers])
            case _:
                return _start(servers[given.name])
    except ServerError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1


def _parser(names: list[str]) -> argparse.ArgumentParser:
    """Return the parser; `servers` is a command beside which others may come."""
    parser = argparse.ArgumentParser(prog="toucan-connectors-testing", description=__doc__)
    subject = parser.add_subparsers(dest="subject", required=True, metavar="COMMAND")
    servers = subject.add_parser("servers", help="real servers for tests")

    def one_of(name: str) -> str:
        if name not in names:
            raise argparse.ArgumentTypeError(f"there is no {name!r}, but {', '.join(names)}")
        return name

    action = servers.add_subparsers(dest="action", required=True, metavar="ACTION")
    action.add_parser("list", help="what there is, and what is installed")
    install = action.add_parser("install", help="bring servers to this machine, all by default")
    install.add_argument("names", nargs="*", type=one_of, metavar="NAME")
    start = action.add_parser("start", help="run one until Ctrl-C, and say how to connect")
    start.add_argument("name", type=one_of, metavar="NAME")
    return parser


def _list(servers: dict[str, Server]) -> int:
    for server in servers.values():
        state = server.installed() or "installed"
        sys.stdout.write(f"{server.name:16} {server.truth:9} {server.what}: {state}\n")
    return 0


def _install(servers: Sequence[Server]) -> int:
    failed = False
    for server in servers:
        try:
            if server.installed():
                server.install()
            server.require_installed()
            sys.stdout.write(f"{server.name}: installed\n")
        except ServerError as error:
            failed = True
            sys.stderr.write(f"{server.name}: {error}\n")
    return int(failed)


def _start(server: Server) -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        _tell(server.start())
        while server.alive:
            time.sleep(0.5)
        raise ServerError(f"{server.name} has ended by itself.")
    except KeyboardInterrupt:
        return 0
    finally:
        server.stop()


def _tell(running: Running) -> None:
    for name in _TOLD:
        if value := getattr(running, name):
            sys.stdout.write(f"{name:9} {value}\n")
    sys.stdout.write("Ctrl-C stops it.\n")
    sys.stdout.flush()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
