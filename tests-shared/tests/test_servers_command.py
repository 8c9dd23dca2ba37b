"""The command `toucan-connectors-testing servers`, run as its user does."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast
from urllib.request import urlopen

import pytest

COMMAND = (sys.executable, "-m", "toucan_connectors.testing.servers", "servers")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture
def running() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([*COMMAND, "start", "http"], stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def told(process: subprocess.Popen[str]) -> dict[str, str]:
    lines: dict[str, str] = {}
    for line in cast("IO[str]", process.stdout):
        if line.startswith("Ctrl-C"):
            break
        name, value = line.split(maxsplit=1)
        lines[name] = value.strip()
    return lines


def test_list_says_what_each_server_is_and_whether_it_is_here() -> None:
    done = run("list")

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert len(lines) == 11
    assert all(re.fullmatch(r"\S+ +(real|emulator) +\S.*: (installed|.* not .*)", line) for line in lines)
    assert [line.endswith(": installed") for line in lines if line.startswith("http ")] == [True]


def test_install_brings_what_pypi_has() -> None:
    done = run("install", "postgresql18", "http")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "postgresql18: installed\nhttp: installed\n"


@pytest.mark.parametrize("arguments", [("install", "oracle"), ("start", "oracle")])
def test_a_server_that_there_is_not_is_named_with_those_that_there_are(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)

    assert done.returncode == 2
    assert "there is no 'oracle', but postgresql18, postgresql15, mariadb" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_start_runs_until_it_is_told_to_end_and_leaves_nothing(
    running: subprocess.Popen[str], number: signal.Signals
) -> None:
    lines = told(running)
    with urlopen(f"{lines['url']}/echo") as answer:
        assert answer.status == 200
    assert Path(lines["folder"]).is_dir()

    running.send_signal(number)

    assert running.wait(60) == 0
    assert not Path(lines["folder"]).exists()


def test_start_ends_with_the_server(running: subprocess.Popen[str]) -> None:
    lines = told(running)
    (pid,) = (Path(lines["folder"]) / "ready").read_text().split()
    subprocess.run(["kill", "-KILL", pid], check=True)

    assert running.wait(60) == 1
    assert not Path(lines["folder"]).exists()
