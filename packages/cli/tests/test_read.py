"""What `read` writes is all rows, exact, whole or not there; and it holds a batch at a time."""

import csv
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from packages.cli.tests.conftest import Shell

ALL = "SELECT * FROM d.numbers ORDER BY n"
ROWS = [{"n": n, "text": f"row {n}"} for n in range(1000)]
EXACT = """SELECT 9007199254740993 AS big, 18446744073709551615::UBIGINT AS bigger, NULL::INT AS nothing,
  TIMESTAMPTZ '2020-01-02 03:04:05.5Z' AS at, DATE '2020-01-02' AS day, [1, NULL] AS list, {'a': 'é'} AS pair,
  'nan'::DOUBLE AS nan, 0.1::DOUBLE AS tenth, '\\xAB'::BLOB AS bin, INTERVAL 90 SECOND AS took,
  '{"k": [1]}'::JSON AS doc, TIME '01:02:03' AS clock, true AS yes, '' AS empty,
  'a,"b"' || chr(10) || 'c' AS odd"""
AS_JSON: dict[str, Any] = {
    "big": 9007199254740993,
    "bigger": 18446744073709551615,
    "nothing": None,
    "at": "2020-01-02T03:04:05.500000Z",
    "day": "2020-01-02",
    "list": [1, None],
    "pair": {"a": "é"},
    "nan": None,
    "tenth": 0.1,
    "bin": "qw==",
    "doc": {"k": [1]},
    "clock": "01:02:03.000000",
    "yes": True,
    "empty": "",
    "odd": 'a,"b"\nc',
}


def rows_of(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    if path.suffix == ".arrow":
        return pa.ipc.open_file(str(path)).read_all().to_pylist()
    text = path.read_text()
    if path.suffix == ".json":
        return json.loads(text)  # type: ignore[no-any-return]
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return [{"n": int(row["n"]), "text": row["text"]} for row in csv.DictReader(text.splitlines())]


@pytest.mark.parametrize("suffix", ["parquet", "csv", "json", "jsonl", "arrow"])
def test_every_format_has_all_rows_and_a_summary(shell: Shell, suffix: str) -> None:
    done = shell("read", shell.duckdb(ALL), "-o", f"x.{suffix}", "--json")
    assert done.code == 0
    path = shell.folder / f"x.{suffix}"
    assert rows_of(path) == ROWS
    assert done.json["rows"] == 1000
    assert done.json["bytes"] == path.stat().st_size
    assert done.json["format"] == suffix
    assert not done.json["replaced"]
    assert done.err == ""
    assert shell.names() == {"data", "c.yaml", f"x.{suffix}"}


@pytest.mark.parametrize("suffix", ["parquet", "csv", "json", "jsonl", "arrow"])
def test_a_result_without_rows_is_a_file_with_its_columns(shell: Shell, suffix: str) -> None:
    assert shell("read", shell.duckdb("SELECT * FROM d.numbers WHERE false"), "-o", f"x.{suffix}").code == 0
    path = shell.folder / f"x.{suffix}"
    assert rows_of(path) == []
    if suffix == "parquet":
        assert pq.read_schema(path).names == ["n", "text"]
    if suffix == "csv":
        assert path.read_text() == '"n","text"\n'


def test_values_are_exact_in_json(shell: Shell) -> None:
    for suffix in ("json", "jsonl"):
        assert shell("read", shell.duckdb(EXACT), "-o", f"x.{suffix}").code == 0
        [row] = rows_of(shell.folder / f"x.{suffix}")
        took = row.pop("took")
        assert took == "PT1M30S"
        assert row == AS_JSON


def test_values_are_exact_in_csv(shell: Shell) -> None:
    assert shell("read", shell.duckdb(EXACT), "-o", "x.csv").code == 0
    text = (shell.folder / "x.csv").read_text()
    [row] = csv.DictReader(text.splitlines(keepends=True))
    assert row["big"] == "9007199254740993"
    assert row["bigger"] == "18446744073709551615"
    assert row["at"] == AS_JSON["at"]
    assert row["list"] == "[1,null]"
    assert row["pair"] == '{"a":"é"}'
    assert row["doc"] == '{"k": [1]}'
    assert row["odd"] == 'a,"b"\nc'
    assert ',"",' in text  # an empty text is no null


def test_a_parquet_file_has_row_groups_of_a_good_size(shell: Shell) -> None:
    assert shell("read", shell.duckdb("SELECT range AS n FROM range(300000)"), "-o", "x.parquet").code == 0
    found = pq.ParquetFile(shell.folder / "x.parquet").metadata
    assert found.num_rows == 300_000
    assert found.num_row_groups <= 3


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "arrow", "parquet"])
def test_standard_output_gets_the_rows_alone(shell: Shell, kind: str) -> None:
    done = subprocess.run(
        [*shell.command, "read", shell.duckdb(ALL), "-o", "-", "-f", kind],
        cwd=shell.folder,
        env=shell.environment,
        capture_output=True,
        check=True,
    )
    assert b"1,000 rows to standard output" in done.stderr
    if kind == "arrow":
        assert pa.ipc.open_stream(done.stdout).read_all().to_pylist() == ROWS
    else:
        copy = shell.folder / f"copy.{kind}"
        copy.write_bytes(done.stdout)
        assert rows_of(copy) == ROWS


