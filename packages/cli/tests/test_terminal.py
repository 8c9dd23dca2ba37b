"""In a terminal there are colours and a width; without one there are plain lines, whatever the data holds."""

import os
import pty
import re
import signal
import subprocess
import time

import pytest
from packages.cli.tests.conftest import Shell

WIDE = """SELECT n, text, repeat('x', 30) AS a, repeat('y', 30) AS b, repeat('z', 300) AS c, '日本' AS d
  FROM d.numbers"""
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def in_terminal(shell: Shell, *arguments: str, columns: int = 80, **environment: str) -> str:
    """Return what a terminal of so many columns gets."""
    ours, theirs = pty.openpty()
    env = {**shell.environment, "COLUMNS": str(columns), **environment}
    with subprocess.Popen(
        [*shell.command, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, cwd=shell.folder, env=env
    ) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            seen += part
        process.wait(30)
    os.close(ours)
    return seen.decode()


def test_a_terminal_gets_colours_and_no_line_that_is_too_long(shell: Shell) -> None:
    shell.duckdb(WIDE)
    for columns in (40, 80, 200):
        seen = in_terminal(shell, "preview", "c.yaml", "--limit", "3", columns=columns)
        assert "\x1b[" in seen
        lines = _ESCAPES.sub("", seen).splitlines()
        assert max(map(len, lines)) <= columns
        assert ("more columns:" in seen) == (columns < 200)


def test_no_colour_is_asked_for_and_given(shell: Shell) -> None:
    seen = in_terminal(shell, "types", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", seen)
    assert "\x1b" not in in_terminal(shell, "types", TERM="dumb")


def test_a_terminal_sees_the_progress_and_it_is_gone_at_the_end(shell: Shell) -> None:
    shell.duckdb("SELECT range AS n, hash(range)::VARCHAR AS h FROM range(3000000)")
    seen = in_terminal(shell, "read", "c.yaml", "-o", "x.csv", columns=100)
    assert re.search(r"[\d,]+ rows.*MB", _ESCAPES.sub("", seen))
    assert "3,000,000 rows to x.csv" in _ESCAPES.sub("", seen).splitlines()[-1]
    assert "\x1b[2K" in seen
    assert seen.count("\x1b[?25l") == seen.count("\x1b[?25h")  # the cursor is back


def test_an_error_in_a_terminal_is_one_paragraph(shell: Shell) -> None:
    seen = _ESCAPES.sub("", in_terminal(shell, "check", "nowhere.yaml"))
    assert seen.startswith("error: There is no file nowhere.yaml.")
    assert seen.rstrip().endswith("[configuration]")


def test_a_terminal_gets_no_binary_data(shell: Shell) -> None:
    seen = in_terminal(shell, "read", shell.duckdb("SELECT 1"), "-o", "-", "-f", "parquet")
    assert "A terminal cannot show parquet." in _ESCAPES.sub("", seen).replace("\r\n", " ")


@pytest.mark.parametrize(
    "command", ["types", "fields", "check", "preview", "tables", "plan", "doctor", "read"]
)
def test_without_a_terminal_there_are_no_control_characters(shell: Shell, command: str) -> None:
    shell.duckdb(WIDE)
    arguments = {"types": [], "fields": ["DuckDB"], "read": ["c.yaml", "-o", "x.csv"]}.get(
        command, ["c.yaml"]
    )
    done = shell(command, *arguments)
    assert done.code == 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", done.out + done.err)
    if command == "preview":
        assert "z" * 300 in done.out


def test_data_gives_no_orders_to_a_terminal(shell: Shell) -> None:
    plain = shell("preview", shell.acme()).out
    assert "\\x1b[31mred[/] \\u202eevil" in plain
    seen = in_terminal(shell, "preview", "acme.json")
    assert "\x1b[31mred" not in seen
    assert "\u202e" not in seen
    assert "red[/]" in seen  # and none to rich


def test_a_stream_that_cannot_show_a_letter_is_no_error(shell: Shell) -> None:
    shell.duckdb("SELECT 'é日' AS t")
    done = shell.process("preview", "c.yaml", PYTHONIOENCODING="ascii")
    assert done.code == 0
    assert "\\xe9\\u65e5" in done.out


def test_ctrl_c_in_a_terminal_brings_the_cursor_back_and_leaves_no_file(shell: Shell) -> None:
    shell.duckdb("SELECT range AS n FROM range(100000000000)")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*shell.command, "read", "c.yaml", "-o", "x.csv"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=shell.folder,
        env=shell.environment,
        start_new_session=True,
        preexec_fn=lambda: _control(theirs),  # noqa: PLW1509 - this process has one thread
    ) as process:
        os.close(theirs)
        seen = b""
        pressed = False
        started = time.monotonic()
        while time.monotonic() - started < 60:
            try:
                seen += os.read(ours, 4096)
            except OSError:
                break
            if not pressed and re.search(rb"[1-9][\d,]* rows", seen):
                os.write(ours, b"\x03")
                pressed = True
        assert process.wait(10) == 130
    os.close(ours)
    assert seen.count(b"\x1b[?25l") == seen.count(b"\x1b[?25h")
    assert b"Interrupted." in seen
    assert shell.names() == {"data", "c.yaml"}


def _control(terminal: int) -> None:
    """Make a terminal the one whose Ctrl-C this process gets, and heeds."""
    import fcntl
    import termios

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