def test_a_format_that_cannot_be_told_is_a_usage_error(shell: Shell) -> None:
    done = shell("read", shell.duckdb(ALL), "-o", "x.xlsx")
    assert done.code == 2
    assert "Give --format" in done.err
    assert shell("read", "c.yaml", "-o", "x.data", "--format", "csv").code == 0


def test_an_older_file_is_replaced_and_keeps_its_permissions(shell: Shell) -> None:
    path = shell.folder / "x.csv"
    path.write_text("old")
    path.chmod(0o640)
    done = shell("read", shell.duckdb(ALL), "-o", "x.csv")
    assert "in place of the file that was there" in done.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert rows_of(path) == ROWS


def test_a_link_still_points_to_the_file(shell: Shell) -> None:
    (shell.folder / "real.csv").write_text("old")
    (shell.folder / "x.csv").symlink_to("real.csv")
    assert shell("read", shell.duckdb(ALL), "-o", "x.csv").code == 0
    assert (shell.folder / "x.csv").is_symlink()
    assert rows_of(shell.folder / "real.csv") == ROWS


def test_a_new_file_gets_the_permissions_of_the_umask(shell: Shell) -> None:
    before = os.umask(0o027)
    try:
        assert shell("read", shell.duckdb(ALL), "-o", "x.csv").code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((shell.folder / "x.csv").stat().st_mode) == 0o640


@pytest.mark.parametrize("how", ["query", "halfway", "bug"])
def test_what_fails_leaves_no_file_and_an_older_one_as_it_was(shell: Shell, how: str) -> None:
    assert shell("read", shell.acme(how), "-o", "new.csv").code in {1, 5, 7}
    (shell.folder / "old.csv").write_text("old")
    assert shell("read", "acme.json", "-o", "old.csv").code in {1, 5, 7}
    assert shell.names() == {"data", "acme.json", "old.csv"}
    assert (shell.folder / "old.csv").read_text() == "old"


def test_a_full_device_is_told(shell: Shell) -> None:
    done = shell("read", shell.duckdb(ALL), "-o", "/dev/full", "-f", "csv")
    assert done.code == 9
    assert "/dev/full cannot be written: No space left on device. Free some space" in done.err
    assert done.err.endswith("[output]\n")


@pytest.mark.parametrize("kind", ["parquet", "csv", "json", "jsonl", "arrow"])
def test_a_full_disk_leaves_nothing(shell: Shell, kind: str) -> None:
    disk = shell.folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a tmpfs cannot be mounted here")
    try:
        shell.duckdb("SELECT range AS n, hash(range)::VARCHAR AS h FROM range(300000)")
        done = shell("read", "c.yaml", "-o", f"disk/x.{kind}")
        assert done.code == 9
        assert "No space left on device" in done.err
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_folder_that_is_not_there_is_told(shell: Shell) -> None:
    done = shell("read", shell.duckdb(ALL), "-o", "no/x.csv")
    assert done.code == 9
    assert "no/x.csv cannot be written: No such file or directory. Check the path." in done.err
    assert shell("read", "c.yaml", "-o", "data", "-f", "csv").code == 9


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
@pytest.mark.parametrize("source", ["duckdb", "acme"])
def test_a_signal_in_the_middle_leaves_no_half_file(
    shell: Shell, number: int, code: int, source: str
) -> None:
    endless = "SELECT range AS n, hash(range)::VARCHAR AS h FROM range(100000000000)"
    file = shell.duckdb(endless) if source == "duckdb" else shell.acme("endless")
    running = shell.start("read", file, "-o", "x.csv", stderr=subprocess.PIPE)
    waited_until = time.monotonic() + 60
    while not any(name.endswith(".part") for name in shell.names()):
        assert time.monotonic() < waited_until
        assert running.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    running.send_signal(number)
    _, told = running.communicate(timeout=30)
    assert running.returncode == code
    assert shell.names() == {"data", file}
    assert told.decode() in {"error: Interrupted. [interrupted]\n", ""}


@pytest.mark.parametrize(
    "arguments", [["types"], *(["read", "c.yaml", "-o", "-", "-f", kind] for kind in ("csv", "json"))]
)
def test_a_closed_pipe_ends_it_quietly(shell: Shell, arguments: list[str]) -> None:
    shell.duckdb("SELECT range AS n FROM range(100000000000)")
    with shell.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(1000 if arguments[0] == "read" else 0)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 141


def test_a_source_that_does_not_stop_keeps_nobody_waiting(shell: Shell) -> None:
    with shell.start("read", shell.acme("deaf"), "-o", "x.csv", stderr=subprocess.PIPE) as running:
        while not any(name.endswith(".part") for name in shell.names()):
            time.sleep(0.05)
        time.sleep(0.5)
        for _ in range(2):  # impatient
            running.send_signal(signal.SIGINT)
            time.sleep(0.5)
        assert running.wait(3) == 130
    assert shell.names() == {"data", "acme.json"}


def test_a_query_without_an_end_is_stopped_at_the_source(shell: Shell) -> None:
    shell.duckdb("SELECT count(DISTINCT hash(range)) FROM range(100000000000)")
    with shell.start("preview", "c.yaml", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        time.sleep(4)
        running.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, told = running.communicate(timeout=30)
        assert time.monotonic() - started < 5
        assert (running.returncode, told) == (130, b"error: Interrupted. [interrupted]\n")


_PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, code)
"""


@pytest.mark.parametrize("kind", ["parquet", "csv", "arrow"])
def test_millions_of_rows_are_read_in_bounded_memory(shell: Shell, kind: str) -> None:
    def peak(rows: int) -> int:
        shell.duckdb(
            f"SELECT range AS n, hash(range)::VARCHAR AS a, hash(range + 1)::VARCHAR AS b FROM range({rows})"
        )
        command = [sys.executable, "-c", _PEAK, *shell.command, "read", "c.yaml", "-o", f"x.{kind}"]
        done = subprocess.run(
            command, cwd=shell.folder, env=shell.environment, capture_output=True, check=True
        )
        kilobytes, code = map(int, done.stdout.split())
        assert code == 0
        return kilobytes

    few, many = peak(200_000), peak(6_000_000)  # over 300 MB of Arrow
    assert many - few < 120_000
    assert (shell.folder / f"x.{kind}").stat().st_size > 50_000_000
